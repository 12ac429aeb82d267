"""Who reported is told to nobody: not in answers, tables, audit, jobs, messages, logs."""

import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest

from commitments.breaches.rig import Rig, make_rig, photo
from credit.commitments.breaches.actions.keeping_time import empty_old_reports
from credit.commitments.breaches.jobs import keep_breach_time
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person

SECRET_FACTS = "收银员把我的退货单撕了"


@pytest.fixture
async def rig(client: httpx.AsyncClient) -> Rig:
    return await make_rig(client)


async def whole_story(rig: Rig) -> tuple[str, list[str]]:
    """Two reports up to a cancelled decision; the case and the receipt numbers."""
    filed = [await rig.report(who, facts=SECRET_FACTS, photos=[photo()]) for who in (0, 1)]
    number = str((await rig.queue())[0]["number"])
    await rig.desk(number, "acceptance", {"accept": True})
    await rig.shop(number, "reply", {"text": "不是这样的。", "photos": [photo("red")]})
    await rig.desk(number, "decision", {"reason": "证据不足，不予认定。"})
    path = f"breach-reports/{filed[0]['number']}/second-review"
    await rig.ask(rig.people[0], "POST", path, {"text": "我有录音。"})
    body = {"outcome": "confirm", "reason": "仍然不足。"}
    await rig.desk(number, "second-review", body, who=rig.second)
    return number, [one["number"] for one in filed]


def traces(rig: Rig, numbers: list[str]) -> list[str]:
    """What would tell who reported."""
    people = rig.people[:2]
    return [*(p.caller.id for p in people), *(p.login for p in people), *numbers]


async def test_no_answer_to_others_names_who_reported(rig: Rig) -> None:
    number, numbers = await whole_story(rig)
    shop = f"subjects/{rig.uscc}/breach-cases"
    asked: list[tuple[Person, str]] = [
        (rig.owner, shop), (rig.owner, f"{shop}/{number}"),
        (rig.officer, "breach-cases?queue=closed"), (rig.officer, f"breach-cases/{number}"),
        (rig.owner, "inbox"), (rig.officer, "inbox"),
    ]  # fmt: skip
    for who, path in asked:
        text = (await rig.ask(who, "GET", path)).text
        found = [one for one in traces(rig, numbers) if one in text]
        assert not found, f"{path} tells {found}"
    mine = (await rig.ask(rig.people[0], "GET", f"breach-reports/{numbers[0]}")).text
    assert numbers[1] not in mine, "nor do people who reported learn of each other"


async def test_no_table_names_who_reported(rig: Rig, db: Connection) -> None:
    """Every column of every table, but those that hold accounts themselves and their inboxes."""
    _, numbers = await whole_story(rig)
    secrets = [*traces(rig, [])[:2], SECRET_FACTS]
    columns = await db.fetch(
        """SELECT table_name, column_name FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name NOT IN ('account')
             AND data_type IN ('text', 'character varying', 'jsonb', 'bytea', 'uuid')"""
    )
    for row in columns:
        table, column = row["table_name"], row["column_name"]
        for secret in secrets:
            shown = f'"{column}"::text'
            query = f'SELECT count(*) FROM "{table}" WHERE {shown} LIKE $1 OR {shown} LIKE $2'
            found = await db.fetchval(query, f"%{secret}%", f"%{secret.encode().hex()}%")
            assert not found, f"{table}.{column} holds {secret}"
    for secret in (*secrets, *numbers):
        found = await db.fetchval(
            "SELECT count(*) FROM audit_entry"
            " WHERE concat(actor, object_id, detail::text) LIKE '%' || $1 || '%'",
            secret,
        )
        assert not found, f"the audit trail holds {secret}"
    links = await db.fetch("SELECT DISTINCT link FROM message WHERE kind = 'commitments.my_report'")
    assert [row["link"] for row in links] == ["/reports"]


async def test_no_log_line_names_who_reported(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _, numbers = await whole_story(rig)
    text = "\n".join(str(vars(record)) for record in caplog.records)
    found = [one for one in (*traces(rig, numbers), SECRET_FACTS) if one in text]
    assert not found


async def test_photos_are_for_those_who_may_see_them(rig: Rig) -> None:
    hidden = await rig.report(0, photos=[photo()], photosShown=False)
    shown = await rig.report(1, photos=[photo("blue")])
    ids = [one["photos"][0]["id"] for one in (hidden, shown)]

    async def seen_by(who: Person) -> list[bool]:
        answers = [await rig.ask(who, "GET", f"breach-photos/{one}") for one in ids]
        assert all(answer.headers["cache-control"].endswith("no-store") for answer in answers)
        return [answer.status_code == 200 for answer in answers]

    assert await seen_by(rig.people[0]) == [True, False]
    assert await seen_by(rig.people[1]) == [False, True]
    assert await seen_by(rig.people[2]) == [False, False]
    assert await seen_by(rig.owner) == [False, False], "not before the case is taken up"
    number = (await rig.queue())[0]["number"]
    await rig.desk(number, "acceptance", {"accept": True})
    assert await seen_by(rig.owner) == [False, True]
    assert await seen_by(rig.officer) == [True, True]
    answer = await rig.ask(rig.officer, "GET", f"breach-photos/{ids[0]}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_another_persons_report_is_not_found(rig: Rig) -> None:
    filed = await rig.report()
    for what in ("", "/withdrawal", "/settlement"):
        method = "POST" if what else "GET"
        answer = await rig.ask(rig.people[1], method, f"breach-reports/{filed['number']}{what}")
        assert answer.status_code == 404
    assert (await rig.queue())[0]["reports"] == 1


async def test_reports_are_emptied_when_they_need_not_be_kept(rig: Rig, db: Connection) -> None:
    number, _ = await whole_story(rig)
    assert await empty_old_reports() == 0
    with clock.frozen(clock.now() + timedelta(days=1100)):
        await keep_breach_time({})
    row: Any = await db.fetchrow("SELECT reporter, reporter_index, facts FROM breach_report")
    assert (row["reporter"], row["reporter_index"], row["facts"]) == (b"", None, b"")
    assert await db.fetchval("SELECT count(*) FROM breach_photo WHERE report_id IS NOT NULL") == 0
    case = await rig.case(number)
    assert case["card"]["reports"] == 2, "that there were reports stays"
    assert case["facts"][0]["facts"] == ""
