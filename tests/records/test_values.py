"""Cells, facets, periods, repeats: the pure parts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.kit.sheets.cells import (
    NULL,
    BadCell,
    fold_document_numbers,
    is_formula,
    mask_numbers,
    mask_person,
    parse_day,
    parse_end,
    parse_wan,
)
from credit.kit.uscc import check_uscc
from credit.records.catalogue import KIND_CLASSES, RecordClass, fields_of
from credit.records.codes_column import sound_codes
from credit.records.judge import read_penalty_kinds
from credit.records.publicity import add_months, fine_band, fine_severity, publicity
from credit.records.repeats import SeenKeys, key_prefixes
from credit.records.work import escape, json_objects
from records.helpers import AGENCY, CAFE, SHOP

PENALTY = RecordClass.PENALTY


@given(st.dates(date(1950, 1, 1), date(2098, 1, 1)))
def test_days_read_back_in_every_form(day: date) -> None:
    forms = (
        day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日", f"{day.isoformat()} 00:00:00",
    )  # fmt: skip
    assert {parse_day(form) for form in forms} == {day.isoformat()}
    serial = (day - date(1899, 12, 30)).days
    if serial >= 20_000:
        assert parse_day(str(serial)) == day.isoformat()


@pytest.mark.parametrize("text", ["2099-12-31", "2099-01-31", "长期", "", "20991231", "-"])
def test_no_end(text: str) -> None:
    assert parse_end(text) == NULL


@given(st.text(max_size=30))
def test_cells_parse_or_say_why(text: str) -> None:
    for parse in (parse_day, parse_end, parse_wan):
        try:
            assert parse(text)
        except BadCell as fault:
            assert str(fault)


@given(st.decimals(0, 10**9, places=6))
def test_wan_is_exact(amount: Decimal) -> None:
    assert Decimal(parse_wan(f"{amount:f}")) == amount * 10_000


@pytest.mark.parametrize(
    ("kinds", "facet", "severity", "fine"),
    [
        ("警告;罚款", "warning", 1, True),
        ("罚款；没收违法所得", "confiscation", 2, True),
        ("警告、通报批评", "warning", 1, False),
        ("吊销许可证件;罚款", "licence_revoked", 3, True),
        ("其他-责令改正", "other", 2, False),
    ],
)
def test_penalty_kinds(kinds: str, facet: str, severity: int, fine: bool) -> None:
    read = read_penalty_kinds(kinds)
    assert not isinstance(read, str)
    assert (read.facet, read.severity, read.has_fine) == (facet, severity, fine)


def test_unknown_penalty_kind() -> None:
    assert isinstance(read_penalty_kinds("训诫"), str)
    assert isinstance(read_penalty_kinds(""), str)


def test_fine_bands() -> None:
    band = fine_band("2026-06-01")
    assert band is not None
    assert [fine_severity(Decimal(x), band) for x in ("3000", "3000.01", "1000000")] == [1, 2, 3]
    assert fine_severity(None, band) == 2


@pytest.mark.parametrize(
    ("severity", "facet", "day", "given_end", "answer"),
    [
        (1, "warning", date(2026, 5, 1), None, (True, date(2026, 8, 1))),
        (1, "fine", date(2026, 5, 1), date(2026, 6, 1), (False, date(2026, 6, 1))),
        (2, "fine", date(2026, 5, 31), None, (False, date(2027, 5, 31))),
        (3, "closure_ordered", date(2026, 5, 1), date(2039, 1, 1), (False, date(2029, 5, 1))),
        (1, "warning", date(2025, 5, 1), None, (True, date(2028, 5, 1))),
        (2, "fine", date(2025, 5, 1), None, (False, date(2028, 5, 1))),
    ],
)
def test_publicity(
    severity: int, facet: str, day: date, given_end: date | None, answer: tuple[bool, date]
) -> None:
    assert publicity(PENALTY, severity, facet, day, given_end) == answer


def test_own_periods() -> None:
    day = date(2026, 1, 1)
    assert publicity(RecordClass.HONOUR, 0, "", day, None) == (False, None)
    assert publicity(RecordClass.ABNORMAL_OPERATION, 1, "", day, None) == (False, None)
    assert publicity(RecordClass.JUDGMENT, 3, "", day, None) == (False, date(2028, 1, 1))


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 60))
def test_months(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day and (later + timedelta(1)).day != later.day


def test_document_numbers_fold() -> None:
    folded = fold_document_numbers(
        ["青〔2026〕1号", "青【2026】 1号", "青(2026)1号", "青[2026]1号"]
    )
    assert len(set(folded)) == 1


def test_masks() -> None:
    assert mask_person("张三") == "张*" and mask_person("欧阳修文") == "欧***"
    hidden = mask_numbers("证件11010519491231002X，电话13897123456，代码" + SHOP)
    assert "1231002X" not in hidden and "97123456" not in hidden and SHOP in hidden


@given(st.lists(st.text(max_size=20), max_size=20))
def test_vector_check_agrees(texts: list[str]) -> None:
    codes = [*texts, SHOP, CAFE, AGENCY, SHOP[::-1], "00000000000000000X", "0" * 18]
    for code, sound in zip(codes, sound_codes(codes).tolist(), strict=True):
        check = check_uscc(code)
        assert sound == (check.outcome != "reject" and check.code == code)


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=1))
def test_json_and_copy_text(cells: list[str]) -> None:
    import msgspec

    objects = json_objects({"a": cells, "b": cells}, len(cells))
    assert [msgspec.json.decode(text).get("a", "") for text in objects] == cells
    assert not any(mark in text for text in escape(cells) for mark in "\t\n\r")


def test_seen_keys() -> None:
    seen = SeenKeys()
    hexes = [f"{i:032x}" for i in range(1000, 1400)]
    hexes = [text[16:] + text[:16] for text in hexes]
    for start in range(0, 400, 50):
        assert not seen.add(key_prefixes(hexes[start : start + 50])).any()
    assert seen.add(key_prefixes([hexes[7], "f" * 32, hexes[399]])).tolist() == [True, False, True]


@pytest.mark.parametrize("cell", ["=1", "+8613", "@x", "-cmd", "＝1", "\tx"])
def test_formulas(cell: str) -> None:
    assert is_formula(cell)


@pytest.mark.parametrize("cell", ["", "-", "——", "-5.2", "1+1", "a=b"])
def test_no_formulas(cell: str) -> None:
    assert not is_formula(cell)


def test_every_class_has_fields() -> None:
    assert set(KIND_CLASSES.values()) == set(RecordClass)
    for record_class in RecordClass:
        names = {field.attribute for field in fields_of(record_class)}
        assert {"party_name", "uscc", "decision_no", "decided_on", "agency"} <= names
