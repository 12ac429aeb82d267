"""The voucher code: genuine, fresh, and nobody else's; each check fails alone."""

from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.citizen_pass import PassClaims, issue_pass, open_pass
from credit.codes.core.cose import ES256, sign1_encode, split_sign1
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.keys import CITIZEN_USE, MERCHANT_USE, KeyEntry
from credit.perks.redemptions.voucher import (
    LINK_BYTES,
    STEP_SECONDS,
    STEPS,
    VOUCHER_SECONDS,
    VoucherClaims,
    add_link,
    anchor_of,
    issue_voucher,
    link_at,
    open_voucher,
    verify_voucher,
)

ISSUED = 1_796_000_000
KEY = ec.derive_private_key(7, ec.SECP256R1())
SEED = bytes(range(16))
CLAIM = UUID("00000000-0000-4000-8000-000000000001")
CLAIMS = VoucherClaims(ISSUED, CLAIM, anchor_of(SEED))


def keys(use: str = CITIZEN_USE) -> dict[int, KeyEntry]:
    return {3: KeyEntry(3, use, ES256, KEY.public_key(), 0, 1 << 32)}


def shown(step: int, *, link: bytes | None = None) -> bytes:
    token = issue_voucher(CLAIMS, 3, KEY)
    return add_link(token, step, link_at(SEED, step) if link is None else link)


def fault_of(token: bytes, at: int, **more: Any) -> Fault:
    with pytest.raises(CodeFault) as caught:
        verify_voucher(token, more.get("keys", keys()), at)
    return caught.value.fault


def test_the_constants_are_what_phones_reckon_with() -> None:
    assert (STEP_SECONDS, STEPS, LINK_BYTES, VOUCHER_SECONDS) == (20, 2160, 16, 43_200)


@pytest.mark.parametrize("step", [0, 1, 1000, STEPS - 1])
def test_a_code_is_good_for_sixty_seconds(step: int) -> None:
    token, begins = shown(step), ISSUED + step * STEP_SECONDS
    for at in (begins - 20, begins, begins + 19, begins + 39):
        found = verify_voucher(token, keys(), at)
        assert found.claims == CLAIMS and found.step == step
        assert found.absolute_step == begins // STEP_SECONDS
    assert fault_of(token, begins - 21) in (Fault.OUTDATED, Fault.NOT_YET_VALID)
    assert fault_of(token, begins + 40) in (Fault.OUTDATED, Fault.EXPIRED)


def test_before_its_time_and_after_it() -> None:
    assert fault_of(shown(0), ISSUED - 21) is Fault.NOT_YET_VALID
    assert fault_of(shown(5), ISSUED - 20) is Fault.OUTDATED
    assert fault_of(shown(STEPS - 1), ISSUED + VOUCHER_SECONDS + 20) is Fault.EXPIRED
    assert verify_voucher(shown(STEPS - 1), keys(), ISSUED + VOUCHER_SECONDS + 19)
    assert fault_of(shown(STEPS - 3), ISSUED + VOUCHER_SECONDS + 19) is Fault.OUTDATED


def test_only_the_seed_makes_the_next_code() -> None:
    assert fault_of(shown(6, link=link_at(SEED, 5)), ISSUED + 120) is Fault.BAD_CHAIN
    assert fault_of(shown(5, link=bytes(16)), ISSUED + 100) is Fault.BAD_CHAIN
    assert link_at(SEED, STEPS - 1) == SEED
    for step in (-1, STEPS):
        with pytest.raises(ValueError, match=f"step {step} is not in 0..2159"):
            link_at(SEED, step)


def test_the_key_must_be_the_citizens() -> None:
    assert fault_of(shown(0), ISSUED, keys=keys(MERCHANT_USE)) is Fault.WRONG_KIND
    assert fault_of(shown(0), ISSUED, keys={}) is Fault.UNKNOWN_KEY
    protected, unprotected, payload, signature = split_sign1(shown(0))
    broken = shown(0).replace(payload, payload[:-1] + bytes([payload[-1] ^ 1]))
    assert fault_of(broken, ISSUED) is Fault.BAD_SIGNATURE
    assert protected and unprotected and signature


def test_a_voucher_is_no_pass_and_a_pass_no_voucher() -> None:
    with pytest.raises(CodeFault):
        open_pass(shown(0))
    issued = ISSUED // 900 * 900
    number = (issued + 28_800) // 86_400 % 24
    token = issue_pass(PassClaims(issued, number, 5, bytes(16), False, True), 3, KEY)
    with pytest.raises(CodeFault):
        open_voucher(add_link(token, 0, bytes(16)))


@pytest.mark.parametrize(
    "payload",
    [
        {4: ISSUED + VOUCHER_SECONDS, 6: ISSUED, -65537: [2, CLAIM.bytes, bytes(16)]},
        {4: ISSUED + VOUCHER_SECONDS, 6: ISSUED, -65537: [1, CLAIM.bytes[:15], bytes(16)]},
        {4: ISSUED + VOUCHER_SECONDS, 6: ISSUED, -65537: [1, CLAIM.bytes, bytes(15)]},
        {4: ISSUED + VOUCHER_SECONDS, 6: ISSUED, -65537: [1, CLAIM.bytes]},
        {4: ISSUED + VOUCHER_SECONDS + 1, 6: ISSUED, -65537: [1, CLAIM.bytes, bytes(16)]},
        {4: ISSUED + VOUCHER_SECONDS + 1, 6: ISSUED + 1, -65537: [1, CLAIM.bytes, bytes(16)]},
        {4: "x", 6: ISSUED, -65537: [1, CLAIM.bytes, bytes(16)]},
    ],
)
def test_other_shapes_are_refused(payload: dict[int, Any]) -> None:
    token = add_link(sign1_encode(KEY, 3, payload), 0, bytes(16))
    with pytest.raises(CodeFault) as caught:
        open_voucher(token)
    assert caught.value.fault is Fault.BAD_SHAPE


@pytest.mark.parametrize(("step", "link"), [(STEPS, bytes(16)), (0, bytes(15)), (-1, bytes(16))])
def test_other_proofs_are_refused(step: int, link: bytes) -> None:
    token = add_link(issue_voucher(CLAIMS, 3, KEY), step, link)
    with pytest.raises(CodeFault) as caught:
        open_voucher(token)
    assert caught.value.fault is Fault.BAD_SHAPE


def test_a_token_without_proof_shows_nothing() -> None:
    with pytest.raises(CodeFault):
        open_voucher(issue_voucher(CLAIMS, 3, KEY))


@pytest.mark.parametrize(
    "claims",
    [VoucherClaims(ISSUED + 1, CLAIM, bytes(16)), VoucherClaims(ISSUED, CLAIM, bytes(15)),
     VoucherClaims(-20, CLAIM, bytes(16))],
)  # fmt: skip
def test_what_is_out_of_range_is_not_signed(claims: VoucherClaims) -> None:
    with pytest.raises(ValueError, match="claims out of range"):
        issue_voucher(claims, 3, KEY)
