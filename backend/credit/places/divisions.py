"""The divisions themselves: codes, names, parents, and names as people write them."""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

PROVINCE = "630000"
_PEOPLES = re.compile(r"(?:(?:回|藏|蒙古|土|撒拉)族)+")


class Division(msgspec.Struct, frozen=True):
    """One prefecture or county. `short_name` is what people say: 互助, 海西, 城中区."""

    code: str
    name: str
    short_name: str
    parent: str
    level: Literal["prefecture", "county"]


@cache
def divisions() -> dict[str, Division]:
    """All 8 prefectures and 45 counties by code."""
    return {
        row["code"]: Division(
            row["code"],
            row["name"],
            _short(row["name"]),
            row["parent"],
            "county" if row["level"] == "county" else "prefecture",
        )
        for row in read_data("qinghai_divisions.csv")
    }


@cache
def historic_codes() -> dict[str, str]:
    """Abolished code → the division that holds its ground today."""
    return {
        row["old_code"]: row["current_code"] for row in read_data("qinghai_divisions_historic.csv")
    }


def division_name(code: str | None) -> str:
    """`西宁市城中区` for a county, the plain name for a prefecture; empty when unknown."""
    division = divisions().get(current_code(code or ""))
    if division is None:
        return "青海省" if code == PROVINCE else ""
    parent = divisions().get(division.parent)
    return f"{parent.name}{division.name}" if parent else division.name


def current_code(code: str) -> str:
    """The code in force for a possibly abolished one."""
    return historic_codes().get(code, code)


def is_county(code: str) -> bool:
    """Whether `code` is a county of today."""
    division = divisions().get(code)
    return division is not None and division.level == "county"


def list_counties(prefecture: str | None = None) -> list[Division]:
    """Counties in code order, of one prefecture or of the province."""
    return [
        division
        for division in divisions().values()
        if division.level == "county" and prefecture in (None, division.parent)
    ]


def read_data(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file of `data/`."""
    text = files("credit.places").joinpath("data", name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def _short(name: str) -> str:
    """互助土族自治县 → 互助; 海西蒙古族藏族自治州 → 海西; two-character names keep 区, 县, 市."""
    bare = re.sub(r"(?:自治县|自治州|行政委员会|地区|[市县区])$", "", name)
    bare = _PEOPLES.sub("", bare)
    return name if name.startswith("城") else bare
