"""Writing subjects one by one; registry files come in by COPY (`registry_import.py`)."""

from datetime import date

import asyncpg
import msgspec

from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.kit.uscc import check_uscc
from credit.subjects.pinyin import pinyin_of


class NewSubject(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a subject. `division` is the six-digit county code, None if unresolved."""

    uscc: str
    name: str
    kind: str = "organisation"
    short_name: str = ""
    trade: str = ""
    address: str = ""
    division: str | None = None
    division_note: str = ""
    registered_on: date | None = None
    scope: str = ""
    source: str = ""
    demo: bool = False


_INSERT = """
INSERT INTO subject (uscc, registration_no, name, short_name, name_pinyin, name_initials, kind,
  trade, address, division, division_note, registered_on, scope, inner_check_ok, source, demo,
  grade, created_at, updated_at)
VALUES ($1, '', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'N', $16, $16)
RETURNING id
"""


async def create_subject(new: NewSubject, *, actor: str) -> int:
    """Record a subject; returns its internal key.

    Raises Problem invalid-input for a rejected code, conflict when the code is there already.
    """
    check = check_uscc(new.uscc)
    if check.outcome == "reject":
        raise Problem(
            "invalid-input", errors=[("uscc", f"{check.reason}；{check.hint}".strip("；"))]
        )
    if not new.name.strip():
        raise Problem("invalid-input", errors=[("name", "名称不能为空")])
    pinyin = pinyin_of(new.name)
    values = (
        check.code, new.name.strip(), new.short_name, pinyin.full, pinyin.initials, new.kind,
        new.trade, new.address, new.division, new.division_note, new.registered_on, new.scope,
        check.outcome == "ok", new.source, new.demo, clock.now(),
    )  # fmt: skip
    async with transaction() as held:
        try:
            async with transaction():
                subject_id: int = await held.fetchval(_INSERT, *values)
        except asyncpg.UniqueViolationError as error:
            raise Problem("conflict", detail=f"{check.code} 已经登记") from error
        await append_audit(
            actor=actor,
            action="subject.create",
            object_type="subject",
            object_id=check.code,
            detail={"source": new.source},
        )
    return subject_id


_UPDATE = """
UPDATE subject SET name = $2, short_name = $3, name_pinyin = $4, name_initials = $5, trade = $6,
  address = $7, division = $8, division_note = '', updated_at = $9
WHERE uscc = $1 RETURNING id
"""


class SubjectChange(msgspec.Struct, frozen=True, kw_only=True):
    """The whole new state of what may change about a subject."""

    name: str
    short_name: str
    trade: str
    address: str
    division: str | None


async def update_subject(uscc: str, change: SubjectChange, *, actor: str) -> int:
    """Change what is shown of a subject; its cached pages are told after the commit.

    Raises Problem unknown-subject, or invalid-input for an empty name.
    """
    if not change.name.strip():
        raise Problem("invalid-input", errors=[("name", "名称不能为空")])
    pinyin = pinyin_of(change.name)
    values = (
        uscc, change.name.strip(), change.short_name, pinyin.full, pinyin.initials,
        change.trade, change.address, change.division, clock.now(),
    )  # fmt: skip
    async with transaction() as held:
        subject_id: int | None = await held.fetchval(_UPDATE, *values)
        if subject_id is None:
            raise Problem("unknown-subject")
        await enqueue("codes.refresh", {"subject_ids": [subject_id]})
        await append_audit(
            actor=actor,
            action="subject.update",
            object_type="subject",
            object_id=uscc,
            detail={"changed": list(msgspec.structs.asdict(change))},
        )
    return subject_id


_CONFIRM = """
UPDATE subject SET short_name = $2, short_name_confirmed_at = $3, updated_at = $3
WHERE uscc = $1 RETURNING id
"""


async def confirm_short_name(uscc: str, short_name: str, *, actor: str) -> int:
    """Record the short name that its owner wants; registry files do not change it any more.

    Whether it may be signed is the caller's question. Raises Problem unknown-subject.
    """
    async with transaction() as held:
        subject_id: int | None = await held.fetchval(_CONFIRM, uscc, short_name, clock.now())
        if subject_id is None:
            raise Problem("unknown-subject")
        await enqueue("codes.refresh", {"subject_ids": [subject_id]})
        await append_audit(
            actor=actor,
            action="subject.short_name",
            object_type="subject",
            object_id=uscc,
            detail={"shortName": short_name},
        )
    return subject_id
