"""Signing what a phone needs to show a voucher, with or without a network."""

import base64
import binascii
from datetime import timedelta
from typing import Final

from credit.codes.passes.request import encode_base64
from credit.codes.trust.signing import get_signing_pair
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.perks.attempts.recording import Refused, note_refusal
from credit.perks.claims.queries import get_own_claim, view_of
from credit.perks.redemptions.rules import voucher_fault
from credit.perks.redemptions.schemas import ShowVoucher, VoucherCodeView
from credit.perks.redemptions.voucher import (
    LINK_BYTES,
    STEP_SECONDS,
    VOUCHER_SECONDS,
    VoucherClaims,
    issue_voucher,
)
from credit.settings import get_settings

_BIND: Final = "UPDATE perk_claim SET anchor = $2, anchor_from = $3 WHERE id = $1"


async def show_voucher(caller: Caller, claim_id: str, given: ShowVoucher) -> VoucherCodeView:
    """Sign the phone's chain for a voucher; codes of an earlier chain count no more online.

    So the holder's newest phone is the one that can show it. Raises Problem not-found, or
    not-usable when there is nothing left to use.
    """
    try:
        return await _show(caller, claim_id, _read_anchor(given.anchor))
    except Problem as problem:
        note_refusal(Refused(kind="show", outcome=problem.slug, account=caller.id))
        raise


async def _show(caller: Caller, claim_id: str, anchor: bytes) -> VoucherCodeView:
    async with transaction() as held:
        claim = await get_own_claim(caller.id, claim_id, lock=True)
        if fault := voucher_fault(claim.state, claim.usable_until, claim.uses_left, claim.now):
            raise Problem("not-usable", detail=fault)
        issued = int(claim.now.timestamp()) // STEP_SECONDS * STEP_SECONDS
        await held.execute(_BIND, claim.id, anchor, issued)
    pair = await get_signing_pair(claim.now + timedelta(seconds=VOUCHER_SECONDS), "citizen")
    claims = VoucherClaims(issued, claim.public_id, anchor)
    return VoucherCodeView(
        token=encode_base64(issue_voucher(claims, pair.kid, pair.private_key)),
        issued_at=issued,
        expires_at=issued + VOUCHER_SECONDS,
        origin=get_settings().public_origin,
        claim=view_of(claim),
    )


def _read_anchor(text: str) -> bytes:
    try:
        anchor = base64.urlsafe_b64decode(text + "==")
    except (binascii.Error, ValueError):
        anchor = b""
    if len(anchor) != LINK_BYTES or encode_base64(anchor) != text:
        raise Problem("invalid-input", errors=[("anchor", "应为 16 字节的 base64url")])
    return anchor
