"""The name under the signature: suggested with its rule, confirmed by the owner, never a trick."""

import unicodedata
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.badges.test_keeping import owner_of, verdict
from codes.test_badges import graded, issued
from credit.codes.badges.short_name import (
    MAX_BYTES,
    MAX_CHARACTERS,
    RULE_NAMES,
    is_short_name,
    short_name_fault,
    short_name_of,
    suggest_short_names,
)
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import make_account

COMPANY = "青海昆仑晴雪商贸有限责任公司"


@pytest.mark.parametrize(
    ("name", "signboard", "suggested"),
    [
        (COMPANY, "", {"青海昆仑晴雪商贸": "automatic", "昆仑晴雪商贸": "no_place",
                       "昆仑晴雪": "no_industry"}),
        (COMPANY, "昆仑晴雪", {"昆仑晴雪": "automatic", "昆仑晴雪商贸": "no_place"}),
        ("青海省格尔木昆仑晴雪民宿有限公司", "", {"昆仑晴雪民宿": "no_place"}),
        ("西宁市城中区青稞人家面馆（个体工商户）", "", {"青稞人家面馆": "automatic"}),
        ("河湟大药房有限公司乐都区碾伯分公司", "", {"河湟大药房有限公": "automatic",
                                            "河湟大药房": "no_branch"}),
    ],
)  # fmt: skip
def test_suggestions_name_their_rule(name: str, signboard: str, suggested: dict[str, str]) -> None:
    found = {s.text: s.rule for s in suggest_short_names(name, signboard)}
    assert suggested.items() <= found.items(), found
    assert next(iter(found)) == short_name_of(name, signboard)


@given(st.text(max_size=60), st.text(max_size=12))
def test_every_suggestion_can_be_signed(name: str, signboard: str) -> None:
    found = suggest_short_names(name, signboard)
    assert 1 <= len(found) <= 6
    assert len({s.text for s in found}) == len(found)
    assert all(is_short_name(s.text) and s.rule in RULE_NAMES for s in found)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("昆仑晴雪", None),
        ("昆仑·晴雪&A1", None),
        ("昆仑晴雪\u202e", "看不见"),
        ("昆仑\u200b晴雪", "看不见"),
        ("昆仑\ufeff晴雪", "看不见"),
        ("昆仑\n晴雪", "看不见"),
        ("昆仑\x00晴雪", "看不见"),
        ("昆仑\ue000", "看不见"),
        ("昆仑晴雪Ａ", "形近"),
        ("昆⼭晴雪", "形近"),
        ("ка昆仑", "只能用"),
        ("昆仑ロ店", "只能用"),
        ("昆仑 晴雪", "只能用"),
        ("昆仑晴雪e\u0301", "形近"),
        ("昆仑晴雪😀", "只能用"),
        ("", "要有一到8个字"),
        ("昆仑晴雪商贸有限公", "要有一到8个字"),
        ("信用昆仑", "机关、官方"),
        ("昆仑官方店", "机关、官方"),
        ("昆仑A级店", "机关、官方"),
        ("昆仑市场监管", "机关、官方"),
        ("信用青海昆仑", "机关、官方"),
        ("官·方昆仑", "机关、官方"),
        ("昆仑&A&级", "机关、官方"),
        ("認證昆仑", "机关、官方"),
        ("權威昆仑", "机关、官方"),
        ("肯德基", "字号"),
        ("青海小店", "字号"),
    ],
)
def test_refusals(text: str, fault: str | None) -> None:
    found = short_name_fault(text, registered=COMPANY)
    assert found is None if fault is None else fault in (found or "")


def test_a_registered_name_may_bring_its_own_words_along() -> None:
    assert short_name_fault("乐都信用社", registered="海东市乐都区农村信用社") is None
    assert short_name_fault("信用青海社", registered="信用青海社有限公司") is not None


@given(st.text(max_size=9))
def test_what_is_accepted_can_be_signed_and_shown(text: str) -> None:
    if short_name_fault(text, registered=COMPANY, recorded=text) is None:
        assert is_short_name(text) and len(text) <= MAX_CHARACTERS
        assert len(text.encode()) <= MAX_BYTES
        assert unicodedata.normalize("NFKC", text) == text


async def test_the_owner_confirms_and_the_badge_follows(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db, name="西宁市城西区湟水源牦牛酸奶坊经营部")
    old, person = await issued(subject), await owner_of(subject)
    path = f"/api/subjects/{subject.uscc}/short-name"
    before = (await client.get(path, headers=person.headers)).json()
    assert before["confirmedAt"] is None
    assert before["current"] == old.short_name == "湟水源牦牛酸奶坊"
    assert before["suggestions"][0]["ruleName"] == "系统建议"
    assert (before["maxCharacters"], before["maxBytes"]) == (8, 24)
    answer = await client.put(path, json={"shortName": "湟水源酸奶"}, headers=person.headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["current"] == "湟水源酸奶" and answer.json()["confirmedAt"]
    fresh = await issued(subject)
    assert fresh.short_name == "湟水源酸奶"
    assert await verdict(client, old) == "valid"  # on line the old paper leads to the new page
    audit = "SELECT detail FROM audit_entry WHERE action = 'subject.short_name'"
    assert "湟水源酸奶" in await db.fetchval(audit)


async def test_who_may_confirm_which_name(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    path = f"/api/subjects/{subject.uscc}/short-name"
    helper, owner = await owner_of(subject, "badge"), await owner_of(subject)
    officer = await make_account("officer")
    body = {"shortName": "高原红"}
    assert (await client.put(path, json=body, headers=helper.headers)).status_code == 403
    refused = await client.put(path, json=body, headers=owner.headers)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "shortName"
    assert (await client.put(path, json=body, headers=officer.headers)).status_code == 200
    assert (await client.put(path, json=body, headers=owner.headers)).status_code == 200


async def test_a_confirmed_name_is_signed_again_at_renewal(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    path = f"/api/subjects/{subject.uscc}/short-name"
    owner = await owner_of(subject)
    await client.put(path, json={"shortName": "牦牛酸奶坊"}, headers=owner.headers)
    with clock.frozen(clock.now() + timedelta(days=80)):
        assert (await issued(subject)).short_name == "牦牛酸奶坊"
