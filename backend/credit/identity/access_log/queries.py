"""Reading looks and what stands out among them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from credit.identity.access_log.kinds import KINDS, PURPOSES, SECTIONS, mask_officer
from credit.identity.access_log.rules import rule_of
from credit.identity.access_log.schemas import (
    AnomalyCard,
    AnomalyFlag,
    AnomalyPage,
    AnomalyView,
    LookView,
)
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.kit.problems import Problem

PAGE: Final = 30
MAX_ENTRIES: Final = 200
ENTRY_COLUMNS: Final = """
e.public_id, e.at, 'officer' AS source, e.agency, e.post, coalesce(o.name, '') AS who, e.kind,
e.object_id, e.purpose, e.note,
(SELECT coalesce(
   jsonb_agg(jsonb_build_array(f.rule, m.state, m.reason) ORDER BY f.rule), '[]')::text
 FROM access_flag f JOIN access_anomaly m ON m.id = f.anomaly_id WHERE f.entry_id = e.id) AS flags
"""
"""Of `access_entry e LEFT JOIN account o ON o.id = e.officer_id`; what `look_of` reads."""
_CARD: Final = """
SELECT m.id AS key, m.public_id::text AS id, m.rule, o.name AS officer, m.day, m.state, m.reason,
  m.decided_at, o.public_id::text = $1 AS own, coalesce(p.agency, '') AS agency,
  count(*) AS looks, count(DISTINCT coalesce('a' || e.account_id, e.subject_uscc)) AS persons
FROM access_anomaly m JOIN account o ON o.id = m.officer_id
LEFT JOIN officer_post p ON p.account_id = o.id
JOIN access_flag f ON f.anomaly_id = m.id JOIN access_entry e ON e.id = f.entry_id
WHERE {where} GROUP BY m.id, o.id, p.agency ORDER BY m.id DESC LIMIT $3
"""
_OPEN: Final = _CARD.format(where="m.state = 'open' AND ($2::bigint IS NULL OR m.id < $2)")
_DECIDED: Final = _CARD.format(where="m.state <> 'open' AND ($2::bigint IS NULL OR m.id < $2)")
_ONE: Final = _CARD.format(where="m.public_id = $2")
_ENTRIES: Final = f"""
SELECT {ENTRY_COLUMNS} FROM access_flag g JOIN access_entry e ON e.id = g.entry_id
LEFT JOIN account o ON o.id = e.officer_id
WHERE g.anomaly_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT {MAX_ENTRIES}
"""  # noqa: S608 - constants
_LOCKED: Final = """
SELECT m.id, m.state, o.public_id::text AS officer FROM access_anomaly m
JOIN account o ON o.id = m.officer_id WHERE m.public_id = $1 FOR NO KEY UPDATE OF m
"""


def look_of(row: Any, flags: Sequence[Sequence[str]]) -> LookView:
    """A row of `ENTRY_COLUMNS` for people; `flags`: (rule, state, reason) each."""
    kind = KINDS[row["kind"]]
    section = SECTIONS.get(row["object_id"], "") if row["kind"] == "subject_file" else ""
    return LookView(
        id=str(row["public_id"]),
        at=row["at"],
        source="officer",
        agency=row["agency"] or "本平台",
        post=row["post"] or "工作人员",
        who=mask_officer(row["who"]),
        what=f"{kind.name}：{section}" if section else kind.name,
        purpose=PURPOSES.get(row["purpose"], kind.purpose),
        note=row["note"],
        legal_basis=kind.legal_basis,
        object_id="" if section else row["object_id"],
        flags=[_flag(*each) for each in flags],
    )


def _flag(rule: str, state: str, reason: str) -> AnomalyFlag:
    said = rule_of(rule)
    return AnomalyFlag(said.name, said.plain, state, reason)


async def list_anomalies(caller: Caller, *, decided: bool, after: int | None) -> AnomalyPage:
    """Looks that stand out: those that wait for a decision, or the decided; newest first."""
    async with connection() as held:
        rows = await held.fetch(_DECIDED if decided else _OPEN, caller.id, after, PAGE + 1)
    more = str(rows[PAGE - 1]["key"]) if len(rows) > PAGE else None
    return AnomalyPage([AnomalyCard(**_card(row)) for row in rows[:PAGE]], more)


async def get_anomaly(caller: Caller, anomaly: UUID) -> AnomalyView:
    """One anomaly with its looks; Problem not-found."""
    async with connection() as held:
        row = await held.fetchrow(_ONE, caller.id, anomaly, 1)
        if row is None:
            raise Problem("not-found", detail="没有这项核查")
        entries = await held.fetch(_ENTRIES, row["key"])
    looks = [look_of(entry, []) for entry in entries]
    return AnomalyView(**_card(row), plain=rule_of(row["rule"]).plain, entries=looks)


async def lock_anomaly(held: Connection, anomaly: UUID) -> Any:
    """Its key, state and officer, locked for a decision; Problem not-found."""
    row = await held.fetchrow(_LOCKED, anomaly)
    if row is None:
        raise Problem("not-found", detail="没有这项核查")
    return row


def _card(row: Any) -> dict[str, Any]:
    values = dict(row)
    values.pop("key")
    return values | {
        "name": rule_of(row["rule"]).name,
        "officer": mask_officer(row["officer"]),
        "agency": row["agency"] or "本平台",
    }
