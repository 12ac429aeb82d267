"""Status lists: which places of a list are revoked, suspended or superseded. Pure.

Payload ``{2: list id, 4: exp, 6: iat, -65537: [seq, size, sets]}`` with ``sets`` = the
three sets of places, Golomb-Rice coded. The semantics are those of a Token Status List
(draft-ietf-oauth-status-list: 1 INVALID, 2 SUSPENDED, 3 APPLICATION_SPECIFIC), the bytes
a fraction. ``seq`` rises when the content changes; the same content is signed again with a
newer ``iat`` so that its age tells how long ago anybody looked.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB, are_naturals, check_labels
from credit.codes.core.cose import ES256, Sign1, encode_cbor, sign1_decode, sign1_encode
from credit.codes.core.faults import CodeFault, Fault, Refusal, RefusedData
from credit.codes.core.golomb_rice import MAX_SIZE, RiceSet, decode_rice, encode_rice
from credit.codes.core.keys import STATUS_LIST_USE, KeyEntry, check_seal, read_kid
from credit.codes.core.trust_bundle import Bundle

MAX_LIST_BYTES = 1 << 20
LIST_ID = re.compile(r"[mc](?:1?[0-9]|2[0-3])", re.ASCII)
_LABELS = frozenset({SUB, EXP, IAT, PRIVATE})


class StatusSets(NamedTuple):
    """Places by status; the first set that holds a place decides."""

    revoked: frozenset[int] = frozenset()
    suspended: frozenset[int] = frozenset()
    superseded: frozenset[int] = frozenset()


class StatusList(NamedTuple):
    """One version of a list, and the key that signed it. Times are Unix times."""

    list_id: str
    kid: int
    seq: int
    size: int
    issued: int
    expires: int
    sets: StatusSets


def encode_sets(sets: StatusSets, size: int) -> list[list[Any]]:
    """Three Rice-coded sets ``[k, n, bytes]``; ``ValueError`` for a place not below ``size``."""
    return [list(encode_rice(places, size)) for places in sets]


def decode_sets(value: object, size: int) -> StatusSets:
    """The sets of a list or delta; ``CodeFault(BAD_SHAPE)`` for anything else."""
    match value:
        case [first, second, third]:
            return StatusSets(*(_decode_set(each, size) for each in (first, second, third)))
        case _:
            raise CodeFault(Fault.BAD_SHAPE)


def sets_hash(sets: StatusSets, size: int) -> bytes:
    """SHA-256 of the sets as encoded: by this a delta proves where it leads."""
    return sha256(encode_cbor(encode_sets(sets, size))).digest()


def issue_list(status: StatusList, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Encode and sign with the key ``status.kid``; ``ValueError`` when out of range."""
    private = [status.seq, status.size, encode_sets(status.sets, status.size)]
    payload = {SUB: status.list_id, EXP: status.expires, IAT: status.issued, PRIVATE: private}
    body = sign1_encode(key, status.kid, payload)
    if open_list(body, own_key(status, key)) != status:
        raise ValueError("the list does not read back as it was written")
    return body


def open_list(body: bytes, keys: Mapping[int, KeyEntry]) -> StatusList:
    """Read a signed list; ``CodeFault`` names the first failed check.

    The sets are unpacked last: nobody but a holder of the key can make that expensive.
    """
    sign1, head, sets = _read_head(body)
    check_seal(sign1, keys, STATUS_LIST_USE, head.issued)
    return head._replace(sets=decode_sets(sets, head.size))


def read_list(body: bytes) -> StatusList:
    """Strictly read a list; what it says is not believed."""
    _, head, sets = _read_head(body)
    return head._replace(sets=decode_sets(sets, head.size))


def claimed_list_id(body: bytes) -> str:
    """Which list a body says it is; nothing in it is believed, its sets stay packed."""
    return _read_head(body)[1].list_id


def accept_list(body: bytes, bundle: Bundle, list_id: str, held: StatusList | None) -> StatusList:
    """The list to hold from now on under ``list_id``, asked of the bundle's publisher.

    ``CodeFault`` for what is broken or not ours; ``RefusedData`` for another list
    (WRONG_LIST), an older one (ROLLBACK) or a second one of the same ``seq`` (CONFLICT).
    """
    status = open_list(body, bundle.keys)
    check_place(status.list_id, status.size, bundle, list_id)
    if held is not None:
        check_newer(status, held)
        if status.seq == held.seq and status.sets != held.sets:
            raise RefusedData(Refusal.CONFLICT)
    return status


def check_place(found_id: str, size: int, bundle: Bundle, wanted_id: str) -> None:
    """WRONG_LIST unless it is the list asked for, as the bundle describes it."""
    entry = bundle.lists.get(wanted_id)
    if found_id != wanted_id or entry is None or entry.size != size:
        raise RefusedData(Refusal.WRONG_LIST)


def check_newer(status: StatusList, held: StatusList) -> None:
    """ROLLBACK when the sequence number or the time of signing would fall."""
    if status.seq < held.seq or status.issued < held.issued:
        raise RefusedData(Refusal.ROLLBACK)


def own_key(status: StatusList, key: ec.EllipticCurvePrivateKey) -> dict[int, KeyEntry]:
    """The signer's own key, to read back what was just signed."""
    entry = KeyEntry(status.kid, STATUS_LIST_USE, ES256, key.public_key(), 0, 1 << 32)
    return {status.kid: entry}


def open_labels(body: bytes) -> Sign1:
    """A list or delta as far as its labels; TOO_LONG, BAD_CBOR, WRONG_KIND or BAD_SHAPE else."""
    if len(body) > MAX_LIST_BYTES:
        raise CodeFault(Fault.TOO_LONG)
    sign1 = sign1_decode(body)
    check_labels(sign1, _LABELS)
    if sign1.unprotected:
        raise CodeFault(Fault.BAD_SHAPE)
    return sign1


def check_list_times(list_id: object, issued: object, expires: object) -> None:
    """BAD_SHAPE unless the list id is one of ours and the times are in order."""
    ordered = are_naturals(issued, expires) and issued < expires  # type: ignore[operator]
    if not isinstance(list_id, str) or not LIST_ID.fullmatch(list_id) or not ordered:
        raise CodeFault(Fault.BAD_SHAPE)


def _read_head(body: bytes) -> tuple[Sign1, StatusList, object]:
    """Everything but the sets, which are still packed."""
    sign1 = open_labels(body)
    payload = sign1.payload
    list_id, issued, expires = payload[SUB], payload[IAT], payload[EXP]
    check_list_times(list_id, issued, expires)
    match payload[PRIVATE]:
        case [seq, int(size), sets] if are_naturals(seq, size) and size <= MAX_SIZE:
            kid = read_kid(sign1.protected)
        case _:
            raise CodeFault(Fault.BAD_SHAPE)
    return sign1, StatusList(list_id, kid, seq, size, issued, expires, StatusSets()), sets


def _decode_set(value: object, size: int) -> frozenset[int]:
    match value:
        case [int(k), int(n), bytes(data)] if n >= 0:
            return frozenset(decode_rice(RiceSet(k, n, data), size))
        case _:
            raise CodeFault(Fault.BAD_SHAPE)
