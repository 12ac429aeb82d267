"""Consumers' signals (履约反馈): one person, one commitment, one month, one word.

Not in the audit trail: it would keep for good who said what about a shop.
"""

from datetime import date
from typing import Final

import msgspec

from credit.commitments import rules as commitment_rules
from credit.commitments.following.rules import (
    FEW,
    NOTE,
    NOTE_EN,
    SIGNAL_MONTHS,
    period_of,
    since_period,
)
from credit.commitments.following.schemas import SignalCounts
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.problems import Problem

# Counts people, not words: whoever spoke in several months counts once, with the last word.
LAST_WORDS: Final = """
SELECT DISTINCT ON (g.commitment_id, g.account_id) g.commitment_id, g.kept
FROM commitment_signal g WHERE g.period >= {since} ORDER BY 1, g.account_id, g.period DESC
"""
_ABOUT: Final = """
SELECT id, made_on, valid_until, withdrawn_at IS NOT NULL AS withdrawn FROM commitment
WHERE code = $1 AND publicity = 1
"""
_COUNT: Final = """
SELECT count(*) FILTER (WHERE w.kept)::int AS kept,
  count(*) FILTER (WHERE NOT w.kept)::int AS not_kept
FROM (SELECT DISTINCT ON (account_id) kept FROM commitment_signal
      WHERE commitment_id = $1 AND period >= $2 ORDER BY account_id, period DESC) w
"""
_OWN: Final = """
SELECT g.kept FROM commitment_signal g JOIN account a ON a.id = g.account_id
WHERE g.commitment_id = $1 AND a.public_id = $2 AND g.period = $3
"""
_GIVE: Final = """
INSERT INTO commitment_signal (commitment_id, account_id, period, kept, at)
SELECT $1, a.id, $3, $4, $5 FROM account a WHERE a.public_id = $2 AND a.active
ON CONFLICT (commitment_id, account_id, period) DO UPDATE SET kept = excluded.kept, at = excluded.at
RETURNING id
"""
_TAKE_BACK: Final = """
DELETE FROM commitment_signal g USING account a
WHERE a.id = g.account_id AND g.commitment_id = $1 AND a.public_id = $2 AND g.period = $3
"""


class _About(msgspec.Struct, frozen=True):
    id: int
    made_on: date
    valid_until: date | None
    withdrawn: bool

    @property
    def is_active(self) -> bool:
        return commitment_rules.is_active(
            self.made_on, self.valid_until, withdrawn=self.withdrawn, on=clock.today()
        )


async def give_signal(caller: Caller, code: str, *, kept: bool) -> SignalCounts:
    """Say whether a running commitment is kept; a second word of the month replaces the first.

    Raises Problem not-found, or conflict for one that does not run (any more).
    """
    about = await _get(code)
    if not about.is_active:
        raise Problem("conflict", detail="这项承诺现在不在履行，不能反馈")
    values = (about.id, read_public_id(caller.id), period_of(clock.today()), kept, clock.now())
    async with transaction() as held:
        if await held.fetchval(_GIVE, *values) is None:
            raise Problem("unauthenticated")
    return await count_signals(code, caller)


async def take_back_signal(caller: Caller, code: str) -> SignalCounts:
    """Delete one's word of this month; without one, do nothing."""
    about = await _get(code)
    async with transaction() as held:
        period = period_of(clock.today())
        await held.execute(_TAKE_BACK, about.id, read_public_id(caller.id), period)
    return await count_signals(code, caller)


async def count_signals(
    code: str, caller: Caller | None = None, *, english: bool = False
) -> SignalCounts:
    """What customers said, and the caller's own word. Raises Problem not-found."""
    about = await _get(code)
    today = clock.today()
    own = None
    async with connection() as held:
        row = await held.fetchrow(_COUNT, about.id, since_period(today))
        if caller:
            values = (about.id, read_public_id(caller.id), period_of(today))
            own = await held.fetchval(_OWN, *values)
    shown = row["kept"] + row["not_kept"] >= FEW
    return SignalCounts(
        kept=row["kept"] if shown else None,
        not_kept=row["not_kept"] if shown else None,
        few=FEW,
        months=SIGNAL_MONTHS,
        own=own,
        note=NOTE_EN if english else NOTE,
    )


async def _get(code: str) -> _About:
    row = None
    if commitment_rules.is_code(code):
        async with connection() as held:
            row = await held.fetchrow(_ABOUT, code)
    if row is None:
        raise Problem("not-found", detail="没有这个承诺编码")
    return _About(**row)
