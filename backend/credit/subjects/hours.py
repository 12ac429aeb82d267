"""The opening hours that a shop declares: written here, read by the map and the verdict."""

from typing import Annotated, Final

from litestar import Response, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.auth import Caller, requires_kind
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.model import LINE, Model, Out
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, check_limit
from credit.subjects.opening_hours import (
    EXAMPLE,
    MAX_TEXT,
    HoursFault,
    Week,
    hours_text,
    parse_hours,
)

HOURS_LIMIT: Final = Limit(name="opening-hours", count=30, seconds=3600)
_SET = "UPDATE subject SET opening_hours = $2, updated_at = $3 WHERE id = $1"


class DeclareHours(Model):
    """Hours in the notation of OpenStreetMap, or empty to take them back."""

    text: Annotated[str, Meta(max_length=MAX_TEXT, pattern=LINE, examples=[EXAMPLE])]


class OpeningHours(Out, frozen=True, kw_only=True):
    """``text`` is canonical; ``week`` has seven days, Monday first, each [from, to] of HH:MM."""

    text: str
    week: Week


async def declare_hours(caller: Caller, uscc: str, text: str) -> OpeningHours:
    """Keep the canonical text, which the map and the badge page show at once.

    Raises Problem unknown-subject, forbidden, rate-limited, or invalid-input saying what to write.
    """
    try:
        week = parse_hours(text)
    except HoursFault as fault:
        raise Problem("invalid-input", errors=[("text", str(fault))]) from fault
    canonical = hours_text(week)
    async with transaction() as held:
        subject = await access_subject(caller, uscc)
        await check_limit(HOURS_LIMIT, subject.uscc)
        await held.execute(_SET, subject.id, canonical, clock.now())
        await enqueue("codes.forget", {"subject_ids": [subject.id]})
        await append_audit(
            actor=caller.id,
            action="subject.opening_hours",
            object_type="subject",
            object_id=subject.uscc,
            detail={"text": canonical},
        )
    return OpeningHours(text=canonical, week=week)


@put(
    "/api/subjects/{uscc:str}/opening-hours",
    guards=[requires_kind("merchant", "officer")],
    responses=problem_responses(
        "invalid-input", "rate-limited", "unauthenticated", "forbidden", "unknown-subject"
    ),
)
async def put_opening_hours(
    uscc: FromPath[str], data: JSONBody[DeclareHours], caller: NamedDependency[Caller]
) -> Response[OpeningHours]:
    """Declare when the shop is open; empty text takes the hours back."""
    hours = await declare_hours(caller, uscc, data.text)
    return Response(hours, headers={"cache-control": "private, no-store"})


routes = [put_opening_hours]
