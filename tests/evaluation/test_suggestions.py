"""Suggestions: each effect is what the rule gives when the suggestion is followed."""

import random
from datetime import date, timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit.evaluation.model_file import model_on
from credit.evaluation.rules import evaluate
from credit.evaluation.suggestions.queries import suggestions_of
from credit.evaluation.suggestions.rules import changed, improves, suggest
from credit.repair.schemas.views import RepairBook
from evaluation.evidence import TODAY, evidence, random_evidence
from factories.accounts import make_account
from factories.subjects import make_subject

MODEL = model_on(TODAY)
GOOD = [evidence("licence"), evidence("licence", title="二"), evidence("inspection")]
NOBODY = RepairBook(items=[], barred_until=None, barred_reason="", barred_basis="")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 20))
def test_following_one_gives_what_it_says_and_never_lowers_the_grade(seed: int, count: int) -> None:
    chance = random.Random(seed)
    records = [random_evidence(chance) for _ in range(count)]
    first = {
        record.record_id: chance.choice((None, TODAY, TODAY + timedelta(chance.randrange(400))))
        for record in records
        if chance.random() < 0.5
    }
    for change in suggest(MODEL, records, TODAY, first):
        before = evaluate(MODEL, records, change.day)
        after = evaluate(MODEL, changed(records, change), change.day)
        assert (before, after) == (change.before, change.after)
        assert sum(after.points) - sum(before.points) == change.points
        assert improves(before, after) and change.day >= TODAY
        if "N" not in (before.grade, after.grade):
            assert after.grade <= before.grade
            assert change.points > 0 or after.grade < before.grade
        if first.get(change.record_id):
            assert change.day >= first[change.record_id]


@pytest.mark.parametrize(
    ("severity", "decided", "first", "from_day", "points"),
    [
        (1, date(2026, 10, 1), date(2026, 10, 1), TODAY, 15),
        (2, date(2026, 10, 1), date(2027, 1, 1), date(2027, 1, 1), 60),
        (3, date(2026, 10, 1), date(2027, 10, 1), date(2027, 10, 1), 150),
        (2, date(2026, 10, 1), None, None, 0),  # no repair: it ends of itself
        (1, date(2026, 10, 1), date(2027, 1, 1), None, 0),  # ended before a repair is possible
    ],
)
def test_a_repair_counts_from_its_first_possible_day(
    severity: int, decided: date, first: date | None, from_day: date | None, points: int
) -> None:
    fine = evidence("penalty", severity, decided_on=decided)
    changes = suggest(MODEL, [*GOOD, fine], TODAY, {fine.record_id: first})
    found = [(c.day, c.points) for c in changes if c.way == "repair"]
    assert found == ([(from_day, points)] if from_day else [])


def test_leaving_the_list_lifts_the_grade_and_comes_first() -> None:
    listed = evidence("serious_dishonesty", 3)
    change = suggest(MODEL, [*GOOD, listed], TODAY, {listed.record_id: TODAY})[0]
    assert (change.record_id, change.before.grade, change.after.grade) == (
        listed.record_id, "D", "B",
    )  # fmt: skip


def test_new_facts_are_only_those_in_the_subject_s_hands() -> None:
    earned = [c.effect.id for c in suggest(MODEL, GOOD, TODAY, {}) if c.way == "earn"]
    assert earned == ["commitment_kept", "contract_kept"]
    assert all(c.remedy for c in suggest(MODEL, GOOD, TODAY, {}) if c.way == "earn")


def test_self_declared_facts_are_never_advised() -> None:
    """The model has effects for them, but what a shop declares here feeds no evaluation."""
    assert not [e.id for e in MODEL.effects if e.record_class == "self_declared" and e.how]


def test_what_is_full_is_not_advised() -> None:
    kept = [evidence("commitment_performance", title=str(n)) for n in range(9)]
    ways = [c.effect.id for c in suggest(MODEL, [*GOOD, *kept], TODAY, {}) if c.way == "earn"]
    assert ways == ["contract_kept"]


def test_a_licence_that_ends_soon_is_to_be_kept() -> None:
    soon = evidence("licence", title="三", valid_until=TODAY + timedelta(30))
    late = evidence("licence", title="四", valid_until=TODAY + timedelta(400))
    [change] = [c for c in suggest(MODEL, [*GOOD, soon, late], TODAY, {}) if c.way == "keep"]
    assert (change.record_id, change.day, change.points) == (
        soon.record_id, TODAY + timedelta(30), 10,
    )  # fmt: skip


def test_a_repair_that_would_leave_too_little_data_is_not_advised() -> None:
    """Two facts and a good grade: without the fine it would be 信息不足."""
    fine = evidence("penalty", 1)
    records = [evidence("licence"), fine]
    assert evaluate(MODEL, records, TODAY).grade == "B"
    assert not [c for c in suggest(MODEL, records, TODAY, {}) if c.way == "repair"]


def test_what_cannot_be_changed_says_until_when() -> None:
    fine = evidence("penalty", 2, decided_on=date(2026, 10, 1))
    view = suggestions_of(MODEL, [*GOOD, fine], TODAY, NOBODY)
    [fixed] = view.unchangeable
    assert (fixed.points, fixed.until) == (-60, date(2027, 10, 1))
    assert view.grade == evaluate(MODEL, [*GOOD, fine], TODAY).grade
    assert "非信用中国官方" in view.disclaimer


async def test_suggestions_are_the_owner_s_alone(client: httpx.AsyncClient) -> None:
    uscc = (await make_subject()).uscc or ""
    owner, other, officer = (
        await make_account(owns=uscc), await make_account(), await make_account("officer")
    )  # fmt: skip
    path = f"/api/subjects/{uscc}/suggestions"
    answer = await client.get(path, headers=owner.headers)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["grade"], answer.json()["gradeWord"]) == ("N", "信息不足")
    for person in (other, officer):
        assert (await client.get(path, headers=person.headers)).status_code == 403
    assert (await client.get(path)).status_code == 401
