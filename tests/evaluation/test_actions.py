"""Stored evaluations on the real database: equal to the pure rule, few or all, after a kill too."""

import asyncio
import json
import random
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from credit.evaluation import bulk, jobs, queries
from credit.evaluation.actions import recompute_all, recompute_subjects
from credit.evaluation.model import Model
from credit.evaluation.model_file import list_models, model_on
from credit.evaluation.rules import Evidence, evaluate
from credit.kit import clock
from credit.kit.db import connection
from evaluation.evidence import (
    TODAY,
    add_records,
    add_subjects,
    evidence,
    random_evidence,
)

MODEL = model_on(TODAY)
SUBJECTS = 2_000


async def random_world(db: Any, count: int, seed: int) -> dict[int, list[Evidence]]:
    chance = random.Random(seed)
    ids = await add_subjects(db, count)
    world = {
        subject: [random_evidence(chance) for _ in range(chance.choice((0, 1, 2, 3, 8, 30)))]
        for subject in ids
    }
    await add_records(db, world)
    return world


async def current_rows(db: Any) -> dict[int, Any]:
    rows = await db.fetch("SELECT * FROM evaluation WHERE is_current")
    return {row["subject_id"]: row for row in rows}


def assert_stored(world: dict[int, list[Evidence]], rows: dict[int, Any], day: date) -> None:
    """Every subject is stored as the pure rule says; none of N that never had a grade."""
    for subject, records in world.items():
        result = evaluate(MODEL, records, day)
        row = rows.get(subject)
        if row is None:
            assert result.grade == "N"
            continue
        stored = (row["grade"], row["score"], tuple(row["points"]), row["cap"], row["record_count"])
        assert stored == (
            result.grade, result.score, result.points, result.cap, result.record_count,
        ), (subject, records)  # fmt: skip


def without_months(model: Model) -> Model:
    """A model whose positive effects never end by months."""
    effects = tuple(
        msgspec.structs.replace(e, months=None, decay="validity") if e.points > 0 else e
        for e in model.effects
    )
    return msgspec.structs.replace(model, effects=effects)


CASES = [
    *((MODEL, days) for days in (-200, 0, 97, 1300)),
    *((model, 0) for model in [*list_models(), without_months(MODEL)]),
]


async def test_sql_and_the_pure_rule_agree(db: Any) -> None:
    """Thousands of random subjects, each with up to thirty records of every kind."""
    world = await random_world(db, SUBJECTS, seed=0)
    for model, days in CASES:
        day = TODAY + timedelta(days)
        sql = bulk.graded_sql(model, day, bulk.RANGE)
        rows = {r["subject_id"]: r for r in await db.fetch(sql, 0, 2**62)}
        grades = assert_equal(world, rows, model, day)
        assert days or grades >= set("BCDN"), grades


def assert_equal(
    world: dict[int, list[Evidence]], rows: dict[int, Any], model: Model, day: date
) -> set[str]:
    """The rows hold exactly what the pure rule gives; returns the grades that occur."""
    grades = set()
    for subject, records in world.items():
        result = evaluate(model, records, day)
        grades.add(result.grade)
        row = rows.pop(subject, None)
        stored = row and (
            row["grade"], row["score"], tuple(row["points"]), row["cap"], row["record_count"],
        )  # fmt: skip
        expected = (
            result.grade, result.score, result.points, result.cap, result.record_count,
        )  # fmt: skip
        assert stored == (expected if result.record_count else None), (subject, records)
    assert not rows
    return grades


async def test_all_and_few_store_the_same(db: Any) -> None:
    world = await random_world(db, 400, seed=1)
    few = list(world)[:150]
    await recompute_subjects(few, as_of=TODAY)
    assert_stored({s: world[s] for s in few}, await current_rows(db), TODAY)
    await recompute_all(as_of=TODAY, part=64, lanes=1)
    rows = await current_rows(db)
    assert_stored(world, rows, TODAY)
    grades = {r["id"]: r["grade"] for r in await db.fetch("SELECT id, grade FROM subject")}
    assert all(grades[s] == (rows[s]["grade"] if s in rows else "N") for s in world)


async def test_a_second_run_writes_nothing(db: Any) -> None:
    await random_world(db, 200, seed=2)
    first = await recompute_all(as_of=TODAY, lanes=1)
    second = await recompute_all(as_of=TODAY, lanes=1)
    assert first.changed > 30 and second.changed == 0
    audited = await db.fetch("SELECT detail FROM audit_entry WHERE action = 'evaluation.run'")
    assert [json.loads(row["detail"])["changed"] for row in audited] == [first.changed, 0]


async def test_effects_end_over_night(db: Any) -> None:
    world = await random_world(db, 300, seed=3)
    for day in (TODAY, TODAY + timedelta(1), TODAY + timedelta(400)):
        await recompute_all(as_of=day, part=70, lanes=1)
        assert_stored(world, await current_rows(db), day)
    history = await db.fetchval("SELECT count(*) FROM evaluation WHERE NOT is_current")
    assert history > 30


async def test_a_repair_is_a_new_row_and_the_old_one_stays(db: Any) -> None:
    [subject] = await add_subjects(db, 1)
    fine = evidence("penalty", 3)
    await add_records(db, {subject: [evidence("licence"), fine]})
    assert await recompute_subjects([subject], as_of=TODAY) == 1
    await db.execute("UPDATE record SET state = 'repaired' WHERE severity = 3")
    assert await recompute_subjects([subject], as_of=TODAY) == 1
    rows = await db.fetch("SELECT grade, is_current FROM evaluation ORDER BY id")
    assert [(r["grade"], r["is_current"]) for r in rows] == [("C", False), ("N", True)]


async def test_a_changed_grade_asks_for_a_new_badge_in_the_same_transaction(db: Any) -> None:
    first, second = await add_subjects(db, 2)
    good = [evidence("licence"), evidence("licence", title="二")]
    await add_records(db, {first: good})
    await recompute_subjects([first, second], as_of=TODAY)
    rows = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'codes.reissue'")
    assert [json.loads(row["payload"]) for row in rows] == [{"subject_ids": [first]}]


async def test_natural_persons_are_never_evaluated(db: Any) -> None:
    record = evidence("penalty", 3)
    await db.execute(
        """INSERT INTO record (natural_key, record_class, facet, severity, decided_on, legal_basis,
                               withheld, content_hash)
           VALUES ('\\x01', 2, 'fine', 3, $1, '法', true, '')""",
        record.decided_on,
    )
    assert (await recompute_all(as_of=TODAY, lanes=1)).changed == 0
    assert await db.fetchval("SELECT count(*) FROM evaluation") == 0


async def test_no_subjects_is_no_work(db: Any) -> None:
    assert await recompute_subjects([]) == 0


async def test_what_is_shown_is_what_is_stored(db: Any) -> None:
    world = await random_world(db, 60, seed=4)
    await recompute_subjects(list(world))
    for subject in world:
        view = await queries.get_evaluation_view(subject)
        stored = await queries.find_stored_evaluation(subject)
        assert view.grade == (stored.grade if stored else "N")
        if stored and stored.grade != "N":
            assert stored.score == view.score
            assert [i.points for i in view.indicators] == stored.points
            moved = sum(move.points for move in view.moves)
            assert sum(i.base_points for i in view.indicators) + moved == view.score
        summary = await queries.get_evaluation_summary(subject)
        assert summary.moves == view.moves[:5]


async def test_the_jobs_do_the_same(db: Any) -> None:
    world = await random_world(db, 50, seed=5)
    await jobs.recompute({"subject_ids": list(world)[:10]})
    some = len(await current_rows(db))
    assert 0 < some <= 10


async def test_compare_stores_nothing_and_counts_everybody(db: Any) -> None:
    world = await random_world(db, 300, seed=6)
    old, new = MODEL, with_b_from(MODEL, 800)
    comparison = await queries.compare_models(db, old, new, TODAY, limit=5)
    counted = sum(1 for own in world.values() if evaluate(old, own, TODAY).record_count)
    assert sum(comparison.counts.values()) == counted
    results = [evaluate(old, own, TODAY) for own in world.values()]
    fallen = sum(r.grade == "B" and (r.score or 0) < 800 for r in results)
    assert comparison.counts["B", "C"] == fallen > 0
    assert 0 < len(comparison.moved) <= 5
    assert await db.fetchval("SELECT count(*) FROM evaluation") == 0


def with_b_from(model: Model, from_score: int) -> Model:
    best, good, *others = model.grades
    stricter = msgspec.structs.replace(good, from_score=from_score)
    return msgspec.structs.replace(model, grades=(best, stricter, *others))


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.mark.usefixtures("committed_db")
async def test_a_killed_run_goes_on_at_its_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    async with connection() as db:
        world = await random_world(db, 500, seed=7)
    seen: list[int] = []

    def stop(_: str, done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == 3:
            raise Killed

    with pytest.raises(ExceptionGroup):
        await recompute_all(as_of=TODAY, part=50, lanes=1, report=stop)
    summary = await recompute_all(as_of=TODAY, part=50, lanes=2)
    assert summary.resumed_from == seen[-1] == 150
    async with connection() as db:
        assert_stored(world, await current_rows(db), TODAY)
        [run] = await db.fetch("SELECT * FROM evaluation_run")
        assert (run["status"], run["subjects_done"]) == ("done", 500)
        assert run["changed"] == await db.fetchval("SELECT count(*) FROM evaluation")


@pytest.mark.usefixtures("committed_db")
async def test_lanes_and_small_recomputes_do_not_disturb_each_other() -> None:
    async with connection() as db:
        world = await random_world(db, 400, seed=8)
    ids = list(world)
    await asyncio.gather(
        recompute_all(as_of=TODAY, part=40, lanes=3),
        recompute_all(as_of=TODAY, part=40, lanes=2),
        *(recompute_subjects(ids[n : n + 50], as_of=TODAY) for n in range(0, 400, 50)),
    )
    async with connection() as db:
        assert_stored(world, await current_rows(db), TODAY)
        assert await db.fetchval("SELECT bool_and(is_current) FROM evaluation")


@pytest.mark.usefixtures("committed_db")
async def test_the_nightly_job_evaluates_everybody() -> None:
    async with connection() as db:
        world = await random_world(db, 30, seed=9)
    await jobs.recompute_everybody({})
    async with connection() as db:
        rows = await current_rows(db)
    assert_stored(world, rows, clock.today())
