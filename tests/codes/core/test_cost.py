"""No amplification: a malformed code never costs more than a valid one. Counted, not timed."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from codes.core.test_vectors import VECTORS, bundle_named, held_lists, padded
from credit.codes.core import golomb_rice, hash_chain, keys, status_list
from credit.codes.core.faults import CodeFault
from credit.codes.core.golomb_rice import RiceSet, decode_rice
from credit.codes.core.offline import verify_offline
from credit.codes.core.status_delta import open_delta
from credit.codes.core.status_list import claimed_list_id, open_list
from vectors import held
from vectors import world as w
from vectors.forging import flipped

BEFORE_THE_SIGNATURE = {
    "empty", "too_long", "payment_code", "not_a_code", "foreign_host", "look_alike_host",
    "not_canonical", "mistyped", "bad_cbor", "bad_shape", "wrong_kind", "unknown_key",
    "retired_key", "wrong_alg", "high_s", "needs_network", "no_bundle", "suspect_clock",
    "stale_bundle", "newer_key",
}  # fmt: skip
BEFORE_THE_CHAIN = BEFORE_THE_SIGNATURE | {"bad_signature", "not_yet_valid", "expired"}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Counts signature checks and chain hashes."""
    counted: Counter[str] = Counter()
    for module, name in ((keys, "es256_verify"), (hash_chain, "sha256")):
        real = getattr(module, name)

        def count(*given: Any, real: Any = real, name: str = name) -> Any:
            counted[name] += 1
            return real(*given)

        monkeypatch.setattr(module, name, count)
    yield counted


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: str(case["name"]))
def test_at_most_one_signature_and_thirty_hashes(case: dict[str, Any], calls: Counter[str]) -> None:
    bundle = bundle_named(case["bundle"])
    lists = held_lists(case["lists"], bundle)
    calls.clear()
    text = padded(case, "text")
    found = verify_offline(text, VECTORS["origin"], case["now"], bundle, lists)
    early = found.fault in BEFORE_THE_SIGNATURE and case["name"] != "list from the future"
    assert calls["es256_verify"] == (0 if early else 1)
    no_chain = found.kind != "citizen" or found.fault in BEFORE_THE_CHAIN
    assert calls["sha256"] == 0 if no_chain else calls["sha256"] <= 30


def test_an_unverified_token_of_a_stranger_costs_one_signature(calls: Counter[str]) -> None:
    """Also with every list held: a forged code never reaches them."""
    bundle = bundle_named("fresh")
    lists = held_lists(["m3", w.PASS_LIST], bundle)
    forged = next(c for c in VECTORS["cases"] if c["name"] == "one bit of the signature")
    calls.clear()
    verify_offline(forged["text"], VECTORS["origin"], forged["now"], bundle, lists)
    assert calls == {"es256_verify": 1}


GENUINE_LIST = held.list_of(w.SHOP_LIST)


@pytest.mark.parametrize("body", [GENUINE_LIST, held.deltas()["m3_5_6"]])
def test_a_strangers_list_is_never_unpacked(
    body: bytes, calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A megabyte of zeros is eight million places: only a holder of the key may order that."""
    monkeypatch.setattr(status_list, "decode_rice", None)  # to call it would be an error
    for take in (open_list, open_delta):
        with pytest.raises(CodeFault):
            take(flipped(body), w.KEYS)
    assert calls["es256_verify"] == 1
    assert claimed_list_id(GENUINE_LIST) == "m3"


def test_rice_reads_no_bit_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb is refused before a gap is built, or after a walk over its own bits."""
    built: list[int] = []
    real = golomb_rice._best_k

    def spy(gaps: Any) -> int:
        built.append(len(gaps))
        return real(gaps)

    monkeypatch.setattr(golomb_rice, "_best_k", spy)
    bombs = [RiceSet(0, 1 << 60, b"\x00" * 64), RiceSet(0, 9, b"\x00"), RiceSet(1 << 60, 1, b"")]
    for bomb in bombs:
        with pytest.raises(CodeFault):
            decode_rice(bomb, 1 << 30)
    assert built == []
