"""What a citizen brought and asked: honours, pledges, consents, requests. No score, no rank."""

from typing import Any, Final

from credit.commitments.pledges.texts import load_pledges
from credit.identity.consents.texts import load_texts
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.db import connection
from credit.my_file.schemas import OwnEntry, OwnFile

MAX_LINES: Final = 500
KIND_NAMES: Final = {
    "honour": "守信荣誉", "pledge": "自愿承诺", "consent": "同意", "request": "请求",
}  # fmt: skip
_STATES: Final = {
    "honour": {"living": "有效", "ended": "已到期"},
    "pledge": {"living": "有效"},
    "consent": {"living": "有效", "ended": "已撤回"},
    "request": {"open": "办理中", "approved": "已同意", "refused": "未同意"},
}
_REQUESTS: Final = {"correction": "更正请求", "age_review": "未成年人审核"}
_LINKS: Final = {
    "honour": "/me/pass", "pledge": "/me/pledges", "consent": "/me/consents",
    "request": "/me/data",
}  # fmt: skip
_FILE: Final = f"""
WITH me AS (SELECT id FROM account WHERE public_id = $1)
SELECT * FROM (
  SELECT 'honour' AS kind, y.title AS name, y.agency AS source, y.legal_basis AS basis,
    y.granted_on::timestamptz AS at, y.valid_until AS until,
    CASE WHEN y.valid_until < $2 THEN 'ended' ELSE 'living' END AS state
  FROM courtesy y JOIN me ON me.id = y.account_id
  UNION ALL
  SELECT 'pledge', p.kind, '', '', p.made_at, NULL, 'living'
  FROM pledge p JOIN me ON me.id = p.account_id
  UNION ALL
  SELECT 'consent', c.purpose, '', '', c.given_at, c.withdrawn_at::date,
    CASE WHEN c.withdrawn_at IS NULL THEN 'living' ELSE 'ended' END
  FROM consent c JOIN me ON me.id = c.account_id
  UNION ALL
  SELECT 'request', q.kind, '', '', q.created_at, q.decided_at::date, q.status
  FROM personal_request q JOIN me ON me.id = q.account_id) AS f
ORDER BY at DESC, kind, name LIMIT {MAX_LINES}
"""  # noqa: S608 - constants
_BASES: Final = {
    "pledge": "您的单独同意",
    "consent": "《个人信息保护法》第十四条",
    "request": "《个人信息保护法》第四十五条、第四十六条、第五十条",
}


async def read_own_file(account_id: str) -> OwnFile:
    """Everything that a citizen has here, newest first; at most 500 lines."""
    async with connection() as held:
        rows = await held.fetch(_FILE, read_public_id(account_id), clock.today())
    titles = {text.purpose: text.title for text in load_texts()}
    return OwnFile([_entry(row, titles) for row in rows])


def _entry(row: Any, titles: dict[Any, str]) -> OwnEntry:
    kind = row["kind"]
    return OwnEntry(
        kind=kind,
        kind_name=KIND_NAMES[kind],
        title=_title(kind, row["name"], titles),
        source=row["source"] or "您本人",
        basis=row["basis"] or _BASES[kind],
        at=clock.day_of(row["at"]),
        until=row["until"],
        state=_STATES[kind][row["state"]],
        link=_LINKS[kind],
    )


def _title(kind: str, name: str, titles: dict[Any, str]) -> str:
    if kind == "pledge":
        return load_pledges()[name].name
    if kind == "consent":
        return titles.get(name, name)
    return _REQUESTS[name] if kind == "request" else name
