"""Perks of the fictitious province, some claimed, one sold out; through the real actions.

A stage of its own that runs once. Providers and places are demo merchants, so nothing here
promises anything in the name of a real shop or office.
"""

from datetime import timedelta
from typing import Any, Final

import msgspec

from credit.demo.showcase import showcase_uscc
from credit.identity.consents.actions import give_consent
from credit.identity.consents.schemas import GiveConsent
from credit.identity.consents.texts import find_text
from credit.identity.queries import find_account_by_login
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.kit.progress import Report
from credit.perks.claims.actions import claim_perk
from credit.perks.claims.schemas import ClaimPerk
from credit.perks.programme.actions.bringing import bring_facts
from credit.perks.programme.actions.proposing import decide_version, propose_perk
from credit.perks.programme.facts import PURPOSE
from credit.perks.programme.rules.eligibility import (
    AllOf,
    AnyOf,
    NeedsCommitment,
    NeedsFact,
    NeedsGrade,
)
from credit.perks.programme.rules.terms import Benefit, Money, Quota, Terms, Windows
from credit.perks.programme.schemas import BringFacts

STAGE: Final = "demo.perks"
DONE: Final = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1)"
PLACES: Final = """
SELECT uscc FROM subject WHERE demo AND uscc IS NOT NULL AND grade IN ('A', 'B') AND lng IS NOT NULL
ORDER BY (division LIKE '6301%') DESC, id LIMIT 6
"""
BASIS: Final = "国办发〔2020〕49号、《青海省公共信用信息条例》守信激励条款（示例）"
DONOR, VOLUNTEER = NeedsFact(kind="blood_donation"), NeedsFact(kind="volunteer", at_least=50)
GOOD = AnyOf((DONOR, VOLUNTEER, NeedsFact(kind="honour")))
# title, summary, category, benefit, quota, who may
PLANS: Final[tuple[tuple[Any, ...], ...]] = (
    ("首小时免费停车", "献血者和志愿者停车首小时免费", "parking",
     Benefit(kind="free", value_fen=500),
     Quota(total=5000, per_person=12, period="month", per_period=4), GOOD),
    ("景区门票八折", "守信市民门票八折，最多省 40 元", "scenic",
     Benefit(kind="percent_off", percent=20, value_fen=4000),
     Quota(total=2000, per_person=2), GOOD),
    ("免押金借单车", "骑行租车免收押金", "rental", Benefit(kind="no_deposit"),
     Quota(total=3000), VOLUNTEER),
    ("图书馆免押借阅", "免押金办证，一次可借 10 本", "library", Benefit(kind="no_deposit"),
     Quota(total=10_000), AllOf()),
    ("政务窗口优先办理", "取号后优先叫号", "service", Benefit(kind="priority"),
     Quota(total=5000, per_person=4, uses=2), GOOD),
    ("体检费减免", "志愿服务满 200 小时，体检减 50 元", "medical",
     Benefit(kind="waiver", value_fen=5000), Quota(total=300),
     NeedsFact(kind="volunteer", at_least=200, months=24)),
    ("酸奶坊见面礼", "到店减 6 元", "retail", Benefit(kind="amount_off", value_fen=600),
     Quota(total=800, per_person=2), AllOf()),
    ("街区消费金 50 元", "一张可分几次用，用完为止", "retail",
     Benefit(kind="balance", value_fen=5000), Quota(total=400, uses=20), DONOR),
    ("花海音乐会赠票", "只有两张，先到先得", "scenic", Benefit(kind="free", value_fen=12_000),
     Quota(total=2), AllOf()),
    ("年度少查一次", "A 级商户随机抽查比例降低", "inspection", Benefit(kind="priority"),
     Quota(total=500), NeedsGrade(at_least="A")),
    ("街区首页推荐", "B 级以上并公开承诺七天退货", "promotion", Benefit(kind="priority"),
     Quota(total=50), AllOf((NeedsGrade(at_least="B"),
                             NeedsCommitment(templates=("no_reason_return",))))),
)  # fmt: skip
_OF_MERCHANTS: Final = ("inspection", "promotion")
SOLD_OUT: Final = "花海音乐会赠票"
_CLAIMED: Final = (SOLD_OUT, "首小时免费停车", "街区消费金 50 元")


async def offer_perks(progress: Report) -> None:
    """Proposes as one officer, approves as the other, and lets two citizens claim; once."""
    async with connection() as held:
        if await held.fetchval(DONE, STAGE):
            return
        places = [row["uscc"] for row in await held.fetch(PLACES)]
    shop = showcase_uscc("excellent")
    proposer, approver = await caller_of("officer"), await caller_of("reviewer")
    made: dict[str, str] = {}
    for number, plan in enumerate(PLANS):
        terms = make_terms(plan, (shop, *(p for p in places if p != shop)))
        made[terms.title] = await propose_perk(proposer, shop, terms)
        await decide_version(approver, made[terms.title], decision="approve", reason="")
        progress("守信权益", number + 1, len(PLANS))
    await _claim(made)
    await append_audit(
        actor="demo",
        action=STAGE,
        object_type="demo",
        object_id="perks",
        detail={"perks": len(made)},
    )


def make_terms(plan: tuple[Any, ...], places: tuple[str, ...], **changes: Any) -> Terms:
    """Terms of a plan, usable at these places; `changes` replace whole fields."""
    title, summary, category, benefit, quota, rule = plan
    now = clock.now()
    most = benefit.value_fen * (1 if benefit.kind == "balance" else quota.uses) * quota.total
    terms = Terms(
        title=title,
        summary=summary,
        details=("示例数据：权益、店铺和人物都是虚构的。", "到店出示权益码，店员扫一下就好。"),
        legal_basis=BASIS,
        audience="merchant" if category in _OF_MERCHANTS else "citizen",
        category=category,
        benefit=benefit,
        windows=Windows(
            claim_from=now - timedelta(days=1),
            claim_until=now + timedelta(days=90),
            use_until=now + timedelta(days=120),
        ),
        quota=quota,
        money=Money(cap_fen=most),
        places=places,
        eligibility=rule,
        reserve_seconds=600 if title == "景区门票八折" else 0,
    )
    return msgspec.structs.replace(terms, **changes)


async def _claim(made: dict[str, str]) -> None:
    """One citizen brings what the other has not got; both take of what runs out."""
    first, second = await caller_of("citizen"), await caller_of("citizen2")
    text = find_text(PURPOSE, clock.today())
    if text:
        await give_consent(first, GiveConsent(purpose=PURPOSE, text_version=text.version))
        await bring_facts(first, BringFacts(brings=["blood_donation", "volunteer", "honour"]))
    for title in _CLAIMED:
        key = f"demo-first-{title.encode().hex()}"[:80]
        try:
            await claim_perk(first, made[title], ClaimPerk(), key)
        except Problem as problem:  # a province of an older release granted other facts
            if problem.slug != "not-eligible":
                raise
    await claim_perk(second, made[SOLD_OUT], ClaimPerk(), "demo-second-sold-out")


async def caller_of(login: str) -> Caller:
    """A demo account as the caller of an action."""
    account = await find_account_by_login(login)
    if account is None:
        raise RuntimeError(f"the demo lacks the account {login}")
    return Caller(account.public_id, account.kind, account.name)
