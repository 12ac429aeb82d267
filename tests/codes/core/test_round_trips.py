"""What one side writes, the other reads: every format, for any content in range."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit.codes.core.citizen_pass import (
    CITIZEN_LIST_SIZE,
    PassClaims,
    add_proof,
    issue_pass,
    list_no_of,
    open_pass,
    verify_pass,
)
from credit.codes.core.claims import MAX_NUMBER
from credit.codes.core.code_text import read_any_code
from credit.codes.core.cose import decode_cbor, encode_cbor
from credit.codes.core.digits import digits_to_token
from credit.codes.core.faults import CodeFault
from credit.codes.core.golomb_rice import RiceSet, decode_rice, encode_rice
from credit.codes.core.hash_chain import STEPS, anchor_of, climb, preimage_at
from credit.codes.core.keys import CITIZEN_USE, MERCHANT_USE
from credit.codes.core.merchant_token import LIST_SIZE
from credit.codes.core.status_delta import apply_delta, issue_delta
from credit.codes.core.status_list import StatusSets, accept_list, issue_list
from credit.codes.core.trust_bundle import (
    USE_NUMBERS,
    Bundle,
    ListEntry,
    accept_bundle,
    issue_bundle,
    list_id_of,
)
from vectors import world as w

few = settings(max_examples=40, deadline=None)
seeds = st.binary(min_size=16, max_size=16)
quarters = st.integers(0, (MAX_NUMBER - 900) // 900).map(lambda quarter: quarter * 900)
places = st.frozensets(st.integers(0, LIST_SIZE - 1), max_size=60)
sets = st.builds(StatusSets, places, places, places)


@st.composite
def claims(draw: Any) -> PassClaims:
    issued = draw(quarters)
    last = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF).map("*{}".format)
    return PassClaims(
        issued,
        list_no_of(issued),
        draw(st.integers(0, CITIZEN_LIST_SIZE - 1)),
        draw(seeds),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.none() | last),
    )


@few
@given(claims(), st.integers(0, STEPS - 1), seeds)
def test_pass(wanted: PassClaims, step: int, seed: bytes) -> None:
    token = issue_pass(wanted, w.CITIZEN, w.private_key(w.CITIZEN))
    shown = add_proof(token, step, seed)
    _, read = open_pass(shown)
    assert (read.claims, read.step, read.preimage) == (wanted, step, seed)
    code = read_any_code(w.shown_url(shown), w.ORIGIN)
    assert digits_to_token(code.digits) == shown  # type: ignore[union-attr]  # a pass has digits
    assert len(shown) <= 159  # version 9-M behind a prefix of 18 characters


@few
@given(seeds, st.integers(0, STEPS - 1), st.integers(-30, 29))
def test_a_shown_pass_verifies_in_its_half_minute(seed: bytes, step: int, late: int) -> None:
    pass_claims = w.PASS._replace(anchor=anchor_of(seed))
    shown = w.shown_pass(step, pass_claims, seed=seed)
    now = w.ISSUED + step * 30 + late + (30 if late >= 0 else 0)
    assert verify_pass(shown, w.KEYS, now).step == step


@given(seeds, st.integers(0, STEPS - 1))
def test_chain(seed: bytes, step: int) -> None:
    assert climb(preimage_at(seed, step), step) == anchor_of(seed)


@given(st.integers(1, 1 << 30), st.data())
def test_rice(size: int, data: Any) -> None:
    drawn = st.frozensets(st.integers(0, size - 1), max_size=80)
    indices = data.draw(drawn)
    coded = encode_rice(indices, size)
    assert decode_rice(coded, size) == sorted(indices)
    assert len(coded.data) * 8 < sum(g >> coded.k for g in indices) + 8 + len(indices) * 32


@given(st.integers(0, 12), st.integers(0, 12), st.binary(max_size=8), st.integers(1, 4096))
def test_one_coding_of_a_set(k: int, n: int, data: bytes, size: int) -> None:
    try:
        indices = decode_rice(RiceSet(k, n, data), size)
    except CodeFault:
        return
    assert encode_rice(indices, size) == RiceSet(k, n, data)


@pytest.mark.parametrize("indices", [[1, 1], [8], [-1, 3]])
def test_indices_that_no_list_has(indices: list[int]) -> None:
    with pytest.raises(ValueError):
        encode_rice(indices, 8)


@few
@given(sets, sets, st.integers(0, 1000), st.integers(0, 1000))
def test_list_and_delta(before: StatusSets, after: StatusSets, seq: int, steps: int) -> None:
    key = w.private_key(w.LISTS)
    old = w.SHOP_LIST._replace(sets=before, seq=seq)
    new = old._replace(sets=after, seq=seq + steps, issued=old.issued + steps)
    assert accept_list(issue_list(old, key), w.BUNDLE, "m3", None) == old
    assert apply_delta(issue_delta(old, new, key), w.BUNDLE, old) == new


@st.composite
def bundles(draw: Any) -> Bundle:
    kids = draw(st.frozensets(st.integers(2, 255), max_size=4))
    uses = st.sampled_from(sorted(USE_NUMBERS))
    keys = {kid: w.key_entry(kid, draw(uses)) for kid in sorted(kids)}
    numbers = draw(st.frozensets(st.integers(0, 23), max_size=4))
    entries = [
        ListEntry(list_id_of(use, no), use, no, draw(st.integers(1, 1 << 30)), w.NOW)
        for use in (MERCHANT_USE, CITIZEN_USE)
        for no in sorted(numbers)
    ]
    issued = draw(st.integers(0, MAX_NUMBER - 300_000))
    return Bundle(draw(st.integers(0, MAX_NUMBER)), w.ORIGIN, issued, keys,
                  {entry.list_id: entry for entry in entries})  # fmt: skip


@few
@given(bundles())
def test_bundle(bundle: Bundle) -> None:
    body = issue_bundle(bundle, w.ROOT, w.private_key(w.ROOT))
    read = accept_bundle(body, w.PINNED, None)
    assert read._replace(body=b"") == bundle
    assert list(read.keys) == sorted(bundle.keys)
    assert accept_bundle(body, w.PINNED, read) == read


plain = st.recursive(
    st.integers(-(1 << 64), (1 << 64) - 1) | st.binary(max_size=30) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-70_000, 70_000), inner, max_size=4)
    ),
    max_leaves=12,
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(plain)
def test_cbor(value: object) -> None:
    if depth(value) <= 4:
        assert decode_cbor(encode_cbor(value)) == value
    else:
        with pytest.raises(CodeFault):
            decode_cbor(encode_cbor(value))


@given(st.binary(max_size=60))
def test_bytes_have_one_reading(data: bytes) -> None:
    try:
        value = decode_cbor(data)
    except CodeFault:
        return
    assert encode_cbor(value) == data
