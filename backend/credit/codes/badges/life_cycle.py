"""What a shop or an officer does to codes: report a loss, suspend, resume, revoke, name.

A badge tells a grade and praises nobody, so a revocation kills codes, not the shop's right to
one: a fresh badge follows at once. A suspension does both, until an officer lifts it or 90 days
have passed.
"""

from typing import Final, Literal

from credit.codes.badges.actions import end_badges, issue_badge, resume_badges
from credit.codes.badges.queries import find_suspension_end, list_history, lock_subject
from credit.codes.badges.rules import (
    LOST,
    LOST_BASIS,
    PastBadge,
    is_repeated_loss,
    suspension_notice,
)
from credit.codes.badges.schemas import EndBadge
from credit.codes.badges.short_name import short_name_fault
from credit.codes.core.faults import CodeFault
from credit.codes.core.short_code import normalise_short_code
from credit.codes.verdicts.queries import BadgeRow
from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.subjects.actions import confirm_short_name
from credit.subjects.queries import get_subject_by_uscc

# The signed name binds the business like a promise does; losses may be reported by anybody
# whom the owner trusts with the code.
NAMING_ROLES: Final = ("owner",)
# Each fresh code takes a place in the status lists for good.
FRESH_CODES: Final = Limit(name="fresh-codes", count=12, seconds=3600)
NO_CODE: Final = "这个主体现在没有能停用的信用码"


async def report_loss(
    caller: Caller, uscc: str, *, short_code: str | None = None, note: str = ""
) -> BadgeRow | None:
    """Revoke the printed codes (or the one named) and issue a fresh badge, in one transaction.

    None when the shop has too little data for a grade: its codes are revoked all the same, so
    that a stolen one does not come alive again. A second tap gets the answer of the first.
    Raises Problem unknown-subject, forbidden, invalid-input for a code that is not the shop's,
    conflict while an officer's suspension stands or without any code, or rate-limited.
    """
    named = _read_short_code(short_code)
    async with transaction():
        subject = await access_subject(caller, uscc)
        await check_limit(FRESH_CODES, subject.uscc)
        await lock_subject(subject.id)
        await _refuse_barred(subject)
        badges = await list_history(subject.id)
        _check_own(badges, named)
        if not is_repeated_loss(badges, named, clock.now()):
            await _revoke_lost(caller, subject, named, note.strip())
        return await issue_badge(subject.id, actor=caller.id)


async def _revoke_lost(caller: Caller, subject: AccessibleSubject, named: str, note: str) -> None:
    reason = f"{LOST}：{note}" if note else LOST
    ended = await end_badges(
        subject.id,
        "revoked",
        reason,
        actor=caller.id,
        basis=LOST_BASIS,
        short_code=named or None,
    )
    if not ended:
        raise Problem("conflict", detail=NO_CODE)


async def _end(
    caller: Caller,
    subject: AccessibleSubject,
    status: Literal["suspended", "revoked"],
    why: EndBadge,
) -> int:
    reason, basis = why.reason.strip(), why.legal_basis.strip()
    return await end_badges(subject.id, status, reason, actor=caller.id, basis=basis)


async def suspend_codes(caller: Caller, uscc: str, why: EndBadge) -> int:
    """An officer stops every code of a shop, for 90 days at most. Returns the subject's key.

    Raises Problem unknown-subject, forbidden, or conflict when there is nothing to stop.
    """
    async with transaction():
        subject = await access_subject(caller, uscc)
        if not await _end(caller, subject, "suspended", why):
            raise Problem("conflict", detail=NO_CODE)
    return subject.id


async def lift_suspension(caller: Caller, uscc: str, reason: str) -> int:
    """An officer gives the codes back; the shop gets a fresh badge. Returns the subject's key."""
    async with transaction():
        subject = await access_subject(caller, uscc)
        await lock_subject(subject.id)
        if not await find_suspension_end(subject.id):
            raise Problem("conflict", detail="这个主体的信用码没有被暂停")
        await resume_badges(subject.id, actor=caller.id, reason=reason.strip())
    return subject.id


async def revoke_codes(caller: Caller, uscc: str, why: EndBadge) -> int:
    """An officer kills every code of a shop for good; a fresh one follows at once.

    Returns the subject's key. Raises Problem conflict while a suspension stands (it already
    stops every code, and killing them would lift it), or when there is no code.
    """
    async with transaction():
        subject = await access_subject(caller, uscc)
        await lock_subject(subject.id)
        await _refuse_barred(subject)
        if not await _end(caller, subject, "revoked", why):
            raise Problem("conflict", detail=NO_CODE)
        await issue_badge(subject.id, actor=caller.id)
    return subject.id


async def name_badge(caller: Caller, uscc: str, short_name: str) -> None:
    """The owner confirms the name under the signature; the badge that says it follows at once.

    An officer may also take a name that has nothing of the registered one, after checking.
    Raises Problem unknown-subject, forbidden, or invalid-input with what is wrong.
    """
    async with transaction():
        access = await access_subject(caller, uscc, roles=NAMING_ROLES)
        await check_limit(FRESH_CODES, access.uscc)
        subject = await get_subject_by_uscc(uscc)
        recorded = short_name if caller.kind == "officer" else subject.short_name
        if fault := short_name_fault(short_name, registered=subject.name, recorded=recorded):
            raise Problem("invalid-input", errors=[("shortName", fault)])
        await confirm_short_name(access.uscc, short_name, actor=caller.id)
        await issue_badge(access.id, actor=caller.id)


def _read_short_code(text: str | None) -> str:
    try:
        return normalise_short_code(text) if text else ""
    except CodeFault as fault:
        raise Problem("invalid-input", errors=[("shortCode", "编号不对，请核对")]) from fault


async def _refuse_barred(subject: AccessibleSubject) -> None:
    """The caller holds the subject's lock: a suspension that comes later would be overwritten."""
    if ends := await find_suspension_end(subject.id):
        raise Problem("conflict", detail=suspension_notice(ends))


def _check_own(badges: list[PastBadge], short_code: str) -> None:
    if short_code and all(b.short_code != short_code for b in badges):
        raise Problem("invalid-input", errors=[("shortCode", "这不是本店的编号")])
