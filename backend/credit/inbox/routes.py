"""Handlers of the inbox: always the caller's own."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from credit.inbox import actions, queries
from credit.inbox.queries import MAX_PAGE
from credit.inbox.schemas import Inbox, InboxState
from credit.kit.auth import Caller, requires_caller
from credit.kit.problems import problem_responses

PRIVATE: Final = {"cache-control": "private, no-store"}
PageSize = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE, description="每页条数")]
After = Annotated[UUID | None, QueryParameter(description="上一页的 next")]


@get(
    "/api/inbox",
    guards=[requires_caller],
    responses=problem_responses("invalid-input", "unauthenticated"),
)
async def list_inbox(
    caller: NamedDependency[Caller], limit: PageSize = 20, after: After = None
) -> Response[Inbox]:
    """The caller's messages, newest first, and how many are unread."""
    return Response(await queries.list_messages(caller.id, after, limit), headers=PRIVATE)


@post(
    "/api/inbox/{message_id:uuid}/read",
    guards=[requires_caller],
    status_code=200,
    responses=problem_responses("unauthenticated", "not-found"),
)
async def read_inbox_message(
    message_id: FromPath[UUID], caller: NamedDependency[Caller]
) -> Response[InboxState]:
    """Mark one message read."""
    return Response(await actions.read_message(caller.id, message_id), headers=PRIVATE)


@post(
    "/api/inbox/read-all",
    guards=[requires_caller],
    status_code=200,
    responses=problem_responses("unauthenticated"),
)
async def read_inbox(caller: NamedDependency[Caller]) -> Response[InboxState]:
    """Mark all messages read."""
    return Response(await actions.read_all_messages(caller.id), headers=PRIVATE)


routes = [list_inbox, read_inbox_message, read_inbox]
