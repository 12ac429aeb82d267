"""A repair from the first possible day to its end, through the API; and every way out of it."""

from datetime import date, timedelta

import httpx
import pytest

from credit.inbox.queries import list_messages
from credit.kit import clock
from credit.kit.audit import verify_chain
from credit.kit.db import Connection
from credit.records.actions import import_path
from credit.records.queries import list_facts
from credit.settings import get_settings
from factories.accounts import Person, make_account
from records.helpers import penalty, write_csv
from repair.world import MINOR, SEVERE, STATEMENT, Desk, add_penalty, make_world, on, pdf, photo
from repair.world import run_jobs as run_repair_jobs

DECIDED = date(2026, 5, 8)
FIRST = date(2026, 8, 9)


async def titles(person: Person) -> list[str]:
    return [m.title for m in (await list_messages(person.caller.id, None, 50)).items]


async def test_on_the_first_possible_day_and_not_a_day_earlier(
    client: httpx.AsyncClient, db: Connection
) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST - timedelta(days=1), hour=23):
        record = await add_penalty(world, DECIDED)
        item = (await desk.book())["items"][0]
        assert item["possibleOn"] == FIRST.isoformat() and item["terms"]["className"] == "一般"
        unmet = [one["code"] for one in item["conditions"] if not one["met"]]
        assert unmet == ["minimum", "obligations", "pledge"]
        case = await desk.draft(record)
        refused = await desk.submit(case, status=409)
        assert [error["field"] for error in refused["errors"]] == ["minimum"]
        assert "2026年8月9日起" in refused["errors"][0]["message"]
    with on(FIRST, hour=0):
        done = await desk.submit(case)
        assert done["card"]["state"] == "forwarded"
        assert (done["sectorBy"], done["answerBy"]) == ("2026-08-12", "2026-08-21")
        assert done["card"]["number"].startswith("XF2026080")
    assert await db.fetchval("SELECT type FROM commitment WHERE template = 'repair_pledge'") == 4


async def test_approval_ends_everything_at_once(client: httpx.AsyncClient, db: Connection) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        record = await add_penalty(world, DECIDED)
        case = await desk.checked(record)
        assert len(await list_facts(world.subject_id)) == 1
        done = await desk.by_officer(case, "decision", {"approve": True})
        assert done["card"]["state"] == "measures_ended"
        assert await list_facts(world.subject_id) == []
        await run_repair_jobs(db)
        done = await desk.see(case)
    assert [step["state"] for step in done["steps"]] == [
        "draft", "submitted", "forwarded", "accepted", "checked", "approved", "publicity_ended",
        "sharing_ended", "measures_ended", "synced",
    ]  # fmt: skip
    assert done["reason"] and done["decisionBasis"] and done["may"] == []
    versions = await db.fetch(
        "SELECT version, state, is_current FROM record WHERE subject_id = $1 ORDER BY version",
        world.subject_id,
    )
    assert [tuple(row) for row in versions] == [(1, "active", False), (2, "repaired", True)]
    told = await titles(world.owner)
    assert told[0] == "信用修复申请有结果了" and "信用修复申请有新进度" in told
    assert (await verify_chain()).ok


async def test_the_repaired_fact_is_seen_by_its_subject_and_officers_only(
    client: httpx.AsyncClient, db: Connection
) -> None:
    world, stranger = await make_world(), await make_account(owns=(await make_world()).uscc)
    desk = Desk(client, world)
    with on(FIRST):
        record = await add_penalty(world, DECIDED)
        case = await desk.checked(record)
        await desk.by_officer(case, "decision", {"approve": True})
        item = (await desk.book())["items"][0]
        assert item["fact"]["state"] == "repaired" and item["possibleOn"] is None
        public = await client.get(f"/api/subjects/{world.uscc}/records")
        assert public.json()["items"] == []
        assert (await desk.see(case, who=world.officer))["fact"]["stateName"] == "已修复"
        for person, status in ((stranger, 403), (await make_account("citizen"), 403)):
            await desk.see(case, who=person, status=status)
        path = f"/api/subjects/{world.uscc}/repairs"
        await desk.ask(stranger, "GET", path, status=403)


async def test_the_same_file_again_does_not_bring_it_back(
    client: httpx.AsyncClient, db: Connection
) -> None:
    world = await make_world()
    desk = Desk(client, world)
    row = penalty(CF_XDR_SHXYM=world.uscc, CF_JDRQ=DECIDED.isoformat(), CF_YXQ="")
    path = get_settings().data_dir / "again.csv"
    with on(FIRST):
        await import_path(write_csv(path, [row]), "penalties", started_by="test")
        record = (await desk.book())["items"][0]["fact"]["id"]
        case = await desk.checked(record)
        await desk.by_officer(case, "decision", {"approve": True})
        corrected = row | {"CF_SY": "补充了事实的一句话。"}
        for again, expected in ((row, 0), (corrected, 1)):
            report = await import_path(write_csv(path, [again]), "penalties", started_by="test")
            assert report.rows_accepted == expected
            assert await list_facts(world.subject_id) == []


async def test_supplement_stops_the_clock_and_starts_it_anew(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        case = await desk.submitted(await add_penalty(world, DECIDED))
        await desk.by_officer(case, "acceptance", {"outcome": "supplement"}, status=400)
        asked = {"outcome": "supplement", "reason": "请补缴款凭证"}
        found = await desk.by_officer(case, "acceptance", asked)
        assert found["supplementBy"] == "2026-08-21" and found["card"]["dueOn"] == "2026-08-21"
    with on(date(2026, 8, 20)):
        await desk.post(case, "materials", {"data": photo("navy")})
        found = await desk.submit(case)
        assert found["answerBy"] == "2026-09-03" and found["card"]["submittedOn"] == "2026-08-09"
        assert found["supplementBy"] is None and len(found["materials"]) == 2


async def test_refusals_have_reason_and_basis(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    why = {"reason": "义务没有履行完", "legalBasis": "国家发展改革委令第36号"}
    with on(FIRST):
        first = await desk.submitted(await add_penalty(world, DECIDED))
        bare = await desk.by_officer(first, "acceptance", {"outcome": "reject"}, status=400)
        assert {e["field"] for e in bare["errors"]} == {"reason", "legalBasis"}
        found = await desk.by_officer(first, "acceptance", {"outcome": "reject"} | why)
        assert found["card"]["state"] == "rejected" and found["decisionBasis"] == why["legalBasis"]
        second = await desk.checked(await add_penalty(world, DECIDED))
        await desk.by_officer(second, "decision", {"approve": False}, status=400)
        found = await desk.by_officer(second, "decision", {"approve": False} | why)
        assert found["card"]["state"] == "declined" and found["reason"] == why["reason"]
        assert len(await list_facts(world.subject_id)) == 2
        again = await desk.start(found["fact"]["id"])
        assert again["card"]["id"] != second and again["card"]["state"] == "draft"


async def test_severe_cases_need_a_second_officer(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(date(2027, 5, 9)):
        case = await desk.checked(await add_penalty(world, DECIDED, **SEVERE))
        found = await desk.see(case, who=world.officer)
        assert found["card"]["levelName"] == "省级" and "decide" not in found["may"]
        await desk.by_officer(case, "decision", {"approve": True}, status=403)
        assert "decide" in (await desk.see(case, who=world.second))["may"]
        done = await desk.by_officer(case, "decision", {"approve": True}, who=world.second)
        assert done["card"]["state"] == "measures_ended"


async def test_minor_facts_can_be_repaired_at_once(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(DECIDED):
        record = await add_penalty(world, DECIDED, **MINOR)
        item = (await desk.book())["items"][0]
        assert item["possibleOn"] == DECIDED.isoformat() and not item["terms"]["published"]
        case = await desk.checked(record)
        await desk.by_officer(case, "decision", {"approve": True})


async def test_an_extension_is_given_once(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        case = await desk.submitted(await add_penalty(world, DECIDED))
        found = await desk.by_officer(case, "extension", {"reason": "需要现场核验"})
        assert found["answerBy"] == "2026-09-04" and found["extended"]
        await desk.by_officer(case, "extension", {"reason": "再来一次"}, status=409)
    assert "信用修复申请有新进度" in await titles(world.owner)


async def test_false_materials_revoke_publish_and_bar(
    client: httpx.AsyncClient, db: Connection
) -> None:
    world = await make_world()
    desk = Desk(client, world)
    given = {"reason": "缴款凭证系伪造", "legalBasis": "国家发展改革委令第36号",
             "barredUntil": "2029-08-09"}  # fmt: skip
    with on(FIRST):
        other = await add_penalty(world, DECIDED)
        record = await add_penalty(world, DECIDED, CF_GSJZQ="2026-09-30")
        case = await desk.checked(record)
        await desk.by_officer(case, "decision", {"approve": True})
        too_long = given | {"barredUntil": "2029-08-10"}
        await desk.by_officer(case, "false-materials", too_long, status=400)
        found = await desk.by_officer(case, "false-materials", given)
        assert found["card"]["state"] == "revoked"
        assert (found["fact"]["state"], found["fact"]["publicityUntil"]) == ("active", "2027-05-08")
        book = await desk.book()
        assert book["barredUntil"] == "2029-08-09" and book["barredBasis"] == given["legalBasis"]
        draft = await desk.draft(other)
        refused = await desk.submit(draft, status=409)
        assert [e["field"] for e in refused["errors"]] == ["unbarred"]


async def test_a_prefecture_handles_its_own_cases_and_the_province_decides_severe_ones(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world()
    desk, elsewhere = Desk(client, world), await make_account("officer", jurisdiction="6328")
    xining = await make_account("officer", jurisdiction="6301")
    decided = date(2025, 6, 1)
    with on(FIRST):
        case = await desk.submitted(await add_penalty(world, decided, **SEVERE))
        await desk.by_officer(case, "acceptance", {"outcome": "accept"}, 403, elsewhere)
        await desk.see(case, elsewhere, 403)
        listed = {who.login: await numbers(desk, who) for who in (elsewhere, xining)}
        assert case in listed[xining.login] and case not in listed[elsewhere.login]
        await desk.ask(elsewhere, "GET", "/api/repairs?division=6301", status=403)
        await desk.by_officer(case, "acceptance", {"outcome": "accept"}, who=xining)
        checked = await desk.by_officer(case, "check", {"finding": "属实"}, who=xining)
        assert "decide" not in checked["may"]
        other = await make_account("officer", jurisdiction="6301")
        refused = await desk.by_officer(case, "decision", {"approve": True}, 403, other)
        assert refused["detail"] == "严重失信信息由省级决定，您可以受理和核查"
        done = await desk.by_officer(case, "decision", {"approve": True}, who=world.second)
        assert done["card"]["state"] == "measures_ended"


async def numbers(desk: Desk, who: Person) -> set[str]:
    page = await desk.ask(who, "GET", "/api/repairs?limit=50")
    return {card["id"] for card in page["items"]}


async def test_a_broken_repair_pledge_publishes_to_the_maximum_and_bars_nobody(
    client: httpx.AsyncClient, db: Connection
) -> None:
    world = await make_world()
    desk = Desk(client, world)
    given = {"reason": "承诺的整改没有保持", "legalBasis": "国家发展改革委令第36号"}
    with on(FIRST):
        record = await add_penalty(world, DECIDED, CF_GSJZQ="2026-09-30")
        case = await desk.checked(record)
        await desk.by_officer(case, "broken-pledge", given, status=409)  # nothing granted yet
        await desk.by_officer(case, "decision", {"approve": True})
        assert (
            "broken_pledge" in (await desk.by_officer(case, "decision", {"approve": True}))["may"]
        )
    with on(date(2027, 5, 9)):  # the maximum was the day before: nothing may be shown any more
        await desk.by_officer(case, "broken-pledge", given, status=409)
    with on(FIRST):
        found = await desk.by_officer(case, "broken-pledge", given)
        assert found["card"]["state"] == "revoked"
        assert (found["fact"]["state"], found["fact"]["publicityUntil"]) == ("active", "2027-05-08")
        assert (await desk.book())["barredUntil"] is None
    assert "信用修复申请有结果了" in await titles(world.owner)


@pytest.mark.parametrize("before", ["forwarded", "accepted", "checked"])
async def test_false_materials_found_before_the_decision(
    before: str, client: httpx.AsyncClient
) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        record = await add_penalty(world, DECIDED)
        case = await (desk.checked if before == "checked" else desk.submitted)(record)
        if before == "accepted":
            await desk.by_officer(case, "acceptance", {"outcome": "accept"})
        given = {"reason": "照片不是本店", "legalBasis": "国家发展改革委令第36号",
                 "barredUntil": "2027-08-09"}  # fmt: skip
        found = await desk.by_officer(case, "false-materials", given)
        assert found["card"]["state"] == ("rejected" if before == "forwarded" else "declined")
        await desk.by_officer(case, "false-materials", given, status=409)


async def test_repeated_requests_change_nothing(client: httpx.AsyncClient, db: Connection) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        record = await add_penalty(world, DECIDED)
        case = await desk.draft(record)
        assert (await desk.start(record))["card"]["id"] == case
        same = await desk.post(case, "materials", {"name": "缴款凭证", "data": photo()})
        assert len(same["materials"]) == 1
        for _ in range(2):
            await desk.submit(case)
        for _ in range(2):
            await desk.by_officer(case, "acceptance", {"outcome": "accept"})
        for _ in range(2):
            await desk.by_officer(case, "check", {"finding": "已到现场核查，属实"})
        for _ in range(2):
            done = await desk.by_officer(case, "decision", {"approve": True})
    assert len(done["steps"]) == 9
    assert await db.fetchval("SELECT count(*) FROM record WHERE is_current") == 1


async def test_another_subjects_fact_cannot_be_repaired(client: httpx.AsyncClient) -> None:
    world, other = await make_world(), await make_world()
    with on(FIRST):
        record = await add_penalty(other, DECIDED)
        await Desk(client, world).start(record, status=404)
        await Desk(client, world).start("not-a-record", status=404)
        await Desk(client, other).start(record, who=world.owner, status=403)


async def test_drafts_are_the_merchants_own(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        case = await desk.draft(await add_penalty(world, DECIDED))
        await desk.see(case, who=world.officer, status=404)
        badge = await make_account(owns=world.uscc, role="badge")
        await desk.see(case, who=badge, status=403)
        assert (await desk.post(case, "withdrawal"))["card"]["state"] == "withdrawn"
        await desk.see(case, who=world.officer, status=404)
        await desk.submit(case, status=409)


async def test_materials_are_photos_made_anew_or_tame_pdfs(
    client: httpx.AsyncClient, db: Connection
) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        case = await desk.draft(await add_penalty(world, DECIDED))
        for bad in (pdf(b"/JavaScript (x)"), "AAAA", photo()[:-400], pdf()[:16]):
            await desk.post(case, "materials", {"data": bad}, status=400)
        found = await desk.post(case, "materials", {"name": "验收单", "data": pdf()})
        assert [m["mediaType"] for m in found["materials"]] == ["image/jpeg", "application/pdf"]
        stored = await db.fetchval("SELECT photo FROM repair_material LIMIT 1")
        assert b"JFIF" not in stored and b"PDF" not in stored
        shown, paper = [
            await client.get(
                f"/api/repairs/{case}/materials/{m['id']}", headers=world.owner.headers
            )
            for m in found["materials"]
        ]
        assert shown.content[:2] == b"\xff\xd8" and shown.headers["x-content-type-options"]
        assert paper.headers["content-disposition"].startswith("attachment")
        path = f"/api/repairs/{case}/materials/{found['materials'][1]['id']}"
        await desk.ask(world.owner, "DELETE", path)
        await desk.submit(case)
        await desk.post(case, "materials", {"data": photo("red")}, status=409)
        await desk.ask(world.owner, "DELETE", path, status=409)


async def test_the_desk_shows_what_is_due_first(client: httpx.AsyncClient) -> None:
    world = await make_world("632221")
    desk = Desk(client, world)
    with on(FIRST):
        late = await desk.submitted(await add_penalty(world, DECIDED))
    with on(date(2026, 8, 12)):
        fresh = await desk.submitted(await add_penalty(world, DECIDED))
    with on(date(2026, 8, 13)):
        ask = desk.ask
        page = await ask(world.officer, "GET", "/api/repairs?division=6322&limit=1")
        assert [card["id"] for card in page["items"]] == [late]
        assert page["items"][0]["urgency"] == "overdue"
        path = f"/api/repairs?division=6322&limit=1&after={page['next']}"
        rest = await ask(world.officer, "GET", path)
        assert [card["id"] for card in rest["items"]] == [fresh] and rest["next"] is None
        overdue = await ask(world.officer, "GET", "/api/repairs?status=overdue&division=6322")
        assert [card["id"] for card in overdue["items"]] == [late]
        nobody = await ask(world.officer, "GET", "/api/repairs?division=6301")
        assert nobody["items"] == []
        await ask(world.owner, "GET", "/api/repairs", status=403)


async def test_a_pledge_serves_for_every_case(client: httpx.AsyncClient, db: Connection) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        codes = set()
        for _ in range(2):
            case = await desk.submitted(await add_penalty(world, DECIDED))
            codes.add((await desk.see(case))["pledgeCode"])
        assert len(codes) == 1
        listed = (await client.get("/api/commitment-templates")).json()["items"]
        assert "repair_pledge" not in [template["template"] for template in listed]


async def test_no_pledge_no_application(client: httpx.AsyncClient) -> None:
    world = await make_world()
    desk = Desk(client, world)
    with on(FIRST):
        case = await desk.draft(await add_penalty(world, DECIDED))
        given = {"statement": STATEMENT, "pledge": False}
        refused = await desk.post(case, "submission", given, status=409)
        assert [e["field"] for e in refused["errors"]] == ["pledge"]
        assert clock.today() == FIRST
