"""What a signed object says, for a person to read. Pure; nothing is verified here."""

from collections.abc import Callable
from typing import Any

from credit.codes.core.citizen_pass import PassClaims, read_pass_claims
from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB
from credit.codes.core.cose import ALG, KID, Sign1, is_low_s, sign1_decode
from credit.codes.core.faults import CodeFault
from credit.codes.core.keys import fingerprint
from credit.codes.core.merchant_token import open_token
from credit.codes.core.status_delta import read_delta
from credit.codes.core.status_list import StatusSets, read_list
from credit.codes.core.trust_bundle import read_bundle

SHOWN_PLACES = 20
_LABELS = {SUB: "2 sub", EXP: "4 exp", IAT: "6 iat", PRIVATE: "-65537 private"}


def describe_object(data: bytes) -> dict[str, Any]:
    """Any of our COSE objects as plain JSON values; ``CodeFault`` when it is no strict COSE.

    ``object`` is ``unknown`` for a COSE_Sign1 that is none of ours; its payload is then
    shown as it stands.
    """
    sign1 = sign1_decode(data)
    kind, content = _read(data, sign1)
    return {
        "object": kind,
        "bytes": len(data),
        "protected": _header(sign1),
        "unprotected": _plain(sign1.unprotected),
        "content": content,
        "signature": {"hex": sign1.signature.hex(), "lowS": is_low_s(sign1.signature)},
    }


def _read(data: bytes, sign1: Sign1) -> tuple[str, Any]:
    readers: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        ("merchant_token", lambda: open_token(data)[1]._asdict()),
        ("citizen_pass", lambda: _pass(sign1)),
        ("trust_bundle", lambda: _bundle(data)),
        ("status_list", lambda: _list(data)),
        ("status_list_delta", lambda: _delta(data)),
    ]
    for kind, reader in readers:
        try:
            return kind, _plain(reader())
        except (CodeFault, KeyError):
            continue
    return "unknown", _plain(sign1.payload)


def _pass(sign1: Sign1) -> dict[str, Any]:
    claims = read_pass_claims(sign1.payload)
    if not isinstance(claims, PassClaims):
        raise KeyError(PRIVATE)
    return claims._asdict() | {"expires": claims.expires}


def _bundle(data: bytes) -> dict[str, Any]:
    bundle = read_bundle(data)[1]
    keys = [
        entry._asdict() | {"public_key": fingerprint(entry.public_key)}
        for entry in bundle.keys.values()
    ]
    lists = [entry._asdict() for entry in bundle.lists.values()]
    head = {"seq": bundle.seq, "origin": bundle.origin, "issued": bundle.issued}
    return head | {"expires": bundle.expires, "keys": keys, "lists": lists}


def _list(data: bytes) -> dict[str, Any]:
    status = read_list(data)
    return status._asdict() | {"sets": _sets(status.sets)}


def _delta(data: bytes) -> dict[str, Any]:
    delta = read_delta(data)
    return delta._asdict() | {"changes": _sets(delta.changes)}


def _sets(sets: StatusSets) -> dict[str, Any]:
    return {
        name: {"count": len(places), "first": sorted(places)[:SHOWN_PLACES]}
        for name, places in sets._asdict().items()
    }


def _header(sign1: Sign1) -> dict[str, Any]:
    names = {ALG: "1 alg", KID: "4 kid"}
    return {names.get(label, str(label)): _plain(v) for label, v in sign1.protected.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {_LABELS.get(label, str(label)): _plain(held) for label, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
