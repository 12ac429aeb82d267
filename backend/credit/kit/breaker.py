"""A circuit breaker: after a few failures in a row, do not even try for a moment."""

from time import monotonic


class Breaker:
    """Open for `pause` seconds after `limit` failures in a row; then one try at a time."""

    def __init__(self, *, limit: int = 3, pause: float = 1.0) -> None:
        self.limit, self.pause = limit, pause
        self._failures = 0
        self._open_until = 0.0

    def allows(self) -> bool:
        """Whether to try now. After the pause one caller may probe while the rest still wait."""
        if self._failures < self.limit:
            return True
        now = monotonic()
        if now < self._open_until:
            return False
        self._open_until = now + self.pause
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> bool:
        """Notes a failure; says whether it has just opened the breaker, which is worth a log."""
        self._failures += 1
        if self._failures >= self.limit:
            self._open_until = monotonic() + self.pause
        return self._failures == self.limit
