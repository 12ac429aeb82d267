"""Credit reports: one made and shared, one special, and a delegation that can be tried."""

from datetime import timedelta
from typing import Final

from credit.demo.owners import DemoOwner, find_owner
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.progress import Report
from credit.reports.delegating.actions import delegate_report
from credit.reports.delegating.schemas import DelegateReport
from credit.reports.delegating.texts import text_on
from credit.reports.issuing.actions import OWNER, issue_clearance, issue_report
from credit.reports.issuing.queries import get_registered
from credit.reports.issuing.schemas import IssueClearance, IssueReport
from credit.reports.sharing.actions import share_report
from credit.reports.sharing.schemas import ShareReport

SHOWS: Final = "excellent"
DELEGATE: Final = "insufficient"
KEY: Final = "demo-credit-report"
_KNOWN = "SELECT EXISTS (SELECT FROM credit_report WHERE subject_id = $1)"


async def make_reports(progress: Report) -> None:
    """Make them, unless the merchant has a report."""
    owner, delegate = await find_owner(SHOWS), await find_owner(DELEGATE)
    if owner is None or delegate is None:
        return
    async with connection() as held:
        if await held.fetchval(_KNOWN, owner.subject_id):
            return
    progress("reports", 0, 3)
    await _share(owner)
    today = clock.today()
    special = IssueClearance(
        purpose="policy",
        fields=["market", "fire", "environment", "tax"],
        first=today - timedelta(days=3 * 365),
        last=today,
    )
    await issue_clearance(owner.caller, owner.uscc, f"{KEY}-special", special)
    await _delegate(owner, delegate)
    progress("reports", 3, 3)


async def _share(owner: DemoOwner) -> None:
    made = await issue_report(owner.caller, owner.uscc, KEY, IssueReport(purpose="loan"))
    subject = await access_subject(owner.caller, owner.uscc, roles=OWNER)
    row = await get_registered(made.card.number, subject)
    wanted = ShareReport(recipient="示例银行客户经理", purpose="loan", hours=168)
    await share_report(owner.caller, row, wanted)


async def _delegate(owner: DemoOwner, delegate: DemoOwner) -> None:
    subject, today = await access_subject(owner.caller, owner.uscc, roles=OWNER), clock.today()
    wanted = DelegateReport(
        delegate=delegate.uscc,
        purpose="cooperation",
        fetches=3,
        ends_on=today + timedelta(days=60),
        text_version=text_on(today).version,
    )
    await delegate_report(owner.caller, subject, wanted)
