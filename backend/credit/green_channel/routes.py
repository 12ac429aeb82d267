"""Handlers of the green channel: officers ask, subjects see what is open and who asked."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.green_channel import queries
from credit.green_channel.actions import ask_green_channel
from credit.green_channel.schemas import (
    AskGreenChannel,
    GreenChannelAnswer,
    GreenChannelLookups,
    GreenChannelView,
    OpenMatters,
)
from credit.identity.access_log.recording import read_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits

PRIVATE = {"cache-control": "private, no-store"}
PUBLIC = {"cache-control": "public, max-age=300"}
# Each answer is kept for good and read by the subject.
ASKING = limits(Limit(name="green-channel", count=120, seconds=60))
After = Annotated[str | None, QueryParameter(max_length=40, description="上一页的 next")]
OWN = ("unauthenticated", "forbidden", "purpose-required", "unknown-subject")


@get(
    "/api/green-channel/matters",
    opt={"public": True, "bounded": "the matters of matters.toml"},
    sync_to_thread=False,
)
def list_green_channel_matters() -> Response[OpenMatters]:
    """The matters of the list that are open to 容缺受理, 容缺预审 or 告知承诺 today."""
    return Response(queries.list_open_matters(), headers=PUBLIC)


@put(
    "/api/green-channel/checks/{request_id:uuid}",
    guards=[requires_kind("officer"), ASKING],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "unknown-subject",
        "idempotency-conflict", "rate-limited",
    ),
)  # fmt: skip
async def put_green_channel_check(
    request_id: FromPath[UUID],
    data: JSONBody[AskGreenChannel],
    caller: NamedDependency[Caller],
) -> Response[GreenChannelAnswer]:
    """Ask whether a subject qualifies for a matter: explained, kept, and shown to the subject.

    The caller makes up the request id; the same one again gives the answer of the first time.
    """
    return Response(await ask_green_channel(caller, request_id, data), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/green-channel",
    guards=[requires_kind("merchant", "officer")],
    opt={"bounded": "the matters of matters.toml"},
    responses=problem_responses(*OWN),
)
async def get_own_green_channel(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[GreenChannelView]:
    """“我能走绿色通道吗”: what is open to a subject today and why, for who may act for it."""
    subject = await read_subject(caller, uscc, "green_channel")
    return Response(await queries.get_own_view(subject.uscc), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/green-channel/lookups",
    guards=[requires_kind("merchant", "officer")],
    opt={"bounded": "50 a page"},
    responses=problem_responses("invalid-input", *OWN),
)
async def list_green_channel_lookups(
    uscc: FromPath[str], caller: NamedDependency[Caller], after: After = None
) -> Response[GreenChannelLookups]:
    """Who asked about a subject (谁看过): agency, purpose, matter, answer, time; newest first."""
    subject = await read_subject(caller, uscc, "green_channel")
    return Response(await queries.list_lookups(subject.id, after), headers=PRIVATE)


routes = [
    list_green_channel_matters,
    put_green_channel_check,
    get_own_green_channel,
    list_green_channel_lookups,
]
