"""Writes draws.json: files of draws, sound and altered, with the fields that a check must name.

cd tests && ../.venv/bin/python -m vectors.make_draws
"""

import json
from pathlib import Path
from typing import Any, Literal

import msgspec

from credit.perks.draws.proof import DrawProof, check_proof
from credit.perks.draws.rules import (
    Announcement,
    announcement_hash,
    draw_order,
    entries_hash,
    seed_hash,
)

SEED = bytes(range(32))
FILE = Path(__file__).with_name("draws.json")


def make_proof(
    *,
    entries: list[str],
    winners: int,
    state: Literal["open", "closed", "drawn"] = "drawn",
    seed: bytes = SEED,
    source: str = "",
) -> DrawProof:
    """A sound file of a draw under fixed times."""
    announced = Announcement(
        draw="7f1c1a52-0f5e-4c57-9f5c-2f0c7e0a9d11",
        title="花海音乐会赠票（示例）",
        published_at="2026-11-30T02:00:00Z",
        enter_from="2026-12-01T01:00:00Z",
        enter_until="2026-12-05T09:00:00Z",
        draw_at="2026-12-06T02:00:00Z",
        winners=winners,
        accept_hours=48,
        public_source=source,
        seed_hash=seed_hash(seed),
    )
    head = announcement_hash(announced)
    values: dict[str, Any] = msgspec.structs.asdict(announced)
    proof = DrawProof(**values, state=state, announcement_hash=head)
    if state == "open":
        return proof
    listed = sorted(entries)
    digest = entries_hash(listed)
    proof = msgspec.structs.replace(proof, entries=listed, entries_hash=digest)
    if state == "closed":
        return proof
    number = "03 08 11 19 22 30 + 07" if source else ""
    order = draw_order(seed, head, digest, number, listed)
    return msgspec.structs.replace(
        proof, seed=seed.hex(), public_number=number, order=order, winning=order[:winners]
    )


def make_cases() -> list[dict[str, Any]]:
    """Cases: a name, a file, perhaps an earlier copy, and the fields that do not fit."""
    some = [f"{n * 7919 % 100_000_000:08}" for n in range(12)]
    many = [f"{n * 104_729 % 100_000_000:08}" for n in range(700)]
    drawn, closed = (
        make_proof(entries=some, winners=3),
        make_proof(entries=some, winners=3, state="closed"),
    )
    swapped = [drawn.order[0], drawn.order[2], drawn.order[1], *drawn.order[3:]]
    change = msgspec.structs.replace
    public = make_proof(entries=some, winners=3, source="双色球第 2026140 期")
    cases: list[tuple[str, DrawProof, DrawProof | None]] = [
        ("twelve entries, three winners", drawn, None),
        ("the same after a copy from before", drawn, closed),
        ("seven hundred entries", make_proof(entries=many, winners=50), None),
        ("with a public number", public, None),
        ("fewer entries than places", make_proof(entries=some[:2], winners=3), None),
        ("one entry", make_proof(entries=some[:1], winners=1), None),
        ("nobody entered", make_proof(entries=[], winners=3), None),
        ("announced", make_proof(entries=[], winners=3, state="open"), None),
        ("closed", closed, None),
        ("another title", change(drawn, title="别的权益"), None),
        ("more places", change(drawn, winners=4), None),
        ("another seed", change(drawn, seed="00" * 32), None),
        ("an entry put in", change(drawn, entries=sorted([*drawn.entries, "99999999"])), None),
        ("an entry left out", change(drawn, entries=drawn.entries[1:]), None),
        ("entries out of order", change(drawn, entries=drawn.entries[::-1]), None),
        ("a short number", change(drawn, entries=["123", *drawn.entries[1:]]), None),
        ("two places swapped", change(drawn, order=swapped), None),
        ("another winner", change(drawn, winning=drawn.order[1:4]), None),
        ("a winner too many", change(drawn, winning=drawn.order[:4]), None),
        ("another public number", change(public, public_number="01 02 03 04 05 06 + 07"), None),
        ("a number without a source", change(drawn, public_number="7"), None),
        ("seed before the draw", change(closed, seed=drawn.seed), None),
        ("drawn anew", make_proof(entries=some, winners=3, seed=b"\x07" * 32), closed),
        ("entries changed since", make_proof(entries=some[1:], winners=3), closed),
        ("times out of order", change(drawn, draw_at="2026-12-01T00:00:00Z"), None),
        ("a local time", change(drawn, enter_from="2026-12-01 09:00"), None),
    ]
    return [
        {
            "name": name,
            "proof": msgspec.to_builtins(proof),
            "earlier": msgspec.to_builtins(earlier) if earlier else None,
            "fields": [each.field for each in check_proof(proof, earlier)],
        }
        for name, proof, earlier in cases
    ]


if __name__ == "__main__":
    text = json.dumps({"cases": make_cases()}, ensure_ascii=False, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")
