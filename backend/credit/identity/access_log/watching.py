"""Finding looks that stand out, telling whose data it was, forgetting what is old."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from credit.identity.access_log.rules import (
    KEPT,
    WINDOW,
    AnomalyRule,
    Noted,
    flagged_by,
    load_rules,
)
from credit.kit import clock
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue

MAX_JUDGED: Final = 200_000
KIND: Final = "access.anomaly"
TITLE: Final = "有一次查阅不寻常，已请人核查"
_LOCK = "SELECT pg_advisory_xact_lock(7216307)"
_LOOKS = f"""
SELECT id, at, officer_id, coalesce('a' || account_id, subject_uscc) AS whose, case_open
FROM access_entry WHERE at > $1 AND officer_id IS NOT NULL ORDER BY id DESC LIMIT {MAX_JUDGED}
"""  # noqa: S608 - constants
_FLAGGED = "SELECT entry_id, rule FROM access_flag WHERE entry_id = ANY($1)"
_OPEN = """
INSERT INTO access_anomaly (public_id, rule, officer_id, day, found_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4)
ON CONFLICT (rule, officer_id, day) WHERE state = 'open' DO UPDATE SET found_at = excluded.found_at
RETURNING id
"""
_FLAG = """
INSERT INTO access_flag (entry_id, rule, anomaly_id) SELECT unnest($1::bigint[]), $2, $3
"""
_WHOSE = """
SELECT DISTINCT a.public_id::text AS account, e.subject_uscc AS uscc
FROM access_entry e LEFT JOIN account a ON a.id = e.account_id WHERE e.id = ANY($1)
"""
_FORGET = "DELETE FROM access_entry WHERE at < $1"
_FORGET_PURPOSES = "DELETE FROM access_purpose WHERE at < $1"
_FORGET_EMPTY = """
DELETE FROM access_anomaly m WHERE m.found_at < $1
  AND NOT EXISTS (SELECT FROM access_flag f WHERE f.anomaly_id = m.id)
"""


async def watch_looks() -> int:
    """Flag what newly stands out and tell whose data it was; returns how many looks."""
    now, flagged = clock.now(), 0
    async with transaction() as held:
        await held.execute(_LOCK)  # two workers would open an anomaly each
        looks = [Noted(*row.values()) for row in await held.fetch(_LOOKS, now - WINDOW)]
        known = {tuple(row.values()) for row in await held.fetch(_FLAGGED, [x.id for x in looks])}
        for rule in load_rules():
            new = flagged_by(rule, looks) - {look for look, code in known if code == rule.code}
            for (officer, day), ids in _by_officer(
                look for look in looks if look.id in new
            ).items():
                await _flag(held, rule, officer, day, ids)
            flagged += len(new)
    return flagged


async def forget_looks() -> None:
    """Delete what has been kept long enough (PIPL Art. 19)."""
    before = clock.now() - KEPT
    async with transaction() as held:
        for sql in (_FORGET, _FORGET_PURPOSES, _FORGET_EMPTY):
            await held.execute(sql, before)


def _by_officer(looks: Iterable[Noted]) -> Mapping[tuple[int, date], list[int]]:
    found: dict[tuple[int, date], list[int]] = defaultdict(list)
    for look in looks:
        found[look.officer, clock.day_of(look.at)].append(look.id)
    return found


async def _flag(
    held: Connection, rule: AnomalyRule, officer: int, day: date, ids: list[int]
) -> None:
    anomaly = await held.fetchval(_OPEN, rule.code, officer, day, clock.now())
    await held.execute(_FLAG, ids, rule.code, anomaly)
    dedupe = f"access:{rule.code}:{officer}:{day}"
    for row in await held.fetch(_WHOSE, ids):
        await enqueue("inbox.tell", _message(rule, dedupe, row["account"], row["uscc"]))
    await enqueue("inbox.tell", {
        "kind": KIND, "title": "有不寻常的查阅等待核查", "body": rule.name,
        "link": "/office/access", "dedupe": dedupe, "officers": True,
    })  # fmt: skip


def _message(
    rule: AnomalyRule, dedupe: str, account: str | None, uscc: str | None
) -> dict[str, Any]:
    """What the person, or the shop's owners, read of it."""
    link = "/me/access" if account else f"/shops/{uscc}/access"
    told = {"kind": KIND, "title": TITLE, "body": rule.plain, "link": link, "dedupe": dedupe}
    return told | ({"account": account} if account else {"uscc": uscc})
