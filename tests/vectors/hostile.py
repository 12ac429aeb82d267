"""The attack list as cases: every encoding, shape and mix-up gets its own fault."""

from typing import Any

import cbor2

from credit.codes.core.claims import EXP, IAT, PRIVATE, SUB
from credit.codes.core.cose import SIGN1_TAG, encode_cbor
from credit.codes.core.faults import Fault
from vectors import world as w
from vectors.cases import Case, case
from vectors.forging import flipped, headers, high_s, nested, sealed
from vectors.world import NOW, PASS, shop_code, shop_url, shown_pass, shown_url

PLAIN: dict[Any, Any] = {SUB: "店", EXP: NOW + w.DAY, PRIVATE: [3, 2, 1, 0]}
PEOPLE: dict[Any, Any] = {
    EXP: PASS.expires,
    IAT: PASS.issued,
    PRIVATE: [PASS.list_no, 5, 0, PASS.anchor],
}
PROOF = {PRIVATE: [26, b"\x07" * 16]}


def encodings() -> list[Case]:
    """CBOR that other decoders take: each is another spelling of the same code, or a bomb."""
    good, map_head = shop_code(), b"\xa3"
    name, exp, private = b"\x02\x63\xe5\xba\x97", b"\x04" + encode_cbor(NOW + w.DAY), b"\x3a"
    tail = private + b"\x00\x01\x00\x00" + encode_cbor([3, 2, 1, 0])
    head = headers(w.MERCHANT)
    outer = good[1:]
    tokens = {
        "trailing byte": good + b"\x00",
        "cut short": good[:-1],
        "without the tag": outer,
        "long tag": b"\xd8\x12" + outer,
        "another tag": b"\xd1" + outer,
        "tag twice": SIGN1_TAG + good,
        "indefinite array": SIGN1_TAG + b"\x9f" + outer[1:] + b"\xff",
        "indefinite string": SIGN1_TAG + b"\x84\x5f" + outer[1:9] + b"\xff" + outer[9:],
        "long array head": SIGN1_TAG + b"\x98\x04" + outer[1:],
        "depth bomb": SIGN1_TAG + nested(150),
        "array length bomb": SIGN1_TAG + b"\x9b\x7f" + b"\xff" * 60,
        "string length bomb": SIGN1_TAG + b"\x84\x5b\x00\x00\x00\x7f" + b"\xff" * 60,
        "map length bomb": SIGN1_TAG + b"\xbb\x00\x00\x00\x7f" + b"\xff" * 60,
        "a big number": SIGN1_TAG + b"\x84\xc2\x58\x60" + b"\xff" * 0x60,
        "only the tag and zeros": SIGN1_TAG + b"\x00" * 60,
    }
    payloads = {
        "duplicate name": b"\xa4" + name + name + exp + tail,
        "duplicate end": b"\xa4" + name + exp + b"\x04\x1a\xff\xff\xff\xff" + tail,
        "unsorted labels": map_head + exp + name + tail,
        "long integer": map_head + b"\x18" + name + exp + tail,
        "eight byte time": map_head + name + b"\x04\x1b" + bytes(4) + exp[2:] + tail,
        "indefinite map": b"\xbf" + name + exp + tail + b"\xff",
        "indefinite text": map_head + b"\x02\x7f\x63\xe5\xba\x97\xff" + exp + tail,
        "broken utf-8": map_head + b"\x02\x63\xe5\xba\x2a" + exp + tail,
        "surrogate in utf-8": map_head + b"\x02\x63\xed\xa0\x80" + exp + tail,
        "a tagged pattern": encode_cbor(PLAIN | {SUB: cbor2.CBORTag(35, "(a+)+$")}),
        "a tagged time": encode_cbor(PLAIN | {EXP: cbor2.CBORTag(1, NOW + w.DAY)}),
        "time as a float": encode_cbor(PLAIN | {EXP: float(NOW + w.DAY)}),
        "label as a float": encode_cbor({2.0: "店"} | {k: PLAIN[k] for k in (EXP, PRIVATE)}),
        "grade as true": encode_cbor(PLAIN | {PRIVATE: [3, 2, True, 0]}),
        "null": encode_cbor(PLAIN | {SUB: None}),
        "undefined": encode_cbor(PLAIN | {SUB: cbor2.undefined}),
        "not a number": encode_cbor(PLAIN | {EXP: float("nan")}),
        "a text label": encode_cbor({"2": "店"} | {k: PLAIN[k] for k in (EXP, PRIVATE)}),
        "depth bomb in the payload": encode_cbor(PLAIN)[:-1] + nested(40),
        "an empty array at depth 5": encode_cbor(PLAIN | {PRIVATE: [[[[]]]]}),
        "an empty map at depth 5": encode_cbor(PLAIN | {PRIVATE: [[[{}]]]}),
        "trailing byte in the payload": encode_cbor(PLAIN) + b"\x00",
        "no payload": b"",
    }
    heads = {
        "duplicate algorithm": b"\xa3\x01\x26\x01\x26" + head[3:],
        "trailing byte in the header": head + b"\x00",
        "algorithm label as true": encode_cbor({True: -7, 4: b"\x03"}),
        "empty header": b"",
    }
    rows = dict(tokens)
    rows |= {name: sealed(w.MERCHANT, body) for name, body in payloads.items()}
    rows |= {name: sealed(w.MERCHANT, PLAIN, protected=raw) for name, raw in heads.items()}
    return [case(name, shop_url(raw), Fault.BAD_CBOR) for name, raw in rows.items()]


def shapes() -> list[Case]:
    """Deterministic CBOR with a true signature that is still not a merchant code."""
    good = {
        "a payload that is a list": sealed(w.MERCHANT, encode_cbor([1])),
        "no array": SIGN1_TAG + encode_cbor({1: b"x" * 60}),
        "three parts": SIGN1_TAG + encode_cbor([headers(3), {}, b"x" * 60]),
        "five parts": SIGN1_TAG + encode_cbor([headers(3), {}, encode_cbor(PLAIN), b"", b"x" * 64]),
        "signature of 63 bytes": SIGN1_TAG
        + encode_cbor([headers(3), {}, encode_cbor(PLAIN), b"\x01" * 63]),
        "signature in DER": SIGN1_TAG
        + encode_cbor([headers(3), {}, encode_cbor(PLAIN), b"\x30\x44" + b"\x01" * 68]),
        "no key id": sealed(3, PLAIN, protected=encode_cbor({1: -7})),
        "key id 0": sealed(3, PLAIN, protected=encode_cbor({1: -7, 4: b"\x00"})),
        "key id of two bytes": sealed(3, PLAIN, protected=encode_cbor({1: -7, 4: b"\x00\x03"})),
        "key id as a number": sealed(3, PLAIN, protected=encode_cbor({1: -7, 4: 3})),
        "a header more": sealed(3, PLAIN, protected=encode_cbor({1: -7, 2: [1], 4: b"\x03"})),
        "algorithm as text": sealed(3, PLAIN, protected=encode_cbor({1: "ES256", 4: b"\x03"})),
        "huge algorithm": sealed(3, PLAIN, protected=encode_cbor({1: -(1 << 60), 4: b"\x03"})),
        "open header": sealed(3, PLAIN, unprotected={4: b"\x03"}),
        "an empty array at depth 4": sealed(3, PLAIN | {PRIVATE: [[[]]]}),
        "a claim more": sealed(3, PLAIN | {1: "x"}),
        "a claim less": sealed(3, {SUB: "店", EXP: NOW + w.DAY}),
    }
    fields: dict[str, dict[Any, Any]] = {
        "list 24": {PRIVATE: [24, 2, 1, 0]},
        "place 2^20": {PRIVATE: [3, 1 << 20, 1, 0]},
        "negative place": {PRIVATE: [3, -1, 1, 0]},
        "grade 0": {PRIVATE: [3, 2, 0, 0]},
        "grade 5": {PRIVATE: [3, 2, 5, 0]},
        "flags 24": {PRIVATE: [3, 2, 1, 24]},
        "place as text": {PRIVATE: [3, "2", 1, 0]},
        "place beyond 2^53": {PRIVATE: [3, 1 << 60, 1, 0]},
        "negative end": {EXP: -1},
        "end beyond 2^32": {EXP: 1 << 32},
        "name of 25 bytes": {SUB: "九" * 8 + "a"},
        "name as bytes": {SUB: "店".encode()},
        "no name": {SUB: ""},
        **{f"name with {name}": {SUB: text} for name, text in HIDDEN_NAMES.items()},
    }
    rows = good | {name: sealed(w.MERCHANT, PLAIN | change) for name, change in fields.items()}
    return [case(name, shop_url(raw), Fault.BAD_SHAPE) for name, raw in rows.items()]


HIDDEN_NAMES = {
    "a right-to-left override": "店\u202e",
    "a right-to-left mark": "\u200f店",
    "an isolate": "\u2066店\u2069",
    "an arabic letter mark": "店\u061c",
    "a zero-width blank": "湟\u200b水源",
    "a zero-width joiner": "湟\u200d水",
    "a byte order mark": "\ufeff店",
    "a soft hyphen": "A\u00adB",
    "a hangul filler": "\u3164店",
    "a wide blank": "店\u3000铺",
    "a braille blank": "店\u2800",
    "a variation selector": "店\ufe00",
    "an ideograph selector": "店\U000e0100",
    "a tag letter": "店\U000e0041",
    "a line end": "店\n",
    "a null": "店\x00",
    "a delete": "店\x7f",
    "a no-break blank": "A\u00a0B",
    "a blank at its end": "店 ",
    "a blank at its start": " 店",
}


def passes() -> list[Case]:
    """Passes with a true signature and a wrong shape, and honest ones with a wrong proof."""
    step = w.step_now()
    good, key = shown_pass(step), w.CITIZEN
    private = PEOPLE[PRIVATE]
    bad_shape = {
        "without a proof": sealed(key, PEOPLE),
        "step 30": sealed(key, PEOPLE, unprotected={PRIVATE: [30, b"\x07" * 16]}),
        "step -1": sealed(key, PEOPLE, unprotected={PRIVATE: [-1, b"\x07" * 16]}),
        "link of 15 bytes": sealed(key, PEOPLE, unprotected={PRIVATE: [26, b"\x07" * 15]}),
        "link of 17 bytes": sealed(key, PEOPLE, unprotected={PRIVATE: [26, b"\x07" * 17]}),
        "an open header more": sealed(key, PEOPLE, unprotected=PROOF | {4: b"\x04"}),
        "anchor of 15 bytes": _pass(PEOPLE | {PRIVATE: [*private[:3], b"a" * 15]}),
        "a grade for a person": _pass(PEOPLE | {PRIVATE: [private[0], 5, 1, 0, PASS.anchor]}),
        "16 minutes long": _pass(PEOPLE | {EXP: PASS.expires + 60}),
        "not on the quarter": _pass(PEOPLE | {EXP: PASS.expires + 1, IAT: PASS.issued + 1}),
        "list of another day": _pass(PEOPLE | {PRIVATE: [(private[0] + 1) % 24, *private[1:]]}),
        "place 2^30": _pass(PEOPLE | {PRIVATE: [private[0], 1 << 30, 0, PASS.anchor]}),
        "a full name": _pass(PEOPLE | {SUB: "李明"}),
        "a star alone": _pass(PEOPLE | {SUB: "*"}),
        "two characters": _pass(PEOPLE | {SUB: "*明明"}),
        "a hidden character": _pass(PEOPLE | {SUB: "*\u202e"}),
        "a blank for a name": _pass(PEOPLE | {SUB: "* "}),
    }
    rows = [case(f"pass: {name}", shown_url(raw), Fault.BAD_SHAPE)
            for name, raw in bad_shape.items()]  # fmt: skip
    float_label = sealed(key, PEOPLE, unprotected={float(PRIVATE): PROOF[PRIVATE]})
    true_step = sealed(key, PEOPLE, unprotected={PRIVATE: [True, b"\x07" * 16]})
    deep = sealed(key, PEOPLE, unprotected={PRIVATE: [[[]], b"\x07" * 16]})
    told = {"maskedName": None, "courtesy": True, "demo": True, "expires": PASS.expires}
    chain = {"claims": told | {"step": step}}
    other = shown_pass(step, seed=b"\x09" * 16)
    swapped = shown_pass(step - 1)
    return [
        *rows,
        case("pass: label as a float", shown_url(float_label), Fault.BAD_CBOR),
        case("pass: step as true", shown_url(true_step), Fault.BAD_CBOR),
        case("pass: depth bomb in the open header", shown_url(deep), Fault.BAD_CBOR),
        case("pass: link of another phone", shown_url(other), Fault.BAD_CHAIN, **chain),
        case("pass: old link, new step", shown_url(_with_step(swapped, step)), Fault.BAD_CHAIN,
             **chain),
        case("pass: the high twin", shown_url(high_s(good)), Fault.HIGH_S),
        case("pass: one bit of the signature", shown_url(flipped(good)), Fault.BAD_SIGNATURE),
        case("pass: by the shops' key", shown_url(shown_pass(step, kid=w.MERCHANT)),
             Fault.WRONG_KIND),
    ]  # fmt: skip


def mix_ups() -> list[Case]:
    """Objects shown as what they are not, keys used for what they are not for, forgeries."""
    good = shop_code()
    step = w.step_now()
    people, named = shown_pass(step), shown_pass(step, w.NAMED_PASS)
    forged = sealed(w.FOREIGN, PLAIN, protected=headers(w.MERCHANT))
    ed25519 = sealed(w.MERCHANT, PLAIN, alg=-8)
    list_like = sealed(w.LISTS, {SUB: "m3", EXP: NOW + w.DAY, IAT: NOW, PRIVATE: [1, 8, []]})
    bundle_like = sealed(w.ROOT, {EXP: NOW + w.DAY, IAT: NOW, PRIVATE: [1, "x", [], []]})
    kind, seal = Fault.WRONG_KIND, Fault.BAD_SIGNATURE
    return [
        case("a pass as a shop's code", shop_url(people), kind),
        case("a pass with a name as a shop's code", shop_url(named), kind),
        case("a shop's code as a pass", shown_url(good), kind),
        case("a status list as a shop's code", shop_url(list_like), kind),
        case("a status list as a pass", shown_url(list_like), Fault.BAD_SHAPE),
        case("a bundle as a shop's code", shop_url(bundle_like), kind),
        case("a bundle as a pass", shown_url(bundle_like), Fault.BAD_SHAPE),
        case("a shop's code by the citizens' key", shop_url(shop_code(kid=w.CITIZEN)), kind),
        case("a shop's code by the list key", shop_url(sealed(w.LISTS, PLAIN)), kind),
        case("a shop's code by the root", shop_url(sealed(w.ROOT, PLAIN)), kind),
        case("a shop's key id in a forger's hand", shop_url(forged), seal),
        case("another algorithm", shop_url(ed25519), Fault.WRONG_ALG),
        case("the high twin", shop_url(high_s(good)), Fault.HIGH_S),
        case("one bit of the signature", shop_url(flipped(good)), seal),
        case("one bit of the name", shop_url(flipped(good, 18)), seal),
        case("r and s are zero", shop_url(good[:-64] + bytes(64)), seal),
        case("r is the order of the curve", shop_url(good[:-64] + _ORDER + good[-32:]), seal),
        case("signature of another code", shop_url(good[:-64] + people[-64:]), seal),
    ]


_ORDER = bytes.fromhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")


def _pass(payload: dict[Any, Any]) -> bytes:
    return sealed(w.CITIZEN, payload, unprotected=PROOF)


def _with_step(token: bytes, step: int) -> bytes:
    protected, proof, payload, signature = cbor2.loads(token[1:])
    proof[PRIVATE][0] = step
    return SIGN1_TAG + encode_cbor([protected, proof, payload, signature])
