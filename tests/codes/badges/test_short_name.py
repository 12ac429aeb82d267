"""The signed short name: telling, short, and without deceiving characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.codes.badges.short_name import MAX_CHARACTERS, is_short_name, short_name_of


@pytest.mark.parametrize(
    ("name", "preferred", "short"),
    [
        ("西宁市城西区湟水源牦牛酸奶坊", None, "湟水源牦牛酸奶坊"),
        ("青海省格尔木昆仑晴雪民宿有限公司", None, "格尔木昆仑晴雪民"),
        ("青海昆仑晴雪商贸有限责任公司", None, "青海昆仑晴雪商贸"),
        ("阳光小区门口牦牛汤面老店", None, "阳光小区门口牦牛"),
        ("水井巷市场里的老王酿皮", None, "水井巷市场里的老"),
        ("西宁市城中区青稞人家面馆（个体工商户）", None, "青稞人家面馆"),
        ("青稞人家面馆", None, "青稞人家面馆"),
        ("青海某某有限公司", "小店", "小店"),
        ("青海某某有限公司", "一个超过八个汉字的店名", "青海某某有限公司"),
        ("城西区‮坊奶酸", None, "城西区坊奶酸"),
        ("***", None, "商户"),
        ("", None, "商户"),
        ("海南藏族自治州共和县青海湖畔藏家乐餐饮店", None, "青海湖畔藏家乐餐"),
    ],
)
def test_examples(name: str, preferred: str | None, short: str) -> None:
    assert short_name_of(name, preferred) == short


@given(st.text(max_size=40), st.none() | st.text(max_size=12))
def test_always_signable(name: str, preferred: str | None) -> None:
    short = short_name_of(name, preferred)
    assert is_short_name(short)
    assert len(short) <= MAX_CHARACTERS
    assert len(short.encode()) <= 24
