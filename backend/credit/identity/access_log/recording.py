"""Noting looks: one statement for all the rows of a page, in the request of the read itself."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from credit.identity.access_log.kinds import LookKind, StatedPurpose
from credit.identity.queries import AccessibleSubject, access_subject, read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.problems import Problem

SAME_LOOK: Final = timedelta(minutes=10)
"""The same officer at the same thing again: one look."""
PURPOSE_LASTS: Final = timedelta(minutes=30)
# An officer's own data is no look; a caller that is no account (a job) looks at nothing.
_NOTE = """
INSERT INTO access_entry (public_id, at, account_id, subject_uscc, officer_id, agency, post, kind,
  object_id, case_open, purpose, note)
SELECT gen_random_uuid(), $2, a.id, nullif(n.uscc, ''), o.id, coalesce(p.agency, ''),
  coalesce(p.post, ''), $3::text, n.object, n.open, $8::text, $9::text
FROM unnest($4::uuid[], $5::text[], $6::text[], $7::bool[]) AS n (account, uscc, object, open)
JOIN account o ON o.public_id = $1 AND o.kind = 'officer'
LEFT JOIN officer_post p ON p.account_id = o.id
LEFT JOIN account a ON a.public_id = n.account
WHERE (a.id IS NOT NULL OR n.uscc <> '') AND a.id IS DISTINCT FROM o.id
  AND NOT EXISTS (
    SELECT FROM access_entry e WHERE e.officer_id = o.id AND e.at > $10 AND e.kind = $3::text
      AND e.object_id = n.object AND e.account_id IS NOT DISTINCT FROM a.id
      AND e.subject_uscc IS NOT DISTINCT FROM nullif(n.uscc, ''))
"""
_STATED = """
SELECT s.purpose, s.note FROM access_purpose s JOIN account o ON o.id = s.officer_id
WHERE o.public_id = $1 AND s.subject_uscc = $2 AND s.until > $3 ORDER BY s.id DESC LIMIT 1
"""
_STATE = """
INSERT INTO access_purpose (officer_id, subject_uscc, purpose, note, at, until)
SELECT id, $2, $3, $4, $5, $6 FROM account WHERE public_id = $1 AND kind = 'officer'
"""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data (`account`: public id, or `uscc`), in which case, and whether that is open."""

    object_id: str
    account: str = ""
    uscc: str = ""
    case_open: bool = True


async def note_looks(caller: Caller, kind: LookKind, looks: Sequence[Look]) -> None:
    """Write down that an officer reads these; others, who read their own, leave no trace.

    Call it before the data is given out, in the same request: what it raises stops the answer.
    """
    if caller.kind == "officer" and looks:
        await _note(caller, kind, looks)


async def read_subject(
    caller: Caller, uscc: str, section: str, *, roles: tuple[str, ...] = ("owner", "badge")
) -> AccessibleSubject:
    """As `access_subject`, to read unpublished data of a shop; `section` is one of `SECTIONS`.

    Raises Problem purpose-required for an officer who has not stated what for.
    """
    subject = await access_subject(caller, uscc, roles=roles)
    officer = read_public_id(caller.id) if caller.kind == "officer" else None
    if officer is None:
        return subject
    async with connection() as held:
        stated = await held.fetchrow(_STATED, officer, subject.uscc, clock.now())
    if stated is None:
        raise Problem("purpose-required", detail="请先写明为什么查阅，当事人会看到")
    look = Look(object_id=section, uscc=subject.uscc, case_open=False)
    await _note(caller, "subject_file", [look], stated["purpose"], stated["note"])
    return subject


async def state_purpose(caller: Caller, uscc: str, purpose: StatedPurpose, note: str) -> None:
    """Say what a shop's unpublished data is looked at for, which holds for half an hour.

    Raises Problem unknown-subject.
    """
    subject, now = await access_subject(caller, uscc), clock.now()
    async with transaction() as held:
        values = (subject.uscc, purpose, note.strip(), now, now + PURPOSE_LASTS)
        await held.execute(_STATE, read_public_id(caller.id), *values)
        await append_audit(
            actor=caller.id,
            action="access.state_purpose",
            object_type="subject",
            object_id=subject.uscc,
            detail={"purpose": purpose},
        )


async def _note(
    caller: Caller, kind: LookKind, looks: Sequence[Look], purpose: str = "", note: str = ""
) -> None:
    now = clock.now()
    async with connection() as held:
        await held.execute(
            _NOTE, read_public_id(caller.id), now, kind,
            [read_public_id(look.account) for look in looks], [look.uscc for look in looks],
            [look.object_id for look in looks], [look.case_open for look in looks],
            purpose, note, now - SAME_LOOK,
        )  # fmt: skip
