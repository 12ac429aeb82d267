"""Writes ``merchant_codes.json``: the cases that the Python and the TypeScript verifier share.

Deterministic (RFC 6979), so running it again changes nothing:
``python tests/vectors/make_merchant_codes.py``.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from codes.keys import CITIZEN_KEY, CLAIMS, DAY, KEY, KEYS, NOW, OTHER_KEY
from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB
from credit.codes.core.cose import (
    ES256,
    P256_ORDER,
    SIGN1_TAG,
    encode_cbor,
    es256_sign,
    sign1_encode,
)
from credit.codes.core.digits import token_to_digits
from credit.codes.core.merchant_token import MerchantClaims, issue_token

ORIGIN = "https://xyqh.example"
TARGET = Path(__file__).with_name("merchant_codes.json")


def _key(kid: int) -> dict[str, Any]:
    entry = KEYS[kid]
    numbers = entry.public_key.public_numbers()
    return {
        "kid": kid,
        "use": entry.use,
        "alg": entry.alg,
        "x": f"{numbers.x:064x}",
        "y": f"{numbers.y:064x}",
        "notBefore": entry.not_before,
        "expiresAt": entry.expires_at,
    }


def _valid() -> list[dict[str, Any]]:
    cases = [
        CLAIMS,
        MerchantClaims("店", NOW + 1, 0, 0, "D", False),
        MerchantClaims("昆仑晴雪民宿", NOW + 90 * DAY, 23, 524_288, "B", True),
        MerchantClaims("A&B 店".replace(" ", ""), NOW + 30 * DAY, 1, 77, "C", False),
    ]
    return [_row(issue_token(case, 1, KEY)) | {"claims": case._asdict()} for case in cases]


def _row(token: bytes, now: int = NOW) -> dict[str, Any]:
    digits = token_to_digits(token)
    return {"now": now, "token": token.hex(), "digits": digits, "url": f"{ORIGIN}/v/{digits}"}


def _raw(protected: bytes, payload: bytes) -> bytes:
    signature = es256_sign(KEY, encode_cbor(["Signature1", protected, b"", payload]))
    return SIGN1_TAG + encode_cbor([protected, {}, payload, signature])


def _invalid() -> list[dict[str, Any]]:
    good = issue_token(CLAIMS, 1, KEY)
    headers = encode_cbor({1: ES256, 4: b"\x01"})
    plain = {SUB: "店", EXP: NOW + DAY, PRIVATE: [1, 2, 1, 0]}
    twin = P256_ORDER - int.from_bytes(good[-32:], "big")
    citizen = {EXP: NOW + 900, IAT: NOW, PRIVATE: [1, 2, 0, 0, b"a" * 16]}
    cases: list[tuple[str, bytes, int]] = [
        ("bad_cbor", good + b"\x00", NOW),
        ("bad_cbor", good[:-1], NOW),
        ("bad_cbor", good[1:], NOW),
        ("bad_cbor", _raw(headers, bytes.fromhex("a2041801026178")), NOW),
        ("bad_cbor", _raw(headers, bytes.fromhex("a30261780261790401")), NOW),
        ("bad_shape", sign1_encode(KEY, 1, plain | {PRIVATE: [1, 1 << 20, 1, 0]}), NOW),
        ("bad_shape", sign1_encode(KEY, 1, plain | {1: "x"}), NOW),
        ("wrong_kind", sign1_encode(CITIZEN_KEY, 2, citizen), NOW),
        ("wrong_kind", issue_token(CLAIMS, 2, CITIZEN_KEY), NOW),
        ("unknown_key", issue_token(CLAIMS, 9, KEY), NOW),
        ("wrong_alg", _raw(encode_cbor({1: -8, 4: b"\x01"}), encode_cbor(plain)), NOW),
        ("high_s", good[:-32] + twin.to_bytes(32, "big"), NOW),
        ("bad_signature", issue_token(CLAIMS, 1, OTHER_KEY), NOW),
        ("bad_signature", good[:-1] + bytes([good[-1] ^ 1]), NOW),
        ("not_yet_valid", good, CLAIMS.expires - 91 * DAY),
        ("expired", good, CLAIMS.expires),
    ]
    return [_row(token, now) | {"fault": fault} for fault, token, now in cases]


def build() -> dict[str, Any]:
    """The whole file as one object."""
    return {
        "about": "Merchant codes (商户码). Test keys only. Times are Unix seconds.",
        "origin": ORIGIN,
        "keys": [_key(1), _key(2)],
        "valid": _valid(),
        "invalid": _invalid(),
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(build(), ensure_ascii=False, indent=1) + "\n")
