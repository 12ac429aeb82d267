"""Writing commitments: one function a write, one transaction, audit row and jobs inside it."""

from datetime import date
from typing import Any

import asyncpg
import msgspec

from credit.commitments import rules
from credit.commitments.queries import CommitmentRow, find_running_code, get_commitment, view_of
from credit.commitments.schemas import CommitmentView, DeterminePerformance
from credit.commitments.templates import ParameterValue, SignedText, fill_all, load_templates
from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.kit.uscc import check_uscc

PLATFORM = "信用青海"
# A promise binds the business, so the badge role is not enough.
SIGNING_ROLES = ("owner",)

# The row stays locked until the commit, and a rollback takes its number back: no gaps.
_NEXT_SERIAL = """
INSERT INTO commitment_serial AS s (division, day, last) VALUES ($1, $2, 1)
ON CONFLICT (division, day) DO UPDATE SET last = s.last + 1 RETURNING last
"""
_INSERT = """
INSERT INTO commitment (public_id, code, subject_id, type, template, template_version, matter,
  content, plain_text, liability, text_hash, parameters, made_on, valid_until, accepted_by,
  signed_by, created_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
"""
_WITHDRAW = """
UPDATE commitment SET withdrawn_at = $2, withdraw_reason = $3
WHERE code = $1 AND withdrawn_at IS NULL AND (valid_until IS NULL OR valid_until >= $4)
RETURNING id
"""
_DETERMINE = """
UPDATE commitment SET performance = $2, determined_on = $3, determined_by = $4,
  determined_by_code = $5, unfulfilled = $6, liability_outcome = $7, legal_basis = $8
WHERE code = $1
"""


async def sign_commitment(
    caller: Caller,
    uscc: str,
    template_id: str,
    parameters: dict[str, ParameterValue] | None = None,
    *,
    made_on: date | None = None,
) -> CommitmentView:
    """Sign a template for a subject; an officer may enter a paper promise of an earlier day.

    Raises Problem unknown-subject, forbidden, invalid-input with the field, or conflict with
    the existing code when the same promise already runs (so a repeated request does no harm).
    """
    day = made_on or clock.today()
    _check_day(caller, day)
    text = _text_to_sign(template_id, parameters or {}, day)
    async with transaction() as held:
        subject = await access_subject(caller, uscc, roles=SIGNING_ROLES)
        code = await _next_code(held, subject, day)
        await _refuse_second(subject, text)
        await _insert(held, code, subject, text, caller)
        detail = {"uscc": subject.uscc, "template": template_id, "textSha256": text.sha256.hex()}
        await _tell(caller, "commitment.sign", code, subject.id, detail)
        return view_of(await get_commitment(code))


async def withdraw_commitment(caller: Caller, code: str, *, reason: str) -> CommitmentView:
    """End a running promise today. What was already found about it stays on the board.

    Raises Problem not-found, forbidden, or conflict when it does not run any more.
    """
    async with transaction() as held:
        commitment = await get_commitment(code)
        await access_subject(caller, commitment.uscc, roles=SIGNING_ROLES)
        values = (code, clock.now(), reason, clock.today())
        if await held.fetchval(_WITHDRAW, *values) is None:
            raise Problem("conflict", detail="这项承诺已经撤回或到期")
        await _tell(caller, "commitment.withdraw", code, commitment.subject_id, {"reason": reason})
        return view_of(await get_commitment(code))


async def determine_performance(
    caller: Caller, code: str, finding: DeterminePerformance
) -> CommitmentView:
    """Record an authority's finding; a later finding replaces it, the audit trail keeps both.

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
        await _send_to_records(caller, found, replaced=before)
        # The long texts stay in the row: an audit entry is small.
        short = ("performance", "determinedOn", "authority", "authorityCode", "reason")
        given = msgspec.to_builtins(finding)
        detail = {"before": before.performance, **{name: given[name] for name in short}}
        await _tell(caller, "commitment.determine", code, found.subject_id, detail)
    return view_of(found)


def _check_day(caller: Caller, day: date) -> None:
    today = clock.today()
    if day > today or (day < today and caller.kind != "officer"):
        raise Problem("invalid-input", errors=[("madeOn", "只能签署今天的承诺")])


def _text_to_sign(template_id: str, given: dict[str, ParameterValue], day: date) -> SignedText:
    template = load_templates().get(template_id)
    version = template.version_on(day) if template else None
    if template is None or version is None:
        raise Problem("invalid-input", errors=[("template", "没有这个承诺模板，或模板当日无效")])
    text, faults = fill_all(template, version, given, day)
    if faults:
        raise Problem("invalid-input", errors=faults)
    return text


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
    caller: Caller, found: CommitmentRow, *, replaced: CommitmentRow
) -> None:
    """A finding is also a fact of the catalogue, with its own publicity, effect and repair."""
    before = _as_fact(replaced) if replaced.determined_on else None
    news = {"finding": _as_fact(found), "replaced": before, "actor": caller.id}
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


async def _next_code(held: Connection, subject: AccessibleSubject, day: date) -> str:
    division = subject.division or rules.PROVINCE
    return rules.format_code(division, day, await held.fetchval(_NEXT_SERIAL, division, day))


async def _refuse_second(subject: AccessibleSubject, text: SignedText) -> None:
    """Read after the serial is locked, so a parallel signer of the same day is seen."""
    code = await find_running_code(subject.id, text.template, text.made_on, text.valid_until)
    if code:
        raise Problem("conflict", detail=f"这项承诺正在履行，编码 {code}", errors=[("code", code)])


async def _insert(
    held: Connection, code: str, subject: AccessibleSubject, text: SignedText, caller: Caller
) -> None:
    values: tuple[Any, ...] = (
        code, subject.id, text.type, text.template, text.version, text.matter, text.content,
        text.plain, text.liability, text.sha256, msgspec.json.encode(text.values).decode(),
        text.made_on, text.valid_until, PLATFORM, caller.id, clock.now(),
    )  # fmt: skip
    try:
        await held.execute(_INSERT, *values)
    except asyncpg.ExclusionViolationError as error:  # signed meanwhile for another day
        raise Problem("conflict", detail="这项承诺正在履行") from error


async def _tell(
    caller: Caller, action: str, code: str, subject_id: int, detail: dict[str, Any]
) -> None:
    """News for the slices above (grade and cached pages may change), then the audit entry.

    The entry comes last: its lock makes every other writer wait until we commit.
    """
    await enqueue("evaluation.recompute", {"subject_ids": [subject_id]})
    await enqueue("codes.refresh", {"subject_ids": [subject_id]})
    await append_audit(
        actor=caller.id, action=action, object_type="commitment", object_id=code, detail=detail
    )
