"""Who is told what: the shop's owners, who reported, officers. In the transaction of the news.

The link in a reporter's message names no case and no report, so that the inbox does not tell who
reported what; titles name nobody, as they may go out by SMS.
"""

from typing import Final

from credit.commitments.breaches.queries.rows import REPORT_TABLE, CaseRow
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account, tell_officers, tell_owners
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection

SHOP: Final = register_kind("commitments.breach", "举报违诺")
REPORT: Final = register_kind("commitments.my_report", "我的举报")
DESK: Final = register_kind("commitments.breach_desk", "违诺案件")
_REPORTERS = """
SELECT number, reporter FROM breach_report WHERE case_id = $1 AND status <> 'withdrawn'
  AND reporter <> ''
"""


async def tell_shop(case: CaseRow, title: str, body: str, *, dedupe: str = "") -> None:
    """Tell the owners of the shop."""
    link = f"/shops/{case.uscc}/breaches/{case.number}"
    message = Message(kind=SHOP, title=title, body=f"{case.subject_name}：{body}", link=link)
    await tell_owners(case.uscc, message, dedupe=dedupe)


async def tell_reporters(held: Connection, case: CaseRow, title: str, body: str) -> None:
    """Tell everybody whose report is in the case, each by himself."""
    message = Message(kind=REPORT, title=title, body=body, link="/reports")
    for row in await held.fetch(_REPORTERS, case.id):
        account = get_keyring().unseal(
            bytes(row["reporter"]), table=REPORT_TABLE, column="reporter", row=row["number"]
        )
        await tell_account(account.decode(), message)


async def tell_desk(case: CaseRow, title: str, body: str, *, dedupe: str = "") -> None:
    """Tell the officers."""
    link = f"/office/breaches/{case.number}"
    await tell_officers(Message(kind=DESK, title=title, body=body, link=link), dedupe=dedupe)
