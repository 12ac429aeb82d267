"""What changed between two versions of a status list: a few bytes a day for a phone. Pure.

Payload ``{2: list id, 4: exp, 6: iat, -65537: [from seq, seq, size, xor sets, hash]}``. Each
set is the symmetric difference; ``hash`` is of the sets after it, so a wrong result is
noticed and the full list fetched. From a version to itself, with nothing in it, it tells
only that nothing changed until ``iat``.
"""

from collections.abc import Mapping
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB, are_naturals
from credit.codes.core.cose import Sign1, sign1_encode
from credit.codes.core.faults import CodeFault, Fault, Refusal, RefusedData
from credit.codes.core.golomb_rice import MAX_SIZE
from credit.codes.core.keys import STATUS_LIST_USE, KeyEntry, check_seal, read_kid
from credit.codes.core.status_list import (
    StatusList,
    StatusSets,
    check_list_times,
    check_newer,
    check_place,
    decode_sets,
    encode_sets,
    open_labels,
    own_key,
    sets_hash,
)
from credit.codes.core.trust_bundle import Bundle

HASH_BYTES = 32


class StatusDelta(NamedTuple):
    """The way from version ``since`` of a list to version ``seq``. Times are Unix times."""

    list_id: str
    kid: int
    since: int
    seq: int
    size: int
    issued: int
    expires: int
    changes: StatusSets
    digest: bytes


def issue_delta(old: StatusList, new: StatusList, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Encode and sign with the key ``new.kid`` what leads from ``old`` to ``new``."""
    changes = _differences(old.sets, new.sets)
    sets = encode_sets(changes, new.size)
    private = [old.seq, new.seq, new.size, sets, sets_hash(new.sets, new.size)]
    payload = {SUB: new.list_id, EXP: new.expires, IAT: new.issued, PRIVATE: private}
    body = sign1_encode(key, new.kid, payload)
    if (old.list_id, old.size) != (new.list_id, new.size):
        raise ValueError("a delta stays within one list")
    open_delta(body, own_key(new, key))
    return body


def open_delta(body: bytes, keys: Mapping[int, KeyEntry]) -> StatusDelta:
    """Read a signed delta; ``CodeFault`` names the first failed check. Unpacks its sets last."""
    sign1, head, sets = _read_head(body)
    check_seal(sign1, keys, STATUS_LIST_USE, head.issued)
    return head._replace(changes=decode_sets(sets, head.size))


def read_delta(body: bytes) -> StatusDelta:
    """Strictly read a delta; what it says is not believed."""
    _, head, sets = _read_head(body)
    return head._replace(changes=decode_sets(sets, head.size))


def apply_delta(body: bytes, bundle: Bundle, held: StatusList) -> StatusList:
    """The list to hold from now on.

    ``CodeFault`` for what is broken or not ours; ``RefusedData`` for WRONG_LIST, ROLLBACK,
    and DELTA_MISMATCH: then the full list must be fetched.
    """
    delta = open_delta(body, bundle.keys)
    check_place(delta.list_id, delta.size, bundle, held.list_id)
    sets = _differences(held.sets, delta.changes)
    status = StatusList(
        delta.list_id, delta.kid, delta.seq, delta.size, delta.issued, delta.expires, sets
    )
    check_newer(status, held)
    if delta.since != held.seq or sets_hash(sets, delta.size) != delta.digest:
        raise RefusedData(Refusal.DELTA_MISMATCH)
    return status


def _differences(old: StatusSets, new: StatusSets) -> StatusSets:
    return StatusSets(*(before ^ after for before, after in zip(old, new, strict=True)))


def _read_head(body: bytes) -> tuple[Sign1, StatusDelta, object]:
    """Everything but the sets, which are still packed."""
    sign1 = open_labels(body)
    payload = sign1.payload
    list_id, issued, expires = payload[SUB], payload[IAT], payload[EXP]
    check_list_times(list_id, issued, expires)
    match payload[PRIVATE]:
        case [int(since), int(seq), int(size), sets, bytes(digest)] if (
            are_naturals(since, seq, size)
            and since <= seq
            and size <= MAX_SIZE
            and len(digest) == HASH_BYTES
        ):
            kid = read_kid(sign1.protected)
        case _:
            raise CodeFault(Fault.BAD_SHAPE)
    none = StatusSets()
    head = StatusDelta(list_id, kid, since, seq, size, issued, expires, none, digest)
    return sign1, head, sets
