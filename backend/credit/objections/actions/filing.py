"""What the subject does: object, take a decision further, take the objection back."""

from typing import Final
from uuid import UUID, uuid4

import asyncpg

from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.photos import Photo, seal_photo, take_photos
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.objections import rules
from credit.objections.actions.telling import move, record_step, tell_officers_of
from credit.objections.queries import find_own_fact, get_objection, title_of
from credit.objections.rules import State, Target
from credit.objections.schemas import FileObjection
from credit.records.amending import StandingFact, mark_disputed

# To object binds the business, so the badge role is not enough.
ROLES: Final = ("owner",)
FILED: Final = Limit(name="objections", count=20, seconds=86_400)
_INSERT: Final = """
INSERT INTO objection (public_id, subject_id, target, record_key, title, grounds, statement, state,
  filed_by, filed_at, acknowledge_by, answer_by, provisional)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'filed', $8, $9, $10, $11, $12) RETURNING id
"""
_PHOTO: Final = """
INSERT INTO objection_photo (public_id, objection_id, place, photo) VALUES ($1, $2, $3, $4)
"""


async def file_objection(caller: Caller, uscc: str, data: FileObjection) -> UUID:
    """Object to a fact, the grade or the particulars of a subject; returns the public id.

    Raises Problem unknown-subject, forbidden, not-found for a foreign fact, invalid-input (also
    for a file that is no photo), rate-limited, or conflict with the open objection's id.
    """
    subject = await access_subject(caller, uscc, roles=ROLES)
    if data.grounds not in rules.GROUNDS_OF[data.target]:
        raise Problem("invalid-input", errors=[("grounds", "请选择适合的理由")])
    await check_limit(FILED, subject.uscc)
    photos = await take_photos(data.photos)
    async with transaction() as held:
        fact = await find_own_fact(subject, data.target, data.record_id)
        _check_standing(fact)
        public_id, inner = await _insert(held, caller, subject, fact, data)
        await _keep_photos(held, inner, photos)
        await record_step(held, inner, State.FILED)
        if fact:
            await mark_disputed(fact.natural_key, clock.today())
        await tell_officers_of(caller, public_id, State.FILED, subject.uscc)
    return public_id


async def ask_review(caller: Caller, objection_id: UUID, statement: str) -> None:
    """Have another officer look at a refusal or rejection, once and within its days.

    Raises Problem not-found, forbidden, or conflict when it is too late or was done before.
    """
    async with transaction() as held:
        row = await get_objection(held, objection_id, lock=True)
        await access_subject(caller, row.uscc, roles=ROLES)
        if row.first_decided_by or not rules.may_reach(row.state, State.REVIEWING):
            raise Problem("conflict", detail="这份异议不能申请复核，或已经复核过")
        if row.review_until is None or clock.today() > row.review_until:
            raise Problem("conflict", detail=f"申请复核的期限是 {row.review_until}，已经过了")
        days = rules.deadlines_of(clock.today())
        more = {
            "first_decided_by": row.decided_by,
            "review_statement": statement,
            "answer_by": days.answer_by.day,
            "provisional": days.provisional,
        }
        await move(held, row, State.REVIEWING, more)
        if row.record_key:
            await mark_disputed(row.record_key, clock.day_of(row.filed_at))
        await tell_officers_of(caller, objection_id, State.REVIEWING, row.uscc)


async def withdraw_objection(caller: Caller, objection_id: UUID) -> None:
    """Take an open objection back; the fact is no longer marked.

    Raises Problem not-found, forbidden, or conflict when it has ended.
    """
    async with transaction() as held:
        row = await get_objection(held, objection_id, lock=True)
        await access_subject(caller, row.uscc, roles=ROLES)
        await move(held, row, State.WITHDRAWN)
        if row.record_key:
            await mark_disputed(row.record_key, None)
        await tell_officers_of(caller, objection_id, State.WITHDRAWN, row.uscc)


def _check_standing(fact: StandingFact | None) -> None:
    if fact and (fact.view.state != "active" or fact.withheld):
        raise Problem("conflict", detail="这条记录已不再公示，不需要提异议")


async def _insert(
    held: Connection,
    caller: Caller,
    subject: AccessibleSubject,
    fact: StandingFact | None,
    data: FileObjection,
) -> tuple[UUID, int]:
    public_id, today = uuid4(), clock.today()
    days = rules.deadlines_of(today)
    values = (
        public_id, subject.id, data.target, fact.natural_key if fact else None,
        title_of(Target(data.target), fact), data.grounds, data.statement.strip(), caller.id,
        clock.now(), days.acknowledge_by.day, days.answer_by.day, days.provisional,
    )  # fmt: skip
    try:
        async with transaction():
            return public_id, await held.fetchval(_INSERT, *values)
    except asyncpg.UniqueViolationError as error:
        raise Problem("conflict", detail="同一件事的异议正在办理，不用重复提交") from error


async def _keep_photos(held: Connection, objection: int, photos: list[Photo]) -> None:
    for place, photo in enumerate(photos):
        public_id = uuid4()
        sealed = seal_photo(photo, table="objection_photo", row=str(public_id))
        await held.execute(_PHOTO, public_id, objection, place, sealed)
