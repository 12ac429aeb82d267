"""Pure rules: terms, windows, amounts, stacking, reversal, states."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.perks.claims.giving import PERIOD_DAY
from credit.perks.claims.rules import EDGES, affordable, free_number, may_move
from credit.perks.programme.rules.eligibility import NeedsGrade
from credit.perks.programme.rules.terms import (
    Benefit,
    Blackout,
    Money,
    Quota,
    Windows,
    terms_faults,
    usable_until,
    use_fault,
    use_value,
)
from credit.perks.redemptions.rules import (
    OtherUse,
    areas_of,
    free_slot,
    offline_fault,
    reversal_fault,
    stacking_fault,
    voucher_fault,
)
from perks.world import terms

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)  # Tuesday, 12:00 in Qinghai
USCC = "916300007105213377"


def windows(**changes: Any) -> Windows:
    base = Windows(
        claim_from=NOON, claim_until=NOON + timedelta(days=10), use_until=NOON + timedelta(days=30)
    )
    return msgspec.structs.replace(base, **changes)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"windows": windows(claim_until=NOON)}, ["windows.claimUntil"]),
        ({"windows": windows(use_until=NOON + timedelta(days=9))}, ["windows.useUntil"]),
        ({"windows": windows(use_until=NOON + timedelta(days=10))}, []),
        ({"windows": windows(opens=time(9), closes=time(9))}, ["windows.closes"]),
        ({"windows": windows(opens=time(9), closes=time(10))}, []),
        ({"windows": windows(weekdays=(1, 1))}, ["windows.weekdays"]),
        (
            {
                "windows": windows(
                    blackouts=(Blackout(first=date(2026, 12, 2), last=date(2026, 12, 1)),)
                )
            },
            ["windows.blackouts"],
        ),
        ({"windows": windows(blackouts=(Blackout(first=NOON.date(), last=NOON.date()),))}, []),
        ({"benefit": Benefit(kind="free")}, ["benefit.valueFen"]),
        ({"benefit": Benefit(kind="priority")}, []),
        ({"benefit": Benefit(kind="priority", value_fen=5)}, ["benefit.valueFen"]),
        ({"benefit": Benefit(kind="percent_off", value_fen=5)}, ["benefit.percent"]),
        ({"benefit": Benefit(kind="percent_off", value_fen=5, percent=20)}, []),
        ({"benefit": Benefit(kind="free", value_fen=5, percent=20)}, ["benefit.percent"]),
        ({"money": Money(cap_fen=499)}, ["money.capFen"]),
        ({"money": Money(cap_fen=500)}, []),
        ({"quota": Quota(total=1, uses=3), "money": Money(cap_fen=1499)}, ["money.capFen"]),
        ({"quota": Quota(total=1, period="day")}, ["quota.perPeriod"]),
        ({"quota": Quota(total=1, per_period=1)}, ["quota.perPeriod"]),
        ({"quota": Quota(total=1, period="day", per_period=1)}, []),
        ({"places": (USCC, USCC)}, ["places"]),
        ({"reserve_seconds": 299}, ["reserveSeconds"]),
        ({"reserve_seconds": 300}, []),
        ({"grace": "recheck"}, ["grace"]),
        ({"grace": "recheck", "audience": "merchant"}, []),
        ({"eligibility": NeedsGrade(at_least="A")}, ["eligibility"]),
    ],
)
def test_terms_are_checked(changes: dict[str, Any], fields: list[str]) -> None:
    assert [field for field, _ in terms_faults(terms(USCC, **changes))] == fields


def test_a_balance_costs_its_amount_once_whatever_its_uses() -> None:
    both = {"quota": Quota(total=1, uses=3), "money": Money(cap_fen=10_000)}
    assert terms(USCC, **both).claim_value_fen == 1500
    balance = terms(USCC, benefit=Benefit(kind="balance", value_fen=5000), **both)
    assert balance.claim_value_fen == 5000


def test_a_voucher_lives_whole_days_of_qinghai() -> None:
    assert usable_until(windows(), NOON) == NOON + timedelta(days=30)
    # Claimed on the 1st, three full days: to the end of the 4th in Qinghai.
    assert usable_until(windows(use_days=3), NOON) == datetime(2026, 12, 4, 16, tzinfo=UTC)
    late = datetime(2026, 12, 1, 15, 59, 59, tzinfo=UTC)
    assert usable_until(windows(use_days=3), late) == datetime(2026, 12, 4, 16, tzinfo=UTC)
    assert usable_until(windows(use_days=3), late + timedelta(seconds=1)) == datetime(
        2026, 12, 5, 16, tzinfo=UTC
    )
    assert usable_until(windows(use_days=300), NOON) == NOON + timedelta(days=30)


@pytest.mark.parametrize(
    ("changes", "at", "fault"),
    [
        ({}, NOON, ""),
        ({"weekdays": (2,)}, NOON, ""),
        ({"weekdays": (1, 3)}, NOON, "今天不是可用的星期"),
        ({"weekdays": (3,)}, datetime(2026, 12, 1, 16, tzinfo=UTC), ""),
        ({"opens": time(12)}, NOON, ""),
        ({"opens": time(12, 1)}, NOON, "每天 12:01–23:59 可用"),
        ({"opens": time(9), "closes": time(12)}, NOON, "每天 09:00–12:00 可用"),
        ({"opens": time(9), "closes": time(12, 1)}, NOON, ""),
        ({"blackouts": (Blackout(first=date(2026, 12, 1), last=date(2026, 12, 1)),)}, NOON,
         "今天在停用日期内"),
        ({"blackouts": (Blackout(first=date(2026, 12, 2), last=date(2026, 12, 3)),)}, NOON, ""),
        ({"blackouts": (Blackout(first=date(2026, 11, 2), last=date(2026, 11, 30)),)}, NOON, ""),
    ],
)  # fmt: skip
def test_when_it_can_be_used(changes: dict[str, Any], at: datetime, fault: str) -> None:
    assert use_fault(windows(**changes), at) == fault


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("", None),
        ("day", date(2026, 12, 3)),
        ("week", date(2026, 11, 30)),
        ("month", date(2026, 12, 1)),
    ],
)
async def test_periods_begin_in_qinghai(db: Any, period: str, day: date | None) -> None:
    moment = PERIOD_DAY.replace("statement_timestamp()", "timestamptz '2026-12-02 16:00+00'")
    found = await db.fetchval(f"SELECT {moment} FROM (VALUES ($1::text)) AS p (period)", period)
    assert found == day


FREE = Benefit(kind="free", value_fen=500)
TENTH = Benefit(kind="percent_off", value_fen=500, percent=10)
OFF = Benefit(kind="amount_off", value_fen=500)
PURSE = Benefit(kind="balance", value_fen=5000)


@pytest.mark.parametrize(
    ("benefit", "bill", "open_fen", "asked", "value"),
    [
        (FREE, 0, 500, None, 500),
        (FREE, 300, 500, None, 300),
        (FREE, 900, 500, None, 500),
        (FREE, 900, 200, None, 200),
        (Benefit(kind="waiver", value_fen=500), 0, 500, None, 500),
        (TENTH, 1999, 500, None, 199),
        (TENTH, 9999, 500, None, 500),
        (OFF, 300, 500, None, 300),
        (OFF, 900, 500, None, 500),
        (OFF, 900, 500, 1, 500),
        (PURSE, 900, 5000, None, 900),
        (PURSE, 900, 5000, 900, 900),
        (PURSE, 900, 5000, 1, 1),
        (PURSE, 9000, 5000, None, 5000),
        (PURSE, 9000, 700, None, 700),
        (Benefit(kind="priority"), 900, 0, None, 0),
        (Benefit(kind="no_deposit"), 0, 0, None, 0),
    ],
)
def test_what_one_use_takes_off(
    benefit: Benefit, bill: int, open_fen: int, asked: int | None, value: int
) -> None:
    assert use_value(benefit, bill_fen=bill, open_fen=open_fen, asked_fen=asked) == value


@pytest.mark.parametrize(
    ("benefit", "bill", "open_fen", "asked", "words"),
    [
        (OFF, 0, 500, None, "请填写账单金额"),
        (TENTH, 0, 500, None, "请填写账单金额"),
        (PURSE, 900, 5000, 901, "最多可用 9.00 元"),
        (PURSE, 900, 700, 701, "最多可用 7.00 元"),
        (PURSE, 900, 700, 0, "最多可用 7.00 元"),
        (Benefit(kind="priority"), 900, 0, 5, "这类权益不涉及金额"),
    ],
)
def test_what_cannot_be_taken_off(
    benefit: Benefit, bill: int, open_fen: int, asked: int | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        use_value(benefit, bill_fen=bill, open_fen=open_fen, asked_fen=asked)


@given(st.sampled_from([FREE, TENTH, OFF, PURSE]), st.integers(1, 100_000), st.integers(0, 5000))
def test_never_more_than_the_bill_the_perk_or_the_voucher(
    benefit: Benefit, bill: int, open_fen: int
) -> None:
    value = use_value(benefit, bill_fen=bill, open_fen=open_fen, asked_fen=None)
    assert 0 <= value <= min(bill, benefit.value_fen, open_fen)


@pytest.mark.parametrize(
    ("state", "uses", "at", "fault"),
    [
        ("claimed", 1, -1, ""),
        ("claimed", 1, 0, "这张权益已经过期"),
        ("claimed", 0, -1, "这张权益已经用完"),
        ("redeemed", 0, -1, "这张权益已经用完"),
        ("redeemed", 3, -1, "这张权益已经用完"),
        ("reserved", 1, -1, "这张权益还没有领取，只是预留"),
        ("expired", 1, -1, "这张权益已经失效"),
        ("revoked", 0, -1, "这张权益已经失效"),
    ],
)
def test_which_vouchers_can_be_used(state: Any, uses: int, at: int, fault: str) -> None:
    assert voucher_fault(state, NOON, uses, NOON + timedelta(seconds=at)) == fault


NEVER, SAME = "这张账单上的权益不能与别的权益同享", "同类权益在一张账单上只能用一次"


@pytest.mark.parametrize(
    ("own", "others", "fault"),
    [
        (("never", "a"), [], ""),
        (("never", "a"), [("always", "b")], NEVER),
        (("always", "a"), [("common", "b"), ("never", "b")], NEVER),
        (("common", "a"), [("common", "b")], ""),
        (("common", "a"), [("common", "b"), ("common", "a")], SAME),
        (("common", "a"), [("always", "a")], ""),
        (("always", "a"), [("common", "a")], ""),
    ],
)
def test_what_goes_together_on_a_bill(own: Any, others: list[Any], fault: str) -> None:
    assert stacking_fault(OtherUse(*own), [OtherUse(*other) for other in others]) == fault


@pytest.mark.parametrize(
    ("minutes", "fault"),
    [(0, ""), (2, ""), (2.1, "设备时间比实际快，请校准后再传"), (-72 * 60, ""),
     (-72 * 60 - 1, "离线受理超过 72 小时，不能再传")],
)  # fmt: skip
def test_how_late_a_till_may_hand_in(minutes: float, fault: str) -> None:
    assert offline_fault(NOON + timedelta(minutes=minutes), NOON) == fault


@pytest.mark.parametrize(
    ("hours", "undone", "later", "fault"),
    [
        (24, False, 23.9, ""),
        (24, False, 24, "超过 24 小时，不能再冲正"),
        (24, True, 1, "这次核销已经全部冲正"),
        (0, False, 0, "这项权益不能冲正"),
    ],
)
def test_when_a_use_can_be_taken_back(hours: int, undone: bool, later: float, fault: str) -> None:
    now = NOON + timedelta(hours=later)
    assert reversal_fault(redeemed_at=NOON, hours=hours, undone=undone, now=now) == fault


def test_numbers_and_areas() -> None:
    assert [free_slot(t) for t in ([], [0], [1], [0, 1, 3])] == [0, 1, 0, 2]
    assert [free_number(t, 2) for t in ([], [0], [1], [0, 1])] == [0, 1, 0, None]
    assert areas_of("630104") == ["630104", "630100", "630000"] and areas_of("") == []


@pytest.mark.parametrize(
    ("left", "spent", "cap", "value", "number"),
    [(5, 0, 0, 0, 5), (0, 0, 0, 0, 0), (5, 0, 1000, 300, 3), (5, 100, 1000, 300, 3),
     (5, 101, 1000, 300, 2), (2, 0, 1000, 300, 2), (5, 1000, 1000, 300, 0), (-1, 0, 0, 0, 0),
     (5, 2000, 1000, 300, 0)],
)  # fmt: skip
def test_how_many_can_be_afforded(left: int, spent: int, cap: int, value: int, number: int) -> None:
    found = affordable(left=left, open_fen=spent, spent_fen=0, cap_fen=cap, value_fen=value)
    assert found == number
    split = affordable(
        left=left, open_fen=spent // 2, spent_fen=spent - spent // 2, cap_fen=cap, value_fen=value
    )
    assert split == number


async def test_the_database_knows_the_same_edges(db: Any) -> None:
    states = sorted({state for edge in EDGES for state in edge})
    source = await db.fetchval("SELECT prosrc FROM pg_proc WHERE proname = 'guard_perk_claim'")
    for before in states:
        for after in states:
            listed = f"('{before}', '{after}')" in source
            assert may_move(before, after) == listed, (before, after)  # type: ignore[arg-type]


def test_edges_of_a_voucher() -> None:
    assert may_move("reserved", "claimed") and may_move("redeemed", "claimed")
    assert not may_move("claimed", "reserved") and not may_move("lapsed", "claimed")
    assert not may_move("revoked", "claimed") and not may_move("claimed", "claimed")
