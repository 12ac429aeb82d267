"""The shipped templates are sound, and faults in a template file are named."""

from datetime import date
from importlib.resources import files

import pytest

from credit.commitments.templates import (
    ParameterValue,
    check_parameters,
    fill,
    load_templates,
    parse_templates,
)

TODAY = date(2026, 11, 23)
SHIPPED = {
    "quality_pledge",
    "price_pledge",
    "supply_pledge",
    "no_reason_return",
    "advance_compensation",
    "clear_price",
    "no_holiday_markup",
    "prepaid_card",
    "food_safety",
    "guest_rights",
    "no_forced_shopping",
    "farm_produce",
    "true_origin",
    "fair_scale",
    "home_service",
    "honest_repair",
    "genuine_drugs",
    "repair_pledge",
}
RETURN = load_templates()["no_reason_return"].version_on(TODAY)
assert RETURN


def test_the_templates_are_in_force() -> None:
    templates = load_templates()
    assert set(templates) == SHIPPED
    assert all(template.version_on(TODAY) for template in templates.values())


def test_no_version_before_the_first() -> None:
    assert load_templates()["quality_pledge"].version_on(date(2020, 5, 7)) is None


def test_every_text_fills_with_its_defaults_in_both_languages() -> None:
    for template in load_templates().values():
        for version in template.version:
            values, faults = check_parameters(version, {})
            assert faults == []
            for text in (version.content, version.liability, version.plain, version.plain_en):
                assert "{" not in fill(version, text, values)


def test_fill_lists_and_empty_lists() -> None:
    assert RETURN
    values: dict[str, ParameterValue] = {"days": 15, "exclusions": ["鲜活易腐商品", "内衣"]}
    assert "15天" in fill(RETURN, RETURN.plain, values)
    assert fill(RETURN, "{exclusions}", values) == "鲜活易腐商品、内衣"
    assert fill(RETURN, "{exclusions}", {}) == "无"
    assert fill(RETURN, "{exclusions}", {}, english=True) == "nothing"


def test_braces_in_a_value_stay_text() -> None:
    assert RETURN
    assert fill(RETURN, "{exclusions}", {"exclusions": ["{days}"]}) == "{days}"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"days": 6}, "parameters.days"),
        ({"days": ["7"]}, "parameters.days"),
        ({"exclusions": ["好", ""]}, "parameters.exclusions[1]"),
        ({"exclusions": ["一行\n两行"]}, "parameters.exclusions[0]"),
        ({"exclusions": ["货"] * 21}, "parameters.exclusions"),
        ({"colour": 7}, "parameters.colour"),
    ],
)
def test_bad_parameters_name_their_place(given: dict[str, ParameterValue], field: str) -> None:
    assert RETURN
    assert [place for place, _ in check_parameters(RETURN, given)[1]] == [field]


SHIPPED_TEXT = files("credit.commitments").joinpath("templates.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('plain = "价格写清楚', 'plain = "{price}价格写清楚', "clear_price.*unknown {price}"),
        (
            'legal_basis = ["中华人民共和国价格法 第十三条"',
            "legal_basis = []\n#",
            "clear_price.*legal_basis",
        ),
        ('name_en = "Clear prices"', 'name_en = "Clear prices"\ncolour = 1', "colour"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(old: str, new: str, message: str) -> None:
    assert old in SHIPPED_TEXT
    with pytest.raises(ValueError, match=message):
        parse_templates(SHIPPED_TEXT.replace(old, new))


def test_versions_may_not_overlap() -> None:
    later = SHIPPED_TEXT.replace(
        '[[template]]\nid = "price_pledge"',
        '[[template.version]]\nversion = 2\nfrom = 2026-01-01\nmatter = "a"\ncontent = "b"\n'
        'liability = "c"\nplain = "d"\nplain_en = "e"\nlegal_basis = ["f"]\n\n'
        '[[template]]\nid = "price_pledge"',
    )
    with pytest.raises(ValueError, match=r"quality_pledge: version 2 starts before 1"):
        parse_templates(later)
