"""A small world with fixed keys: their private numbers are public, never use them elsewhere."""

from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.citizen_pass import (
    CITIZEN_LIST_SIZE,
    PassClaims,
    add_proof,
    issue_pass,
    list_no_of,
)
from credit.codes.core.cose import ES256, P256_ORDER
from credit.codes.core.digits import code_url, pass_url, token_to_digits
from credit.codes.core.hash_chain import anchor_of, preimage_at
from credit.codes.core.keys import (
    BUNDLE_USE,
    CITIZEN_USE,
    MERCHANT_USE,
    STATUS_LIST_USE,
    KeyEntry,
    pinned_root,
    point_of,
)
from credit.codes.core.merchant_token import LIST_SIZE, MerchantClaims, issue_token
from credit.codes.core.status_list import StatusList, StatusSets
from credit.codes.core.trust_bundle import Bundle, ListEntry

ORIGIN = "https://xyqh.example"
NOW = 1_790_000_000
HOUR, DAY = 3_600, 86_400
ISSUED = 1_789_999_200
"""The quarter hour in which ``NOW`` lies."""
SEED = bytes(range(16))

ROOT, LISTS, MERCHANT, CITIZEN, RETIRED, COMING, GONE, LATEST, TOO_NEW = 1, 2, 3, 4, 5, 6, 7, 8, 9
"""Key ids. GONE is in no bundle, TOO_NEW is above every key of the bundle."""
NEXT_ROOT = 10
FOREIGN = 66


def private_key(kid: int) -> ec.EllipticCurvePrivateKey:
    """The test key of an id."""
    number = int.from_bytes(sha256(b"xyqh test key %d" % kid).digest(), "big")
    return ec.derive_private_key(number % (P256_ORDER - 1) + 1, ec.SECP256R1())


def key_entry(kid: int, use: str, start: int = -100, end: int = 200) -> KeyEntry:
    """A pinned key from ``start`` to ``end``, days from now."""
    dates = NOW + start * DAY, NOW + end * DAY
    return KeyEntry(kid, use, ES256, private_key(kid).public_key(), *dates)


PINNED = {ROOT: pinned_root(ROOT, point_of(private_key(ROOT).public_key()))}
KEYS = {
    entry.kid: entry
    for entry in (
        key_entry(ROOT, BUNDLE_USE),
        key_entry(LISTS, STATUS_LIST_USE),
        key_entry(MERCHANT, MERCHANT_USE),
        key_entry(CITIZEN, CITIZEN_USE),
        key_entry(RETIRED, MERCHANT_USE, -200, -1),
        key_entry(COMING, MERCHANT_USE, 7, 300),
        key_entry(LATEST, MERCHANT_USE),
    )
}
PASS_LIST = f"c{list_no_of(ISSUED)}"
ENTRIES = {
    "m3": ListEntry("m3", MERCHANT_USE, 3, LIST_SIZE, NOW + 90 * DAY),
    PASS_LIST: ListEntry(
        PASS_LIST, CITIZEN_USE, list_no_of(ISSUED), CITIZEN_LIST_SIZE, NOW + 4 * DAY
    ),
}
BUNDLE = Bundle(7, ORIGIN, NOW - HOUR, KEYS, ENTRIES)

REVOKED, SUSPENDED, SUPERSEDED, BOTH = 100, 200, 300, 400
SETS = StatusSets(
    frozenset({REVOKED, BOTH, 70_000}), frozenset({SUSPENDED, BOTH}), frozenset({SUPERSEDED})
)
SHOP_LIST = StatusList("m3", LISTS, 5, LIST_SIZE, NOW - HOUR // 2, NOW + 4 * DAY, SETS)
PEOPLE_LIST = StatusList(
    PASS_LIST,
    LISTS,
    9,
    CITIZEN_LIST_SIZE,
    NOW - HOUR // 2,
    NOW + 4 * DAY,
    StatusSets(revoked=frozenset({REVOKED, 1_000_000_007})),
)

SHOP = MerchantClaims("湟水源牦牛酸奶坊", NOW + 60 * DAY, 3, 77, "A", True)
PASS = PassClaims(ISSUED, list_no_of(ISSUED), 123_456_789, anchor_of(SEED), True, True)
NAMED_PASS = PASS._replace(masked_name="*明", courtesy=False)


class Text(NamedTuple):
    """A code as a scanner reads it, and what its signature holds."""

    text: str
    claims: dict[str, Any]


def shop_code(claims: MerchantClaims = SHOP, kid: int = MERCHANT) -> bytes:
    return issue_token(claims, kid, private_key(kid))


def shown_pass(
    step: int, claims: PassClaims = PASS, *, seed: bytes = SEED, kid: int = CITIZEN
) -> bytes:
    """A pass as the phone shows it at a step."""
    return add_proof(issue_pass(claims, kid, private_key(kid)), step, preimage_at(seed, step))


def shop_url(token: bytes) -> str:
    return code_url(ORIGIN, token_to_digits(token))


def shown_url(token: bytes) -> str:
    return pass_url(ORIGIN, token_to_digits(token))


def step_now(now: int = NOW) -> int:
    return (now - ISSUED) // 30
