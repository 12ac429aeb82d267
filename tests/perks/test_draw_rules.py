"""The draw, pure: fair, the same in any order of arrival, and no field can be changed unseen."""

import json
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from credit.perks.claims.rules import affordable
from credit.perks.draws.cli import app
from credit.perks.draws.proof import DrawProof, check_proof
from credit.perks.draws.rules import below, draw_order, entries_hash
from credit.perks.programme.rules.terms import DrawTerms, Quota, Terms, terms_faults
from credit.perks.turns.rules import EDGES, LIVING, may_move, roughly, standing_of
from perks.world import DAY, terms
from vectors.make_draws import make_proof

VECTORS = json.loads(Path("tests/vectors/draws.json").read_text(encoding="utf-8"))
# Chi-square of 119 degrees of freedom: 1 in 1,000 fair runs comes above this.
CHI_SQUARE_119 = 173.6


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_vectors(case: dict[str, Any]) -> None:
    proof = msgspec.convert(case["proof"], DrawProof)
    earlier = msgspec.convert(case["earlier"], DrawProof) if case["earlier"] else None
    assert [each.field for each in check_proof(proof, earlier)] == case["fields"]


def test_every_order_of_five_is_as_likely() -> None:
    """6,000 draws under a fixed seed of seeds: the 120 orders come up evenly."""
    source, counts = Random(20261130), dict[tuple[str, ...], int]()
    entries = [f"{n:08}" for n in range(5)]
    for _ in range(6000):
        order = tuple(draw_order(source.randbytes(32), "a", "b", "", entries))
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 120
    assert sum((n - 50) ** 2 / 50 for n in counts.values()) < CHI_SQUARE_119


@given(st.sets(st.integers(0, 99_999_999), max_size=40), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_arrival_does_not_matter(numbers: set[int], random: Random) -> None:
    arrived = [f"{n:08}" for n in numbers]
    random.shuffle(arrived)
    proof = make_proof(entries=arrived, winners=3)
    assert check_proof(proof) == []
    assert sorted(proof.order) == sorted(arrived)
    assert proof == make_proof(entries=sorted(arrived), winners=3)


def _changed(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value[:-2], value[-1], value[-2]]
    return {"drawn": "closed"}.get(value) or value[:-1] + ("1" if value[-1:] != "1" else "2")


@pytest.mark.parametrize("field", [f for f in DrawProof.__struct_fields__ if f != "format"])
@pytest.mark.parametrize("source", ["", "双色球第 2026140 期"])
def test_any_changed_field_is_found(field: str, source: str) -> None:
    proof = make_proof(entries=[f"{n * 7919:08}" for n in range(9)], winners=2, source=source)
    assert check_proof(proof) == []
    value = getattr(proof, field)
    if value == "":
        changed: Any = "x"
    else:
        changed = _changed(value)
    assert check_proof(msgspec.structs.replace(proof, **{field: changed}))


def test_a_whole_new_draw_is_found_by_a_copy_from_before() -> None:
    """Who draws anew under another seed makes a sound file, but not that of the announcement."""
    entries = [f"{n * 7919:08}" for n in range(9)]
    kept = make_proof(entries=entries, winners=2, state="closed")
    forged = make_proof(entries=entries, winners=2, seed=b"\x07" * 32)
    assert check_proof(forged) == []
    assert [each.field for each in check_proof(forged, kept)] == ["seedHash"]


def test_the_command_says_what_does_not_fit_and_where(tmp_path: Path) -> None:
    proof = make_proof(entries=[f"{n * 7919:08}" for n in range(9)], winners=2)
    file, before = tmp_path / "draw.json", tmp_path / "before.json"
    file.write_bytes(msgspec.json.encode(proof))
    run = CliRunner().invoke(app, ["verify-draw", str(file)])
    assert run.exit_code == 0 and "2 of 9 entries won" in run.output
    order = [proof.order[1], proof.order[0], *proof.order[2:]]
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(proof, order=order)))
    run = CliRunner().invoke(app, ["verify-draw", str(file)])
    assert run.exit_code == 1 and f"✗ order[0]: 应为 {proof.order[0]}" in run.output
    before.write_bytes(msgspec.json.encode(make_proof(entries=[], winners=3, state="open")))
    run = CliRunner().invoke(app, ["verify-draw", str(file), "--before", str(before)])
    assert run.exit_code == 1 and "✗ winners: 和早先保存的文件不一样" in run.output
    file.write_text('{"format": "other"}', encoding="utf-8")
    run = CliRunner().invoke(app, ["verify-draw", str(file)])
    assert run.exit_code == 1 and "$.format" in run.output


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"enter_until": -2 * DAY}, "draw.enterUntil"),
        ({"draw_at": 0 * DAY}, "draw.drawAt"),
        ({"draw_at": 30 * DAY}, "draw.acceptHours"),
    ],
)
def test_terms_of_a_draw_lie_in_order(changes: dict[str, Any], field: str) -> None:
    assert field in dict(terms_faults(_with_draw(**changes)))


def test_terms_with_a_draw_stand_alone() -> None:
    assert terms_faults(_with_draw()) == []
    for changes, field in (
        ({"waitlist_hours": 24}, "waitlistHours"),
        ({"audience": "merchant"}, "draw"),
        ({"quota": Quota(total=10, per_person=2)}, "draw"),
        ({"quota": Quota(total=10_001)}, "quota.total"),
    ):
        changed = msgspec.structs.replace(_with_draw(), **changes)  # type: ignore[arg-type]
        assert field in dict(terms_faults(changed))


def _with_draw(**changes: Any) -> Terms:
    base = terms("91630000TEST000000")
    start = base.windows.claim_from
    times = {"enter_from": 0 * DAY, "enter_until": 2 * DAY, "draw_at": 3 * DAY} | changes
    draw = DrawTerms(**{name: start + by for name, by in times.items()})
    return msgspec.structs.replace(base, draw=draw)


def test_hash_of_no_entries() -> None:
    assert entries_hash([]).startswith("e3b0c442")


def test_words_past_the_last_full_multiple_are_skipped() -> None:
    """2³² − 1 is the first word that a third of all words has no room for."""
    assert below(3, iter([2**32 - 1, 5])) == 2
    assert below(3, iter([2**32 - 2])) == 2


def test_a_turn_moves_along_its_edges() -> None:
    assert may_move("entered", "waiting") and may_move("waiting", "offered")
    assert not may_move("left", "waiting") and not may_move("offered", "waiting")
    assert {before for before, _ in EDGES} == set(LIVING)


@pytest.mark.parametrize(
    ("state", "voucher", "standing"),
    [
        ("waiting", None, "waiting"),
        ("offered", "reserved", "offered"),
        ("offered", "lapsed", "missed"),
        ("offered", "claimed", "taken"),
        ("offered", "redeemed", "taken"),
        ("unfit", None, "unfit"),
    ],
)
def test_how_a_turn_stands(state: Any, voucher: str | None, standing: str) -> None:
    assert standing_of(state, voucher) == standing


@pytest.mark.parametrize(("ahead", "said"), [(0, 0), (20, 20), (21, 20), (137, 130)])
def test_many_ahead_are_told_in_tens(ahead: int, said: int) -> None:
    assert roughly(ahead) == said


def test_what_others_wait_for_is_not_for_who_passes_by() -> None:
    money = {"open_fen": 1000, "spent_fen": 500, "cap_fen": 3000}
    assert affordable(left=5, value_fen=0, spoken_for=2, **money) == 3
    assert affordable(left=5, value_fen=500, spoken_for=2, **money) == 1
    assert affordable(left=2, value_fen=500, spoken_for=3, **money) == 0
