"""Addresses taken apart. All of them are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.places.divisions import divisions
from credit.places.geocode import LEVEL_NAMES, geocode


@pytest.mark.parametrize(
    ("address", "county", "town", "village", "road", "number"),
    [
        ("青海省西宁市城东区互助东路12号3号楼", "630102", "", "", "互助东路", "12"),
        ("湟中县多巴镇通海南路", "630106", "多巴镇", "", "通海南路", ""),
        ("海东市平安县平安镇和平路77号", "630203", "平安街道", "", "和平路", "77"),
        ("湟中县共和镇北村一社", "630106", "共和镇", "北村", "", ""),
        ("湟中县鲁沙尔团结南路３号", "630106", "鲁沙尔镇", "", "团结南路", "3"),
        ("西宁市城西区西关大街青年巷4号", "630104", "", "", "西关大街青年巷", "4"),
        ("西宁市城中区福路巷15-2号5号楼", "630103", "", "", "福路巷", "15-2"),
        ("西宁市城中区南山路付15号", "630103", "", "", "南山路", "付15"),
        ("格尔木黄河中路9号", "632801", "", "", "黄河中路", "9"),
        ("德令哈市格尔木西路9号", "632802", "", "", "格尔木西路", "9"),
        ("西宁市城东区朱家村建国路六号", "630102", "", "朱家村", "建国路", "六"),
        ("尖扎县康杨镇桥头村桥头路39号", "632322", "康扬镇", "桥头村", "桥头路", "39"),
        ("青海省海西州大柴旦镇人民西路1号", "632857", "柴旦镇", "", "人民西路", "1"),
        ("海晏县青海湖乡五队", "632223", "青海湖乡", "", "", ""),
        ("西宁市创业路108号南川工业园区管委会", "630103", "南川工业园", "", "创业路", "108"),
        ("西宁市五四大街37号", "630104", "", "", "五四大街", "37"),
        ("玉树县结古镇胜利路11-7号", "632701", "结古街道", "", "胜利路", "11-7"),
        ("格尔木市黄河路与金川路交汇处", "632801", "", "", "黄河路", ""),
        ("循化县积石镇果园路口", "630225", "积石镇", "", "", ""),
        ("湟源县申中乡卡路村9号", "630123", "申中乡", "卡路村", "", ""),
    ],
)
def test_taken_apart(
    address: str, county: str, town: str, village: str, road: str, number: str
) -> None:
    found = geocode(address)
    assert found.county == county
    assert (found.town_name, found.village, found.road, found.number) == (
        town, village, road, number,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "level", "why"),
    [
        ("西宁市城西区胜利路5号", "number", ["没有写乡镇或街道"]),
        ("互助县威远镇南街15号", "number", []),
        ("共和县铁盖乡上合村", "village", ["只写到上合村，没有道路"]),
        ("玛沁县大武镇达日路", "road", ["有道路，没有门牌号"]),
        ("河南县柯生乡", "town", ["没有写道路"]),
        ("湟源县城郊乡", "county", ["「城郊乡」不在西宁市湟源县现有的乡镇街道里", "没有写道路"]),
        ("西宁市滨河西路7号", "none", ["地址只到西宁市"]),
        ("兰州市城关区", "none", ["地址里没有县区"]),
        ("甘肃省兰州市", "none", ["地址在青海省外"]),
        ("", "none", ["地址里没有县区"]),
    ],
)
def test_every_miss_is_explained(address: str, level: str, why: list[str]) -> None:
    found = geocode(address)
    assert found.level == level and level in LEVEL_NAMES
    assert len(found.why) == len(why)
    assert all(said.startswith(expected) for said, expected in zip(found.why, why, strict=True))


def test_a_road_of_xining_needs_xining() -> None:
    assert geocode("五四大街37号").county == ""
    assert geocode("五四大街37号", "西宁").county == "630104"
    assert geocode("海东市五四大街37号").county == ""


@given(st.text(max_size=60))
def test_any_text_is_placed_or_explained(text: str) -> None:
    found = geocode(text)
    assert (found.county in divisions()) if found.county else found.why
    assert found.county or not (found.town or found.road or found.number)


WORDS = "青海省/西宁市/城东区/湟中县/多巴镇/共和乡/朝阳街道/张家村/建国路/西大街/青年巷/1号/与/（"
PARTS = st.sampled_from([*WORDS.split("/"), "开发区"])


@given(st.lists(PARTS, max_size=14).map("".join))
def test_any_mixture_of_parts_ends_soon(text: str) -> None:
    found = geocode(text)
    assert found.road in text and found.number in text
