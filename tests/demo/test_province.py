"""The invented province: deterministic, valid, everywhere, marked, and nobody real in it."""

import csv
import os
import random
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from credit.codes.badges.short_name import is_short_name
from credit.demo.files import Province, make_province, write_files
from credit.demo.geography import list_counties
from credit.demo.merchants import MERCHANTS
from credit.demo.model import SOURCE
from credit.demo.promises import make_promises
from credit.demo.writer import make_person_id
from credit.evaluation.model_file import model_on
from credit.kit.uscc import check_uscc, is_citizen_id

DAY = date(2026, 11, 23)
REGISTRY = Path(
    os.environ.get("CREDIT_REGISTRY_FILE")
    or Path(__file__).parents[3] / "shared/data/registry/qinghai_enterprises.csv"
)
LOOK = {
    "湟水源牦牛酸奶坊": "630104",
    "昆仑晴雪民宿": "630104",
    "青稞人家面馆": "630103",
}


@cache
def province() -> Province:
    return make_province(DAY)


def test_same_day_gives_the_same_province() -> None:
    assert make_province(DAY) == province()


def test_names_and_codes_do_not_depend_on_the_day() -> None:
    other = make_province(date(2027, 3, 1))

    def identities(made: Province) -> list[tuple[str, ...]]:
        return [(m.uscc, m.name, m.short_name, m.address) for m in made.merchants]

    assert identities(other) == identities(province())


def test_sizes() -> None:
    assert len(province().merchants) == MERCHANTS >= 3000
    assert len(province().facts) >= 20_000
    assert len({fact.kind for fact in province().facts}) == 10
    assert len({fact.decided_on.year for fact in province().facts}) >= 8


def test_all_codes_are_valid_and_unique() -> None:
    codes = [merchant.uscc for merchant in province().merchants]
    agencies = {fact.agency_code for fact in province().facts}

    assert len(set(codes)) == len(codes)
    assert {check_uscc(code).outcome for code in [*codes, *agencies]} == {"ok"}
    assert all(code[:2] in {"91", "92", "93"} and code[2:4] == "63" for code in codes)
    assert all(m.uscc[2:8] == m.division for m in province().merchants)


def test_names_are_unique_and_fit_a_badge() -> None:
    merchants = province().merchants
    assert len({m.name for m in merchants}) == len(merchants)
    assert len({m.short_name for m in merchants}) == len(merchants)
    assert all(is_short_name(m.short_name) for m in merchants)


def test_every_county_has_merchants_by_population() -> None:
    counts = Counter(merchant.division for merchant in province().merchants)

    assert set(counts) == {county.code for county in list_counties()}
    assert len(counts) == 45
    assert min(counts.values()) >= 14
    assert counts["630102"] > 5 * counts["632626"]


def test_addresses_name_prefecture_county_and_number() -> None:
    counties = {county.code: county for county in list_counties()}
    for merchant in province().merchants:
        county = counties[merchant.division]
        assert merchant.address.startswith(county.prefecture + county.name)
        assert re.search(r"\d+(-\d)?号", merchant.address)


def test_shops_of_the_look_exist() -> None:
    places = {merchant.name: merchant.division for merchant in province().merchants}
    assert LOOK.items() <= places.items()


def test_decisions_are_marked_dated_and_follow_registration() -> None:
    for fact in province().facts:
        assert "示例" in fact.agency and "示例" in fact.decision_no
        assert fact.decided_on < DAY
        if fact.merchant:
            assert fact.decided_on >= fact.merchant.registered_on


def test_decision_numbers_are_unique_for_an_agency() -> None:
    keys = [(fact.decision_no, fact.agency_code, fact.party) for fact in province().facts]
    assert len(set(keys)) == len(keys)


def test_penalties_cite_laws() -> None:
    penalties = [fact for fact in province().facts if fact.kind == "penalties"]
    assert all("《" in fact.fields["legal_basis"] for fact in penalties)


def test_natural_persons_have_impossible_ids() -> None:
    people = [fact for fact in province().facts if fact.merchant is None]

    assert len(people) >= 100
    assert all(is_citizen_id(fact.fields["id_number"]) for fact in people)
    assert all(fact.fields["id_number"].startswith("639999") for fact in people)
    assert is_citizen_id(make_person_id(random.Random(1)))


def test_promises_are_one_a_template_and_agree_with_the_model_day() -> None:
    promises = make_promises(province().merchants, province().facts, DAY)

    assert len({(p.uscc, p.template) for p in promises}) == len(promises)
    assert len({p.uscc for p in promises}) > 0.75 * len(province().merchants)
    assert all(p.made_on <= (p.determined_on or DAY) <= DAY for p in promises)
    assert model_on(DAY).header.minimum_records <= 3


def test_files_are_marked_and_in_both_generations(tmp_path: Path) -> None:
    files = write_files(province(), tmp_path)
    first = {file.path.name: file.path.read_bytes() for file in files}
    again = {file.path.name: file.path.read_bytes() for file in write_files(province(), tmp_path)}

    assert again == first
    assert not list(tmp_path.glob("*.part"))
    assert sum(file.rows for file in files) == MERCHANTS + len(province().facts)
    old = first["demo-20261123-penalties-2018.csv"].decode("gb18030")
    assert old.startswith("CF_WSH,") and old.count(SOURCE) == old.count("\n") - 1
    new = first["demo-20261123-penalties.csv"].decode("utf-8-sig")
    assert "处罚决定书文号" in new and new.count(SOURCE) > 1000


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of real entities is not here")
def test_nobody_real_is_in_it() -> None:
    with REGISTRY.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names, codes = {row["name"] for row in rows}, {row["uscc"] for row in rows}
    for merchant in province().merchants:
        assert merchant.name not in names and merchant.short_name not in names
        assert merchant.uscc not in codes
