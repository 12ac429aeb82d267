"""The trust bundle (信任包): the keys and status lists that a verifier may believe. Pure.

Payload ``{4: exp, 6: iat, -65537: [seq, origin, keys, lists]}``, signed by a root key. A
verifier ships with one root and also takes those of the bundle it already holds, so roots
can rotate. Taking over a bundle never asks the clock: an old one is taken and later found
stale, so that a wrong clock cannot keep a phone from new keys.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.claims import EXP, IAT, PRIVATE, are_naturals, check_labels
from credit.codes.core.cose import ES256, Sign1, sign1_decode, sign1_encode
from credit.codes.core.faults import CodeFault, Fault, Refusal, RefusedData
from credit.codes.core.keys import (
    BUNDLE_USE,
    CITIZEN_USE,
    MERCHANT_USE,
    POINT_BYTES,
    STATUS_LIST_USE,
    KeyEntry,
    check_seal,
    point_of,
    read_point,
)

BUNDLE_SECONDS = 72 * 3600
MAX_BUNDLE_BYTES = 1 << 16
MAX_LIST_NO = 23
MAX_LIST_SIZE = 1 << 30
USE_NUMBERS = {MERCHANT_USE: 1, CITIZEN_USE: 2, STATUS_LIST_USE: 3, BUNDLE_USE: 4}
_USES = {number: use for use, number in USE_NUMBERS.items()}
_LIST_LETTERS = {MERCHANT_USE: "m", CITIZEN_USE: "c"}
_ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,200}(:[0-9]{1,5})?", re.ASCII)
_LABELS = frozenset({EXP, IAT, PRIVATE})


class ListEntry(NamedTuple):
    """A status list that is being published: ``use`` merchant or citizen, ``size`` places."""

    list_id: str
    use: str
    list_no: int
    size: int
    expires: int


class Bundle(NamedTuple):
    """What a bundle says. ``issued`` is a Unix time; ``body`` the bytes it was read from."""

    seq: int
    origin: str
    issued: int
    keys: Mapping[int, KeyEntry]
    lists: Mapping[str, ListEntry]
    body: bytes = b""

    @property
    def expires(self) -> int:
        """72 hours after ``issued``."""
        return self.issued + BUNDLE_SECONDS


def list_id_of(use: str, list_no: int) -> str:
    """``m3`` for the merchants' third list, ``c17`` for the citizens' seventeenth."""
    return f"{_LIST_LETTERS[use]}{list_no}"


def issue_bundle(bundle: Bundle, kid: int, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Encode and sign with a root key; ``ValueError`` when something is out of range."""
    keys = [_write_key(bundle.keys[kid]) for kid in sorted(bundle.keys)]
    entries = sorted(bundle.lists.values(), key=lambda entry: (USE_NUMBERS[entry.use], entry[2]))
    lists = [[e.list_id, USE_NUMBERS[e.use], *e[2:]] for e in entries]
    private = [bundle.seq, bundle.origin, keys, lists]
    body = sign1_encode(key, kid, {EXP: bundle.expires, IAT: bundle.issued, PRIVATE: private})
    open_bundle(body, {kid: KeyEntry(kid, BUNDLE_USE, ES256, key.public_key(), 0, 1 << 32)})
    return body


def open_bundle(body: bytes, roots: Mapping[int, KeyEntry]) -> Bundle:
    """Read a bundle signed by one of the roots; ``CodeFault`` names the first failed check."""
    sign1, bundle = read_bundle(body)
    check_seal(sign1, roots, BUNDLE_USE, bundle.issued)
    return bundle


def read_bundle(body: bytes) -> tuple[Sign1, Bundle]:
    """Strictly read a bundle; what it says is not believed yet."""
    if len(body) > MAX_BUNDLE_BYTES:
        raise CodeFault(Fault.TOO_LONG)
    sign1 = sign1_decode(body)
    check_labels(sign1, _LABELS)
    bundle = _read_bundle(sign1, body)
    if bundle is None:
        raise CodeFault(Fault.BAD_SHAPE)
    return sign1, bundle


def own_roots(bundle: Bundle) -> dict[int, KeyEntry]:
    """The root keys that a bundle names itself: for whom a trusted hand gave it."""
    return {kid: entry for kid, entry in bundle.keys.items() if entry.use == BUNDLE_USE}


def accept_bundle(body: bytes, roots: Mapping[int, KeyEntry], held: Bundle | None) -> Bundle:
    """The bundle to hold from now on; ``held`` itself when the bytes are the same.

    ``roots`` are the pinned ones; those of ``held`` count too. ``CodeFault`` for what is
    broken or not ours, ``RefusedData`` for ROLLBACK (older) and CONFLICT (same ``seq``).
    """
    if held is None:
        return open_bundle(body, roots)
    bundle = open_bundle(body, {**held.keys, **roots})
    if bundle.seq < held.seq or bundle.issued < held.issued:
        raise RefusedData(Refusal.ROLLBACK)
    if bundle.seq == held.seq and body != held.body:
        raise RefusedData(Refusal.CONFLICT)
    return bundle


def _write_key(entry: KeyEntry) -> list[Any]:
    point = point_of(entry.public_key)
    dates = entry.not_before, entry.expires_at
    return [entry.kid, USE_NUMBERS[entry.use], entry.alg, point, *dates]


def _read_bundle(sign1: Sign1, body: bytes) -> Bundle | None:
    expires, issued = sign1.payload[EXP], sign1.payload[IAT]
    match sign1.payload[PRIVATE]:
        case [int(seq), str(origin), list(keys), list(lists)] if not sign1.unprotected:
            entries = [_read_key(row) for row in keys]
            places = [_read_list(row) for row in lists]
        case _:
            return None
    if not are_naturals(expires, issued, seq) or expires != issued + BUNDLE_SECONDS:
        return None
    if not _ORIGIN.fullmatch(origin) or not _ascends([entry.kid for entry in entries]):
        return None
    if not _ascends([(USE_NUMBERS[place.use], place.list_no) for place in places]):
        return None
    pinned = {entry.kid: entry for entry in entries}
    return Bundle(seq, origin, issued, pinned, {place.list_id: place for place in places}, body)


def _read_key(row: Any) -> KeyEntry:
    match row:
        case [int(kid), int(use), int(alg), bytes(point), int(starts), int(ends)] if (
            1 <= kid <= 255
            and use in _USES
            and alg == ES256
            and len(point) == POINT_BYTES
            and are_naturals(starts, ends)
            and starts < ends
        ):
            try:
                return KeyEntry(kid, _USES[use], alg, read_point(point), starts, ends)
            except ValueError:  # not a point of the curve
                pass
    raise CodeFault(Fault.BAD_SHAPE)


def _read_list(row: Any) -> ListEntry:
    match row:
        case [str(list_id), int(use), int(list_no), int(size), int(expires)] if (
            _USES.get(use) in _LIST_LETTERS
            and 0 <= list_no <= MAX_LIST_NO
            and list_id == list_id_of(_USES[use], list_no)
            and 0 < size <= MAX_LIST_SIZE
            and are_naturals(expires)
        ):
            return ListEntry(list_id, _USES[use], list_no, size, expires)
    raise CodeFault(Fault.BAD_SHAPE)


def _ascends(values: list[Any]) -> bool:
    return all(before < after for before, after in pairwise(values))
