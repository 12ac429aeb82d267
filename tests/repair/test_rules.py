"""Every class against the calendar: the first possible day and not a day earlier; clocks; edges."""

import re
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sources import PACKAGE
from credit.kit.db import Connection
from credit.records.catalogue import RecordClass
from credit.records.publicity import Terms, publicity, tables, terms_of
from credit.repair.rules.conditions import Situation, check, first_day, is_unmet, possible_on
from credit.repair.rules.days import bar_faults, due_days, extended, supplement_by, urgency
from credit.repair.rules.states import EDGES, ENDING, GRANTED, OPEN, STATES, may_move
from credit.repair.rules.terms import level_of

PENALTY, COMMITMENT = RecordClass.PENALTY, RecordClass.COMMITMENT_PERFORMANCE
FOOD = "《中华人民共和国食品安全法》第一百二十四条"
D = date.fromisoformat

# class, severity, decided on, words, first possible day
FIRST_DAYS = [
    # order 36: minor at once, general after 3 months, severe after a year
    (PENALTY, 1, "2026-04-01", "", "2026-04-01"),
    (PENALTY, 2, "2026-04-10", "", "2026-07-11"),
    (PENALTY, 2, "2026-08-31", "", "2026-12-01"),  # 30 November is the month's last day
    (PENALTY, 2, "2026-11-30", "", "2027-03-01"),  # 28 February
    (PENALTY, 2, "2027-11-30", "", "2028-03-01"),  # 29 February
    (PENALTY, 3, "2026-04-01", "", "2027-04-02"),
    (PENALTY, 2, "2026-04-10", FOOD, "2026-07-11"),  # no longer minimum since order 36
    # order 58 goes by the day of the decision, not of the application
    (PENALTY, 1, "2026-03-31", "", "2026-07-01"),
    (PENALTY, 3, "2026-03-31", "", "2026-07-01"),
    (PENALTY, 2, "2026-03-31", FOOD, "2027-04-01"),
    (PENALTY, 2, "2025-05-01", "《中华人民共和国消防法》", "2026-05-02"),
    (PENALTY, 2, "2022-12-31", "", "2023-04-01"),
    # classes with terms of their own
    (RecordClass.SERIOUS_DISHONESTY, 3, "2026-05-15", "", "2027-05-16"),
    (RecordClass.ABNORMAL_OPERATION, 1, "2026-05-15", "", "2026-05-15"),
    (RecordClass.JUDGMENT, 3, "2026-05-15", "", "2026-05-15"),
    (COMMITMENT, 2, "2026-05-15", "", "2026-05-15"),
    (COMMITMENT, 2, "2026-01-15", FOOD, "2026-01-15"),
    (RecordClass.CONTRACT_PERFORMANCE, 2, "2026-05-15", "", "2026-08-16"),
    (RecordClass.INSPECTION, 1, "2026-05-15", "", "2026-05-15"),
]


def situation(**changes: object) -> Situation:
    values: dict[str, object] = {
        "today": D("2026-08-01"), "decided_on": D("2026-04-10"), "min_months": 3,
        "state": "active", "publicity_until": D("2027-04-10"), "materials": 1, "pledged": True,
    }  # fmt: skip
    return Situation(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("record_class", "severity", "decided", "words", "first"), FIRST_DAYS)
def test_first_possible_day_and_not_a_day_earlier(
    record_class: RecordClass, severity: int, decided: str, words: str, first: str
) -> None:
    terms = terms_of(record_class, severity, D(decided), words)
    assert terms.legal_basis and first_day(D(decided), terms.min_months) == D(first)
    for today, met in ((D(first), True), (D(first) - timedelta(days=1), not terms.min_months)):
        case = situation(decided_on=D(decided), min_months=terms.min_months, today=today,
                         publicity_until=None)  # fmt: skip
        assert (not is_unmet(check(case))) is met
        if today >= D(decided):
            assert possible_on(case) == D(first)


def test_minimum_never_exceeds_the_maximum() -> None:
    regimes, classes = tables().regime, list(RecordClass)
    for regime, record_class, severity in product(regimes, classes, (1, 2, 3)):
        found: Terms = terms_of(record_class, severity, regime.from_, FOOD + "消防")
        if found.max_months:
            assert found.min_months <= found.max_months, (regime.name, record_class, severity)
        _, until = publicity(record_class, severity, "", regime.from_, None)
        assert (until is None) == (found.max_months == 0)


def test_each_missing_condition_is_named() -> None:
    for changes, code in (
        ({"state": "repaired"}, "standing"),
        ({"publicity_until": D("2026-07-31")}, "standing"),
        ({"today": D("2026-07-10")}, "minimum"),
        ({"barred_until": D("2026-08-01"), "barred_basis": "第36号令"}, "unbarred"),
        ({"materials": 0}, "obligations"),
        ({"pledged": False}, "pledge"),
    ):
        assert [field for field, _ in is_unmet(check(situation(**changes)))] == [code]
    assert is_unmet(check(situation())) == []


def test_nothing_is_possible_once_it_is_over() -> None:
    assert possible_on(situation(publicity_until=D("2026-07-31"))) is None
    assert possible_on(situation(state="repaired")) is None
    barred = situation(barred_until=D("2026-09-30"), barred_basis="x")
    assert possible_on(barred) == D("2026-10-01")
    too_late = situation(barred_until=D("2027-04-10"), barred_basis="x")
    assert possible_on(too_late) is None


@pytest.mark.parametrize(
    ("day", "sector", "answer", "provisional"),
    [
        ("2026-02-10", "2026-02-13", "2026-03-02", False),  # over the spring festival
        ("2026-02-13", "2026-02-25", "2026-03-05", False),
        ("2026-04-02", "2026-04-08", "2026-04-17", False),  # 清明
        ("2026-06-17", "2026-06-23", "2026-07-02", False),  # 端午
        ("2026-09-30", "2026-10-10", "2026-10-20", False),  # a Saturday that is worked
        ("2026-12-28", "2026-12-31", "2027-01-11", True),  # 2027 is not published yet
    ],
)
def test_clocks(day: str, sector: str, answer: str, provisional: bool) -> None:
    due = due_days(D(day))
    assert (due.sector_by, due.answer_by, due.provisional) == (D(sector), D(answer), provisional)


def test_extension_and_supplement() -> None:
    assert extended(D("2026-06-10"), D("2026-06-01")) == (D("2026-06-25"), False)
    assert supplement_by(D("2026-09-30")) == D("2026-10-20")


def test_urgency() -> None:
    sector, answer = D("2026-06-03"), D("2026-06-12")
    late = [
        urgency("forwarded", sector, answer, D(day))
        for day in ("2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04")
    ]
    assert late == ["", "soon", "soon", "overdue"]
    assert urgency("checked", sector, answer, D("2026-06-04")) == ""
    assert urgency("checked", sector, answer, D("2026-06-13")) == "overdue"
    assert urgency("supplement", sector, answer, D("2026-12-01")) == ""


def test_a_bar_is_bounded() -> None:
    today = D("2026-06-01")
    assert bar_faults(D("2029-06-01"), today) == []
    assert bar_faults(D("2029-06-02"), today) and bar_faults(today, today)


def test_only_severe_cases_go_to_the_province() -> None:
    assert [level_of(severity) for severity in (1, 2, 3)] == [
        "prefecture",
        "prefecture",
        "province",
    ]


@given(st.sampled_from(STATES))
def test_every_state_is_on_the_way_from_a_draft_to_an_end(state: str) -> None:
    reached = {"draft"}
    while more := {b for a in reached for b in EDGES[a]} - reached:  # type: ignore[index]
        reached |= more
    assert state in reached
    assert all(may_move(a, b) for a, b in pairwise(GRANTED))
    assert set(ENDING) < set(GRANTED) and not set(GRANTED) & set(OPEN)


def test_the_trigger_has_the_same_edges() -> None:
    text = "\n".join(p.read_text() for p in (PACKAGE / "migrations").glob("credit_2026_11_30*"))
    found = set(re.findall(r"\('([a-z_]+)', '([a-z_]+)'\)", text.split("FUNCTION guard_repair")[1]))
    assert found == {(a, b) for a, following in EDGES.items() for b in following}


async def test_the_database_refuses_other_edges(db: Connection) -> None:
    await db.execute("CREATE TEMP TABLE tried (LIKE repair INCLUDING DEFAULTS) ON COMMIT DROP")
    await db.execute(
        "CREATE TRIGGER edges BEFORE UPDATE ON tried FOR EACH ROW EXECUTE FUNCTION guard_repair()"
    )
    for name in ("natural_key", "severity", "level", "regime", "legal_basis", "started_by",
                 "subject_id", "id", "public_id"):  # fmt: skip
        await db.execute(f"ALTER TABLE tried ALTER {name} DROP NOT NULL")
    for before, after in product(STATES, STATES):
        await db.execute("DELETE FROM tried")
        await db.execute("INSERT INTO tried (state) VALUES ($1)", before)
        moved = await db.fetchval(
            "SELECT count(*) FROM tried WHERE state = $1", before
        ) and await _try(db, after)
        assert moved is (before == after or may_move(before, after)), (before, after)


async def _try(db: Connection, after: str) -> bool:
    try:
        async with db.transaction():
            await db.execute("UPDATE tried SET state = $1", after)
    except Exception as error:
        assert "cannot go" in str(error)
        return False
    return True
