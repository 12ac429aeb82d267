"""What several generators share: the seed, and what suits which trade."""

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


_FOOD_TRADES = {"餐饮", "食品零售", "牦牛藏羊产品", "农产品合作社"}
_FOOD_CONTRACTS = ("学校食堂食材供应合同", "农畜产品购销合同", "消费券核销合作协议")
_TRAVEL_CONTRACTS = ("旅游地接服务合同", "会议接待服务合同", "消费券核销合作协议")
_OTHER_CONTRACTS = ("机关单位定点采购合同", "社区服务外包合同", "消费券核销合作协议")
Listing = tuple[str, str]
_FOOD_LISTING = (
    "食品安全严重违法失信",
    "《中华人民共和国食品安全法》第一百一十三条；《市场监督管理严重违法失信名单管理办法》",
)
_TRAVEL_LISTING = (
    "旅游市场严重失信",
    "《中华人民共和国旅游法》第一百零八条；《文化和旅游市场信用管理规定》",
)
_OTHER_LISTING = ("市场监督管理严重违法失信", "《市场监督管理严重违法失信名单管理办法》")


def contracts_of(trade: str) -> tuple[str, ...]:
    """Contracts that a merchant of the trade would perform."""
    if trade in _FOOD_TRADES:
        return _FOOD_CONTRACTS
    return _TRAVEL_CONTRACTS if trade in _TRAVEL_TRADES else _OTHER_CONTRACTS


def listing_of(trade: str) -> Listing:
    """(list, legal basis) of the serious dishonesty list that watches over the trade."""
    if trade in _FOOD_TRADES:
        return _FOOD_LISTING
    return _TRAVEL_LISTING if trade in {"旅游服务", "景区"} else _OTHER_LISTING
