"""The open file of a draw, and checking it: exactly what does not fit, and where. Pure."""

import re
from typing import Final, Literal

import msgspec

from credit.perks.draws.rules import (
    FORMAT,
    MAX_ENTRIES,
    Announcement,
    announcement_hash,
    draw_order,
    entries_hash,
    seed_hash,
)

_NUMBER: Final = re.compile("[0-9]{8}")
_HASH: Final = re.compile("[0-9a-f]{64}")
_TIME: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z")
_ANNOUNCED: Final = Announcement.__struct_fields__


class DrawProof(Announcement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One draw as published. `entries`, `entries_hash`: once closed; the rest once drawn."""

    format: Literal["credit-qinghai-draw/1"] = FORMAT
    state: Literal["open", "closed", "drawn"]
    announcement_hash: str
    entries: list[str] = msgspec.field(default_factory=list)
    entries_hash: str = ""
    seed: str = ""
    public_number: str = ""
    order: list[str] = msgspec.field(default_factory=list)
    winning: list[str] = msgspec.field(default_factory=list)


class Mismatch(msgspec.Struct, frozen=True):
    """What does not fit: the field, with its place in a list, and why."""

    field: str
    why: str


def announced_of(proof: DrawProof) -> Announcement:
    """The announced part of a file."""
    return Announcement(**{name: getattr(proof, name) for name in _ANNOUNCED})


def check_proof(proof: DrawProof, earlier: DrawProof | None = None) -> list[Mismatch]:
    """Everything in a file that does not fit; empty when it is sound.

    `earlier`: a copy kept from before the draw; what it says must still stand.
    """
    found = _check_announcement(proof)
    if earlier is not None:
        found += _check_kept(proof, earlier)
    if proof.state == "open":
        return found + _check_empty(proof, ("entries", "entries_hash", *_DRAWN))
    found += _check_entries(proof)
    if proof.state == "closed":
        return found + _check_empty(proof, _DRAWN)
    return found + (_check_drawn(proof) if not found else [])


_DRAWN: Final = ("seed", "public_number", "order", "winning")


def _check_announcement(proof: DrawProof) -> list[Mismatch]:
    found = [
        Mismatch(_camel(name), "不是 UTC 时间")
        for name in ("published_at", "enter_from", "enter_until", "draw_at")
        if not _TIME.fullmatch(getattr(proof, name))
    ]
    if not (proof.enter_from < proof.enter_until <= proof.draw_at):
        found.append(Mismatch("enterUntil", "报名开始、结束和摇号的先后不对"))
    if not _HASH.fullmatch(proof.seed_hash):
        found.append(Mismatch("seedHash", "不是 SHA-256"))
    if proof.announcement_hash != announcement_hash(announced_of(proof)):
        found.append(Mismatch("announcementHash", "公布的安排和它的哈希不符"))
    return found


def _check_kept(proof: DrawProof, earlier: DrawProof) -> list[Mismatch]:
    names = list(_ANNOUNCED)
    if earlier.state != "open":
        names += ["entries", "entries_hash"]
    if earlier.state == "drawn":
        names += _DRAWN
    return [
        Mismatch(_camel(name), "和早先保存的文件不一样")
        for name in names
        if getattr(proof, name) != getattr(earlier, name)
    ]


def _check_empty(proof: DrawProof, names: tuple[str, ...]) -> list[Mismatch]:
    return [Mismatch(_camel(name), "现在还不应该有") for name in names if getattr(proof, name)]


def _check_entries(proof: DrawProof) -> list[Mismatch]:
    entries = proof.entries
    if len(entries) > MAX_ENTRIES:
        return [Mismatch("entries", "太多")]
    for place, number in enumerate(entries):
        if not _NUMBER.fullmatch(number):
            return [Mismatch(f"entries[{place}]", "不是八位编号")]
        if place and entries[place - 1] >= number:
            return [Mismatch(f"entries[{place}]", "没有从小到大排列，或者重复")]
    if proof.entries_hash != entries_hash(entries):
        return [Mismatch("entriesHash", "报名编号和它的哈希不符")]
    return []


def _check_drawn(proof: DrawProof) -> list[Mismatch]:
    if not _HASH.fullmatch(proof.seed) or seed_hash(bytes.fromhex(proof.seed)) != proof.seed_hash:
        return [Mismatch("seed", "公开的种子和事先公布的哈希不符")]
    if (proof.public_number == "") != (proof.public_source == ""):
        return [Mismatch("publicNumber", "公开号码和公布的来源不符")]
    expected = draw_order(
        bytes.fromhex(proof.seed), proof.announcement_hash, proof.entries_hash,
        proof.public_number, proof.entries,
    )  # fmt: skip
    return _compare("order", proof.order, expected) + _compare(
        "winning", proof.winning, expected[: proof.winners]
    )


def _compare(field: str, found: list[str], expected: list[str]) -> list[Mismatch]:
    if found == expected:
        return []
    if len(found) != len(expected):
        return [Mismatch(field, f"应有 {len(expected)} 个编号，文件里有 {len(found)} 个")]
    place = next(
        n for n, pair in enumerate(zip(found, expected, strict=True)) if pair[0] != pair[1]
    )
    return [Mismatch(f"{field}[{place}]", f"应为 {expected[place]}，文件里是 {found[place]}")]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
