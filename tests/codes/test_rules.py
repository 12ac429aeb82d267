"""Pure rules of badges."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from credit.codes.badges.rules import (
    RENEW_WITHIN,
    Held,
    Wanted,
    badge_expiry,
    decide,
)
from credit.codes.core.merchant_token import MAX_LIFETIME, MAX_LIST_NO
from credit.codes.trust.rules import LISTS_A_QUARTER, list_numbers
from credit.codes.verdicts.rules import last_day

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WANTED = Wanted(1, "91630104MA7000018F", "店", "A", True)
HELD = Held(5, 1, 1, "店", "A", NOW + timedelta(days=60))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(moments)
def test_a_badge_lasts_whole_days_and_at_most_ninety(now: datetime) -> None:
    ends = badge_expiry(now)
    assert MAX_LIFETIME - timedelta(days=1) < ends - now <= MAX_LIFETIME
    assert last_day(ends).hour == 23


@given(moments)
def test_list_numbers_fit_one_byte_and_quarters_do_not_share(moment: datetime) -> None:
    here, later = list_numbers(moment), list_numbers(moment + timedelta(days=100))
    assert len(here) == LISTS_A_QUARTER
    assert all(0 <= number <= MAX_LIST_NO for number in here)
    assert not set(here) & set(later)


def test_decisions() -> None:
    assert decide(WANTED, None, 1, NOW) == "issue"
    assert decide(WANTED, HELD, 1, NOW) == "keep"
    assert decide(WANTED, HELD, 2, NOW) == "issue"
    assert decide(WANTED._replace(grade="D"), HELD, 1, NOW) == "issue"
    assert decide(WANTED._replace(short_name="新店"), HELD, 1, NOW) == "issue"
    assert decide(WANTED, HELD._replace(expires_at=NOW + RENEW_WITHIN), 1, NOW) == "issue"
    assert decide(WANTED._replace(grade="N"), HELD, 1, NOW) == "suspend"
    assert decide(WANTED._replace(grade="N"), None, 1, NOW) == "none"
    assert decide(WANTED._replace(barred=True), None, 1, NOW) == "none"
