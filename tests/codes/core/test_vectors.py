"""``codes.json``: what every verifier of our codes is held to, read as an outsider would."""

import json
from pathlib import Path
from typing import Any

import pytest

from credit.codes.core.faults import CodeFault, RefusedData
from credit.codes.core.golomb_rice import RiceSet, decode_rice, encode_rice
from credit.codes.core.hash_chain import anchor_of, climb, preimage_at
from credit.codes.core.keys import pinned_root
from credit.codes.core.offline import verify_offline
from credit.codes.core.status_delta import apply_delta
from credit.codes.core.status_list import StatusList, accept_list, sets_hash
from credit.codes.core.trust_bundle import Bundle, accept_bundle
from vectors import make_codes

VECTORS: dict[str, Any] = json.loads(make_codes.TARGET.read_text(encoding="utf-8"))
ROOT = VECTORS["root"]
ROOTS = {ROOT["kid"]: pinned_root(ROOT["kid"], bytes.fromhex(ROOT["x"] + ROOT["y"]))}
Case = dict[str, Any]


def name_of(case: Case) -> str:
    return str(case["name"])


def padded(case: Case, field: str) -> str:
    pad = case.get("pad", {"with": "", "times": 0})
    return str(case[field] + pad["with"] * pad["times"])


def bundle_named(name: str | None) -> Bundle | None:
    if name is None:
        return None
    return accept_bundle(bytes.fromhex(VECTORS["bundles"][name]), ROOTS, None)


def list_named(name: str, bundle: Bundle) -> StatusList:
    body = bytes.fromhex(VECTORS["lists"][name])
    return accept_list(body, bundle, name.split("_", 1)[0], None)


def held_lists(names: list[str], bundle: Bundle | None) -> dict[str, StatusList]:
    held = {}
    for name in names if bundle else []:
        try:
            assert bundle
            status = list_named(name, bundle)
            held[status.list_id] = status
        except ValueError:
            continue
    return held


@pytest.mark.parametrize("case", VECTORS["cases"], ids=name_of)
def test_case(case: Case) -> None:
    bundle = bundle_named(case["bundle"])
    lists = held_lists(case["lists"], bundle)
    text = padded(case, "text")
    verdict = verify_offline(text, VECTORS["origin"], case["now"], bundle, lists).to_json()
    assert {name: verdict[name] for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", VECTORS["bundleCases"], ids=name_of)
def test_bundle_case(case: Case) -> None:
    body = bytes.fromhex(padded(case, "incoming"))
    assert outcome(lambda: accept_bundle(body, ROOTS, bundle_named(case["held"]))) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["listCases"], ids=name_of)
def test_list_case(case: Case) -> None:
    body, bundle = bytes.fromhex(padded(case, "incoming")), bundle_named("fresh")
    assert bundle
    held = list_named(case["held"], bundle) if case["held"] else None
    became: list[StatusList] = []

    def take() -> None:
        if case.get("delta"):
            assert held
            became.append(apply_delta(body, bundle, held))
        else:
            became.append(accept_list(body, bundle, case["listId"], held))

    assert outcome(take) == case["expect"]
    if after := case.get("becomes"):
        assert became[0].seq == after["seq"]
        assert [sorted(places) for places in became[0].sets] == after["sets"]
        assert sets_hash(became[0].sets, became[0].size).hex() == after["hash"]


@pytest.mark.parametrize("row", VECTORS["rice"], ids=lambda row: f"{row['n']} of {row['size']}")
def test_rice(row: Case) -> None:
    coded = RiceSet(row["k"], row["n"], bytes.fromhex(row["hex"]))
    assert encode_rice(row["indices"], row["size"]) == coded
    assert decode_rice(coded, row["size"]) == row["indices"]


@pytest.mark.parametrize("row", VECTORS["riceBad"], ids=name_of)
def test_bad_rice(row: Case) -> None:
    coded = RiceSet(row["k"], row["n"], bytes.fromhex(row["hex"]))
    assert outcome(lambda: decode_rice(coded, row["size"])) == "bad_shape"


@pytest.mark.parametrize("row", VECTORS["chain"])
def test_chain(row: Case) -> None:
    seed, preimage = bytes.fromhex(row["seed"]), bytes.fromhex(row["preimage"])
    assert preimage_at(seed, row["step"]) == preimage
    assert climb(preimage, row["step"]) == anchor_of(seed) == bytes.fromhex(row["anchor"])


def test_the_file_is_what_the_generator_writes() -> None:
    assert Path(make_codes.TARGET).read_text(encoding="utf-8") == make_codes.dumps(
        make_codes.build()
    )


def outcome(take: Any) -> str:
    try:
        take()
    except CodeFault as fault:
        return fault.fault.value
    except RefusedData as refused:
        return refused.refusal.value
    return "accepted"
