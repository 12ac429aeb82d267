"""The clock's two time zones and its frozen state."""

from datetime import UTC, date, datetime

import pytest

from credit.kit import clock


def test_late_evening_utc_is_already_tomorrow_in_qinghai() -> None:
    with clock.frozen(datetime(2026, 3, 1, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 2)
        assert clock.now() == datetime(2026, 3, 1, 16, 30, tzinfo=UTC)


def test_freezing_nests_and_ends() -> None:
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)):
        with clock.frozen(datetime(2030, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2030
        assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    assert abs((datetime.now(UTC) - clock.now()).total_seconds()) < 5


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.day_of(datetime(2026, 1, 1))
