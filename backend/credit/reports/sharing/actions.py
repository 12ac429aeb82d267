"""Making, opening and revoking shares: one transaction each."""

import uuid
from datetime import timedelta
from typing import Final

from credit.identity.passwords import hash_password, is_password
from credit.identity.queries import AccessibleSubject
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.reports.checking.news import assemble_again, check_still_shown
from credit.reports.issuing.queries import RegisterRow, find_registered, read_snapshot
from credit.reports.lookups.noting import note_lookup
from credit.reports.paper.delivering import draw_report
from credit.reports.sharing.filtering import leave_out
from credit.reports.sharing.queries import DEAD, ShareRow, get_ticket, lock_share, seal_recipient
from credit.reports.sharing.rules import MAX_OPEN, new_pass_code, new_token, token_hash
from credit.reports.sharing.schemas import NewShare, OpenShare, SharedReport, ShareReport
from credit.reports.terms import OWN_READING, may_state, purpose_name

_COUNT_OPEN: Final = """
SELECT count(*) FROM report_share h JOIN credit_report r ON r.id = h.report_id
WHERE r.subject_id = $1 AND h.revoked_at IS NULL AND h.expires_at > $2
"""
_SHARE: Final = """
INSERT INTO report_share (public_id, report_id, token_hash, recipient_sealed, purpose,
  pass_code_hash, once, created_by, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_REVOKE: Final = """
UPDATE report_share h SET revoked_at = $3 FROM credit_report r
WHERE h.public_id = $1 AND r.id = h.report_id AND r.subject_id = $2 AND h.revoked_at IS NULL
RETURNING r.number
"""
_OPENED: Final = "UPDATE report_share SET opened = opened + 1, wrong_codes = 0 WHERE id = $1"
_WRONG: Final = "UPDATE report_share SET wrong_codes = wrong_codes + 1 WHERE id = $1"
_LOCK: Final = "SELECT id FROM subject WHERE id = $1 FOR NO KEY UPDATE"


async def share_report(caller: Caller, row: RegisterRow, data: ShareReport) -> NewShare:
    """A link to a report for one recipient; link and pass code are in this answer only.

    Raises Problem invalid-input, or conflict for what cannot be shared and for the 21st open one.
    """
    _check_sharable(row, data)
    share, token, now = uuid.uuid4(), new_token(), clock.now()
    code = new_pass_code() if data.with_pass_code else ""
    hashed = await hash_password(code) if code else None
    ends = now + timedelta(hours=data.hours)
    async with transaction() as held:
        await held.fetchval(_LOCK, row.subject_id)
        if await held.fetchval(_COUNT_OPEN, row.subject_id, now) >= MAX_OPEN:
            raise Problem("conflict", detail=f"最多 {MAX_OPEN} 个有效的链接，请先收回几个")
        await held.execute(
            _SHARE, share, row.id, token_hash(token),
            seal_recipient(str(share), data.recipient.strip()), data.purpose, hashed, data.once,
            caller.id, now, ends,
        )  # fmt: skip
        detail = {"share": str(share), "purpose": data.purpose, "hours": data.hours}
        await _audit(caller.id, "report.share", row.number, detail)
    return NewShare(id=str(share), token=token, pass_code=code, expires_at=ends)


async def revoke_share(caller: Caller, subject: AccessibleSubject, share: uuid.UUID) -> None:
    """Take a link back, at once; Problem not-found for none."""
    async with transaction() as held:
        number = await held.fetchval(_REVOKE, share, subject.id, clock.now())
        if number is None:
            raise Problem("not-found", detail="没有这个链接，或已经收回")
        await _audit(caller.id, "report.unshare", number, {"share": str(share)})


async def open_share(given: OpenShare) -> SharedReport:
    """The report behind a link, noted as a look-up.

    Raises Problem not-found for a link that does not work, code-refused for a wrong pass code:
    after five of them the link is dead.
    """
    async with transaction() as held:
        share = await lock_share(held, given.token)
        fits = await _fits(share, given.pass_code)
        report = (share.subject_id, share.report_id)
        if fits:
            ticket = new_token()
            await held.execute(_OPENED, share.id)
            await note_lookup(
                held, report, "opened", share_id=share.id, ticket_hash=token_hash(ticket)
            )
        elif given.pass_code:  # without a code somebody only asks whether there is one
            await held.execute(_WRONG, share.id)
            await note_lookup(held, report, "refused", share_id=share.id)
    if not fits:
        detail = "口令不对。输错五次，链接就会锁住" if given.pass_code else "请输入口令"
        raise Problem("code-refused", detail=detail)
    return await _shown(share, ticket)


async def fetch_file(ticket: str) -> tuple[str, bytes]:
    """(number, PDF) for who has just opened a share. Problem not-found, or conflict when facts
    of the report may not be shared any more."""
    opened = await get_ticket(ticket)
    row = await _report_of(opened.number)
    await check_still_shown(row)
    content = await draw_report(row)
    async with transaction() as held:
        report = (opened.subject_id, opened.report_id)
        await note_lookup(held, report, "saved", share_id=opened.share_id)
    return opened.number, content


async def _shown(share: ShareRow, ticket: str) -> SharedReport:
    row = await _report_of(share.number)
    report, now = read_snapshot(row), await assemble_again(row)
    shown = leave_out(report, {fact.id for fact in now.facts})
    return SharedReport(
        recipient=share.recipient,
        purpose_name=purpose_name(share.purpose),
        expires_at=share.expires_at,
        news=now.fingerprint != row.fingerprint,
        file=shown is report,
        report=shown,
        ticket=ticket,
    )


async def _report_of(number: str) -> RegisterRow:
    row = await find_registered(number)
    if row is None:
        raise Problem("not-found", detail=DEAD)
    return row


async def _fits(share: ShareRow, code: str) -> bool:
    return share.pass_code_hash is None or await is_password(code, share.pass_code_hash)


def _check_sharable(row: RegisterRow, data: ShareReport) -> None:
    if row.audience == "own":
        raise Problem("conflict", detail="本人查阅版含不公示的信息，不能分享。请另出一份对外的报告")
    if row.snapshot_sealed is None or not row.current:
        raise Problem("conflict", detail="这份报告已过期，请重新出具再分享")
    if data.purpose == OWN_READING or not may_state("owner", data.purpose):
        raise Problem("invalid-input", errors=[("purpose", "请选择给对方看的用途")])


async def _audit(actor: str, action: str, number: str, detail: dict[str, object]) -> None:
    await append_audit(
        actor=actor,
        action=action,
        object_type="credit_report",
        object_id=number,
        detail=detail,
    )
