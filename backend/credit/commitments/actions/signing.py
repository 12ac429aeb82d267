"""Signing a promise for a subject."""

from datetime import date
from typing import Any

import asyncpg
import msgspec

from credit.commitments import rules
from credit.commitments.actions.telling import tell
from credit.commitments.queries import find_running_code, get_commitment, view_of
from credit.commitments.schemas import CommitmentView
from credit.commitments.templates import ParameterValue, SignedText, fill_all, load_templates
from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

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
        await tell(caller, "commitment.sign", code, subject.id, detail)
        return view_of(await get_commitment(code))


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
