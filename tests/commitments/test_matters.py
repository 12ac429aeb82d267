"""The catalogue of matters open to commitment: sound data, search, export."""

from datetime import date
from importlib.resources import files

import pytest

from credit.commitments.matters.matter_list import (
    load_matters,
    matter_of_template,
    parse_matters,
)
from credit.commitments.rules import CommitmentType
from credit.commitments.templates import load_templates

TODAY = date(2026, 11, 30)
SHIPPED = files("credit.commitments.matters").joinpath("matters.toml").read_text(encoding="utf-8")


def test_all_seven_types_are_there_and_every_template_has_its_matter() -> None:
    matters = load_matters()
    assert {matter.type for matter in matters.values()} == set(CommitmentType)
    assert all(matter_of_template(template) for template in load_templates())
    assert all(matter.version_on(TODAY) for matter in matters.values())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('template = "price_pledge"', 'template = "free_beer"', "price: signed here"),
        ('other_name = "政府采购资格承诺"\n', "", "procurement: type 0"),
        ('id = "price"', 'id = "quality"', "quality: given twice"),
        ("defer_days = 5\n", "", "food_licence_new: version 1: defer and defer_days"),
        ('ways = ["deferred_pre_review"]', "ways = []", "travel_agency_pre_review.*defer without"),
        ('legal_basis = ["公共场所', 'legal_basis = []\n#["', "public_place_hygiene.*legal_basis"),
        ('bars = ["serious_dishonesty"]', 'bars = ["ugly"]', "ugly"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(old: str, new: str, message: str) -> None:
    assert old in SHIPPED
    with pytest.raises(ValueError, match=message):
        parse_matters(SHIPPED.replace(old, new))
