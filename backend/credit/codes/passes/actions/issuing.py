"""Signing passes: the quarter hours are taken in one short transaction, then signed outside it.

Neither the passes nor the asking are written down, only how far a phone has got: a row for
each pass, or an audit entry, would be a diary of the citizen. When the answer is lost, the
same request gives the same passes again.
"""

import asyncio
from datetime import UTC, date, datetime, timedelta

import msgspec

from credit.codes.core.citizen_pass import PassClaims, issue_pass
from credit.codes.passes.actions.settings import lock_holder
from credit.codes.passes.day_keys import get_permutations
from credit.codes.passes.queries import DeviceRow, HolderRow, get_device
from credit.codes.passes.request import (
    PassRequest,
    check_fresh,
    check_signature,
    encode_base64,
    read_request,
    refuse_request,
)
from credit.codes.passes.rules import (
    SLOT_SECONDS,
    Place,
    day_of_slot,
    is_too_far,
    list_of_day,
    slot_of,
    slot_of_day,
)
from credit.codes.passes.schemas import PassView
from credit.codes.trust.signing import SigningPair, get_signing_pair
from credit.kit import clock
from credit.kit.db import transaction
from credit.kit.problems import Problem

_EPOCH = date(1970, 1, 1)
_TAKE = "UPDATE pass_device SET issued_through = $2, last_request = $3 WHERE id = $1"


class _Granted(msgspec.Struct, frozen=True):
    """What may be signed: the request, for whom, and where each pass stands."""

    request: PassRequest
    holder: HolderRow
    places: list[int]


async def issue_passes(account_id: str, token: str) -> list[PassView]:
    """The passes of a signed request, in order.

    Raises Problem invalid-input, consent-required, not-found for an unknown phone, forbidden
    for a foreign signature, passes-paused, or slots-taken for a quarter hour already signed.
    """
    request = read_request(token)
    if is_too_far(request.first_slot, len(request.anchors), int(clock.now().timestamp())):
        raise refuse_request("最多提前领取 24 小时")
    until = _moment(request.first_slot + len(request.anchors))
    pair = await get_signing_pair(until, "citizen")
    granted = await _take(account_id, request, until)
    return await asyncio.to_thread(_sign, granted, pair)


async def _take(account_id: str, request: PassRequest, until: datetime) -> _Granted:
    async with transaction() as held:
        holder = await lock_holder(held, account_id)
        device = await get_device(request.device, holder.holder_id)
        check_signature(request, device.public_key)
        if holder.paused:
            raise Problem("passes-paused", detail="个人信用码已暂停，请先恢复")
        if device.last_request != request.digest:
            _check_window(request, device)
            await held.execute(_TAKE, device.id, until, request.digest)
        return _Granted(request, holder, await _places(request, device.number))


def _check_window(request: PassRequest, device: DeviceRow) -> None:
    now = int(clock.now().timestamp())
    check_fresh(request, now)
    if request.first_slot < slot_of(now):
        raise refuse_request("起始时间已经过去")
    if device.issued_through and request.first_slot < slot_of(device.issued_through):
        raise Problem("slots-taken", detail="这些时段已经领过，请从上次领到的时间接着领")


async def _places(request: PassRequest, number: int) -> list[int]:
    """Where the passes stand in their days' lists."""
    slots = range(request.first_slot, request.first_slot + len(request.anchors))
    values: dict[int, list[int]] = {}
    for slot in slots:
        values.setdefault(day_of_slot(slot), []).append(Place(number, slot_of_day(slot)).value)
    permutations = await get_permutations(values)
    return [place for day, each in values.items() for place in permutations[day].to_places(each)]


def _sign(granted: _Granted, pair: SigningPair) -> list[PassView]:
    passes = []
    asked = zip(granted.request.anchors, granted.places, strict=True)
    for slot, (anchor, place) in enumerate(asked, granted.request.first_slot):
        claims = _claims(granted.holder, slot, anchor, place)
        signed = issue_pass(claims, pair.kid, pair.private_key)
        passes.append(PassView(iat=claims.issued, token=encode_base64(signed)))
    return passes


def _claims(holder: HolderRow, slot: int, anchor: bytes, place: int) -> PassClaims:
    day = day_of_slot(slot)
    return PassClaims(
        issued=slot * SLOT_SECONDS,
        list_no=list_of_day(day),
        list_index=place,
        anchor=anchor,
        courtesy=holder.has_courtesy_on(_EPOCH + timedelta(days=day)),
        demo=holder.demo,
        masked_name=holder.masked_name,
    )


def _moment(slot: int) -> datetime:
    return datetime.fromtimestamp(slot * SLOT_SECONDS, UTC)
