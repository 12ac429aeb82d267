"""Handlers of the ledger: the officer's report."""

from typing import Final

from litestar import Response, get

from credit.kit import clock
from credit.kit.auth import requires_kind
from credit.kit.problems import problem_responses
from credit.perks.attempts.recording import broken_seal
from credit.perks.ledger.reconciling import (
    list_conserved,
    list_open_faults,
    read_last_check,
    reconcile,
)
from credit.perks.ledger.schemas import BooksView

PRIVATE: Final = {"cache-control": "private, no-store"}


@get(
    "/api/perk-books",
    guards=[requires_kind("officer")],
    opt={"bounded": "500 perks and 200 faults"},
    responses=problem_responses("unauthenticated", "forbidden"),
)
async def get_perk_books() -> Response[BooksView]:
    """Reconcile now (对账): counters against rows, and the seals of the attempts."""
    before = await read_last_check()
    found = await reconcile()
    view = BooksView(
        checked_at=clock.now(),
        checked_before=before,
        balanced=not found,
        perks=await list_conserved(),
        faults=await list_open_faults(),
        broken_seal=await broken_seal(),
    )
    return Response(view, headers=PRIVATE)


routes = [get_perk_books]
