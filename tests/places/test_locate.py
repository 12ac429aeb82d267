"""Counties from addresses as people write them."""

import pytest

from credit.places.divisions import current_code, division_name, divisions, list_counties
from credit.places.locate import locate_division, prefecture_code


@pytest.mark.parametrize(
    ("address", "hint", "uscc", "code"),
    [
        ("青海省西宁市城东区互助东路12号3号楼", "西宁", "", "630102"),
        ("湟中县多巴镇通海南路", "西宁", "", "630106"),
        ("平安县平安镇民和路77号", "海东", "", "630203"),
        ("同仁县隆务镇德合隆路", "黄南", "", "632301"),
        ("互助县威远镇北郊16号", "海东", "", "630223"),
        ("青海省海西州大柴旦人民路32号", "海西", "", "632857"),
        ("青海省海西州茫崖行委花土沟镇", "海西", "", "632803"),
        ("青海省格尔木江源南路", "海西", "", "632801"),
        ("青海生物科技产业园纬二路", "西宁", "", "630105"),
        ("西宁经济技术开发区昆仑东路6号", "西宁", "", "630102"),
        ("西宁经济技术开发区甘河工业园区西区", "西宁", "", "630106"),
        ("黄南州河南县优干宁镇", "黄南", "", "632324"),
        ("景阳乡硖门村", "西宁", "91630121MA752RPR9J", "630121"),
        ("同仁县 隆务镇", "", "", "632301"),
    ],
)
def test_located(address: str, hint: str, uscc: str, code: str) -> None:
    assert locate_division(address, hint, uscc).code == code


@pytest.mark.parametrize(
    ("address", "hint", "reason"),
    [
        ("青海省西宁市滨河东路76号", "西宁", "只到西宁市"),
        ("河南省郑州市金水区", "", "省外"),
        ("海南省海口市", "", "省外"),
        ("", "", "没有县区"),
    ],
)
def test_unresolved_says_why(address: str, hint: str, reason: str) -> None:
    located = locate_division(address, hint, "91630000226593742J")
    assert located.code is None
    assert reason in located.reason


def test_divisions() -> None:
    assert len(list_counties()) == 45
    assert sum(d.level == "prefecture" for d in divisions().values()) == 8
    assert division_name("632123") == "海东市乐都区"
    assert division_name("632500") == "海南藏族自治州"
    assert division_name("999999") == ""
    assert current_code("630122") == "630106"
    assert prefecture_code("海南州") == "632500"
    assert prefecture_code("海西蒙古族藏族自治州") == "632800"
