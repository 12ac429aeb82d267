"""The hand-written facts of the showcase merchants."""

from collections.abc import Callable

import msgspec

from credit.demo.geography import demo_data
from credit.demo.model import Merchant
from credit.demo.words import listing_of
from credit.demo.writer import REPAIRED, FactWriter

Story = Callable[[FactWriter, Merchant], None]


def tell_story(writer: FactWriter, merchant: Merchant) -> None:
    """Writes the facts of one showcase merchant."""
    _STORIES[merchant.showcase](writer, merchant)


def _licences(writer: FactWriter, merchant: Merchant, days_ago: int) -> None:
    for table in demo_data("trades.toml")[merchant.trade]["licences"]:
        writer.licence(merchant, table, days_ago)


def _promises(writer: FactWriter, merchant: Merchant, ages: tuple[int, ...], outcome: str) -> None:
    for age, matter in zip(ages, ("保质量", "保物价", "七日无理由退货", "保供应"), strict=False):
        writer.performance(merchant, matter, age, outcome)


def _excellent(writer: FactWriter, merchant: Merchant) -> None:
    """The shop of the look: honours, kept promises, one warning since mended."""
    _licences(writer, merchant, 900)
    writer.licence(
        merchant,
        {
            "name": "食品生产加工小作坊登记证",
            "document": "食品小作坊登记决定书",
            "content": "发酵乳（牦牛酸奶）",
            "kind": "登记",
            "office": "市场监督管理局",
            "years": 3,
        },
        520,
    )
    writer.honour(merchant, "诚信企业", "省级", 200)
    writer.honour(merchant, "放心消费示范店", "县级", 410)
    _promises(writer, merchant, (40, 40, 46, 60), "kept")
    writer.contract(merchant, "学校食堂酸奶供应合同", 120, "kept")
    writer.contract(merchant, "消费券核销合作协议", 260, "kept")
    for age in (35, 150, 380):
        writer.inspection(merchant, "食品安全日常监督检查", age, "passed")
    writer.declared(merchant, "公益捐赠：高海拔学校牛奶", 90, "社会公益")
    writer.declared(merchant, "牦牛乳源可追溯自查", 70, "市场经营")
    writer.penalty(merchant, "food_label", "minor", 65)


def _good(writer: FactWriter, merchant: Merchant) -> None:
    _licences(writer, merchant, 640)
    writer.performance(merchant, "节假日不涨价", 50, "kept")
    writer.performance(merchant, "保质量", 55, "kept")
    writer.inspection(merchant, "消防安全检查", 80, "passed")
    writer.inspection(merchant, "节假日住宿价格检查", 50, "passed")


def _insufficient(writer: FactWriter, merchant: Merchant) -> None:
    """A month old: one licence, nothing to grade by."""
    _licences(writer, merchant, 20)


def _repaired(writer: FactWriter, merchant: Merchant) -> None:
    """A fine of last year, repaired: kept in the file, no longer in the grade."""
    writer.penalty(merchant, "home_service", "general", 330, fine=0.8)
    repaired = msgspec.structs.replace(writer.facts[-1], fields=writer.facts[-1].fields | REPAIRED)
    writer.facts[-1] = repaired
    _promises(writer, merchant, (60, 80, 90), "kept")
    writer.contract(merchant, "社区居家服务外包合同", 100, "kept")
    writer.inspection(merchant, "家政服务合同抽查", 70, "passed")
    writer.inspection(merchant, "明码标价检查", 170, "passed")
    writer.declared(merchant, "员工技能培训记录", 40, "市场经营")


def _warned(writer: FactWriter, merchant: Merchant) -> None:
    """Grade C in the rape blossom season: price label, fire safety, a promise not kept."""
    _licences(writer, merchant, 800)
    writer.penalty(merchant, "price_label", "general", 115, fine=0.5)
    writer.penalty(merchant, "fire_safety", "minor", 62)
    writer.penalty(merchant, "sanitation", "minor", 400)
    writer.inspection(merchant, "节假日住宿价格检查", 118, "problem")
    writer.inspection(merchant, "消防安全检查", 60, "minor")
    writer.performance(merchant, "节假日不涨价", 110, "broken")
    writer.performance(merchant, "保质量", 100, "partly")
    writer.judgment(merchant, "服务合同纠纷", 200, defaulter=False)


def _dishonest(writer: FactWriter, merchant: Merchant) -> None:
    """Grade D: licence revoked, serious dishonesty list, an unperformed judgment."""
    _licences(writer, merchant, 1500)
    writer.penalty(merchant, "low_price_tour", "severe", 260, fine=8)
    writer.penalty(merchant, "false_promotion", "general", 420, fine=2.4)
    writer.dishonesty(merchant, *listing_of(merchant.trade), 240)
    writer.judgment(merchant, "旅游合同纠纷", 180, defaulter=True)
    writer.performance(merchant, "先行赔付", 230, "broken")
    writer.inspection(merchant, "旅游市场秩序检查", 270, "problem")


def _pharmacy(writer: FactWriter, merchant: Merchant) -> None:
    _licences(writer, merchant, 700)
    writer.honour(merchant, "守合同重信用单位", "市州级", 300)
    _promises(writer, merchant, (30, 33, 36, 44), "kept")
    writer.contract(merchant, "定点药店服务协议", 160, "kept")
    for age in (45, 200):
        writer.inspection(merchant, "药品经营质量管理检查", age, "passed")
    writer.declared(merchant, "长辈用药咨询台", 60, "社会公益")


def _revoked(writer: FactWriter, merchant: Merchant) -> None:
    """An orderly studio whose badge was reported lost: its old code is revoked."""
    _promises(writer, merchant, (70, 75), "kept")
    writer.inspection(merchant, "旅游合同抽查", 90, "passed")
    writer.contract(merchant, "旅游地接服务合同", 130, "kept")
    writer.declared(merchant, "无障碍设施与长辈服务", 50, "市场经营")


_STORIES: dict[str, Story] = {
    "excellent": _excellent,
    "good": _good,
    "insufficient": _insufficient,
    "repaired": _repaired,
    "warned": _warned,
    "dishonest": _dishonest,
    "pharmacy": _pharmacy,
    "revoked": _revoked,
}
