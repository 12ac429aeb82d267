"""What several generators share: the seed, and which promises suit which trade."""

SEED = "信用青海 示例省"

TEMPLATES = {
    "保质量": "quality_pledge",
    "保物价": "price_pledge",
    "保供应": "supply_pledge",
    "七日无理由退货": "no_reason_return",
    "先行赔付": "advance_compensation",
    "明码标价": "clear_price",
    "节假日不涨价": "no_holiday_markup",
}
_GOODS = ("保质量", "保物价", "保供应", "七日无理由退货", "先行赔付", "明码标价")
_SERVICES = ("保质量", "保物价", "先行赔付", "明码标价")
_TRAVEL = ("保质量", "明码标价", "节假日不涨价", "先行赔付")
_GOODS_TRADES = {"食品零售", "牦牛藏羊产品", "药店", "图书", "日用百货", "农产品合作社"}
_TRAVEL_TRADES = {"住宿", "民宿", "景区", "停车", "旅游服务"}


def pledges_of(trade: str) -> tuple[str, ...]:
    """The promises that make sense in a trade: nobody hands a noodle soup back after a week."""
    if trade in _GOODS_TRADES:
        return _GOODS
    return _TRAVEL if trade in _TRAVEL_TRADES else _SERVICES
