"""Proposing a version of an impact report, deciding on it, and the first ones from the seed."""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from credit.identity.impact_reports.schemas import DecideImpactReport, ProposeImpactReport
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

SYSTEM: Final = "system"
"""Who proposes the seed: any officer may approve it."""
_LOCK: Final = "SELECT pg_advisory_xact_lock(7216308)"
_LAST: Final = """
SELECT version, state FROM impact_report WHERE code = $1 ORDER BY version DESC LIMIT 1
"""
_INSERT: Final = """
INSERT INTO impact_report (public_id, code, version, title, purposes, sensitive, purpose, legality,
  necessity, risks, measures, content_hash, proposed_by, proposed_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
_ONE: Final = """
SELECT id, code, version, state, proposed_by FROM impact_report WHERE public_id = $1 FOR UPDATE
"""
_DECIDE: Final = """
UPDATE impact_report SET state = $2, decided_by = $3, decided_at = $4, note = $5 WHERE id = $1
"""


class SeedReport(ProposeImpactReport, kw_only=True):
    """A report of `seed.toml`."""

    code: str


class _Seed(msgspec.Struct, forbid_unknown_fields=True):
    report: tuple[SeedReport, ...]


@cache
def load_seed() -> tuple[SeedReport, ...]:
    """The shipped reports."""
    source = files("credit.identity.impact_reports").joinpath("seed.toml")
    return msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), _Seed).report


async def propose_report(caller: Caller, code: str, data: ProposeImpactReport) -> None:
    """Propose the next version; Problem conflict while one waits for its decision."""
    async with transaction() as held:
        await held.execute(_LOCK)
        last = await held.fetchrow(_LAST, code)
        if last and last["state"] == "proposed":
            raise Problem("conflict", detail="已有一版等待复核，请先复核")
        version = (last["version"] if last else 0) + 1
        await _write(held, caller.id, code, version, data)


async def decide_report(caller: Caller, report: UUID, data: DecideImpactReport) -> str:
    """Approve or refuse what another officer proposed; returns the report's code.

    Raises Problem not-found, conflict for a decided one, forbidden for one's own.
    """
    state = "approved" if data.approve else "refused"
    async with transaction() as held:
        row = await held.fetchrow(_ONE, report)
        if row is None:
            raise Problem("not-found", detail="没有这份评估")
        if row["state"] != "proposed":
            raise Problem("conflict", detail="这一版已经复核过了")
        if row["proposed_by"] == caller.id:
            raise Problem("forbidden", detail="自己起草的要由另一位工作人员复核")
        await held.execute(_DECIDE, row["id"], state, caller.id, clock.now(), data.note.strip())
        await _audit(caller.id, state, row["code"], row["version"])
    code: str = row["code"]
    return code


async def sow_reports() -> int:
    """Propose the reports of the seed that are not there yet; returns how many."""
    sown = 0
    for report in load_seed():
        async with transaction() as held:
            await held.execute(_LOCK)
            if await held.fetchrow(_LAST, report.code) is None:
                await _write(held, SYSTEM, report.code, 1, report)
                sown += 1
    return sown


async def _write(
    held: Connection, actor: str, code: str, version: int, data: ProposeImpactReport
) -> None:
    said = (data.title, data.purposes, data.sensitive, data.purpose, data.legality,
            data.necessity, data.risks, data.measures)  # fmt: skip
    digest = hashlib.sha256(msgspec.json.encode([code, version, *said])).digest()
    try:
        await held.execute(_INSERT, code, version, *said, digest, actor, clock.now())
    except asyncpg.UniqueViolationError as error:
        raise Problem("conflict", detail="有人刚刚起草了一版，请刷新") from error
    await _audit(actor, "proposed", code, version)


async def _audit(actor: str, action: str, code: str, version: int) -> None:
    await append_audit(
        actor=actor,
        action=f"impact_report.{action}",
        object_type="impact_report",
        object_id=code,
        detail={"version": version},
    )
