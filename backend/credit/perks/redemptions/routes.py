"""Handlers of redemptions: the holder's code, the till's scan, reversal, receipts."""

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.perks.claims.queries import get_own_claim
from credit.perks.redemptions import queries
from credit.perks.redemptions.actions.redeeming import ROLES, preview_voucher, redeem_voucher
from credit.perks.redemptions.actions.reversing import reverse_redemption
from credit.perks.redemptions.actions.showing import show_voucher
from credit.perks.redemptions.schemas import (
    RedeemVoucher,
    RedemptionPage,
    RedemptionView,
    ReverseRedemption,
    ShowVoucher,
    VoucherCodeView,
    VoucherPreview,
)

PRIVATE: Final = {"cache-control": "private, no-store"}
MAX_PAGE: Final = 100
Holder = requires_kind("citizen", "merchant")
Till = requires_kind("merchant")
Page = Annotated[int, QueryParameter(ge=1, le=MAX_PAGE)]
Before = Annotated[str, QueryParameter(pattern="^[0-9]{0,18}$", description="上一页的 next")]
# A guessed code costs a signature check; a till scans a few a minute.
SCANS: Final = limits(Limit(name="perk-scans", count=120, seconds=60))
WRITES: Final = (
    "invalid-input", "unauthenticated", "forbidden", "unknown-subject", "not-found",
    "request-in-flight", "idempotency-conflict", "service-unavailable",
)  # fmt: skip


@post(
    "/api/perk-claims/{claim:str}/code",
    guards=[Holder],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "not-usable",
        "service-unavailable",
    ),
)  # fmt: skip
async def show_own_voucher(
    claim: FromPath[str], data: JSONBody[ShowVoucher], caller: NamedDependency[Caller]
) -> Response[VoucherCodeView]:
    """What this phone makes rotating codes of, with or without a network, for twelve hours."""
    return Response(await show_voucher(caller, claim, data), headers=PRIVATE)


@get(
    "/api/perk-claims/{claim:str}/uses",
    guards=[Holder],
    opt={"bounded": "the newest 100"},
    responses=problem_responses("unauthenticated", "forbidden", "not-found"),
)
async def list_own_uses(
    claim: FromPath[str], caller: NamedDependency[Caller]
) -> Response[RedemptionPage]:
    """The receipts of one voucher of the caller, newest first."""
    own = await get_own_claim(caller.id, claim)
    items = await queries.list_uses(own.id)
    return Response(RedemptionPage(items=items, next=None), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/redemptions/preview",
    guards=[Till, SCANS],
    status_code=200,
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "unknown-subject", "not-found",
        "not-usable", "rate-limited",
    ),
)  # fmt: skip
async def preview_shown_voucher(
    uscc: FromPath[str], data: JSONBody[RedeemVoucher], caller: NamedDependency[Caller]
) -> Response[VoucherPreview]:
    """What a shown voucher would give here; nothing is used yet, and nothing says whose it is."""
    return Response(await preview_voucher(caller, uscc, data), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/redemptions",
    guards=[Till, SCANS],
    responses=problem_responses(*WRITES, "not-usable", "rate-limited"),
)
async def redeem_shown_voucher(
    uscc: FromPath[str],
    data: JSONBody[RedeemVoucher],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[RedemptionView]:
    """Redeem (核销), now or as a till took it without a network. Strongly consistent."""
    made = await redeem_voucher(caller, uscc, data, idempotency_key)
    return Response(made, status_code=201, headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/redemptions",
    guards=[Till],
    responses=problem_responses("invalid-input", "unauthenticated", "forbidden", "unknown-subject"),
)
async def list_place_redemptions(
    uscc: FromPath[str], caller: NamedDependency[Caller], before: Before = "", limit: Page = 20
) -> Response[RedemptionPage]:
    """What this place redeemed, newest first."""
    place = await access_subject(caller, uscc, roles=(*ROLES, "finance"))
    page = await queries.list_redemptions(place.id, before=before, limit=limit)
    return Response(page, headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/redemptions/{redemption:str}/reversal",
    guards=[Till],
    status_code=200,
    responses=problem_responses(*WRITES, "conflict"),
)
async def reverse_place_redemption(
    uscc: FromPath[str],
    redemption: FromPath[str],
    data: JSONBody[ReverseRedemption],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[RedemptionView]:
    """Take a use back, or a part of its money (冲正), with a reason."""
    view = await reverse_redemption(caller, uscc, redemption, data, idempotency_key)
    return Response(view, headers=PRIVATE)


routes = [
    show_own_voucher,
    list_own_uses,
    preview_shown_voucher,
    redeem_shown_voucher,
    list_place_redemptions,
    reverse_place_redemption,
]
