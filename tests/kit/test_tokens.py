"""Access tokens: what PyJWT lets through, ours refuse."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.tokens import (
    MAX_LIFETIME,
    TokenKeys,
    TokenRejected,
    get_token_keys,
    issue_access_token,
    sign,
    verify_access_token,
)
from credit.settings import get_settings

OFFICER = Caller("acc-1", "officer", "马海云", ("91630000226593742J",), ("importer",))
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload(**changes: Any) -> dict[str, Any]:
    issued = int(clock.now().timestamp())
    base = {
        "iss": get_settings().public_origin, "aud": "credit-api", "sub": "acc-1",
        "kind": "officer", "name": "x", "iat": issued, "exp": issued + 600, "jti": "j",
    }  # fmt: skip
    return {k: v for k, v in (base | changes).items() if v is not None}


def signed(header: bytes, body: bytes) -> str:
    """A genuine signature of our key over any header and body."""
    keys = get_token_keys()
    raw = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
    start = f"{b64(header)}.{b64(body)}"
    signature = raw.sign(start.encode(), keys.private[keys.current])
    s = int.from_bytes(signature[32:], "big")
    return f"{start}.{b64(signature[:32] + min(s, ORDER - s).to_bytes(32, 'big'))}"


def header(**changes: Any) -> bytes:
    return json.dumps(
        {"alg": "ES256", "typ": "at+jwt", "kid": get_token_keys().current} | changes
    ).encode()


def rejected(token: str) -> str:
    with pytest.raises(TokenRejected) as caught:
        verify_access_token(token)
    return caught.value.reason


def test_a_token_brings_its_caller_back() -> None:
    token, seconds = issue_access_token(OFFICER, session_version=3)
    claims = verify_access_token(token)
    assert claims.caller() == msgspec.structs.replace(OFFICER, session=claims.jti)
    assert (claims.session_version, claims.exp - claims.iat, seconds) == (3, 900, 900)
    assert len({issue_access_token(OFFICER).token for _ in range(3)}) == 3


def test_the_helper_of_these_tests_makes_good_tokens() -> None:
    assert verify_access_token(signed(header(), json.dumps(payload()).encode())).sub == "acc-1"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": None}, "MissingRequiredClaimError"),
        ({"iat": None}, "MissingRequiredClaimError"),
        ({"sub": None}, "MissingRequiredClaimError"),
        ({"jti": None}, "MissingRequiredClaimError"),
        ({"iss": None}, "MissingRequiredClaimError"),
        ({"aud": None}, "MissingRequiredClaimError"),
        ({"iss": "https://elsewhere.example"}, "InvalidIssuerError"),
        ({"aud": "other"}, "InvalidAudienceError"),
        ({"aud": ["credit-api", "other"]}, "InvalidAudienceError"),
        ({"kind": "king"}, "claims_shape"),
        ({"exp": 99999999999}, "lifetime"),
        ({"exp": "soon"}, "claims_shape"),
    ],
)
def test_claims_are_required_and_pinned(changes: dict[str, Any], reason: str) -> None:
    assert rejected(sign(payload(**changes), get_token_keys())) == reason


def test_lifetime_is_bounded_when_issued() -> None:
    for lifetime in (timedelta(0), MAX_LIFETIME + timedelta(seconds=1)):
        with pytest.raises(ValueError, match="lifetime"):
            issue_access_token(OFFICER, lifetime=lifetime)


def test_times_allow_half_a_minute_of_drift() -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    with clock.frozen(start):
        token = issue_access_token(OFFICER).token
    for seconds, reason in ((-29, ""), (-31, "not_yet_valid"), (929, ""), (931, "expired")):
        with clock.frozen(start + timedelta(seconds=seconds)):
            assert (rejected(token) if reason else verify_access_token(token) and "") == reason


def test_the_high_s_twin_is_refused() -> None:
    token = issue_access_token(OFFICER).token
    start, _, signature = token.rpartition(".")
    raw = unb64(signature)
    twin = raw[:32] + (ORDER - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    assert jwt.decode(  # PyJWT takes it
        f"{start}.{b64(twin)}", next(iter(get_token_keys().public.values())),
        algorithms=["ES256"], audience="credit-api",
    )  # fmt: skip
    assert rejected(f"{start}.{b64(twin)}") == "signature_form"


def test_emitted_signatures_are_always_low_s() -> None:
    for _ in range(16):
        raw = unb64(issue_access_token(OFFICER).token.rpartition(".")[2])
        assert int.from_bytes(raw[32:], "big") <= ORDER // 2


def test_duplicate_members_are_refused() -> None:
    body = json.dumps(payload())
    twice = body[:-1] + ', "kind": "citizen"}'
    assert rejected(signed(header(), twice.encode())) == "duplicate_member"
    head = header().decode()[:-1] + ', "alg": "ES256"}'
    assert rejected(signed(head.encode(), body.encode())) == "duplicate_member"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"typ": "JWT"}, "alg_or_typ"),
        ({"alg": "none"}, "alg_or_typ"),
        ({"alg": "HS256"}, "alg_or_typ"),
        ({"alg": "ES384"}, "alg_or_typ"),
        ({"kid": "other"}, "unknown_key"),
        ({"kid": "../../etc/passwd"}, "unknown_key"),
        ({"kid": ["a"]}, "unknown_key"),
        ({"jku": "https://evil.example/keys"}, "header_members"),
        ({"jwk": {"kty": "EC"}}, "header_members"),
        ({"x5u": "https://evil.example"}, "header_members"),
        ({"crit": ["b64"], "b64": False}, "header_members"),
    ],
)
def test_the_header_is_exact(changes: dict[str, Any], reason: str) -> None:
    assert rejected(signed(header(**changes), json.dumps(payload()).encode())) == reason


def test_a_missing_typ_is_refused() -> None:
    head = json.dumps({"alg": "ES256", "kid": get_token_keys().current}).encode()
    assert rejected(signed(head, json.dumps(payload()).encode())) == "header_members"


def test_hs256_keyed_with_our_public_key_is_refused() -> None:
    keys = get_token_keys()
    pem = keys.public[keys.current].public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    mine = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    start = f"{b64(header(alg='HS256'))}.{b64(json.dumps(payload()).encode())}"
    assert rejected(f"{start}.{b64(mine.sign(start.encode(), pem))}") == "alg_or_typ"


def odd_bits(token: str) -> str:
    """Another spelling of the same bytes: the unused bits of the last character set."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) + 1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t + "=", "odd_base64"),
        (odd_bits, "odd_base64"),
        (lambda t: t.replace(".", ".\n", 1), "not_base64"),
        (lambda t: t.replace(".", ".\n\n\n\n", 1), "odd_base64"),
        (lambda t: t + ".", "not_three_parts"),
        (lambda t: "x" * 100_000, "too_long"),
        (lambda t: t + "é", "not_base64"),
        (lambda t: "..", "not_json"),
        (lambda t: "", "not_three_parts"),
        (lambda t: "W10.W10." + t.split(".")[2], "not_json"),
    ],
)
def test_spelling_is_canonical(change: Callable[[str], str], reason: str) -> None:
    token = signed(header(), json.dumps(payload()).encode())
    assert rejected(change(token)) == reason


def test_a_signature_fits_its_own_content_only() -> None:
    first, second = (signed(header(), json.dumps(payload(jti=j)).encode()) for j in "ab")
    mixed = f"{first.rpartition('.')[0]}.{second.rpartition('.')[2]}"
    assert rejected(mixed) == "InvalidSignatureError"


def test_zero_signatures_and_foreign_keys_are_refused() -> None:
    token = issue_access_token(OFFICER).token
    start = token.rpartition(".")[0]
    assert rejected(f"{start}.{b64(bytes(64))}") == "InvalidSignatureError"
    foreign = TokenKeys([ec.generate_private_key(ec.SECP256R1())])
    assert rejected(sign(payload(), foreign)) == "unknown_key"


def test_a_deeply_nested_payload_does_no_harm() -> None:
    bomb = b'{"a":' + b"[" * 1300 + b"]" * 1300 + b"}"
    assert rejected(signed(header(), bomb)) in (
        "not_json",
        "MissingRequiredClaimError",
        "DecodeError",
    )
