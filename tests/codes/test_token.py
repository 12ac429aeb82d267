"""The merchant token: what is accepted, and the exact fault of everything else."""

from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codes.keys import CITIZEN_KEY, CLAIMS, DAY, KEY, KEYS, NOW, OTHER_KEY, entry
from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB
from credit.codes.core.cose import (
    ES256,
    P256_ORDER,
    SIGN1_TAG,
    encode_cbor,
    es256_sign,
    sign1_decode,
    sign1_encode,
)
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.merchant_token import (
    GRADES,
    LIST_SIZE,
    MerchantClaims,
    issue_token,
    verify_token,
)

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
PAYLOAD = {SUB: "店", EXP: NOW + DAY, PRIVATE: [1, 2, 1, 0]}


def sign_raw(protected: bytes, payload: bytes, unprotected: dict[Any, Any] | None = None) -> bytes:
    signature = es256_sign(KEY, encode_cbor(["Signature1", protected, b"", payload]))
    return SIGN1_TAG + encode_cbor([protected, unprotected or {}, payload, signature])


HEADERS = encode_cbor({1: ES256, 4: b"\x01"})


def fault_of(token: bytes, now: int = NOW) -> Fault:
    with pytest.raises(CodeFault) as caught:
        verify_token(token, KEYS, now)
    return caught.value.fault


def test_budget_at_the_longest_name() -> None:
    assert len(issue_token(CLAIMS, 1, KEY)) == 126


@given(
    name=st.text(HAN, min_size=1, max_size=8),
    expires=st.integers(NOW + 1, NOW + 90 * DAY),
    list_no=st.integers(0, 23),
    index=st.integers(0, LIST_SIZE - 1),
    grade=st.sampled_from(GRADES[1:]),
    demo=st.booleans(),
)
def test_every_issued_token_verifies(
    name: str, expires: int, list_no: int, index: int, grade: str, demo: bool
) -> None:
    claims = MerchantClaims(name, expires, list_no, index, grade, demo)
    token = issue_token(claims, 1, KEY)
    assert verify_token(token, KEYS, NOW) == claims
    assert len(token) <= 126


@given(position=st.integers(0, 125), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(position: int, bit: int) -> None:
    token = bytearray(issue_token(CLAIMS, 1, KEY))
    token[position] ^= 1 << bit
    with pytest.raises(CodeFault):
        verify_token(bytes(token), KEYS, NOW)


@given(st.binary(max_size=220))
def test_random_bytes_have_a_named_fault(data: bytes) -> None:
    for candidate in (data, SIGN1_TAG + data):
        with pytest.raises(CodeFault) as caught:
            verify_token(candidate, KEYS, NOW)
        assert caught.value.reason in {"damaged", "wrong_kind"}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda token: token + b"\x00", Fault.BAD_CBOR),
        (lambda token: token[1:], Fault.BAD_CBOR),
        (lambda token: token[:-1], Fault.BAD_CBOR),
        (lambda token: b"\xd9\x00\x12" + token[1:], Fault.BAD_CBOR),
        (lambda token: token[:1] + b"\x9f" + token[2:] + b"\xff", Fault.BAD_CBOR),
    ],
    ids=["trailing", "untagged", "truncated", "long tag", "indefinite"],
)
def test_bytes_that_are_not_deterministic_cbor(
    change: Callable[[bytes], bytes], fault: Fault
) -> None:
    assert fault_of(change(issue_token(CLAIMS, 1, KEY))) is fault


@pytest.mark.parametrize(
    "payload",
    [
        bytes.fromhex("a302617802617904 01".replace(" ", "")),
        bytes.fromhex("a2041801026178"),
        cbor2.dumps({SUB: cbor2.CBORTag(35, "(a+)+$"), EXP: 1, PRIVATE: [1]}, canonical=True),
        cbor2.dumps({EXP: NOW + DAY, SUB: "店", PRIVATE: [1, 2, 1, 0]}),
        encode_cbor(PAYLOAD | {EXP: True}),
        encode_cbor({float(SUB): "店", EXP: NOW + DAY, PRIVATE: [1, 2, 1, 0]}),
        encode_cbor({SUB: None, EXP: NOW + DAY, PRIVATE: [1, 2, 1, 0]}),
    ],
    ids=["duplicate key", "long integer", "tag", "unsorted", "true", "float label", "null"],
)
def test_payload_encodings_that_others_accept(payload: bytes) -> None:
    assert fault_of(sign_raw(HEADERS, payload)) is Fault.BAD_CBOR


@pytest.mark.parametrize(
    "payload",
    [
        PAYLOAD | {SUB: ""},
        PAYLOAD | {SUB: "九个汉字的店名太长了"},
        PAYLOAD | {SUB: b"shop"},
        PAYLOAD | {EXP: -1},
        PAYLOAD | {EXP: 1 << 40},
        PAYLOAD | {PRIVATE: [1, LIST_SIZE, 1, 0]},
        PAYLOAD | {PRIVATE: [24, 2, 1, 0]},
        PAYLOAD | {PRIVATE: [1, 2, 0, 0]},
        PAYLOAD | {PRIVATE: [1, 2, 5, 0]},
        PAYLOAD | {PRIVATE: [1, 2, 1]},
        PAYLOAD | {1: "issuer"},
        {SUB: "店", EXP: NOW + DAY},
    ],
)
def test_shapes_that_are_not_a_merchant_code(payload: dict[int, Any]) -> None:
    assert fault_of(sign1_encode(KEY, 1, payload)) is Fault.BAD_SHAPE


def test_unprotected_headers_are_refused() -> None:
    assert fault_of(sign_raw(HEADERS, encode_cbor(PAYLOAD), {4: b"\x01"})) is Fault.BAD_SHAPE


def test_citizen_token_is_the_wrong_kind() -> None:
    citizen = {EXP: NOW + 900, IAT: NOW, PRIVATE: [1, 2, 0, 0, b"a" * 16]}
    assert fault_of(sign1_encode(CITIZEN_KEY, 2, citizen)) is Fault.WRONG_KIND


def test_key_of_another_use_is_the_wrong_kind() -> None:
    assert fault_of(issue_token(CLAIMS, 2, CITIZEN_KEY)) is Fault.WRONG_KIND


def test_unknown_and_retired_keys() -> None:
    assert fault_of(issue_token(CLAIMS, 9, OTHER_KEY)) is Fault.UNKNOWN_KEY
    retired = KEYS | {1: entry(1, KEY)._replace(expires_at=NOW)}
    with pytest.raises(CodeFault, match="retired_key"):
        verify_token(issue_token(CLAIMS, 1, KEY), retired, NOW)


def test_algorithm_belongs_to_the_key() -> None:
    headers = encode_cbor({1: -8, 4: b"\x01"})
    assert fault_of(sign_raw(headers, encode_cbor(PAYLOAD))) is Fault.WRONG_ALG
    other = KEYS | {1: entry(1, KEY)._replace(alg=-8)}
    with pytest.raises(CodeFault, match="wrong_alg"):
        verify_token(sign_raw(headers, encode_cbor(PAYLOAD)), other, NOW)


def test_signature_by_another_key() -> None:
    assert fault_of(issue_token(CLAIMS, 1, OTHER_KEY)) is Fault.BAD_SIGNATURE


def test_the_high_s_twin_is_refused() -> None:
    token = issue_token(CLAIMS, 1, KEY)
    signature = sign1_decode(token).signature
    s = P256_ORDER - int.from_bytes(signature[32:], "big")
    assert fault_of(token[:-32] + s.to_bytes(32, "big")) is Fault.HIGH_S


def test_expiry_is_exact_and_a_far_expiry_is_from_the_future() -> None:
    token = issue_token(CLAIMS, 1, KEY)
    assert verify_token(token, KEYS, CLAIMS.expires - 1) == CLAIMS
    assert fault_of(token, CLAIMS.expires) is Fault.EXPIRED
    assert fault_of(token, CLAIMS.expires - 91 * DAY) is Fault.NOT_YET_VALID


@pytest.mark.parametrize(
    "claims",
    [CLAIMS._replace(grade="N"), CLAIMS._replace(short_name=""), CLAIMS._replace(list_no=99)],
)
def test_bad_claims_are_never_signed(claims: MerchantClaims) -> None:
    with pytest.raises(ValueError):
        issue_token(claims, 1, KEY)
