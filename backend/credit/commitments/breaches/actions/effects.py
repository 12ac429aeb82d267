"""What an upheld breach entails, and taking all of it back.

The finding goes the common road: `determine_performance` → records → evaluation. What happens
beyond it stands in measures.toml with its basis, and only there.
"""

from datetime import date
from typing import Any, Final

import msgspec

from credit.commitments.actions.determining import determine_performance, retract_finding
from credit.commitments.breaches.queries.rows import CaseRow
from credit.commitments.breaches.rule_file import Ladder, MeasureKind, ladder_on
from credit.commitments.breaches.schemas import UpholdBreach
from credit.commitments.queries import CommitmentRow, get_commitment
from credit.commitments.rules import Performance, add_months
from credit.commitments.schemas import DeterminePerformance
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

# A finding that a case displaced, as JSON in `replaced`.
_HOLDER = "SELECT id FROM breach_case WHERE commitment_id = $1 AND holds_finding AND id <> $2"
_LET_GO = "UPDATE breach_case SET holds_finding = false WHERE id = $1"
_TAKE_AGAIN = "UPDATE breach_case SET holds_finding = true WHERE id = $1"
_REPLACED = "UPDATE breach_case SET replaced = $2::jsonb, replaced_case = $3 WHERE id = $1"
_HAND_DOWN = """
UPDATE breach_case SET replaced = $2::jsonb, replaced_case = $3 WHERE replaced_case = $1
"""
_UPHOLD = """
UPDATE breach_case SET performance = $2, severity = $3, unfulfilled = $4, liability_outcome = $5,
  legal_basis = $6, authority = $7, authority_code = $8, publicity_until = $9, holds_finding = true
WHERE id = $1
"""
_CLEAR = """
UPDATE breach_case SET performance = '', severity = '', unfulfilled = '', liability_outcome = '',
  legal_basis = '', publicity_until = NULL, holds_finding = false
WHERE id = $1
"""
_MEASURE = """
INSERT INTO breach_measure (case_id, kind, legal_basis, starts_on, ends_on)
VALUES ($1, $2, $3, $4, $5)
"""
_REMOVE = """
UPDATE breach_measure SET removed_at = $2, removed_reason = $3
WHERE case_id = $1 AND removed_at IS NULL RETURNING kind
"""
# The decision that a withdrawn fact of today came from; the same one cannot be recorded twice.
_SAME_TODAY = """
SELECT EXISTS (SELECT FROM breach_case WHERE commitment_id = $1 AND status = 'cancelled'
  AND decided_on = $2 AND authority = $3)
"""
REASON_CHARS: Final = 200
# 一般失信 is publicised for a year at most (国家发展改革委令第36号).
GENERAL_MONTHS: Final = 12


class _Displaced(msgspec.Struct, frozen=True):
    """An earlier finding about the promise, and until when it was shown."""

    finding: DeterminePerformance
    publicity_until: date | None = None


async def apply_finding(
    held: Connection, caller: Caller, case: CaseRow, upheld: UpholdBreach, reason: str
) -> None:
    """Record the finding of a decision and its measures; the finding before is remembered."""
    await _remember(held, case)
    await _record(held, caller, case, upheld, reason)


async def change_finding(
    held: Connection, caller: Caller, case: CaseRow, upheld: UpholdBreach, reason: str
) -> None:
    """The same in place of this case's own finding, if it has one."""
    await _remove_measures(held, case, reason)
    if not case.holds_finding:
        await _remember(held, case)
    await _record(held, caller, case, upheld, reason)


async def remove_effects(held: Connection, caller: Caller, case: CaseRow, reason: str) -> None:
    """Take back the finding and every measure; what the finding had displaced stands again."""
    await _remove_measures(held, case, reason)
    await held.execute(_HAND_DOWN, case.id, _json(case.replaced), case.replaced_case)
    if case.holds_finding and await _is_ours(case):
        if case.replaced is None:
            await retract_finding(caller, case.commitment_code, reason=reason[:REASON_CHARS])
        else:
            await _restore(caller, case)
    await held.execute(_CLEAR, case.id)
    if case.holds_finding and case.replaced_case:
        await held.execute(_TAKE_AGAIN, case.replaced_case)


async def _restore(caller: Caller, case: CaseRow) -> None:
    """Find again what had been found, as of today: records let no withdrawn fact live again.

    Its effect still ends on the day on which it would have ended.
    """
    before = msgspec.convert(case.replaced, _Displaced)
    finding = msgspec.structs.replace(before.finding, determined_on=clock.today())
    await determine_performance(
        caller, case.commitment_code, finding, publicity_until=before.publicity_until
    )


async def _remember(held: Connection, case: CaseRow) -> None:
    """Note the finding that stands now, and the case it is from."""
    now = await get_commitment(case.commitment_code, lock=True)
    holder: int | None = await held.fetchval(_HOLDER, case.commitment_id, case.id)
    if holder is not None:
        await held.execute(_LET_GO, holder)
    displaced = await _displaced(held, now, holder)
    text = msgspec.json.encode(displaced).decode() if displaced else None
    await held.execute(_REPLACED, case.id, text, holder)


async def _displaced(held: Connection, now: CommitmentRow, holder: int | None) -> _Displaced | None:
    if now.performance is Performance.UNKNOWN or now.determined_on is None:
        return None
    query = "SELECT publicity_until FROM breach_case WHERE id = $1"
    until = await held.fetchval(query, holder) if holder is not None else None
    if until is None and now.performance is Performance.BROKEN:
        until = add_months(now.determined_on, GENERAL_MONTHS)
    finding = DeterminePerformance(
        performance=now.performance,
        determined_on=now.determined_on,
        authority=now.determined_by,
        authority_code=now.determined_by_code,
        reason="恢复原认定",
        unfulfilled=now.unfulfilled,
        liability_outcome=now.liability_outcome,
        legal_basis=now.legal_basis,
    )
    return _Displaced(finding, until)


async def _record(
    held: Connection, caller: Caller, case: CaseRow, upheld: UpholdBreach, reason: str
) -> None:
    today = clock.today()
    if await held.fetchval(_SAME_TODAY, case.commitment_id, today, upheld.authority):
        raise Problem("conflict", detail="今天的同一认定刚被复核撤销，请明天再作出新的认定")
    ladder = ladder_on(upheld.severity, today)
    until = ladder.publicity_until(today)
    finding = DeterminePerformance(
        performance=ladder.performance,
        determined_on=today,
        authority=upheld.authority,
        authority_code=upheld.authority_code,
        reason=reason,
        unfulfilled=upheld.unfulfilled,
        liability_outcome=upheld.liability_outcome,
        legal_basis=upheld.legal_basis,
    )
    await determine_performance(caller, case.commitment_code, finding, publicity_until=until)
    texts = (upheld.unfulfilled, upheld.liability_outcome, upheld.legal_basis)
    whose = (upheld.authority, upheld.authority_code)
    what = (ladder.performance, upheld.severity)
    await held.execute(_UPHOLD, case.id, *what, *texts, *whose, until)
    await _add_measures(held, case, ladder, until)


async def _add_measures(held: Connection, case: CaseRow, ladder: Ladder, until: date) -> None:
    today = clock.today()
    for measure in ladder.measure:
        await held.execute(_MEASURE, case.id, measure.kind, measure.legal_basis, today, until)
    if any(measure.kind is MeasureKind.LEAVE_PROGRAMMES for measure in ladder.measure):
        await _tell_programmes(case)


async def _remove_measures(held: Connection, case: CaseRow, reason: str) -> None:
    removed = await held.fetch(_REMOVE, case.id, clock.now(), reason[:REASON_CHARS])
    if any(row["kind"] == MeasureKind.LEAVE_PROGRAMMES for row in removed):
        await _tell_programmes(case)


async def _tell_programmes(case: CaseRow) -> None:
    """News for districts and perks, which stand above and look again by their own rules."""
    await enqueue("districts.inspect_subjects", {"subject_ids": [case.subject_id]})
    await enqueue("perks.follow_subjects", {"subject_ids": [case.subject_id]})


async def _is_ours(case: CaseRow) -> bool:
    """Whether the finding that stands now is still this case's, not one entered since."""
    now = await get_commitment(case.commitment_code, lock=True)
    mine = (case.performance, case.authority, case.unfulfilled)
    return mine == (now.performance, now.determined_by, now.unfulfilled)


def _json(value: Any) -> str | None:
    return msgspec.json.encode(value).decode() if value is not None else None
