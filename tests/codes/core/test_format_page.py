"""The page for outside implementers keeps its word: its bytes and names are the real ones."""

import json
import re
from pathlib import Path

import pytest

from credit.codes.core.cose import encode_cbor
from credit.codes.core.faults import REASON_OF, Doubt, Fault, Refusal
from credit.codes.core.golomb_rice import encode_rice
from credit.codes.core.hash_chain import anchor_of, preimage_at
from credit.codes.core.look_alike import skeleton
from credit.codes.core.names import HIDDEN
from credit.codes.core.status_list import encode_sets
from vectors import world as w

PAGE = (Path(__file__).parents[3] / "docs" / "code-format.md").read_text(encoding="utf-8")
BYTES = re.sub(r"\s+", "", PAGE.split("## 6. Bytes")[1].split("## 7.")[0])


def test_the_merchant_token() -> None:
    token = w.shop_code()
    assert f"merchanttoken,{len(token)}B" in BYTES
    shown = re.findall(r"^ *((?:[0-9a-f]{2,} ?)+)", PAGE.split("## 6. Bytes")[1], re.MULTILINE)
    head = "".join(shown[:5]).replace(" ", "")
    assert token.hex().startswith(head)
    assert len(head) // 2 == len(token) - 66
    assert f"5840{token[-64:-60].hex()}…{token[-4:].hex()}" in BYTES


def test_the_pass() -> None:
    token = w.shown_pass(26)
    assert f"citizenpass,{len(token)}B" in BYTES
    unprotected, payload = token[9:35], token[37:-66]
    assert unprotected.hex() in BYTES
    assert payload.hex() in BYTES


def test_rice_sets_and_chain() -> None:
    assert encode_rice([5, 6, 7, 1000, 1_000_000], 1 << 20).data.hex() in BYTES
    assert encode_cbor(encode_sets(w.SETS, 1 << 20)).hex() in BYTES
    assert preimage_at(w.SEED, 26).hex() in BYTES
    assert anchor_of(w.SEED).hex() in BYTES


@pytest.mark.parametrize("name", [*Doubt, *Refusal])
def test_every_name_is_told(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("fault", Fault)
def test_every_offline_fault_is_told(fault: Fault) -> None:
    online_only = {Fault.UNKNOWN, Fault.REPLACED}
    assert (f"`{fault}`" in PAGE) is (fault not in online_only)
    assert REASON_OF[fault] in PAGE


def test_the_hidden_characters() -> None:
    told = PAGE.split("Names hold none of:")[1].split(", and no blank")[0]
    ranges = [each.strip().removeprefix("U+").split("–") for each in told.split(",")]
    spans = [(int(each[0], 16), int(each[-1], 16)) for each in ranges]
    listed = {point for first, last in spans for point in range(first, last + 1)}
    real = {point for point in range(0x110000) if HIDDEN.match(chr(point))}
    assert listed == real


def test_the_twins() -> None:
    pairs = PAGE.split("the first of each pair by the second: `")[1].split("`")[0]
    assert skeleton(pairs[::2]) == skeleton(pairs[1::2])
    for odd, plain in zip(pairs[::2], pairs[1::2], strict=True):
        assert skeleton(odd) == skeleton(plain) == plain


def test_the_fields_of_the_vector_file() -> None:
    vectors = json.loads((Path(__file__).parents[2] / "vectors" / "codes.json").read_text("utf-8"))
    told = PAGE.split("## 7.")[1]
    for field in set(vectors) - {"about"}:
        assert f"`{field}" in told
