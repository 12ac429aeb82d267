"""What a shop or an officer does to codes: report a loss, suspend, resume, revoke, name.

A badge tells a grade and praises nobody, so a revocation kills codes, not the shop's right to
one: a fresh badge follows at once. A suspension does both, until an officer lifts it.
"""

from typing import Final

from credit.codes.badges.actions import end_badges, issue_badge, resume_badges
from credit.codes.badges.queries import is_barred, list_history
from credit.codes.badges.short_name import short_name_fault
from credit.codes.core.faults import CodeFault
from credit.codes.core.short_code import normalise_short_code
from credit.codes.verdicts.queries import BadgeRow
from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.subjects.actions import confirm_short_name
from credit.subjects.queries import get_subject_by_uscc

LOST: Final = "商户报失"
# The signed name binds the business like a promise does; losses may be reported by anybody
# whom the owner trusts with the code.
NAMING_ROLES: Final = ("owner",)
# Each fresh code takes a place in the status lists for good.
FRESH_CODES: Final = Limit(name="fresh-codes", count=12, seconds=3600)
BARRED: Final = "信用码已被暂停使用，不能换新；有异议可以向作出决定的单位提出"
NO_CODE: Final = "这个主体现在没有能停用的信用码"


async def report_loss(
    caller: Caller, uscc: str, *, short_code: str | None = None, note: str = ""
) -> BadgeRow:
    """Revoke the printed codes (or the one named) and issue a fresh badge, in one transaction.

    Raises Problem unknown-subject, forbidden, invalid-input for a code that is not the shop's,
    conflict while an officer's suspension stands, or rate-limited.
    """
    named = _read_short_code(short_code)
    async with transaction():
        subject = await access_subject(caller, uscc)
        await check_limit(FRESH_CODES, subject.uscc)
        await _refuse_barred(subject)
        await _check_own(subject, named)
        reason = f"{LOST}：{note.strip()}" if note.strip() else LOST
        ended = await end_badges(
            subject.id, "revoked", reason, actor=caller.id, short_code=named or None
        )
        badge = await issue_badge(subject.id, actor=caller.id)
        if badge is None or not ended:
            raise Problem("conflict", detail=NO_CODE)
    return badge


async def suspend_codes(caller: Caller, uscc: str, reason: str) -> int:
    """An officer stops every code of a shop until he lifts it. Returns the subject's key.

    Raises Problem unknown-subject, forbidden, or conflict when there is nothing to stop.
    """
    async with transaction():
        subject = await access_subject(caller, uscc)
        if not await end_badges(subject.id, "suspended", reason.strip(), actor=caller.id):
            raise Problem("conflict", detail=NO_CODE)
    return subject.id


async def lift_suspension(caller: Caller, uscc: str, reason: str) -> int:
    """An officer gives the codes back; the shop gets a fresh badge. Returns the subject's key."""
    async with transaction():
        subject = await access_subject(caller, uscc)
        if not await is_barred(subject.id):
            raise Problem("conflict", detail="这个主体的信用码没有被暂停")
        await resume_badges(subject.id, actor=caller.id, reason=reason.strip())
    return subject.id


async def revoke_codes(caller: Caller, uscc: str, reason: str) -> int:
    """An officer kills every code of a shop for good; a fresh one follows at once.

    Returns the subject's key. Raises Problem conflict while a suspension stands (it already
    stops every code, and killing them would lift it), or when there is no code.
    """
    async with transaction():
        subject = await access_subject(caller, uscc)
        await _refuse_barred(subject)
        if not await end_badges(subject.id, "revoked", reason.strip(), actor=caller.id):
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
    if await is_barred(subject.id):
        raise Problem("conflict", detail=BARRED)


async def _check_own(subject: AccessibleSubject, short_code: str) -> None:
    if short_code and all(b.short_code != short_code for b in await list_history(subject.id)):
        raise Problem("invalid-input", errors=[("shortCode", "这不是本店的编号")])
