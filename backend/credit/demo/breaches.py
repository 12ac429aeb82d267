"""A few fictitious reports of broken promises, one in each state, through the real actions.

A stage of its own that runs once. Nobody in it exists; what is decided here ends by itself.
"""

import io
from typing import Any, Final

from PIL import Image, ImageDraw

from credit.commitments.breaches.actions.answering import agree_settlement, reply_to_case
from credit.commitments.breaches.actions.deciding import accept_case, decide_case
from credit.commitments.breaches.actions.reporting import report_breach
from credit.commitments.breaches.schemas import (
    AcceptCase,
    DecideCase,
    ReplyToReport,
    ReportBreach,
)
from credit.demo.showcase import showcase_uscc
from credit.identity.queries import find_account_by_login
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.progress import Report

_ANY: Final = "说好的没有做到，去问也没有人管。"
TOLD: Final = {
    "no_reason_return": "说好七天能退，第三天去店里就不认账了。",
    "price_pledge": "标价 28，结账收 32，问了说是服务费。",
    "holiday_price": "节前涨了一倍，跟承诺的不一样。",
    "quality_pledge": "买回去第二天就坏了，店里不给换。",
    "supply_pledge": "货架空了三天，要搭别的才卖。",
    "advance_compensation": "说先行赔付，去了让找厂家。",
}
STAGE: Final = "demo.breaches"
_DONE = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1)"
# Promises that run today and that nobody assessed, of merchants that only exist here.
_PROMISES = """
SELECT c.code, c.template FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE s.demo AND c.performance = 'unknown' AND c.withdrawn_at IS NULL AND c.publicity = 1
  AND c.made_on < $1 AND (c.valid_until IS NULL OR c.valid_until >= $1)
  AND s.grade IN ('B', 'C') AND s.uscc <> ALL($2) ORDER BY c.id LIMIT 5
"""
_OF_SHOP = """
SELECT c.code FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE s.uscc = $2 AND c.withdrawn_at IS NULL AND c.publicity = 1
  AND c.made_on < $1 AND (c.valid_until IS NULL OR c.valid_until >= $1) ORDER BY c.id LIMIT 1
"""
_CASE = """
SELECT b.number, r.number AS receipt FROM breach_report r JOIN breach_case b ON b.id = r.case_id
WHERE r.id = $1
"""


async def report_breaches(progress: Report = lambda what, done, total: None) -> int:
    """File the demo's reports and carry them on, once; returns how many cases there are."""
    async with connection() as held:
        if await held.fetchval(_DONE, STAGE):
            return 0
    people = {name: await _caller(name) for name in ("citizen", "citizen2", "officer", "milk")}
    milk = showcase_uscc("excellent")
    keep = [milk, showcase_uscc("warned"), showcase_uscc("insufficient")]
    async with connection() as held:
        promises = [
            (row["code"], row["template"])
            for row in await held.fetch(_PROMISES, clock.today(), keep)
        ]
        own = await held.fetchval(_OF_SHOP, clock.today(), milk)
    async with transaction():
        await _tell_stories(people, promises)
        if own:
            await _shop_replies(people, own, milk)
        await append_audit(
            actor="demo", action=STAGE, object_type="demo", object_id="breaches", detail={}
        )
    progress("breaches", len(promises), len(promises))
    return len(promises)


async def _tell_stories(people: dict[str, Caller], promises: list[tuple[str, str]]) -> None:
    """New with two people, waiting for a reply, declined, settled; one promise each."""
    one, two, officer = people["citizen"], people["citizen2"], people["officer"]
    for at, (code, template) in enumerate(promises[:4]):
        person = one if at % 2 else two
        number, receipt = await _report(person, code, TOLD.get(template, _ANY))
        if at == 0:
            await _report(one, code, "我也遇到了，和上面说的一样。")
        if at == 1:
            await accept_case(officer, number, AcceptCase(accept=True), "")
        if at == 2:
            reason = AcceptCase(accept=False, reason="反映的事不在这项承诺范围内，请拨打 12315。")
            await accept_case(officer, number, reason, "")
        if at == 3:
            await accept_case(officer, number, AcceptCase(accept=True), "")
            await agree_settlement(person, receipt)


async def _shop_replies(people: dict[str, Caller], code: str, uscc: str) -> None:
    """The shop of the look was reported, showed its records, and nothing was found."""
    number, _ = await _report(people["citizen2"], code, "酸奶说是当天的，盒子上是前一天的日期。")
    await accept_case(people["officer"], number, AcceptCase(accept=True), "")
    text = "当天两批，前一天的一批早上已经下架，附台账照片。已给顾客换了一盒。"
    reply = ReplyToReport(text=text, remedied=True, photos=[_picture()])
    await reply_to_case(people["milk"], uscc, number, reply, "")
    decision = DecideCase(reason="台账、监控与商户说明一致，盒子为顾客前一天购买。")
    await decide_case(people["officer"], number, decision, "")


async def _report(person: Caller, code: str, facts: str) -> tuple[str, str]:
    """The numbers of case and receipt."""
    report = ReportBreach(happened_on=clock.today(), facts=facts, photos=[_picture()])
    report_id = await report_breach(person, code, report, "")
    async with connection() as held:
        row: Any = await held.fetchrow(_CASE, report_id)
    return row["number"], row["receipt"]


def _picture() -> bytes:
    """A drawn receipt: shapes only, so that nobody takes it for a real one."""
    made = Image.new("RGB", (480, 640), "#f4efe4")
    draw = ImageDraw.Draw(made)
    draw.rectangle((40, 40, 440, 600), fill="white", outline="#b9ad97", width=3)
    for line in range(9):
        draw.line((80, 120 + 48 * line, 400 - 30 * (line % 3), 120 + 48 * line), "#8a8a8a", 6)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=80)
    return out.getvalue()


async def _caller(login: str) -> Caller:
    account = await find_account_by_login(login)
    if account is None:
        raise RuntimeError(f"the demo account {login} is missing")
    return Caller(account.public_id, account.kind, account.name)
