"""Bundles, lists and deltas of ``codes.json``, and what a verifier does when offered them."""

from typing import Any

from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB
from credit.codes.core.faults import Fault, Refusal
from credit.codes.core.keys import BUNDLE_USE, CITIZEN_USE, MERCHANT_USE, point_of
from credit.codes.core.status_delta import issue_delta
from credit.codes.core.status_list import StatusList, StatusSets, encode_sets, issue_list, sets_hash
from credit.codes.core.trust_bundle import Bundle, issue_bundle
from vectors import world as w
from vectors.cases import padded
from vectors.forging import flipped, high_s, sealed
from vectors.world import BUNDLE, NOW, SHOP_LIST, private_key

Case = dict[str, Any]


def bundle_of(bundle: Bundle, kid: int = w.ROOT) -> bytes:
    return issue_bundle(bundle, kid, private_key(kid))


def list_of(status: StatusList) -> bytes:
    return issue_list(status, private_key(status.kid))


def bundles() -> dict[str, bytes]:
    """Every one is signed by the pinned root."""
    shops = w.ENTRIES["m3"]
    coming = {w.NEXT_ROOT: w.key_entry(w.NEXT_ROOT, BUNDLE_USE)}
    past = {w.NEXT_ROOT: w.key_entry(w.NEXT_ROOT, BUNDLE_USE, -200, -1)}
    return {
        "fresh": bundle_of(BUNDLE),
        "stale": bundle_of(BUNDLE._replace(issued=NOW - 72 * w.HOUR - 1)),
        "future": bundle_of(BUNDLE._replace(issued=NOW + 10 * w.DAY - w.HOUR)),
        "without_citizen_key": bundle_of(BUNDLE._replace(keys=_without(w.CITIZEN))),
        "without_list_key": bundle_of(BUNDLE._replace(keys=_without(w.LISTS))),
        "list_over": bundle_of(_with_shops(shops._replace(expires=NOW))),
        "small": bundle_of(_with_shops(shops._replace(size=1024))),
        "older": bundle_of(BUNDLE._replace(seq=6, issued=BUNDLE.issued - w.HOUR)),
        "newer": bundle_of(BUNDLE._replace(seq=8, issued=BUNDLE.issued + 60)),
        "announcing": bundle_of(BUNDLE._replace(keys={**w.KEYS, **coming})),
        "root_over": bundle_of(BUNDLE._replace(keys={**w.KEYS, **past})),
    }


def lists() -> dict[str, bytes]:
    """A list is named by its id; what follows an underscore tells it from others."""
    shops = SHOP_LIST
    small = StatusSets(frozenset({1}), frozenset(), frozenset())
    return {
        "m3": list_of(shops),
        w.PASS_LIST: list_of(w.PEOPLE_LIST),
        "m3_early": list_of(shops._replace(issued=BUNDLE.issued)),
        "m3_aged": list_of(shops._replace(issued=NOW - 13 * w.HOUR)),
        "m3_stale": list_of(shops._replace(issued=NOW - 72 * w.HOUR - 1)),
        "m3_ended": list_of(shops._replace(expires=NOW)),
        "m3_future": list_of(
            shops._replace(issued=NOW + 10 * w.DAY - w.HOUR, expires=NOW + 14 * w.DAY)
        ),
        "m3_wrong_use": list_of(shops._replace(kid=w.MERCHANT)),
        "m3_small": list_of(shops._replace(size=1024, sets=small)),
        "m3_older": list_of(shops._replace(seq=4, issued=shops.issued - 60)),
        "m3_newer": list_of(NEWER),
        "m3_signed_again": list_of(shops._replace(issued=shops.issued + 60)),
        "m3_forked": list_of(shops._replace(sets=StatusSets())),
        "m4": list_of(shops._replace(list_id="m4")),
    }


NEWER = SHOP_LIST._replace(
    seq=6,
    issued=SHOP_LIST.issued + 60,
    sets=StatusSets(
        w.SETS.revoked | {w.SUSPENDED, 999_999},
        w.SETS.suspended - {w.SUSPENDED},
        w.SETS.superseded | {301, 302},
    ),
)


def deltas() -> dict[str, bytes]:
    """Deltas for who holds ``m3`` (seq 5)."""
    key, same = private_key(w.LISTS), SHOP_LIST._replace(issued=SHOP_LIST.issued + 60)
    older = SHOP_LIST._replace(seq=4, issued=SHOP_LIST.issued - 60)
    other = NEWER._replace(list_id="m4")
    wrong = SHOP_LIST._replace(sets=StatusSets(frozenset({1})))
    return {
        "m3_5_6": issue_delta(SHOP_LIST, NEWER, key),
        "m3_5_5": issue_delta(SHOP_LIST, same, key),
        "m3_4_6": issue_delta(older, NEWER, key),
        "m3_4_4": issue_delta(older, older, key),
        "m3_wrong_hash": issue_delta(wrong, NEWER, key),
        "m4_5_6": issue_delta(other._replace(seq=5), other, key),
        "m3_wrong_use": issue_delta(SHOP_LIST, NEWER._replace(kid=3), private_key(w.MERCHANT)),
    }


def bundle_cases() -> list[Case]:
    """What becomes of a bundle that is offered to who holds another, or none."""
    made = bundles()
    fresh = made["fresh"]
    next_root = BUNDLE._replace(seq=8, issued=BUNDLE.issued + 60)
    by_next = bundle_of(next_root, w.NEXT_ROOT)
    forged = sealed(w.FOREIGN, _payload(BUNDLE), protected=None)
    same_kid = made["fresh"][:-64] + forged[-64:]
    by_lists = sealed(w.LISTS, _payload(BUNDLE))
    rows: list[tuple[str, str | None, bytes, Fault | Refusal | None]] = [
        ("the first", None, made["fresh"], None),
        ("the same again", "fresh", made["fresh"], None),
        ("a newer one", "fresh", made["newer"], None),
        ("an expired one is taken, and stale", None, made["stale"], None),
        ("rollback: older seq", "fresh", made["older"], Refusal.ROLLBACK),
        ("rollback: newer seq, older time", "fresh",
         bundle_of(BUNDLE._replace(seq=9, issued=BUNDLE.issued - 1)), Refusal.ROLLBACK),
        ("same seq, other content", "fresh", made["announcing"], Refusal.CONFLICT),
        ("root of the bundle held", "announcing", by_next, None),
        ("root never announced", "fresh", by_next, Fault.UNKNOWN_KEY),
        ("root never announced, nothing held", None, by_next, Fault.UNKNOWN_KEY),
        ("announced root past its end", "root_over", by_next, Fault.RETIRED_KEY),
        ("by a list key of the bundle held", "fresh", by_lists, Fault.WRONG_KIND),
        ("by a stranger", None, forged, Fault.UNKNOWN_KEY),
        ("forged signature", None, same_kid, Fault.BAD_SIGNATURE),
        ("the high twin", None, high_s(made["fresh"]), Fault.HIGH_S),
        ("one bit of the origin", None, flipped(fresh, fresh.index(b"xyqh")), Fault.BAD_SIGNATURE),
        ("cut short", None, made["fresh"][:-1], Fault.BAD_CBOR),
        ("too long", None, made["fresh"] + bytes(1 << 16), Fault.TOO_LONG),
        ("a status list", None, list_of(SHOP_LIST), Fault.WRONG_KIND),
        ("a merchant code", None, w.shop_code(), Fault.WRONG_KIND),
        ("another algorithm", None, sealed(w.ROOT, _payload(BUNDLE), alg=-8), Fault.WRONG_ALG),
        ("an open header", None,
         sealed(w.ROOT, _payload(BUNDLE), unprotected={4: b"x"}), Fault.BAD_SHAPE),
    ]  # fmt: skip
    rows += [(name, None, sealed(w.ROOT, body), Fault.BAD_SHAPE) for name, body in _odd().items()]
    return [_case(name, held, body, fault) for name, held, body, fault in rows]


def _odd() -> dict[str, dict[int, Any]]:
    """Bundles of a root gone mad: signed, deterministic, and still not to be believed."""
    seq, origin, keys, places = _payload(BUNDLE)[PRIVATE]
    point = keys[0][3]

    def with_(**change: Any) -> dict[int, Any]:
        new = {"seq": seq, "origin": origin, "keys": keys, "lists": places} | change
        return _payload(BUNDLE) | {PRIVATE: list(new.values())}

    def key(*change: tuple[int, Any]) -> dict[int, Any]:
        row = list(keys[0])
        for place, value in change:
            row[place] = value
        return with_(keys=[row, *keys[1:]])

    return {
        "73 hours long": _payload(BUNDLE) | {EXP: BUNDLE.expires + w.HOUR},
        "keys out of order": with_(keys=keys[::-1]),
        "a key twice": with_(keys=[keys[0], *keys]),
        "key id 0": key((0, 0)),
        "key id 256": with_(keys=[*keys, [256, *keys[0][1:]]]),
        "use 5": key((1, 5)),
        "key of another algorithm": key((2, -8)),
        "point off the curve": key((3, point[:63] + bytes([point[63] ^ 1]))),
        "point of 63 bytes": key((3, point[:63])),
        "key over before it starts": key((5, keys[0][4])),
        "negative seq": with_(seq=-1),
        "origin with a path": with_(origin="https://xyqh.example/"),
        "origin in upper case": with_(origin="https://XYQH.example"),
        "origin of another scheme": with_(origin="ftp://xyqh.example"),
        "list under another id": with_(lists=[["m4", *places[0][1:]], *places[1:]]),
        "lists out of order": with_(lists=places[::-1]),
        "list for a key's use": with_(lists=[[places[0][0], 3, *places[0][2:]]]),
        "list 24": with_(lists=[["m24", 1, 24, 8, NOW]]),
        "list of no size": with_(lists=[["m3", 1, 3, 0, NOW]]),
        "one part more": _payload(BUNDLE) | {PRIVATE: [seq, origin, keys, places, 0]},
    }


def list_cases() -> list[Case]:
    """What becomes of a list (``listId`` was asked for) or a delta."""
    made, changes = lists(), deltas()
    rows: list[tuple[str, str | None, bytes, Fault | Refusal | None]] = [
        ("the first", None, made["m3"], None),
        ("the same again", "m3", made["m3"], None),
        ("signed again", "m3", made["m3_signed_again"], None),
        ("a newer one", "m3", made["m3_newer"], None),
        ("rollback", "m3", made["m3_older"], Refusal.ROLLBACK),
        ("rollback of the time alone", "m3_signed_again", made["m3"], Refusal.ROLLBACK),
        ("same seq, other content", "m3", made["m3_forked"], Refusal.CONFLICT),
        ("another list", "m3", made["m4"], Refusal.WRONG_LIST),
        ("a list of another size", None, made["m3_small"], Refusal.WRONG_LIST),
        ("by a key of another use", None, made["m3_wrong_use"], Fault.WRONG_KIND),
        ("by an unknown key", None, sealed(w.GONE, _list_payload()), Fault.UNKNOWN_KEY),
        ("forged signature", None, flipped(made["m3"]), Fault.BAD_SIGNATURE),
        ("the high twin", None, high_s(made["m3"]), Fault.HIGH_S),
        ("a bundle", None, bundle_of(BUNDLE), Fault.WRONG_KIND),
        ("a merchant code", None, w.shop_code(), Fault.WRONG_KIND),
        ("too long", None, made["m3"] + bytes(1 << 20), Fault.TOO_LONG),
        ("trailing byte", None, made["m3"] + b"\x00", Fault.BAD_CBOR),
        (
            "a stranger's bomb is not unpacked",
            None,
            flipped(sealed(w.LISTS, _list_payload() | _BOMB)),
            Fault.BAD_SIGNATURE,
        ),
    ]
    odd: dict[str, dict[int, Any]] = {
        "over before it starts": {EXP: SHOP_LIST.issued},
        "list 24": {SUB: "m24"},
        "list 03": {SUB: "m03"},
        "two sets": {PRIVATE: [5, 8, [[0, 0, b""]] * 2]},
        "size beyond 2^30": {PRIVATE: [5, (1 << 30) + 1, [[0, 0, b""]] * 3]},
        "n bomb": {PRIVATE: [5, 1 << 20, [[0, 1 << 40, b"\x00"], [0, 0, b""], [0, 0, b""]]]},
        "unary bomb": {PRIVATE: [5, 1 << 20, [[0, 1, b"\xff" * 4096], *[[0, 0, b""]] * 2]]},
        "k bomb": {PRIVATE: [5, 1 << 20, [[1 << 50, 1, b"\x00"], *[[0, 0, b""]] * 2]]},
    }
    rows += [
        (name, None, sealed(w.LISTS, _list_payload() | change), Fault.BAD_SHAPE)
        for name, change in odd.items()
    ]
    asked = [_case(name, held, body, fault) | {"listId": "m3"} for name, held, body, fault in rows]
    return asked + [_delta_case(*row, changes) for row in _delta_rows()]


_BOMB: dict[int, Any] = {PRIVATE: [5, 1 << 20, [[0, 1 << 40, b"\x00"], [0, 0, b""], [0, 0, b""]]]}


def _delta_rows() -> list[tuple[str, str, Fault | Refusal | None]]:
    return [
        ("a delta", "m3_5_6", None),
        ("a delta that says only: nothing new", "m3_5_5", None),
        ("a delta from another version", "m3_4_6", Refusal.DELTA_MISMATCH),
        ("a delta that leads back", "m3_4_4", Refusal.ROLLBACK),
        ("a delta that leads elsewhere", "m3_wrong_hash", Refusal.DELTA_MISMATCH),
        ("a delta of another list", "m4_5_6", Refusal.WRONG_LIST),
        ("a delta by a key of another use", "m3_wrong_use", Fault.WRONG_KIND),
    ]


def _delta_case(
    name: str, delta: str, fault: Fault | Refusal | None, made: dict[str, bytes]
) -> Case:
    row = _case(name, "m3", made[delta], fault) | {"listId": "m3", "delta": True}
    if fault is None:
        after = NEWER if delta == "m3_5_6" else SHOP_LIST
        row["becomes"] = {"seq": after.seq, "sets": [sorted(places) for places in after.sets]}
        row["becomes"]["hash"] = sets_hash(after.sets, after.size).hex()
    return row


def _case(name: str, held: str | None, body: bytes, fault: Fault | Refusal | None) -> Case:
    row = {"name": name, "held": held, **padded("incoming", body.hex())}
    return row | {"expect": fault or "accepted"}


def _without(kid: int) -> dict[int, Any]:
    return {each: entry for each, entry in w.KEYS.items() if each != kid}


def _with_shops(entry: Any) -> Bundle:
    return BUNDLE._replace(lists={**w.ENTRIES, "m3": entry})


def _payload(bundle: Bundle) -> dict[int, Any]:
    uses = {MERCHANT_USE: 1, CITIZEN_USE: 2, "status_list": 3, BUNDLE_USE: 4}
    keys = [
        [e.kid, uses[e.use], e.alg, point_of(e.public_key), e.not_before, e.expires_at]
        for e in bundle.keys.values()
    ]
    places = [[e.list_id, uses[e.use], *e[2:]] for e in bundle.lists.values()]
    private = [bundle.seq, bundle.origin, keys, places]
    return {EXP: bundle.expires, IAT: bundle.issued, PRIVATE: private}


def _list_payload() -> dict[int, Any]:
    status = SHOP_LIST
    private = [status.seq, status.size, encode_sets(status.sets, status.size)]
    return {SUB: status.list_id, EXP: status.expires, IAT: status.issued, PRIVATE: private}
