"""Ending a promise before its last day: withdrawn, with notice where it says so, or replaced."""

from datetime import date, timedelta
from typing import Any

from credit.commitments.actions.signing import (
    SIGNING_ROLES,
    Wish,
    sign_one,
    text_to_sign,
)
from credit.commitments.actions.telling import tell
from credit.commitments.queries import CommitmentRow, get_commitment, view_of
from credit.commitments.rules import Act
from credit.commitments.schemas import CommitmentView
from credit.commitments.templates import ParameterValue, find_version
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

REPLACED = "换成新的承诺"
_WITHDRAW = """
UPDATE commitment SET withdrawn_at = $2, withdraw_reason = $3
WHERE code = $1 AND withdrawn_at IS NULL AND (valid_until IS NULL OR valid_until >= $4)
RETURNING id
"""
# It runs on until the end of the notice, or its own last day if that comes first.
_GIVE_NOTICE = """
UPDATE commitment SET notice_on = $4, withdraw_reason = $3,
  valid_until = least(coalesce(valid_until, 'infinity'::date), $2::date)
WHERE code = $1 AND withdrawn_at IS NULL AND notice_on IS NULL
  AND (valid_until IS NULL OR valid_until >= $4)
RETURNING id
"""
_LINK = "UPDATE commitment SET replaced_by = $2 WHERE code = $1"


async def withdraw_commitment(caller: Caller, code: str, *, reason: str) -> CommitmentView:
    """End a running promise: today, or after the notice that its template asks for.

    What was already found about it stays on the board. Raises Problem not-found, forbidden, or
    conflict when it does not run any more or is ending already.
    """
    async with transaction() as held:
        commitment = await get_commitment(code)
        await access_subject(caller, commitment.uscc, roles=SIGNING_ROLES)
        last_day = await _end(held, commitment, reason)
        detail = {"reason": reason, "lastDay": str(last_day)}
        await _tell_districts(commitment)
        await tell(caller, "commitment.withdraw", code, commitment.subject_id, detail)
        return view_of(await get_commitment(code))


async def replace_commitment(
    caller: Caller,
    code: str,
    parameters: dict[str, ParameterValue],
    *,
    act: Act = Act.SESSION,
) -> CommitmentView:
    """Sign the promise anew with other parameters and end the old one, linked both ways.

    What customers bought under the old one keeps it. Raises Problem as `sign_commitment` and
    `withdraw_commitment` do.
    """
    async with transaction() as held:
        old = await get_commitment(code, lock=True)
        await access_subject(caller, old.uscc, roles=SIGNING_ROLES)
        text = text_to_sign(old.template, parameters, clock.today())
        await _withdraw(held, old, REPLACED)
        new = await sign_one(Wish(caller, old.uscc, text, act, replaces=code))
        await held.execute(_LINK, code, new)
        await tell(caller, "commitment.replace", code, old.subject_id, {"by": new})
        return view_of(await get_commitment(new))


async def _end(held: Connection, commitment: CommitmentRow, reason: str) -> date:
    """The last day on which the promise runs."""
    version = find_version(commitment.template, commitment.template_version)
    if version is None or not version.notice_days:
        await _withdraw(held, commitment, reason)
        return clock.today()
    last_day = clock.today() + timedelta(days=version.notice_days)
    values = (commitment.code, last_day, reason, clock.today())
    if await held.fetchval(_GIVE_NOTICE, *values) is None:
        raise _over()
    return last_day


async def _withdraw(held: Connection, commitment: CommitmentRow, reason: str) -> None:
    values: tuple[Any, ...] = (commitment.code, clock.now(), reason, clock.today())
    if await held.fetchval(_WITHDRAW, *values) is None:
        raise _over()


def _over() -> Problem:
    return Problem("conflict", detail="这项承诺已经撤回、正在撤回或到期")


async def _tell_districts(commitment: CommitmentRow) -> None:
    """A member whose street asks for the promise is told at once, not only at night."""
    await enqueue("districts.inspect_subjects", {"subject_ids": [commitment.subject_id]})
