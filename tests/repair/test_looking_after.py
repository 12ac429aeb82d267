"""What time brings, and 两书同达: notices, reminders, lapses, the automatic end."""

from datetime import date, timedelta
from typing import Any

import httpx
import msgspec

from credit.inbox.queries import list_messages
from credit.kit import clock
from credit.kit.db import Connection
from credit.records.queries import list_facts
from credit.repair.jobs import look_after, notify
from factories.accounts import Person, make_account
from repair.world import MINOR, Desk, add_penalty, make_world, on

DECIDED, FIRST = date(2026, 5, 8), date(2026, 8, 9)


async def told(person: Person, kind: str) -> list[Any]:
    page = await list_messages(person.caller.id, None, 50)
    return [m for m in page.items if m.kind == kind]


async def test_the_repair_notice_comes_with_the_fact_and_once(db: Connection) -> None:
    world, badge = await make_world(), await make_world()
    with on(DECIDED):
        await add_penalty(world, DECIDED)
        await add_penalty(world, DECIDED, **MINOR)
        jobs = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'repair.notify'")
        assert len(jobs) == 2
        for _ in range(2):
            for row in jobs:
                await notify(msgspec.json.decode(row["payload"]))
        await notify({})
    found = await told(world.owner, "repair.notice")
    assert len(found) == 2 and await told(badge.owner, "repair.notice") == []
    general = next(m for m in found if "一般失信" in m.body)
    assert "2026年8月9日起可以申请修复" in general.body and "公示到2027年5月8日" in general.body
    assert "不收任何费用" in general.body and general.link.startswith(
        f"/shops/{world.uscc}/repair/"
    )
    minor = next(m for m in found if "轻微失信" in m.body)
    assert "不对外公示" in minor.body and "改正并履行义务后，就可以申请修复" in minor.body


async def test_old_facts_bring_no_notice(db: Connection) -> None:
    world = await make_world()
    with on(DECIDED):
        await add_penalty(world, DECIDED)
        await db.execute("UPDATE record SET created_at = $1", clock.now() - timedelta(days=8))
        await notify({})
    assert await told(world.owner, "repair.notice") == []


async def test_owners_learn_that_a_repair_has_become_possible(db: Connection) -> None:
    world = await make_world()
    with on(DECIDED):
        await add_penalty(world, DECIDED)
    for day, count in ((FIRST - timedelta(days=1), 0), (FIRST, 1), (FIRST + timedelta(days=1), 1)):
        with on(day):
            await look_after({})
        assert len(await told(world.owner, "repair.possible")) == count


async def test_the_desk_is_reminded_once_a_day(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        case = await desk.submitted(await add_penalty(world, DECIDED))
    for day in (date(2026, 8, 10), date(2026, 8, 12), date(2026, 8, 12), date(2026, 8, 13)):
        with on(day):
            await look_after({})
    found = await told(world.officer, "repair.desk")
    assert [m.title for m in found] == [
        "有修复申请超过期限", "有修复申请快到期限", "有一份新的修复申请",
    ]  # fmt: skip
    assert found[0].link == f"/office/repairs/{case}"


async def test_papers_that_do_not_come_end_the_case(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        record = await add_penalty(world, DECIDED)
        case = await desk.submitted(record)
        await desk.by_officer(case, "acceptance", {"outcome": "supplement", "reason": "缺凭证"})
    with on(date(2026, 8, 21)):
        await look_after({})
        assert (await desk.see(case))["card"]["state"] == "supplement"
    with on(date(2026, 8, 22)):
        await look_after({})
        found = await desk.see(case)
        assert found["card"]["state"] == "lapsed" and "可以重新申请" in found["steps"][-1]["reason"]
        assert (await desk.start(record))["card"]["state"] == "draft"


async def test_at_the_maximum_a_fact_drops_off_and_its_case_ends(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world()
    desk = Desk(client, world)
    last = date(2027, 5, 8)
    with on(last):
        record = await add_penalty(world, DECIDED)
        case = await desk.submitted(record)
        await look_after({})
        assert len(await list_facts(world.subject_id)) == 1
    with on(last + timedelta(days=1)):
        assert await list_facts(world.subject_id) == []
        await look_after({})
        assert (await desk.see(case))["card"]["state"] == "lapsed"
        await desk.start(record, status=409)
        assert (await told(world.owner, "repair.decision"))[0].body.endswith("不用再办理")


async def test_a_fact_that_its_agency_withdraws_ends_the_case(
    client: httpx.AsyncClient, db: Connection
) -> None:
    world, officer = await make_world(), await make_account("officer")
    desk = Desk(client, world)
    with on(FIRST):
        record = await add_penalty(world, DECIDED)
        case = await desk.checked(record)
        await db.execute("UPDATE record SET state = 'withdrawn' WHERE is_current")
        await desk.by_officer(case, "decision", {"approve": True}, status=409)
        await look_after({})
        assert (await desk.see(case, who=officer))["card"]["state"] == "lapsed"
