"""Facts of the province: what each merchant's profile makes likely. Pure, deterministic."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from credit.demo.geography import demo_data
from credit.demo.model import Fact, Merchant
from credit.demo.stories import tell_story
from credit.demo.words import SEED, contracts_of, listing_of, pledges_of
from credit.demo.writer import REPAIRED, REVOKED, FactWriter

HONOURS = (
    ("诚信经营示范户", "县级"),
    ("放心消费示范店", "县级"),
    ("文明诚信个体工商户", "市州级"),
    ("诚信企业", "省级"),
    ("守合同重信用单位", "市州级"),
)
DECLARED = (
    ("质量管理体系认证", "资质证照"),
    ("员工技能培训记录", "市场经营"),
    ("公益捐赠：高海拔学校冬衣", "社会公益"),
    ("吸纳脱贫户就业", "社会公益"),
    ("无障碍设施与长辈服务", "市场经营"),
)
CAUSES = ("买卖合同纠纷", "房屋租赁合同纠纷", "劳务合同纠纷", "服务合同纠纷")
ABNORMAL = (
    "未按规定期限公示年度报告",
    "通过登记的住所或者经营场所无法联系",
    "公示企业信息隐瞒真实情况、弄虚作假",
)
PERSON_ROWS = 120
OLD_AGE = 2200
REPAIR_AGE = 400


def make_facts(merchants: list[Merchant], today: date) -> list[Fact]:
    """All facts of the province; the showcase merchants get their hand-written stories."""
    writer = FactWriter(today, random.Random(f"{SEED}/facts"))
    for merchant in merchants:
        if merchant.showcase:
            tell_story(writer, merchant)
        else:
            _PLANS[merchant.profile](writer, merchant)
            _remember(writer, merchant)
    for merchant in writer.rng.sample(merchants, PERSON_ROWS):
        offence = writer.rng.choice(_trade(merchant)["offences"])
        writer.person_penalty(merchant, offence, writer.rng.randint(10, 700))
    return [_settled(writer.rng, fact, today) for fact in writer.facts]


def _settled(rng: random.Random, fact: Fact, today: date) -> Fact:
    """Of old penalties some were repaired (order 36/2025), a few revoked on review."""
    old = fact.kind == "penalties" and (today - fact.decided_on).days > REPAIR_AGE
    if not old or fact.merchant is None or fact.merchant.showcase:
        return fact
    luck = rng.random()
    if luck < 0.3:
        return msgspec.structs.replace(fact, fields=fact.fields | REPAIRED)
    return msgspec.structs.replace(fact, fields=fact.fields | REVOKED) if luck < 0.34 else fact


def _trade(merchant: Merchant) -> dict[str, Any]:
    table: dict[str, Any] = demo_data("trades.toml")[merchant.trade]
    return table


def _age(writer: FactWriter, merchant: Merchant, limit: int) -> int:
    """A number of days ago, not before the merchant was registered."""
    oldest = max(15, min(limit, (writer.today - merchant.registered_on).days - 10))
    return writer.rng.randint(10, oldest)


def _times(writer: FactWriter, low: int, high: int, act: Callable[[], object]) -> None:
    for _ in range(writer.rng.randint(low, high)):
        act()


def _licences(writer: FactWriter, merchant: Merchant) -> None:
    for table in _trade(merchant)["licences"]:
        oldest = 365 * table["years"] - 30 if table["years"] else 3600
        writer.licence(merchant, table, _age(writer, merchant, oldest))


def _inspect(writer: FactWriter, merchant: Merchant, poor: float, oldest: int = 900) -> None:
    result = "passed"
    if writer.rng.random() < poor:
        result = writer.rng.choice(["minor", "problem"])
    matter = writer.rng.choice(_trade(merchant)["inspections"])
    writer.inspection(merchant, matter, _age(writer, merchant, oldest), result)


def _perform(writer: FactWriter, merchant: Merchant, outcome: str, oldest: int = 700) -> None:
    matter = writer.rng.choice(pledges_of(merchant.trade))
    writer.performance(merchant, matter, _age(writer, merchant, oldest), outcome)


def _deliver(writer: FactWriter, merchant: Merchant, outcome: str) -> None:
    writer.contract(
        merchant,
        writer.rng.choice(contracts_of(merchant.trade)),
        _age(writer, merchant, 1000),
        outcome,
    )


def _praise(writer: FactWriter, merchant: Merchant) -> None:
    title, level = writer.rng.choice(HONOURS)
    writer.honour(merchant, title, level, _age(writer, merchant, 1000))


def _declare(writer: FactWriter, merchant: Merchant) -> None:
    matter, category = writer.rng.choice(DECLARED)
    writer.declared(merchant, matter, _age(writer, merchant, 700), category)


def _remember(writer: FactWriter, merchant: Merchant) -> None:
    """Old decisions of old shops: past their effect, still in the file."""
    age, rng = (writer.today - merchant.registered_on).days, writer.rng
    if age < OLD_AGE + 200 or rng.random() < 0.4:
        return
    for table in _trade(merchant)["licences"]:
        writer.licence(merchant, table, rng.randint(OLD_AGE, age - 20))
    if rng.random() < 0.5:
        offence = rng.choice(_trade(merchant)["offences"])
        writer.penalty(merchant, offence, "general", rng.randint(OLD_AGE, age - 20))


def _excellent(writer: FactWriter, merchant: Merchant) -> None:
    """Many kept promises and honours, hardly a fault."""
    _licences(writer, merchant)
    _times(writer, 2, 4, lambda: _inspect(writer, merchant, 0, 420))
    _times(writer, 3, 4, lambda: _perform(writer, merchant, "kept", 300))
    _times(writer, 1, 2, lambda: _deliver(writer, merchant, "kept"))
    _times(writer, 1, 2, lambda: _praise(writer, merchant))
    _times(writer, 1, 2, lambda: _declare(writer, merchant))


def _good(writer: FactWriter, merchant: Merchant) -> None:
    """An orderly shop, at most an old warning."""
    rng = writer.rng
    _licences(writer, merchant)
    _times(writer, 1, 2, lambda: _inspect(writer, merchant, 0.12))
    _times(writer, 1, 2, lambda: _perform(writer, merchant, "kept"))
    _times(writer, 0, 1, lambda: _deliver(writer, merchant, "kept"))
    _times(writer, 0, 1, lambda: _declare(writer, merchant))
    if rng.random() < 0.3:
        offence = rng.choice(_trade(merchant)["offences"])
        writer.penalty(merchant, offence, "minor", _age(writer, merchant, 3000))


def _fair(writer: FactWriter, merchant: Merchant) -> None:
    """Recent penalties, broken promises, failed inspections."""
    rng, offences = writer.rng, _trade(merchant)["offences"]
    _licences(writer, merchant)
    writer.penalty(merchant, rng.choice(offences), "general", rng.randint(20, 300))
    if rng.random() < 0.6:
        writer.penalty(merchant, rng.choice(offences), "minor", rng.randint(20, 240))
    _times(writer, 1, 2, lambda: _inspect(writer, merchant, 0.7))
    _times(writer, 1, 2, lambda: _perform(writer, merchant, rng.choice(["partly", "broken"])))
    if rng.random() < 0.5:
        _deliver(writer, merchant, "broken")
    if rng.random() < 0.35:
        writer.abnormal(merchant, rng.choice(ABNORMAL), rng.randint(200, 700), rng.randint(20, 90))
    if rng.random() < 0.3:
        writer.judgment(merchant, rng.choice(CAUSES), rng.randint(30, 600), defaulter=False)


def _poor(writer: FactWriter, merchant: Merchant) -> None:
    """On the serious dishonesty list after a severe penalty."""
    rng, offences = writer.rng, _trade(merchant)["offences"]
    _licences(writer, merchant)
    writer.penalty(merchant, rng.choice(offences), "severe", rng.randint(150, 700))
    writer.penalty(merchant, rng.choice(offences), "general", rng.randint(40, 300))
    reason, basis = listing_of(merchant.trade)
    writer.dishonesty(merchant, reason, basis, rng.randint(30, 600))
    _times(writer, 1, 2, lambda: _inspect(writer, merchant, 1))
    _times(writer, 1, 2, lambda: _perform(writer, merchant, "broken"))
    writer.abnormal(merchant, rng.choice(ABNORMAL), rng.randint(30, 400))
    writer.judgment(merchant, rng.choice(CAUSES), rng.randint(30, 600), defaulter=True)


def _unknown(writer: FactWriter, merchant: Merchant) -> None:
    """Too little to judge by: perhaps a licence."""
    licences = _trade(merchant)["licences"]
    if licences and writer.rng.random() < 0.7:
        writer.licence(merchant, licences[0], _age(writer, merchant, 1400))


_PLANS: dict[str, Callable[[FactWriter, Merchant], None]] = {
    "A": _excellent,
    "B": _good,
    "C": _fair,
    "D": _poor,
    "N": _unknown,
}
