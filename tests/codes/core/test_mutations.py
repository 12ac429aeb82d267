"""Whatever is done to genuine objects: never believed, and never an error but a named fault."""

from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit.codes.core import cose
from credit.codes.core.citizen_pass import verify_pass
from credit.codes.core.cose import encode_cbor
from credit.codes.core.faults import CodeFault, RefusedData
from credit.codes.core.merchant_token import verify_token
from credit.codes.core.offline import verify_offline
from credit.codes.core.status_delta import apply_delta
from credit.codes.core.status_list import accept_list
from credit.codes.core.trust_bundle import accept_bundle
from vectors import held
from vectors import world as w
from vectors.forging import sealed

LISTS = {"m3": w.SHOP_LIST, w.PASS_LIST: w.PEOPLE_LIST}
READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "token": (w.shop_code(), lambda data: verify_token(data, w.KEYS, w.NOW)),
    "pass": (w.shown_pass(w.step_now()), lambda data: verify_pass(data, w.KEYS, w.NOW)),
    "bundle": (held.bundle_of(w.BUNDLE), lambda data: accept_bundle(data, w.PINNED, None)),
    "list": (held.list_of(w.SHOP_LIST), lambda data: accept_list(data, w.BUNDLE, "m3", None)),
    "delta": (held.deltas()["m3_5_6"], lambda data: apply_delta(data, w.BUNDLE, w.SHOP_LIST)),
}
many = settings(max_examples=150, deadline=None)
edits = st.tuples(
    st.sampled_from(["flip", "cut", "insert", "swap", "repeat"]),
    st.integers(0, 1 << 16),
    st.binary(min_size=1, max_size=6),
)


def mutated(data: bytes, edit: tuple[str, int, bytes]) -> bytes:
    kind, place, fresh = edit
    place %= len(data)
    if kind == "flip":
        return data[:place] + bytes([data[place] ^ (fresh[0] or 1)]) + data[place + 1 :]
    if kind == "cut":
        return data[:place] + data[place + len(fresh) :]
    if kind == "insert":
        return data[:place] + fresh + data[place:]
    if kind == "repeat":
        return data[:place] + data[place:] * 2
    return data[:place] + fresh + data[place + len(fresh) :]


def refused(read: Callable[[bytes], object], data: bytes) -> bool:
    try:
        read(data)
    except (CodeFault, RefusedData):
        return True
    return False


@pytest.mark.parametrize("name", READERS)
def test_the_genuine_one_is_believed(name: str) -> None:
    genuine, read = READERS[name]
    assert read(genuine)


@pytest.mark.parametrize("name", READERS)
@many
@given(chain=st.lists(edits, min_size=1, max_size=3))
def test_mutated_bytes(name: str, chain: list[tuple[str, int, bytes]]) -> None:
    genuine, read = READERS[name]
    data = genuine
    for edit in chain:
        data = mutated(data, edit) or b"\x00"
    assert data == genuine or refused(read, data)


@many
@given(chain=st.lists(edits, max_size=2), length=st.integers(0, 255))
def test_the_short_way_of_decoding_is_strict(
    chain: list[tuple[str, int, bytes]], length: int
) -> None:
    """Tokens are cut at fixed places: only where writing the parts gives the same bytes."""
    data = w.shop_code()
    data = data[:11] + bytes([length]) + data[12:] if length % 3 else data
    for edit in chain:
        data = mutated(data, edit) or b"\x00"
    parts = cose._cut(data) if data.startswith(cose._TOKEN_HEAD) else None
    assert parts is None or cose.envelope(*parts) == data


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-(1 << 64), (1 << 64) - 1)
    | st.binary(max_size=20) | st.text(max_size=10)
    | st.builds(cbor2.CBORTag, st.sampled_from([0, 1, 2, 4, 18, 35, 258]), st.integers(0, 9)),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(st.sampled_from([1, 2, 4, 6, -65537, 2.0, True, "2"]), inner, max_size=5),
    max_leaves=15,
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@many
@given(payload=values, unprotected=st.dictionaries(st.sampled_from([1, 4, -65537]), values))
def test_any_payload_under_a_true_signature(
    name: str, payload: Any, unprotected: dict[Any, Any]
) -> None:
    """A mad issuer: whatever it signs is a named fault, unless it is one of ours."""
    kid = {"token": w.MERCHANT, "pass": w.CITIZEN, "bundle": w.ROOT}.get(name, w.LISTS)
    assert refused(READERS[name][1], sealed(kid, encode_cbor(payload), unprotected=unprotected))


@pytest.mark.parametrize("name", READERS)
@many
@given(data=st.data())
def test_one_field_changed_under_a_true_signature(name: str, data: Any) -> None:
    """Close to a genuine payload: still only faults, or an object that is in range."""
    genuine, read = READERS[name]
    _, unprotected, body, _ = cbor2.loads(genuine[1:])
    payload = cbor2.loads(body)
    label = data.draw(st.sampled_from(sorted(payload)))
    if label == -65537 and data.draw(st.booleans()):
        parts = payload[label]
        parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(values)
    else:
        payload[label] = data.draw(values)
    kid = {"token": w.MERCHANT, "pass": w.CITIZEN, "bundle": w.ROOT}.get(name, w.LISTS)
    refused(read, sealed(kid, encode_cbor(payload), unprotected=unprotected))


@many
@given(text=st.text(max_size=80) | st.text("0123456789", max_size=600), tail=st.text(max_size=9))
def test_any_text_has_a_verdict(text: str, tail: str) -> None:
    for prefix in ("", f"{w.ORIGIN}/v/", f"{w.ORIGIN}/v#", "https://", f"{w.ORIGIN}."):
        found = verify_offline(prefix + text + tail, w.ORIGIN, w.NOW, w.BUNDLE, LISTS)
        assert found.verdict != "valid"
        assert found.claims is None
        assert found.fault


@many
@given(place=st.integers(0, 400), digit=st.sampled_from("0123456789０１x "))
def test_one_character_of_a_link(place: int, digit: str) -> None:
    for url in (w.shop_url(w.shop_code()), w.shown_url(w.shown_pass(w.step_now()))):
        at = len(w.ORIGIN) + 3 + place % (len(url) - len(w.ORIGIN) - 3)
        other = url[:at] + digit + url[at + 1 :]
        found = verify_offline(other, w.ORIGIN, w.NOW, w.BUNDLE, LISTS)
        assert other == url or found.verdict == "invalid"
