"""Cases about perks: a bank that shops are referred to, a voucher taken back, proposals that wait.

The bank is as fictitious as the shops. Stages of their own that run once, through the real actions.
"""

from datetime import timedelta
from typing import Any, Final

from credit.demo.accounts import ACTOR
from credit.demo.codes import make_demo_uscc
from credit.demo.model import SOURCE
from credit.demo.showcase import showcase_uscc
from credit.identity.actions import grant_subject
from credit.identity.queries import find_account_by_login
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.kit.progress import Report
from credit.perks.claims.actions import claim_perk
from credit.perks.claims.revoking.actions import decide_revocation, propose_revocation
from credit.perks.claims.revoking.schemas import DecideRevocation, ProposeRevocation
from credit.perks.claims.schemas import ClaimPerk
from credit.perks.programme.actions.proposing import decide_version, propose_perk
from credit.perks.programme.rules.eligibility import AllOf, NeedsFact, NeedsGrade
from credit.perks.programme.rules.terms import Benefit, Money, Quota, Terms, Windows
from credit.perks.referrals.actions import access_bank, consent_referral, open_referral
from credit.perks.referrals.schemas import ConsentReferral, Contact
from credit.perks.referrals.texts import text_on
from credit.subjects.actions import NewSubject, create_subject

STAGE: Final = "demo.perk_cases"
BANK_SERIAL: Final = 900_001  # above every serial of the province
_DONE: Final = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1)"
_KNOWN: Final = "SELECT EXISTS (SELECT FROM subject WHERE uscc = $1)"
_MAY: Final = """
SELECT EXISTS (SELECT FROM account_subject g JOIN account a ON a.id = g.account_id
  WHERE a.login = 'bank' AND g.subject_uscc = $1)
"""
BASIS: Final = "国发〔2016〕33号「降低市场交易成本」（示例）"
# title, summary, category, benefit, total, eligibility, audience, grace
_PLANS: Final[dict[str, tuple[Any, ...]]] = {
    "bank": ("小微商户信易贷", "同意推荐后银行三天内联系您，用不用由您定", "finance",
             Benefit(kind="referral"), 200, AllOf(), "merchant", "keep"),
    "stall": ("集市摊位费减免", "B 级以上商户，年集摊位费减 200 元", "retail",
              Benefit(kind="waiver", value_fen=20_000), 60, NeedsGrade(at_least="B"),
              "merchant", "recheck"),
    "pledge": ("文明出行纪念徽章", "作出一项自愿承诺就能领", "retail",
               Benefit(kind="free", value_fen=1000), 300, NeedsFact(kind="pledge"),
               "citizen", "keep"),
    "twice": ("老街书店十元券", "满三十元可用", "retail",
              Benefit(kind="amount_off", value_fen=1000), 100, AllOf(), "citizen", "keep"),
    "waiting": ("酸奶坊生日礼", "生日当月到店送一杯原味酸奶", "retail",
                Benefit(kind="free", value_fen=1500), 200, AllOf(), "citizen", "keep"),
}  # fmt: skip


def bank_uscc() -> str:
    """The code of the fictitious bank."""
    return make_demo_uscc("organisation", "630104", BANK_SERIAL)


async def found_bank(progress: Report) -> None:
    """Record the bank and let the account `bank` act for it, unless that is so."""
    uscc = bank_uscc()
    async with connection() as held:
        known, may = await held.fetchval(_KNOWN, uscc), await held.fetchval(_MAY, uscc)
    if not known:
        bank = NewSubject(
            uscc=uscc, name="青湖示例银行股份有限公司（虚构）", short_name="青湖示例银行",
            trade="银行", address="西宁市城西区五四大街99号", division="630104",
            registered_on=clock.today() - timedelta(days=4000), scope="发放贷款（示例）",
            source=SOURCE, demo=True,
        )  # fmt: skip
        await create_subject(bank, actor=ACTOR)
    account = await find_account_by_login("bank")
    if account and not may:
        await grant_subject(account.public_id, uscc, role="owner", actor=ACTOR)


async def play_perk_cases(progress: Report) -> None:
    """Offers, a referral that was read, vouchers taken back or about to be; once."""
    async with connection() as held:
        if await held.fetchval(_DONE, STAGE):
            return
    first, second = await _caller("officer"), await _caller("reviewer")
    made: dict[str, str] = {}
    for name in ("bank", "stall", "pledge", "twice"):
        made[name] = await propose_perk(first, _provider(name), _terms(name))
        await decide_version(second, made[name], decision="approve", reason="")
    await propose_perk(await _caller("milk"), _provider("waiting"), _terms("waiting"))
    await _refer(made["bank"])
    await _claim_for_shop(made["stall"])
    await _take_back(first, second, made["twice"])
    await append_audit(
        actor=ACTOR, action=STAGE, object_type="demo", object_id="perks", detail={"perks": 5}
    )
    progress("守信权益：商户和收回", len(made), len(made))


def _provider(name: str) -> str:
    return bank_uscc() if name == "bank" else showcase_uscc("excellent")


def _terms(name: str) -> Terms:
    title, summary, category, benefit, total, rule, audience, grace = _PLANS[name]
    now = clock.now()
    return Terms(
        title=title,
        summary=summary,
        details=("示例数据：权益、店铺、银行和人物都是虚构的。",),
        legal_basis=BASIS,
        audience=audience,
        category=category,
        benefit=benefit,
        windows=Windows(
            claim_from=now - timedelta(days=1),
            claim_until=now + timedelta(days=180),
            use_until=now + timedelta(days=240),
        ),
        quota=Quota(total=total),
        money=Money(cap_fen=benefit.value_fen * total),
        places=(_provider(name),),
        eligibility=rule,
        grace=grace,
    )


async def _refer(perk: str) -> None:
    """The inn lets the bank read four things for a quarter; the bank has looked twice."""
    shop, owner = showcase_uscc("warned"), await _caller("huahai")
    voucher = await claim_perk(owner, perk, ClaimPerk(uscc=shop), "demo-refer-claim")
    given = ConsentReferral(
        text_version=text_on(clock.today()).version,
        particulars=["identity", "grade", "commitments", "contact"],
        days=90,
        contact=Contact(name="韩海英（虚构）", phone="13900000000"),
    )
    view = await consent_referral(owner, voucher.id, given, "demo-refer-consent")
    teller = await _caller("bank")
    bank = await access_bank(teller, bank_uscc())
    for _ in range(2):
        await open_referral(teller, bank, view.card.number)


async def _claim_for_shop(perk: str) -> None:
    """A voucher of the yoghurt shop that ends if its grade falls; none where it has no grade."""
    owner, shop = await _caller("milk"), showcase_uscc("excellent")
    try:
        await claim_perk(owner, perk, ClaimPerk(uscc=shop), "demo-stall-claim")
    except Problem as problem:
        if problem.slug != "not-eligible":
            raise


async def _take_back(first: Caller, second: Caller, perk: str) -> None:
    """One voucher was taken back by two officers; about another the second one has to decide."""
    for login, decided in (("citizen2", True), ("citizen", False)):
        holder = await _caller(login)
        voucher = await claim_perk(holder, perk, ClaimPerk(), f"demo-twice-{login}")
        why = ProposeRevocation(
            reason="同一活动系统重复发放了两次（示例）",
            legal_basis="《中华人民共和国行政许可法》第六十九条；方案第 1 版使用说明（示例）",
        )
        asked = await propose_revocation(first, voucher.id, why, f"demo-revoke-{login}")
        if decided:
            yes = DecideRevocation(decision="approve", note="核对发放记录属实")
            await decide_revocation(second, asked.id, yes, f"demo-revoked-{login}")


async def _caller(login: str) -> Caller:
    account = await find_account_by_login(login)
    if account is None:
        raise RuntimeError(f"the demo lacks the account {login}")
    return Caller(account.public_id, account.kind, account.name)
