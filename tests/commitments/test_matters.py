"""The catalogue of matters open to commitment: sound data, search, export."""

import csv
import io
from datetime import date
from importlib.resources import files

import httpx
import msgspec
import openpyxl
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


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ({"q": "食品经营许可"}, {"food_licence_change", "food_licence_new"}),
        ({"q": "mmbjcn", "where": "app"}, {"clear_price"}),
        ({"type": "4"}, {"penalty_repair", "abnormal_repair"}),
        ({"type": "0"}, {"procurement"}),
        ({"office": "公安局"}, {"lodging_licence"}),
        ({"sector": "文化旅游", "where": "counter"}, {"travel_agency_pre_review"}),
        ({"trade": "汽修", "type": "5"}, {"car_repair"}),
    ],
)
async def test_search(client: httpx.AsyncClient, params: dict[str, str], ids: set[str]) -> None:
    found = (await client.get("/api/commitment-matters", params=params)).json()["items"]
    assert {item["id"] for item in found} == ids


async def test_where_a_matter_is_signed_is_said(client: httpx.AsyncClient) -> None:
    page = (await client.get("/api/commitment-matters")).json()
    assert "手机可签" in page["notice"] and "窗口" in page["notice"]
    assert all((item["where"] == "app") == bool(item["template"]) for item in page["items"])
    one = (await client.get("/api/commitment-matters/food_licence_new")).json()
    assert (one["ways"], one["deferDays"]) == (["容缺受理"], 5)
    assert (await client.get("/api/commitment-matters/nothing")).status_code == 404


async def test_export_in_three_formats(client: httpx.AsyncClient) -> None:
    async def export(kind: str) -> bytes:
        answer = await client.get(f"/api/commitment-matters/export.{kind}")
        assert answer.status_code == 200
        return answer.content

    lines = list(csv.reader(io.StringIO((await export("csv")).decode("utf-8-sig"))))
    assert len(lines) == len(load_matters()) + 1 and lines[0][:2] == ["事项标识", "事项名称"]
    book = openpyxl.load_workbook(io.BytesIO(await export("xlsx")))
    assert book.sheetnames == ["承诺事项清单", "数据字典"]
    assert book["承诺事项清单"].max_row == len(lines)
    document = msgspec.json.decode(await export("json"))
    assert {field["field"] for field in document["dictionary"]} <= set(document["items"][0])
    assert "信用青海" in document["licence"]
