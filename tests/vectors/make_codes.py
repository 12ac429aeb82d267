"""Writes ``codes.json``: what every verifier of our codes is held to (``docs/code-format.md``).

Deterministic (RFC 6979), so running it again changes nothing:
``python tests/vectors/make_codes.py``.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from credit.codes.core.golomb_rice import RiceSet, encode_rice
from credit.codes.core.hash_chain import STEPS, anchor_of, preimage_at
from credit.codes.core.keys import point_of
from vectors import cases, held, hostile, hostile_texts, world

TARGET = Path(__file__).with_name("codes.json")
ABOUT = (
    "Codes of 信用青海: texts, bundles, lists and deltas with the verdict each must get. Test "
    "keys only. Times are Unix seconds, binary data hexadecimal. The format, this file's "
    "schema and how to run it: docs/code-format.md. A list's name starts with its list id, up "
    "to the first underscore. A list that the bundle's keys do not open counts as not held. "
    "`pad` is appended to the text or hexadecimal before it, `times` times."
)


def build() -> dict[str, Any]:
    """The whole file as one object."""
    point = point_of(world.PINNED[world.ROOT].public_key)
    return {
        "about": ABOUT,
        "origin": world.ORIGIN,
        "root": {"kid": world.ROOT, "x": point[:32].hex(), "y": point[32:].hex()},
        "bundles": {name: body.hex() for name, body in held.bundles().items()},
        "lists": {name: body.hex() for name, body in held.lists().items()},
        "deltas": {name: body.hex() for name, body in held.deltas().items()},
        "cases": [
            *cases.believed(),
            *cases.doubted(),
            *cases.refused(),
            *hostile_texts.texts(),
            *hostile.encodings(),
            *hostile.shapes(),
            *hostile.passes(),
            *hostile.mix_ups(),
        ],
        "bundleCases": held.bundle_cases(),
        "listCases": held.list_cases(),
        "rice": [_rice(*row) for row in _index_sets()],
        "riceBad": [_bad_rice(*row) for row in _BAD_RICE],
        "chain": [_link(seed, step) for seed in _SEEDS for step in (0, 1, 15, 28, 29)],
    }


_SEEDS = (bytes(16), bytes(range(16)), b"\xff" * 16)


def _index_sets() -> list[tuple[int, list[int]]]:
    draw = random.Random(7)
    return [
        (1 << 20, []),
        (1, [0]),
        (8, list(range(8))),
        (1 << 20, [0]),
        (1 << 20, [(1 << 20) - 1]),
        (1 << 30, [(1 << 30) - 1]),
        (1 << 20, [5, 6, 7, 1000, 1_000_000]),
        (1 << 20, sorted(draw.sample(range(1 << 20), 40))),
        (1 << 20, sorted(draw.sample(range(1 << 20), 400))),
        (1 << 30, sorted(draw.sample(range(1 << 30), 60))),
        (300, sorted(draw.sample(range(300), 150))),
    ]


_BAD_RICE: list[tuple[str, int, RiceSet]] = [
    ("n without bits", 8, RiceSet(0, 1, b"")),
    ("bits without n", 8, RiceSet(0, 0, b"\x00")),
    ("k without n", 8, RiceSet(1, 0, b"")),
    ("more than the bytes can hold", 1 << 20, RiceSet(3, 3, b"\x00")),
    ("n bomb", 1 << 20, RiceSet(0, 1 << 40, b"\x00")),
    ("k bomb", 1 << 20, RiceSet(1 << 50, 1, b"\x00")),
    ("unary bomb", 1 << 20, RiceSet(0, 1, b"\xff" * 64)),
    ("no zero bit", 1 << 20, RiceSet(0, 8, b"\xff")),
    ("low bits cut", 1 << 20, RiceSet(7, 1, b"\xf0")),
    ("padding of one", 1 << 20, RiceSet(0, 1, b"\x01")),
    ("padding of a byte", 1 << 20, RiceSet(0, 1, b"\x00\x00")),
    ("index is the size", 7, RiceSet(0, 1, b"\xfe")),
    ("k too small", 1 << 20, RiceSet(0, 1, b"\xff" * 4 + b"\x00")),
    ("k too big", 1 << 20, RiceSet(9, 1, b"\x00\x00")),
    ("k not the smallest of equals", 1 << 20, RiceSet(1, 1, b"\x00")),
]


def _rice(size: int, indices: list[int]) -> dict[str, Any]:
    k, n, data = encode_rice(indices, size)
    return {"size": size, "indices": indices, "k": k, "n": n, "hex": data.hex()}


def _bad_rice(name: str, size: int, coded: RiceSet) -> dict[str, Any]:
    return {"name": name, "size": size, "k": coded.k, "n": coded.n, "hex": coded.data.hex()}


def _link(seed: bytes, step: int) -> dict[str, Any]:
    preimage, anchor = preimage_at(seed, step).hex(), anchor_of(seed).hex()
    assert 0 <= step < STEPS
    return {"seed": seed.hex(), "step": step, "preimage": preimage, "anchor": anchor}


def dumps(value: dict[str, Any]) -> str:
    """The file's text: one line a case, so that changes read well."""
    lines = []
    for name, part in value.items():
        body = json.dumps(part, ensure_ascii=False)
        if isinstance(part, list):
            rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in part)
            body = f"[\n{rows}\n ]"
        elif isinstance(part, dict) and name != "root":
            rows = ",\n".join(
                f"  {json.dumps(key)}: {json.dumps(each)}" for key, each in part.items()
            )
            body = f"{{\n{rows}\n }}"
        lines.append(f' "{name}": {body}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(dumps(build()), encoding="utf-8")
