"""Who looked (谁看过我): noted in the request of the read, unusual looks told and decided."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from credit.identity.access_log.jobs import forget_looks_daily, watch_looks_often
from credit.identity.access_log.kinds import mask_officer
from credit.identity.access_log.posts import set_post
from credit.identity.access_log.rules import Noted, flagged_by, load_rules, parse_rules
from credit.identity.access_log.watching import watch_looks
from credit.inbox.jobs import tell_from_below
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from factories.accounts import Person, make_account
from factories.subjects import make_subject

NOON = datetime(2026, 11, 30, 12, tzinfo=clock.SHANGHAI)
RULES = {rule.code: rule for rule in load_rules()}


def look(number: int, at: datetime, whose: str = "a1", *, case: bool = True) -> Noted:
    return Noted(number, at, 7, whose, case)


@pytest.mark.parametrize(
    ("hour", "minute", "flagged"),
    [(21, 59, False), (22, 0, True), (23, 30, True), (3, 0, True), (5, 59, True), (6, 0, False)],
)
def test_night_is_from_ten_to_six_in_qinghai(hour: int, minute: int, flagged: bool) -> None:
    at = NOON.replace(hour=hour, minute=minute)
    assert bool(flagged_by(RULES["night"], [look(1, at)])) is flagged


@pytest.mark.parametrize(
    ("code", "count", "minutes", "different", "case", "flagged"),
    [
        ("spread", 60, 59, True, True, True),
        ("spread", 59, 59, True, True, False),
        ("spread", 60, 59, False, True, False),  # the same shop sixty times is another rule's
        ("spread", 60, 120, True, True, False),
        ("repeat", 5, 1439, False, True, True),
        ("repeat", 4, 1439, False, True, False),
        ("repeat", 5, 1439, True, True, False),
        ("caseless", 3, 1439, False, False, True),
        ("caseless", 3, 1439, False, True, False),
        ("caseless", 2, 1439, False, False, False),
    ],
)  # fmt: skip
def test_rules_by_tables(
    code: str, count: int, minutes: int, different: bool, case: bool, flagged: bool
) -> None:
    step = timedelta(minutes=minutes) / max(count - 1, 1)
    looks = [look(n, NOON + n * step, f"a{n if different else 1}", case=case) for n in range(count)]
    assert flagged_by(RULES[code], looks) == ({each.id for each in looks} if flagged else set())


def test_another_officer_s_looks_do_not_count_together() -> None:
    looks = [Noted(n, NOON, n % 2, "a1", True) for n in range(8)]
    assert flagged_by(RULES["repeat"], looks) == set()


def test_a_rule_that_makes_no_sense_is_refused() -> None:
    text = '[[rule]]\ncode="x"\nfrom=2026-01-01\nkind="repeat"\nname="x"\nplain="x"\ncount=1\n'
    with pytest.raises(ValueError, match="x: makes no sense"):
        parse_rules(text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("工作人员王敏（虚构）", "王*"),
        ("工作人员马文清（虚构）", "马**"),
        ("", "*"),
        ("才让卓玛", "才**"),
    ],
)
def test_an_officer_is_named_by_the_family_name_only(name: str, masked: str) -> None:
    assert mask_officer(name) == masked


async def ask_correction(client: httpx.AsyncClient, person: Person) -> None:
    body = {"kind": "correction", "text": "我的名字写错了。"}
    answer = await client.post("/api/me/requests", json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text


async def read_queue(client: httpx.AsyncClient, officer: Person) -> None:
    answer = await client.get("/api/personal-requests", headers=officer.headers)
    assert answer.status_code == 200, answer.text


async def log_of(
    client: httpx.AsyncClient, person: Person, path: str = "/api/me/access-log"
) -> Any:
    answer = await client.get(path, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_an_officer_s_look_is_seen_by_the_person(
    client: httpx.AsyncClient, db: Connection
) -> None:
    citizen, other, officer = (
        await make_account("citizen"), await make_account("citizen"), await make_account("officer")
    )  # fmt: skip
    await db.execute(
        "INSERT INTO officer_post (account_id, agency, post) SELECT id, '示例市信用中心', '受理岗'"
        " FROM account WHERE public_id = $1", officer.caller.id,
    )  # fmt: skip
    await ask_correction(client, citizen)
    await read_queue(client, officer)
    await read_queue(client, officer)  # the same look again within minutes is one
    [entry] = await log_of(client, citizen)
    assert (entry["agency"], entry["post"]) == ("示例市信用中心", "受理岗")
    assert entry["who"] == "测**" and officer.login not in str(entry)
    assert (entry["what"], entry["purpose"]) == ("您提的请求", "办理您的请求")
    assert "个人信息保护法" in entry["legalBasis"] and entry["flags"] == []
    assert await log_of(client, other) == []


async def test_without_a_case_an_officer_states_a_purpose_first(client: httpx.AsyncClient) -> None:
    uscc = (await make_subject()).uscc or ""
    owner, officer = await make_account(owns=uscc), await make_account("officer")
    path = f"/api/subjects/{uscc}/repairs"
    refused = await client.get(path, headers=officer.headers)
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("purpose-required")
    stated = {"uscc": uscc, "purpose": "complaint", "note": "有人投诉，核对处理情况"}
    for body, status in (({**stated, "note": "看"}, 400), ({**stated, "purpose": "x"}, 400)):
        answer = await client.post("/api/access-purposes", json=body, headers=officer.headers)
        assert answer.status_code == status
    answer = await client.post("/api/access-purposes", json=stated, headers=owner.headers)
    assert answer.status_code == 403
    answer = await client.post("/api/access-purposes", json=stated, headers=officer.headers)
    assert answer.status_code == 204
    assert (await client.get(path, headers=officer.headers)).status_code == 200
    assert (await client.get(path, headers=owner.headers)).status_code == 200, (
        "no trace of one's own"
    )
    [entry] = await log_of(client, owner, f"/api/subjects/{uscc}/access-log")
    assert (entry["what"], entry["purpose"]) == ("店铺没有公开的资料：全部修复记录", "处理投诉")
    assert entry["note"] == stated["note"]


async def test_a_purpose_ends_after_half_an_hour(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    uscc = (await make_subject()).uscc or ""
    officer = await make_account("officer")
    body = {"uscc": uscc, "purpose": "audit", "note": "年度抽查"}
    await client.post("/api/access-purposes", json=body, headers=officer.headers)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=31))
    answer = await client.get(f"/api/subjects/{uscc}/repairs", headers=officer.headers)
    assert answer.status_code == 403


async def night_look(
    client: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> tuple[Person, Person]:
    """A citizen whose request an officer read at three in the morning, flagged and told."""
    citizen, officer = await make_account("citizen"), await make_account("officer")
    await ask_correction(client, citizen)
    await read_queue(client, officer)
    three = clock.now().astimezone(clock.SHANGHAI).replace(hour=3)
    await db.execute("UPDATE access_entry SET at = $1", min(three, clock.now()))
    told: list[dict[str, Any]] = []

    async def note(name: str, args: dict[str, Any], **more: Any) -> None:
        told.append(args)

    monkeypatch.setattr("credit.identity.access_log.watching.enqueue", note)
    await watch_looks_often({})
    for args in told:
        await tell_from_below(args)
    return citizen, officer


async def test_an_unusual_look_is_told_and_decided_by_another_officer(
    client: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, officer = await night_look(client, db, monkeypatch)
    assert await watch_looks() == 0, "flagged once"
    [entry] = await log_of(client, citizen)
    assert [(f["name"], f["state"]) for f in entry["flags"]] == [("夜间查阅", "open")]
    inbox = (await client.get("/api/inbox", headers=citizen.headers)).json()["items"]
    assert [(m["title"], m["link"]) for m in inbox] == [
        ("有一次查阅不寻常，已请人核查", "/me/access")
    ]
    queue = await log_of(client, officer, "/api/access-anomalies")
    card = next(each for each in queue if each["own"])
    path, decision = (
        f"/api/access-anomalies/{card['id']}",
        {"misuse": True, "reason": "值班表上没有他。"},
    )
    own = await client.post(f"{path}/decision", json=decision, headers=officer.headers)
    assert own.status_code == 403
    second = await make_account("officer")
    shown = (await client.get(path, headers=second.headers)).json()
    assert citizen.caller.id not in str(shown) and len(shown["entries"]) == 1
    done = await client.post(f"{path}/decision", json=decision, headers=second.headers)
    assert (done.status_code, done.json()["state"]) == (200, "misuse")
    again = await client.post(f"{path}/decision", json=decision, headers=second.headers)
    assert again.status_code == 409
    [entry] = await log_of(client, citizen)
    assert entry["flags"][0]["state"] == "misuse"
    assert entry["flags"][0]["reason"] == decision["reason"]


async def test_looks_are_forgotten_after_three_years(
    client: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await night_look(client, db, monkeypatch)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3 * 365 - 1))
    await forget_looks_daily({})
    assert await db.fetchval("SELECT count(*) FROM access_flag") == 1
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3 * 365 + 1))
    await forget_looks_daily({})
    for table in ("access_entry", "access_flag", "access_anomaly"):
        assert await db.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_pages_and_filters(client: httpx.AsyncClient, db: Connection) -> None:
    citizen, officer = await make_account("citizen"), await make_account("officer")
    await db.execute(
        "INSERT INTO access_entry (public_id, at, account_id, officer_id, kind, object_id)"
        " SELECT gen_random_uuid(), now() - (n / 2) * interval '1 hour', a.id, o.id,"
        " 'personal_request', n::text FROM generate_series(1, 65) AS n, account a, account o"
        " WHERE a.public_id = $1 AND o.public_id = $2", citizen.caller.id, officer.caller.id,
    )  # fmt: skip
    seen, before = [], ""
    for _ in range(3):
        answer = await client.get(
            "/api/me/access-log", params={"before": before} if before else {},
            headers=citizen.headers,
        )  # fmt: skip
        page = answer.json()
        seen += [item["id"] for item in page["items"]]
        before = page["next"]
    assert (len(seen), len(set(seen)), before) == (65, 65, None)
    assert await log_of(client, citizen, "/api/me/access-log?source=pass") == []
    assert await log_of(client, citizen, "/api/me/access-log?source=flagged") == []
    bad = await client.get("/api/me/access-log?before=x_y", headers=citizen.headers)
    assert bad.status_code == 400


async def test_an_officer_has_no_trace_of_the_own_data(client: httpx.AsyncClient) -> None:
    officer = await make_account("officer")
    await ask_correction(client, officer)
    await read_queue(client, officer)
    assert await log_of(client, officer) == []


async def test_office_and_post_are_set_by_the_operator(db: Connection) -> None:
    officer = await make_account("officer")
    await set_post(officer.login, "示例局", "复核岗", actor="test")
    await set_post(officer.login, "示例局", "受理岗", actor="test")
    row = await db.fetchrow("SELECT agency, post FROM officer_post")
    assert tuple(row) == ("示例局", "受理岗")
    with pytest.raises(Problem, match="not-found"):
        await set_post((await make_account()).login, "示例局", "受理岗", actor="test")
