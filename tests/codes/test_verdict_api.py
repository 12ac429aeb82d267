"""``/api/verdicts/…`` and ``/v/…``: every code gets one clear verdict."""

from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest

from codes.keys import CLAIMS, KEY, OTHER_KEY
from codes.test_badges import graded, issued, set_grade
from credit.codes.badges.actions import end_badges, issue_badge
from credit.codes.core.digits import token_to_digits
from credit.codes.core.faults import Fault
from credit.codes.core.merchant_token import issue_token
from credit.codes.core.short_code import make_short_code, show_short_code
from credit.codes.verdicts.judging import forget_keys
from credit.codes.verdicts.texts import FAULT_TEXTS
from credit.kit import clock
from credit.kit.db import Connection


async def verdict(client: httpx.AsyncClient, text: str) -> dict[str, object]:
    answer = await client.get(f"/api/verdicts/{quote(text, safe='')}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    body: dict[str, object] = answer.json()
    return body


async def test_a_genuine_code_shows_its_shop(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    body = await verdict(client, badge.digits)
    assert (body["verdict"], body["reason"]) == ("valid", None)
    merchant = body["merchant"]
    assert isinstance(merchant, dict)
    assert merchant["uscc"] == subject.uscc
    assert merchant["demo"] is True
    assert merchant["badge"]["shortCode"] == badge.short_code
    assert merchant["objection"]["channels"]


async def test_typed_and_pasted_forms_lead_to_the_same_shop(
    client: httpx.AsyncClient, db: Connection
) -> None:
    badge = await issued(await graded(db))
    shown = show_short_code(badge.short_code)
    for text in (shown, shown.lower(), f"http://127.0.0.1:8000/v/{badge.digits}"):
        assert (await verdict(client, text))["verdict"] == "valid"
    answer = await client.get(f"/api/verdicts/short/{shown}")
    assert answer.json()["verdict"] == "valid"


async def test_refusals_have_their_reason(client: httpx.AsyncClient, db: Connection) -> None:
    badge = await issued(await graded(db))
    foreign = token_to_digits(issue_token(CLAIMS, 99, KEY))
    forged = token_to_digits(issue_token(CLAIMS, 1, OTHER_KEY))
    await db.execute("UPDATE signing_key SET kid = 1")
    forget_keys()
    cases = {
        "hello": "not_a_code",
        "134567890123456789": "not_a_code",
        "https://example.com/v/1": "foreign",
        f"https://127.0.0.1:8000.evil.com/v/{badge.digits}": "foreign",
        badge.digits[:-1]: "damaged",
        f"0{badge.digits}": "damaged",
        "ABCD-EFGH-2": "damaged",
        make_short_code(): "unknown",
        foreign: "unknown_key",
        forged: "bad_signature",
    }
    for text, reason in cases.items():
        body = await verdict(client, text)
        assert (body["verdict"], body["reason"]) == ("invalid", reason), text
        assert body["title"] and body["message"] and body["merchant"] is None


async def test_expired_codes_are_refused(client: httpx.AsyncClient, db: Connection) -> None:
    badge = await issued(await graded(db))
    with clock.frozen(badge.expires_at + timedelta(seconds=1)):
        assert (await verdict(client, badge.digits))["reason"] == "expired"
        assert (await verdict(client, badge.short_code))["reason"] == "expired"


async def test_codes_from_the_future_are_refused(client: httpx.AsyncClient, db: Connection) -> None:
    badge = await issued(await graded(db))
    await db.execute("UPDATE signing_key SET not_before = '2020-01-01'")
    forget_keys()
    with clock.frozen(badge.issued_at - timedelta(days=3)):
        assert (await verdict(client, badge.digits))["reason"] == "not_yet_valid"


@pytest.mark.parametrize("status", ["suspended", "revoked"])
async def test_ended_codes_are_refused(
    client: httpx.AsyncClient, db: Connection, status: str
) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    await end_badges(subject.id, status, "冒用", actor="officer", basis="示例规定第八条")  # type: ignore[arg-type]
    assert (await verdict(client, badge.digits))["reason"] == status
    assert (await verdict(client, badge.short_code))["reason"] == status


async def test_a_replaced_code_leads_to_the_present_page(
    client: httpx.AsyncClient, db: Connection
) -> None:
    """The poster on the wall stays useful; what it shows is today's truth."""
    subject = await graded(db)
    old = await issued(subject)
    await set_grade(db, subject.id, "C")
    new = await issue_badge(subject.id)
    body = await verdict(client, old.digits)
    assert body["verdict"] == "valid"
    assert new and body["merchant"]["badge"]["digits"] == new.digits  # type: ignore[index]
    await set_grade(db, subject.id, "N")
    await issue_badge(subject.id)
    assert (await verdict(client, old.digits))["reason"] == "revoked"
    assert (await verdict(client, new.digits))["reason"] == "suspended"


async def test_unchanged_content_answers_304(client: httpx.AsyncClient, db: Connection) -> None:
    badge = await issued(await graded(db))
    for path in (f"/api/verdicts/{badge.digits}", f"/v/{badge.digits}"):
        first = await client.get(path)
        assert "max-age=1" in first.headers["cache-control"]
        again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


async def test_head_and_other_methods(client: httpx.AsyncClient, db: Connection) -> None:
    badge = await issued(await graded(db))
    head = await client.head(f"/api/verdicts/{badge.digits}")
    assert head.status_code == 200 and head.content == b""
    post = await client.post(f"/api/verdicts/{badge.digits}")
    assert post.status_code == 405
    assert post.headers["content-type"].startswith("application/problem+json")
    assert (await client.get("/vx")).status_code == 404


async def test_every_fault_has_words() -> None:
    assert set(FAULT_TEXTS) == set(Fault)
    assert all(
        len(title) <= 10 and message.endswith("。") for title, message in FAULT_TEXTS.values()
    )
