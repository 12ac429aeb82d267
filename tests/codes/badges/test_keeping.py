"""What a shop and an officer do to codes over HTTP: history, loss, suspension, revocation."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from codes.test_badges import graded, issued, set_grade, statuses
from credit.codes.badges.actions import issue_badge
from credit.codes.badges.jobs import reissue, renew
from credit.codes.verdicts.queries import BadgeRow
from credit.kit import clock
from credit.kit.db import Connection
from credit.subjects.queries import SubjectRow
from factories.accounts import Person, make_account
from factories.subjects import make_subject

Json = dict[str, Any]
BASIS = "《示例管理规定》第八条"


async def owner_of(subject: SubjectRow, role: str = "owner") -> Person:
    return await make_account(owns=subject.uscc or "", role=role)


async def history(client: httpx.AsyncClient, subject: SubjectRow, person: Person) -> Json:
    answer = await client.get(f"/api/subjects/{subject.uscc}/badges", headers=person.headers)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


async def send(
    client: httpx.AsyncClient, subject: SubjectRow, what: str, person: Person, **body: str
) -> httpx.Response:
    path = f"/api/subjects/{subject.uscc}/badge/{what}"
    basis = {"legalBasis": BASIS} if what != "loss" else {}
    return await client.post(path, json=basis | body, headers=person.headers)


async def verdict(client: httpx.AsyncClient, badge: BadgeRow) -> str:
    body = (await client.get(f"/api/verdicts/{badge.digits}")).json()
    return str(body["reason"] or body["verdict"])


async def test_the_history_is_newest_first(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    first = await issued(subject)
    await set_grade(db, subject.id, "B")
    await reissue({"subject_ids": [subject.id]})
    body = await history(client, subject, await owner_of(subject, "badge"))
    assert [item["status"] for item in body["items"]] == ["active", "replaced"]
    assert body["items"][1]["shortCode"] == first.short_code
    assert body["items"][1]["statusName"] == "已换新，旧码须换下"
    assert body["renewDue"] is True and "等级或店名变了" in body["renewNotice"]


async def test_renewal_is_announced_before_the_paper_ends(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    person, first = await owner_of(subject), await issued(subject)
    body = await history(client, subject, person)
    last = (first.expires_at - timedelta(seconds=1)).astimezone(clock.SHANGHAI).date()
    assert (body["renewBy"], body["renewDue"]) == (last.isoformat(), False)
    with clock.frozen(clock.now() + timedelta(days=80)):
        await renew({})
        headers = (await make_account(owns=subject.uscc or "")).headers
        path = f"/api/subjects/{subject.uscc}/badges"
        body = (await client.get(path, headers=headers)).json()
        assert body["renewDue"] is True and body["renewBy"] == last.isoformat()
        assert body["items"][1]["statusName"] == "已换新，旧码到期前可用"


async def test_an_expired_code_says_so(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    await issued(subject)
    with clock.frozen(clock.now() + timedelta(days=91)):
        body = await history(client, subject, await owner_of(subject))
    assert body["items"][0]["status"] == "expired"
    assert body["renewBy"] is None


async def test_one_tap_revokes_every_printed_code_and_brings_a_fresh_one(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    person, printed = await owner_of(subject, "badge"), await issued(subject)
    await set_grade(db, subject.id, "B")
    await reissue({"subject_ids": [subject.id]})
    second = await issued(subject)
    assert await verdict(client, second) == await verdict(client, printed) == "valid"
    answer = await send(client, subject, "loss", person, note="海报被人撕走")
    assert answer.status_code == 200, answer.text
    fresh = answer.json()
    assert fresh["digits"] not in (printed.digits, second.digits)
    assert (fresh["grade"], fresh["shortName"]) == ("B", "湟水源牦牛酸奶坊")
    assert await verdict(client, printed) == await verdict(client, second) == "revoked"
    asked = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'codes.publish_trust'"
    assert await db.fetchval(asked) >= 1  # phones without a network hear of it too
    assert await statuses(db, subject.id) == ["revoked", "revoked", "active"]
    items = (await history(client, subject, person))["items"]
    assert items[1]["reason"] == "商户报失：海报被人撕走"
    assert items[1]["legalBasis"] == "商户申请报失"
    assert items[1]["statusAt"] > items[1]["issuedAt"]


async def test_a_shop_without_a_grade_can_report_a_loss(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    person, printed = await owner_of(subject), await issued(subject)
    await set_grade(db, subject.id, "N")
    await reissue({"subject_ids": [subject.id]})
    body = await history(client, subject, person)
    assert body["items"][0]["status"] == "suspended" and body["suspendedUntil"] is None
    assert "评价规则" in body["items"][0]["legalBasis"]
    for _ in range(2):  # the second tap changes nothing
        answer = await send(client, subject, "loss", person, note="被撕走")
        assert answer.status_code == 200, answer.text
        assert set(answer.json()) == {"message"} and "作废" in answer.json()["message"]
    assert await statuses(db, subject.id) == ["revoked"]
    await set_grade(db, subject.id, "A")
    await reissue({"subject_ids": [subject.id]})
    assert await statuses(db, subject.id) == ["revoked", "active"]
    assert await verdict(client, printed) == "revoked"


async def test_fresh_codes_are_not_without_end(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    person = await owner_of(subject)
    await issued(subject)
    answers = [(await send(client, subject, "loss", person)).status_code for _ in range(14)]
    assert answers == [200] * 12 + [429] * 2
    assert (await statuses(db, subject.id)).count("active") == 1


async def test_one_named_code_can_be_revoked_alone(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    first = await issued(subject)
    await set_grade(db, subject.id, "B")
    await reissue({"subject_ids": [subject.id]})
    second = await issued(subject)
    person = await owner_of(subject)
    typed = first.short_code[:4].lower() + "-" + first.short_code[4:]
    answer = await send(client, subject, "loss", person, shortCode=typed)
    assert answer.json()["digits"] == second.digits
    assert await statuses(db, subject.id) == ["revoked", "active"]
    for wrong in ("AAAA-AAAA-A", (await issued(await graded(db, name="别家"))).short_code):
        refused = await send(client, subject, "loss", person, shortCode=wrong)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["field"] == "shortCode"


async def test_a_suspension_stands_until_it_is_lifted(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    badge, person = await issued(subject), await owner_of(subject)
    officer = await make_account("officer")
    reason = "店名与登记不符，依据示例规定第八条"
    body = (await send(client, subject, "suspension", officer, reason=reason)).json()
    assert body["items"][0]["status"] == "suspended" and body["renewBy"] is None
    assert body["suspendedUntil"] is not None
    assert await verdict(client, badge) == "suspended"
    assert (await history(client, subject, person))["items"][0]["reason"] == reason
    for refused in (
        await send(client, subject, "loss", person),
        await send(client, subject, "revocation", officer, reason=reason),
    ):
        assert refused.status_code == 409
    await renew({})
    assert await issue_badge(subject.id) is None
    path = f"/api/subjects/{subject.uscc}/badge/suspension?reason=已更正"
    lifted = await client.delete(path, headers=officer.headers)
    assert lifted.status_code == 200, lifted.text
    assert await verdict(client, badge) == "valid"
    assert await statuses(db, subject.id) == ["replaced", "active"]
    assert (await client.delete(path, headers=officer.headers)).status_code == 409


async def test_a_suspension_outlives_the_codes_and_the_lack_of_data(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject, officer = await graded(db), await make_account("officer")
    await issued(subject)
    await set_grade(db, subject.id, "N")
    await reissue({"subject_ids": [subject.id]})
    await send(client, subject, "suspension", officer, reason="冒用他人店名")
    await set_grade(db, subject.id, "A")
    await reissue({"subject_ids": [subject.id]})
    assert await statuses(db, subject.id) == ["suspended"]
    with clock.frozen(clock.now() + timedelta(days=89)):
        await renew({})
        assert await statuses(db, subject.id) == ["suspended"]


async def test_a_suspension_ends_by_itself_and_says_when(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject, officer = await graded(db), await make_account("officer")
    person, badge = await owner_of(subject), await issued(subject)
    await send(client, subject, "suspension", officer, reason="冒用他人店名")
    last = (clock.now() + timedelta(days=90)).astimezone(clock.SHANGHAI)
    body = await history(client, subject, person)
    assert f"{last.year}年{last.month}月{last.day}日" in body["renewNotice"]
    assert "异议" in body["renewNotice"]
    refused = await send(client, subject, "loss", person)
    assert refused.json()["detail"] == body["renewNotice"]
    with clock.frozen(clock.now() + timedelta(days=91)):
        await renew({})
        assert await statuses(db, subject.id) == ["suspended", "active"]
        assert await verdict(client, badge) == "expired"


@pytest.mark.parametrize("odd", ["冒用\x00店名", "冒用\u202e店名", "冒用\u200b店名"])
async def test_unseen_characters_are_refused(
    client: httpx.AsyncClient, db: Connection, odd: str
) -> None:
    subject, officer = await graded(db), await make_account("officer")
    await issued(subject)
    for what in ("suspension", "revocation"):
        assert (await send(client, subject, what, officer, reason=odd)).status_code == 400
    assert (await send(client, subject, "loss", officer, note=odd)).status_code == 400
    path = f"/api/subjects/{subject.uscc}/badge/suspension"
    for found in (409, 200):
        answer = await client.delete(path, params={"reason": odd}, headers=officer.headers)
        assert answer.status_code == 400, found
        answer = await client.delete(path, params={"reason": "已更正"}, headers=officer.headers)
        assert answer.status_code == found
        await send(client, subject, "suspension", officer, reason="冒用店名\n依据第八条")


async def test_a_revocation_kills_codes_not_the_shop(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject, officer = await graded(db), await make_account("officer")
    badge = await issued(subject)
    answer = await send(client, subject, "revocation", officer, reason="码被翻印贴到别处")
    assert [item["status"] for item in answer.json()["items"]] == ["active", "revoked"]
    assert await verdict(client, badge) == "revoked"
    assert await verdict(client, await issued(subject)) == "valid"
    details = await db.fetchval("SELECT detail FROM audit_entry WHERE action = 'badge.revoked'")
    assert "码被翻印贴到别处" in details and BASIS in details
    assert answer.json()["items"][1]["legalBasis"] == BASIS


@pytest.mark.parametrize("what", ["suspension", "revocation"])
async def test_officers_only_and_with_reason_and_basis(
    client: httpx.AsyncClient, db: Connection, what: str
) -> None:
    subject, officer = await graded(db), await make_account("officer")
    await issued(subject)
    reasons = ({}, {"reason": ""}, {"reason": "坏"}, {"reason": "坏" * 201}, {"reason": " " * 4})
    why = {"reason": "冒用店名"}
    bases = [why | {"legalBasis": basis} for basis in ("", "条例", " " * 4, "条" * 301)]
    for body in (*reasons, *bases):
        answer = await send(client, subject, what, officer, **body)
        assert answer.status_code == 400, body
    owner = await owner_of(subject)
    assert (await send(client, subject, what, owner, reason="冒用店名")).status_code == 403
    path = f"/api/subjects/{subject.uscc}/badge/{what}"
    answer = await client.post(path, json=why, headers=officer.headers)
    assert answer.status_code == 400  # no measure without its legal basis
    assert (await client.post(path, json=why | {"legalBasis": BASIS})).status_code == 401
    assert await statuses(db, subject.id) == ["active"]


async def test_nothing_to_stop_is_a_conflict(client: httpx.AsyncClient, db: Connection) -> None:
    subject, officer = await make_subject("青稞人家面馆"), await make_account("officer")
    for what in ("suspension", "revocation"):
        answer = await send(client, subject, what, officer, reason="冒用店名")
        assert answer.status_code == 409
    assert (await send(client, subject, "loss", await owner_of(subject))).status_code == 409


async def test_another_shop_cannot_look_or_touch(client: httpx.AsyncClient, db: Connection) -> None:
    subject, other = await graded(db), await make_subject("别家")
    badge = await issued(subject)
    base = f"/api/subjects/{subject.uscc}"
    calls = [("GET", "badges", None), ("GET", "short-name", None), ("POST", "badge/loss", {}),
             ("PUT", "short-name", {"shortName": "酸奶坊"})]  # fmt: skip
    for person in (await make_account("citizen"), await owner_of(other)):
        for method, path, body in calls:
            url = f"{base}/{path}"
            answer = await client.request(method, url, json=body, headers=person.headers)
            assert answer.status_code == 403, (method, path)
            assert (await client.request(method, url, json=body)).status_code == 401
    assert await verdict(client, badge) == "valid"
