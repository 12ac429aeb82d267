"""The breaker opens after failures in a row, probes after its pause, and closes on success."""

import time

from credit.kit.breaker import Breaker


def test_it_opens_only_after_failures_in_a_row() -> None:
    breaker = Breaker(limit=3, pause=60)
    for _ in range(2):
        assert not breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert breaker.allows()
    assert breaker.failed()  # the third in a row: worth a log line
    assert not breaker.failed()
    assert not breaker.allows()


def test_after_the_pause_one_may_probe() -> None:
    breaker = Breaker(limit=1, pause=0.05)
    breaker.failed()
    assert not breaker.allows()
    time.sleep(0.06)
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.allows() and breaker.allows()
