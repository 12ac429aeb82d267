"""Handlers of referrals: the text, the shop's consents, and what a bank opens."""

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter

from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.auth import Caller, requires_kind
from credit.kit.idempotency import IdempotencyKeyHeader
from credit.kit.problems import problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.perks.referrals import actions, queries
from credit.perks.referrals.copying import take_copy
from credit.perks.referrals.rules import PARTICULARS
from credit.perks.referrals.schemas import (
    ConsentReferral,
    OpenedReferral,
    ReceivedReferrals,
    ReferralList,
    ReferralText,
    ReferralView,
    Shared,
)
from credit.perks.referrals.texts import view_text

PRIVATE: Final = {"cache-control": "private, no-store"}
PUBLIC: Final = {"cache-control": "public, max-age=300"}
# Officers are no party to a referral: neither the shop's nor the bank's side is theirs to open.
Party = requires_kind("merchant")
OWNER: Final = ("owner",)
OPENING: Final = limits(Limit(name="referral-lookups", count=60, seconds=3600))
Number = Annotated[str, PathParameter(pattern="^[0-9]{12}$")]
OWN: Final = ("unauthenticated", "forbidden", "unknown-subject")


@get("/api/referrals/text", opt={"public": True, "bounded": "one text"}, sync_to_thread=False)
def get_referral_text() -> Response[ReferralText]:
    """What an owner agrees to before a shop is referred to a bank, and what may be shared."""
    return Response(view_text(clock.today()), headers=PUBLIC)


@get(
    "/api/subjects/{uscc:str}/referral-preview",
    guards=[Party],
    opt={"bounded": "20 of each kind"},
    responses=problem_responses(*OWN),
)
async def get_referral_preview(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[Shared]:
    """What would be shared at this moment, word for word; nothing is kept."""
    shop = await access_subject(caller, uscc, roles=OWNER)
    return Response(await take_copy(shop.id, list(PARTICULARS)), headers=PRIVATE)


@post(
    "/api/perk-claims/{claim:str}/referral",
    guards=[Party],
    responses=problem_responses(
        "invalid-input", "unauthenticated", "forbidden", "not-found", "conflict",
        "request-in-flight", "idempotency-conflict",
    ),
)  # fmt: skip
async def consent_perk_referral(
    claim: FromPath[str],
    data: JSONBody[ConsentReferral],
    caller: NamedDependency[Caller],
    idempotency_key: IdempotencyKeyHeader,
) -> Response[ReferralView]:
    """Consent that the bank of this voucher reads what was chosen, until a day."""
    view = await actions.consent_referral(caller, claim, data, idempotency_key)
    return Response(view, status_code=201, headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/referrals",
    guards=[Party],
    opt={"bounded": "the newest 50"},
    responses=problem_responses(*OWN),
)
async def list_own_referrals(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ReferralList]:
    """A shop's referrals, newest first."""
    shop = await access_subject(caller, uscc, roles=OWNER)
    return Response(await queries.list_own(shop.id), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/referrals/{number:str}",
    guards=[Party],
    opt={"bounded": "the newest 100 look-ups"},
    responses=problem_responses(*OWN, "not-found"),
)
async def get_own_referral(
    uscc: FromPath[str], number: Number, caller: NamedDependency[Caller]
) -> Response[ReferralView]:
    """A referral of one's shop: what is shared, exactly, and each time the bank looked."""
    shop = await access_subject(caller, uscc, roles=OWNER)
    return Response(await queries.read_own(number, shop.id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/referrals/{number:str}/withdrawal",
    guards=[Party],
    status_code=200,
    responses=problem_responses(*OWN, "not-found"),
)
async def withdraw_own_referral(
    uscc: FromPath[str], number: Number, caller: NamedDependency[Caller]
) -> Response[ReferralView]:
    """Take a consent back: one call, no reason, at once."""
    shop = await access_subject(caller, uscc, roles=OWNER)
    return Response(await actions.withdraw_referral(caller, shop, number), headers=PRIVATE)


@get(
    "/api/subjects/{uscc:str}/received-referrals",
    guards=[Party],
    opt={"bounded": "the newest 100"},
    responses=problem_responses(*OWN),
)
async def list_received_referrals(
    uscc: FromPath[str], caller: NamedDependency[Caller]
) -> Response[ReceivedReferrals]:
    """What shops share with a bank now: numbers and days; opening one is told to the shop."""
    bank = await actions.access_bank(caller, uscc)
    return Response(await queries.list_received(bank.id), headers=PRIVATE)


@post(
    "/api/subjects/{uscc:str}/received-referrals/{number:str}/lookups",
    guards=[Party, OPENING],
    responses=problem_responses(*OWN, "not-found", "ended", "rate-limited"),
)
async def open_received_referral(
    uscc: FromPath[str], number: Number, caller: NamedDependency[Caller]
) -> Response[OpenedReferral]:
    """Open what a shop shares: each look-up is kept, and the shop sees it."""
    bank = await actions.access_bank(caller, uscc)
    opened = await actions.open_referral(caller, bank, number)
    return Response(opened, status_code=201, headers=PRIVATE)


routes = [
    get_referral_text,
    get_referral_preview,
    consent_perk_referral,
    list_own_referrals,
    get_own_referral,
    withdraw_own_referral,
    list_received_referrals,
    open_received_referral,
]
