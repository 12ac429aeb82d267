"""Reading impact reports."""

from datetime import date
from typing import Any, Final, get_args

from credit.identity.consents.texts import Purpose, find_text
from credit.identity.impact_reports.schemas import (
    ImpactCard,
    ImpactReports,
    ImpactReportView,
    ImpactVersion,
    PurposeName,
)
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem

MAX_VERSIONS: Final = 100
_LIST: Final = """
SELECT DISTINCT ON (r.code) r.code, r.title, r.version, r.state, r.purposes,
  r.sensitive <> '' AS sensitive, r.proposed_at,
  coalesce((SELECT max(a.version) FROM impact_report a
            WHERE a.code = r.code AND a.state = 'approved'), 0) AS in_force
FROM impact_report r ORDER BY r.code, r.version DESC LIMIT 200
"""
_VERSIONS: Final = f"""
SELECT public_id::text AS id, version, title, purposes, sensitive, purpose, legality, necessity,
  risks, measures, content_hash, state, proposed_by, proposed_at, decided_at, note
FROM impact_report WHERE code = $1 ORDER BY version DESC LIMIT {MAX_VERSIONS}
"""  # noqa: S608 - constants


async def list_reports() -> ImpactReports:
    """Every report by its newest version, and the purposes that no report covers."""
    today = clock.today()
    async with connection() as held:
        rows = await held.fetch(_LIST)
    covered = {purpose for row in rows for purpose in row["purposes"]}
    left = [purpose for purpose in get_args(Purpose) if purpose not in covered]
    items = [
        ImpactCard(**{**dict(row), "purposes": _named(row["purposes"], today)}) for row in rows
    ]
    return ImpactReports(items, _named(left, today))


async def get_report(caller: Caller, code: str) -> ImpactReportView:
    """A report with its versions, newest first; Problem not-found."""
    async with connection() as held:
        rows = await held.fetch(_VERSIONS, code)
    if not rows:
        raise Problem("not-found", detail="没有这份评估")
    return ImpactReportView(code, [_version(caller, row) for row in rows])


def _version(caller: Caller, row: Any) -> ImpactVersion:
    values = dict(row)
    proposer = values.pop("proposed_by")
    return ImpactVersion(
        **values
        | {
            "purposes": _named(row["purposes"], clock.today()),
            "content_hash": bytes(row["content_hash"]).hex(),
            "may_decide": row["state"] == "proposed" and proposer != caller.id,
        }
    )


def _named(purposes: Any, today: date) -> list[PurposeName]:
    named = []
    for code in purposes:
        text = find_text(code, today)
        named.append(PurposeName(code, text.title if text else code))
    return named
