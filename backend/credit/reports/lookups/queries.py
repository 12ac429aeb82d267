"""Reading the look-ups."""

from typing import Any, Final
from uuid import UUID

from credit.identity.access_log.kinds import mask_officer
from credit.kit.db import connection
from credit.reports.lookups.noting import LookupKind
from credit.reports.lookups.schemas import ReportLookupPage, ReportLookupView
from credit.reports.sharing.queries import open_recipient
from credit.reports.terms import purpose_name

PAGE: Final = 30
KIND_NAMES: Final[dict[LookupKind, str]] = {
    "issued": "出具",
    "downloaded": "下载文件",
    "opened": "打开链接",
    "saved": "从链接下载文件",
    "refused": "口令输错",
}
_LIST: Final = f"""
SELECT l.public_id::text AS id, l.at, l.kind, r.number, r.issued_to, r.matter,
  coalesce(h.purpose, r.purpose) AS purpose, h.public_id::text AS share, h.recipient_sealed,
  coalesce(t.name, '') AS delegate, coalesce(a.name, '') AS account
FROM report_lookup l JOIN credit_report r ON r.id = l.report_id
LEFT JOIN report_share h ON h.id = l.share_id
LEFT JOIN report_delegation d ON d.id = r.delegation_id LEFT JOIN subject t ON t.id = d.delegate_id
LEFT JOIN account a ON a.public_id::text = l.account
WHERE l.subject_id = $1 AND ($2::uuid IS NULL
  OR l.id < (SELECT id FROM report_lookup WHERE public_id = $2 AND subject_id = $1))
ORDER BY l.id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - constants


async def list_lookups(subject_id: int, after: UUID | None) -> ReportLookupPage:
    """Who got, opened or fetched the reports of a subject, newest first; 30 a page."""
    async with connection() as held:
        rows = await held.fetch(_LIST, subject_id, after)
    items = [_view(row) for row in rows[:PAGE]]
    return ReportLookupPage(items=items, next=items[-1].id if len(rows) > PAGE else None)


def _view(row: Any) -> ReportLookupView:
    by, who = _who(row)
    return ReportLookupView(
        id=row["id"],
        at=row["at"],
        kind=row["kind"],
        kind_name=KIND_NAMES[row["kind"]],
        by=by,
        who=who,
        purpose_name=purpose_name(row["purpose"]),
        matter=row["matter"],
        number=row["number"],
    )


def _who(row: Any) -> tuple[str, str]:
    """(recipient, delegate, officer or owner; the name)."""
    if row["share"]:
        return "recipient", open_recipient(row["share"], bytes(row["recipient_sealed"]))
    if row["issued_to"] == "delegate":
        return "delegate", row["delegate"]
    name = row["account"]
    return row["issued_to"], mask_officer(name) if row["issued_to"] == "officer" else name
