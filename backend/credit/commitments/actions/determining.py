"""Whether a promise was kept: an authority's finding (履行状态认定)."""

from datetime import date

import msgspec

from credit.commitments import rules
from credit.commitments.actions.telling import tell
from credit.commitments.queries import CommitmentRow, get_commitment, view_of
from credit.commitments.schemas import CommitmentView, DeterminePerformance
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.kit.uscc import check_uscc

_DETERMINE = """
UPDATE commitment SET performance = $2, determined_on = $3, determined_by = $4,
  determined_by_code = $5, unfulfilled = $6, liability_outcome = $7, legal_basis = $8
WHERE code = $1
"""


_RETRACT = """
UPDATE commitment SET performance = 'unknown', determined_on = NULL, determined_by = '',
  determined_by_code = '', unfulfilled = '', liability_outcome = '', legal_basis = ''
WHERE code = $1
"""


async def determine_performance(
    caller: Caller,
    code: str,
    finding: DeterminePerformance,
    *,
    publicity_until: date | None = None,
) -> CommitmentView:
    """Record an authority's finding; a later finding replaces it, the audit trail keeps both.

    `publicity_until` is the last day that the decision itself sets; the maximum of the publicity
    tables still wins. A minor finding is published only with one (国家发展改革委令第36号).

    Raises Problem not-found, forbidden for others than officers, or invalid-input.
    """
    if caller.kind != "officer":
        raise Problem("forbidden", detail="履行状态由认定单位认定")
    async with transaction() as held:
        before = await get_commitment(code, lock=True)  # each finding sees the one before
        _check_finding(finding, before.made_on)
        await held.execute(
            _DETERMINE,
            code,
            finding.performance,
            finding.determined_on,
            finding.authority,
            finding.authority_code,
            finding.unfulfilled,
            finding.liability_outcome,
            finding.legal_basis,
        )
        found = await get_commitment(code)
        await _send_to_records(caller, found, replaced=before, until=publicity_until)
        # The long texts stay in the row: an audit entry is small.
        short = ("performance", "determinedOn", "authority", "authorityCode", "reason")
        given = msgspec.to_builtins(finding)
        detail = {"before": before.performance, **{name: given[name] for name in short}}
        await tell(caller, "commitment.determine", code, found.subject_id, detail)
    return view_of(found)


async def retract_finding(caller: Caller, code: str, *, reason: str) -> None:
    """Take back the finding that stands, as if nothing had been found; records withdraw the fact.

    Raises Problem not-found, forbidden for others than officers, or conflict without a finding.
    """
    if caller.kind != "officer":
        raise Problem("forbidden", detail="履行状态由认定单位认定")
    async with transaction() as held:
        before = await get_commitment(code, lock=True)
        if before.determined_on is None:
            raise Problem("conflict", detail="这项承诺还没有认定")
        await held.execute(_RETRACT, code)
        withdrawn = _as_fact(before) | {"status": "撤销", "note": reason}
        news = {"finding": withdrawn, "replaced": None, "actor": caller.id}
        await enqueue("records.take_finding", news)
        detail = {"before": before.performance, "reason": reason}
        await tell(caller, "commitment.retract", code, before.subject_id, detail)


def _check_finding(finding: DeterminePerformance, made_on: date) -> None:
    found = rules.Finding(
        finding.performance,
        finding.determined_on,
        finding.unfulfilled,
        finding.liability_outcome,
        finding.legal_basis,
    )
    faults = rules.determination_faults(found, made_on=made_on, today=clock.today())
    if finding.authority_code and check_uscc(finding.authority_code).outcome == "reject":
        faults.append(("authorityCode", "不是有效的统一社会信用代码"))
    if faults:
        raise Problem("invalid-input", errors=faults)


async def _send_to_records(
    caller: Caller, found: CommitmentRow, *, replaced: CommitmentRow, until: date | None
) -> None:
    """A finding is also a fact of the catalogue, with its own publicity, effect and repair."""
    before = _as_fact(replaced) if replaced.determined_on else None
    fact = _as_fact(found) | ({"publicity_until": str(until)} if until else {})
    news = {"finding": fact, "replaced": before, "actor": caller.id}
    await enqueue("records.take_finding", news)


def _as_fact(commitment: CommitmentRow) -> dict[str, str]:
    """The finding by the column names that the importer of records knows."""
    return {
        "commitment_code": commitment.code,
        "party_name": commitment.subject_name,
        "uscc": commitment.uscc,
        "agency": commitment.determined_by,
        "agency_code": commitment.determined_by_code,
        "determined_on": str(commitment.determined_on),
        "matter": commitment.matter,
        "performance": rules.performance_name(commitment.performance),
        "unmet": commitment.unfulfilled,
        "liability": commitment.liability_outcome,
        "legal_basis": commitment.legal_basis,
    }
