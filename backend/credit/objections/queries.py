"""Reading objections."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.identity.queries import HOME_DIVISION, AccessibleSubject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.kit.photos import open_photo
from credit.kit.problems import Problem
from credit.objections import rules
from credit.objections.rules import Correction, State, Target
from credit.objections.schemas import (
    Choice,
    ObjectionCard,
    ObjectionForm,
    ObjectionPage,
    ObjectionStepView,
    ObjectionView,
)
from credit.records.amending import StandingFact, get_standing_fact

PAGE: Final = 30
_COLUMNS: Final = """
SELECT o.id, o.public_id::text AS public_id, o.subject_id, s.uscc, s.name AS subject_name, s.demo,
  o.target, o.record_key, o.title, o.grounds, o.statement, o.state, o.filed_by, o.filed_at,
  o.acknowledge_by, o.answer_by, o.provisional, o.correction, o.reason, o.decided_by, o.decided_at,
  o.review_statement, o.review_until, o.first_decided_by,
  (SELECT r.public_id::text FROM record r WHERE r.natural_key = o.record_key AND r.is_current)
    AS record_id
FROM objection o JOIN subject s ON s.id = o.subject_id
"""
_BY_ID: Final = f"{_COLUMNS} WHERE o.public_id = $1"
_BY_ID_LOCKED: Final = f"{_BY_ID} FOR NO KEY UPDATE OF o"
_OF_SUBJECT: Final = f"""{_COLUMNS}
WHERE o.subject_id = $1 AND ($2::bigint IS NULL OR o.id < $2) ORDER BY o.id DESC LIMIT $3
"""
# What an officer has to do, the most urgent first: (day, id) is where the page before ended.
_DUE: Final = "CASE WHEN o.state = 'filed' THEN o.acknowledge_by ELSE o.answer_by END"
_QUEUE: Final = f"""{_COLUMNS}
WHERE o.state IN ('filed', 'accepted', 'reviewing')
  AND ($1::date IS NULL OR ({_DUE}, o.id) > ($1, $2::bigint))
  AND starts_with({HOME_DIVISION}, $4)
ORDER BY {_DUE}, o.id LIMIT $3
"""
_DECIDED: Final = f"""{_COLUMNS}
WHERE o.state NOT IN ('filed', 'accepted', 'reviewing') AND ($1::bigint IS NULL OR o.id < $1)
  AND starts_with({HOME_DIVISION}, $3)
ORDER BY o.id DESC LIMIT $2
"""
_STEPS: Final = "SELECT state, note, at FROM objection_step WHERE objection_id = $1 ORDER BY id"
_PHOTOS: Final = """
SELECT public_id::text FROM objection_photo WHERE objection_id = $1 ORDER BY place
"""
_PHOTO: Final = """
SELECT p.photo, s.uscc FROM objection_photo p JOIN objection o ON o.id = p.objection_id
JOIN subject s ON s.id = o.subject_id WHERE p.public_id = $1 AND o.public_id = $2
"""
_OPEN: Final = """
SELECT public_id::text FROM objection
WHERE subject_id = $1 AND target = $2 AND record_key IS NOT DISTINCT FROM $3
  AND state IN ('filed', 'accepted', 'reviewing')
"""
_WRITTEN: Final = """
SELECT s.name AS subject, o.title, o.filed_at, o.statement, o.state, o.reason, o.review_statement
FROM objection o JOIN subject s ON s.id = o.subject_id WHERE o.filed_by = $1
ORDER BY o.id DESC LIMIT 500
"""
_OVERDUE: Final = f"""
SELECT o.public_id::text AS public_id, {_DUE} AS due_on FROM objection o
WHERE o.state IN ('filed', 'accepted', 'reviewing') AND {_DUE} < $1 ORDER BY o.id LIMIT 500
"""  # noqa: S608 - constants


class ObjectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """An objection as stored, with its subject and the current version of its fact."""

    id: int
    public_id: str
    subject_id: int
    uscc: str
    subject_name: str
    demo: bool
    target: Target
    record_key: bytes | None
    record_id: str | None
    title: str
    grounds: rules.Grounds
    statement: str
    state: State
    filed_by: str
    filed_at: datetime
    acknowledge_by: date
    answer_by: date
    provisional: bool
    correction: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    review_statement: str
    review_until: date | None
    first_decided_by: str


async def get_objection(
    held: Connection, objection_id: UUID, *, lock: bool = False
) -> ObjectionRow:
    """One objection, locked for a change on request; Problem not-found."""
    row = await held.fetchrow(_BY_ID_LOCKED if lock else _BY_ID, objection_id)
    if row is None:
        raise Problem("not-found", detail="没有这份异议")
    return _decode(row)


async def view_objection(caller: Caller, objection_id: UUID) -> ObjectionView:
    """One objection with its steps and photos; who may see it is the route's matter."""
    async with connection() as held:
        row = await get_objection(held, objection_id)
        steps = await held.fetch(_STEPS, row.id)
        photos = [each["public_id"] for each in await held.fetch(_PHOTOS, row.id)]
    return _view(caller, row, [_step(step) for step in steps], photos)


async def read_photo(objection_id: UUID, photo_id: UUID) -> bytes:
    """The JPEG of a photo of this objection; Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(_PHOTO, photo_id, objection_id)
    if row is None:
        raise Problem("not-found", detail="没有这张照片")
    return open_photo(row["photo"], table="objection_photo", row=str(photo_id))


async def list_objections_of(subject_id: int, after: int | None) -> ObjectionPage:
    """The objections of a subject, newest first, 30 a page."""
    async with connection() as held:
        rows = await held.fetch(_OF_SUBJECT, subject_id, after, PAGE + 1)
    return _page(rows, lambda row: str(row.id))


async def list_open_objections(after: str | None, jurisdiction: str) -> ObjectionPage:
    """What officers of a jurisdiction have to do, the most urgent first, 30 a page."""
    day, last = _place(after)
    async with connection() as held:
        rows = await held.fetch(_QUEUE, day, last, PAGE + 1, jurisdiction)
    return _page(rows, lambda row: f"{_due(row)}.{row.id}")


async def list_decided_objections(after: int | None, jurisdiction: str) -> ObjectionPage:
    """What has ended in a jurisdiction, newest first, 30 a page."""
    async with connection() as held:
        rows = await held.fetch(_DECIDED, after, PAGE + 1, jurisdiction)
    return _page(rows, lambda row: str(row.id))


async def list_written(account_id: str) -> list[dict[str, Any]]:
    """What an account objected to and what was answered, for the copy of its data."""
    async with connection() as held:
        rows = await held.fetch(_WRITTEN, account_id)
    return [
        {"店铺": row["subject"], "异议对象": row["title"], "提出时间": row["filed_at"],
         "理由": row["statement"], "进展": rules.STATE_NAMES[State(row["state"])],
         "答复": row["reason"], "复核理由": row["review_statement"]}
        for row in rows
    ]  # fmt: skip


async def list_overdue(today: date) -> list[tuple[str, date]]:
    """(public id, day missed) of the open objections that are late; at most 500."""
    async with connection() as held:
        rows = await held.fetch(_OVERDUE, today)
    return [(row["public_id"], row["due_on"]) for row in rows]


async def describe_form(
    subject: AccessibleSubject, target: Target, record_id: str
) -> ObjectionForm:
    """What an objection to this would be about; Problem not-found for a foreign fact."""
    fact = await find_own_fact(subject, target, record_id)
    async with connection() as held:
        key = fact.natural_key if fact else None
        open_id = await held.fetchval(_OPEN, subject.id, target, key)
    days = rules.deadlines_of(clock.today())
    return ObjectionForm(
        target=target,
        title=title_of(target, fact),
        detail=fact.view.detail if fact else "",
        record_id=fact.view.id if fact else "",
        open_id=open_id or "",
        grounds=[Choice(each, rules.GROUNDS_NAMES[each]) for each in rules.GROUNDS_OF[target]],
        acknowledge_by=days.acknowledge_by.day,
        answer_by=days.answer_by.day,
        provisional=days.provisional,
        basis=rules.periods_on(clock.today()).basis,
    )


async def find_own_fact(
    subject: AccessibleSubject, target: Target, record_id: str
) -> StandingFact | None:
    """The fact that is meant, when a fact is; Problem not-found for another subject's."""
    if target is not Target.FACT:
        return None
    fact = await get_standing_fact(record_id)
    if fact.subject_id != subject.id:
        raise Problem("not-found", detail="没有这条记录")
    return fact


def title_of(target: Target, fact: StandingFact | None) -> str:
    """What the objection is about, as it stands today."""
    if fact is None:
        return rules.TARGET_NAMES[target]
    number = f"（{fact.view.decision_no}）" if fact.view.decision_no else ""
    return f"{fact.view.title}{number}"[:300]


def _place(after: str | None) -> tuple[date | None, int | None]:
    """Where a page of the queue ended; Problem invalid-input for a foreign text."""
    if after is None:
        return None, None
    try:
        day, last = after.split(".")
        if not (last.isascii() and last.isdecimal() and int(last) < 2**63):
            raise ValueError
        return date.fromisoformat(day), int(last)
    except ValueError:
        detail = "分页位置无效，请从第一页重新查询"
        raise Problem("invalid-input", errors=[("after", detail)]) from None


def _page(rows: Any, place: Any) -> ObjectionPage:
    decoded = [_decode(row) for row in rows[:PAGE]]
    more = place(decoded[-1]) if len(rows) > PAGE else None
    return ObjectionPage(items=[_card(row) for row in decoded], next=more)


def _decode(row: Any) -> ObjectionRow:
    return msgspec.convert(dict(row), ObjectionRow)


def _due(row: ObjectionRow) -> date | None:
    return rules.due_on(row.state, row.acknowledge_by, row.answer_by)


def _card_fields(row: ObjectionRow) -> dict[str, Any]:
    due = _due(row)
    return {
        "id": row.public_id,
        "uscc": row.uscc,
        "subject_name": row.subject_name,
        "demo": row.demo,
        "target": row.target,
        "target_name": rules.TARGET_NAMES[row.target],
        "title": row.title,
        "grounds_name": rules.GROUNDS_NAMES[row.grounds],
        "state": row.state,
        "state_name": rules.STATE_NAMES[row.state],
        "filed_at": row.filed_at,
        "due_on": due,
        "overdue": due is not None and due < clock.today(),
        "provisional": row.provisional and due is not None,
    }


def _card(row: ObjectionRow) -> ObjectionCard:
    return ObjectionCard(**_card_fields(row))


def _view(
    caller: Caller, row: ObjectionRow, steps: list[ObjectionStepView], photos: list[str]
) -> ObjectionView:
    reviewable = row.state in rules.REACHED_FROM[State.REVIEWING]
    in_time = row.review_until is not None and clock.today() <= row.review_until
    choices = rules.CORRECTIONS_OF[row.target]
    correction = Correction(row.correction) if row.correction else None
    return ObjectionView(
        **_card_fields(row),
        record_id=row.record_id or "",
        statement=row.statement,
        photos=photos,
        steps=steps,
        reason=row.reason,
        correction_name=rules.CORRECTION_NAMES[correction] if correction else "",
        review_statement=row.review_statement,
        review_until=row.review_until,
        may_ask_review=reviewable and in_time and not row.first_decided_by,
        may_withdraw=row.state in rules.OPEN,
        own_decision=bool(row.first_decided_by) and row.first_decided_by == caller.id,
        corrections=[Choice(each, rules.CORRECTION_NAMES[each]) for each in choices],
        basis=rules.periods_on(clock.day_of(row.filed_at)).basis,
    )


def _step(row: Any) -> ObjectionStepView:
    state = State(row["state"])
    return ObjectionStepView(state, rules.STATE_NAMES[state], row["note"], row["at"])
