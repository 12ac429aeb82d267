"""What an upheld breach does to record and grade, with its end; and that cancelling undoes it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from commitments.breaches.rig import UPHELD, Rig, make_rig, run_findings
from credit.commitments.actions.determining import determine_performance
from credit.commitments.breaches.rule_file import Ladder, ladders_on
from credit.commitments.breaches.rules import Severity
from credit.commitments.rules import Performance, add_months
from credit.commitments.schemas import DeterminePerformance
from credit.districts.actions.entering import admit_members
from credit.districts.jobs import inspect_districts_of
from credit.evaluation.actions import recompute_subjects
from credit.kit import clock
from credit.kit.db import connection
from districts.world import make_district

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
async def rig(app: Any, redis: Any) -> Any:
    """Commits really: the importer of records works on connections of its own."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield await make_rig(client)


async def moves(rig: Rig) -> list[dict[str, Any]]:
    """The moves of 怎么算的, after the worker's round."""
    async with connection() as held:
        await run_findings(held)
    await recompute_subjects([rig.subject_id])
    answer = await rig.client.get(f"/api/subjects/{rig.uscc}/evaluation")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["moves"]
    return found


@pytest.mark.parametrize("severity", list(Severity))
async def test_the_grade_page_shows_the_effect_and_its_end(rig: Rig, severity: Severity) -> None:
    assert await moves(rig) == []
    await rig.upheld(severity=severity)
    ladder = next(one for one in ladders_on(clock.today()) if one.severity is severity)
    (move,) = await moves(rig)
    assert move["points"] < 0
    assert move["endsOn"] == str(ladder.publicity_until(clock.today()))


async def test_kept_promises_count_for_the_merchant(rig: Rig) -> None:
    kept = DeterminePerformance(
        performance=Performance.KEPT,
        determined_on=clock.today(),
        authority="西宁市城西区市场监督管理局",
        reason="核查属实",
    )
    await determine_performance(rig.officer.caller, rig.code, kept)
    (move,) = await moves(rig)
    assert move["points"] > 0


async def cancel(rig: Rig, number: str) -> None:
    await rig.shop(number, "second-review", {"text": "当天已退款，有凭证。"})
    body = {"outcome": "cancel", "reason": "凭证属实。"}
    done = await rig.desk(number, "second-review", body, who=rig.second)
    assert done.status_code == 200, done.text


async def test_a_cancelled_decision_leaves_no_effect(rig: Rig) -> None:
    number = await rig.upheld()
    assert len(await moves(rig)) == 1
    await cancel(rig, number)
    assert await moves(rig) == []


async def test_what_a_cancelled_finding_replaced_stands_again(rig: Rig) -> None:
    kept = DeterminePerformance(
        performance=Performance.KEPT,
        determined_on=clock.today() - timedelta(days=3),
        authority="西宁市城西区市场监督管理局",
        reason="核查属实",
    )
    await determine_performance(rig.officer.caller, rig.code, kept)
    number = await rig.upheld()
    assert [move["points"] < 0 for move in await moves(rig)] == [True]
    await cancel(rig, number)
    assert [move["points"] > 0 for move in await moves(rig)] == [True]


async def test_findings_of_two_cases_come_and_go_in_any_order(rig: Rig) -> None:
    first = await rig.upheld(severity="minor")
    second = await second_case(rig)
    async with connection() as held:
        holders = await held.fetch("SELECT number FROM breach_case WHERE holds_finding")
    assert [row["number"] for row in holders] == [second]
    await cancel(rig, first)  # what the second would restore is gone
    assert [move["points"] < -20 for move in await moves(rig)] == [True]
    await cancel(rig, second)
    assert await moves(rig) == []


async def test_the_first_finding_comes_back_when_the_second_goes(rig: Rig) -> None:
    await rig.upheld(severity="minor")
    (mild,) = await moves(rig)
    second = await second_case(rig)
    (grave,) = await moves(rig)
    assert grave["points"] < mild["points"]
    await cancel(rig, second)
    (again,) = await moves(rig)
    assert (again["points"], again["endsOn"]) == (mild["points"], mild["endsOn"])


async def second_case(rig: Rig) -> str:
    """Another person's report of the same promise, upheld too."""
    await rig.report(1)
    number = next(one["number"] for one in await rig.queue() if one["status"] == "submitted")
    await rig.desk(number, "acceptance", {"accept": True})
    await rig.shop(number, "reply", {"text": "不是这样的。"})
    body = {"reason": "又一次。", "upheld": UPHELD}
    assert (await rig.desk(number, "decision", body)).status_code == 200
    return str(number)


async def test_a_district_is_told_and_nobody_is_removed(rig: Rig) -> None:
    async with connection() as held:
        district = await make_district()
        assert await admit_members(district.id, [rig.subject_id], actor="test") == 1
        number = await rig.upheld(severity="severe")
        await inspect_districts_of({"subject_ids": [rig.subject_id]})
        query = "SELECT status, concerns::text FROM district_member WHERE subject_id = $1"
        told = await held.fetchrow(query, rig.subject_id)
        assert told["status"] == "admitted"
        assert '"breach"' in told["concerns"]
        await cancel(rig, number)
        await inspect_districts_of({"subject_ids": [rig.subject_id]})
        assert '"breach"' not in (await held.fetchrow(query, rig.subject_id))["concerns"]


def test_measures_grow_with_severity_and_each_has_its_basis() -> None:
    ladders: list[Ladder] = ladders_on(clock.today())
    kinds = [{one.kind for one in ladder.measure} for ladder in ladders]
    assert [one.severity for one in ladders] == list(Severity)
    assert kinds[0] < kinds[1] < kinds[2]
    assert all(one.legal_basis for ladder in ladders for one in ladder.measure)
    for ladder in ladders:
        limit = {"minor": 3, "general": 12, "severe": 36}[ladder.severity]
        assert ladder.publicity_until(clock.today()) <= add_months(clock.today(), limit)
