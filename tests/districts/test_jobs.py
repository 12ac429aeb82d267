"""Background work: grades follow members, who no longer fits is told; nobody is removed."""

from datetime import timedelta

import httpx

from credit.districts.actions.inspecting import Noted, inspect_members
from credit.districts.jobs import inspect, regrade_districts
from credit.districts.queries.joins import find_district_of
from credit.districts.queries.memberships import list_cases
from credit.kit import clock
from credit.kit.db import Connection
from districts.world import make_district, make_member
from factories.accounts import make_account


async def jobs_of(db: Connection, name: str) -> list[bytes]:
    rows = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = $1 ORDER BY id", name)
    return [row["payload"] for row in rows]


async def overdue() -> list[str]:
    cases = await list_cases("overdue", district=None, limit=20, after=0)
    return [case.subject.uscc for case in cases.items]


async def test_a_grade_follows_its_members(db: Connection) -> None:
    district = await make_district()
    members = [await make_member(db, district, "A") for _ in range(5)]
    found = await find_district_of(members[0].id)
    assert found is not None and (found.code, found.grade) == (district.code, "A")
    await db.execute("DELETE FROM pgqueuer")
    await db.execute("UPDATE subject SET grade = 'D' WHERE id = $1", members[0].id)
    await regrade_districts({"subject_ids": [members[0].id]})
    again = await find_district_of(members[1].id)
    assert again is not None and again.grade == "B", "20 % are D"
    ids = ",".join(str(member.id) for member in members)
    assert await jobs_of(db, "codes.forget") == [f'{{"subject_ids":[{ids}]}}'.encode()]
    await regrade_districts({"subject_ids": [members[0].id]})
    assert len(await jobs_of(db, "codes.forget")) == 1, "nothing changed, nobody is told"


async def test_the_evaluation_tells_the_districts(db: Connection) -> None:
    from credit.evaluation.actions import recompute_subjects

    district = await make_district()
    member = await make_member(db, district, "A")
    await db.execute("UPDATE subject SET grade = 'N' WHERE id = $1", member.id)
    await db.execute(
        "INSERT INTO evaluation (subject_id, model_version, evaluated_on, score, grade)"
        " VALUES ($1, 'x', '2026-01-01', 900, 'A')",
        member.id,
    )
    await recompute_subjects([member.id])
    assert await jobs_of(db, "districts.regrade") == [f'{{"subject_ids":[{member.id}]}}'.encode()]


async def test_the_daily_look_tells_and_lists(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    fine, gone = [await make_member(db, district, "A") for _ in range(2)]
    await db.execute("UPDATE subject SET lng = lng + 0.01 WHERE id = $1", gone.id)
    assert await inspect_members() == Noted(members=2, told=1, cleared=0)
    assert await inspect_members() == Noted(members=2, told=0, cleared=0), "told once"

    owner = await make_account(owns=gone.uscc or "")
    own = await client.get(f"/api/subjects/{gone.uscc}/memberships", headers=owner.headers)
    (concern,) = own.json()["current"]["concerns"]
    assert (concern["id"], concern["text"]) == ("left_area", "店铺搬出街区范围")
    assert concern["setRightBy"] == str(clock.today() + timedelta(days=30))

    officer = await make_account("officer")
    listed = await client.get("/api/memberships?status=notified", headers=officer.headers)
    assert [item["subject"]["uscc"] for item in listed.json()["items"]] == [gone.uscc]
    desk = await client.get("/api/districts/desk", headers=officer.headers)
    assert desk.json()["items"][0]["concerns"] == 1

    assert await overdue() == []
    with clock.frozen(clock.now() + timedelta(days=31)):
        await inspect({})
        assert await overdue() == [gone.uscc]
    statuses = await db.fetch("SELECT status FROM district_member")
    assert {row["status"] for row in statuses} == {"admitted"}, "a machine removes nobody"
    assert fine.id != gone.id


async def test_what_is_set_right_is_forgotten(db: Connection) -> None:
    district = await make_district()
    member = await make_member(db, district)
    await db.execute("UPDATE commitment SET withdrawn_at = now() WHERE subject_id = $1", member.id)
    assert (await inspect_members()).told == 1
    await db.execute("UPDATE commitment SET withdrawn_at = NULL WHERE subject_id = $1", member.id)
    assert await inspect_members() == Noted(members=1, told=0, cleared=1)
    row = await db.fetchrow("SELECT concerns, notified_on, set_right_by FROM district_member")
    assert tuple(row) == ("[]", None, None)


async def test_a_low_grade_counts_from_its_first_day(db: Connection) -> None:
    district = await make_district()
    member = await make_member(db, district, "D")
    today = clock.today()

    async def graded(days_ago: int, grade: str, *, current: bool = False) -> None:
        await db.execute(
            "INSERT INTO evaluation (subject_id, model_version, evaluated_on, score, grade,"
            " is_current) VALUES ($1, 'x', $2, 500, $3, $4)",
            member.id, today - timedelta(days=days_ago), grade, current,
        )  # fmt: skip

    await graded(90, "D")
    await graded(50, "C")
    await graded(29, "D", current=True)
    assert (await inspect_members()).told == 0, "29 days, the earlier ones were interrupted"
    await db.execute("UPDATE evaluation SET evaluated_on = $1 WHERE is_current",
                     today - timedelta(days=30))  # fmt: skip
    assert (await inspect_members()).told == 1


async def test_a_proposed_district_is_on_no_badge(db: Connection) -> None:
    district = await make_district(named=False)
    member = await make_member(db, district)
    assert await find_district_of(member.id) is None
    assert await find_district_of(0) is None
