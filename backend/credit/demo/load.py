"""Loads the province stage by stage; every stage sees by itself what is already there.

The day of the first start is kept in the audit trail, so a load that was killed yesterday
goes on with yesterday's dates and makes no second copy of a decision.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import msgspec

from credit.codes.badges.actions import end_badges, issue_badges
from credit.codes.badges.queries import list_unbadged_subjects
from credit.codes.badges.rules import LOST_BASIS
from credit.commitments.actions.entering import enter_promises
from credit.demo.accounts import ACTOR, create_demo_accounts
from credit.demo.breaches import report_breaches
from credit.demo.districts import load_districts
from credit.demo.draws import offer_draws
from credit.demo.files import DemoFile, Province, make_province, write_files
from credit.demo.hours import set_hours
from credit.demo.keeping import keep_promises
from credit.demo.merchants import MERCHANTS
from credit.demo.model import SOURCE
from credit.demo.own_files import fill_own_files
from credit.demo.people import meet_people
from credit.demo.perk_cases import found_bank, play_perk_cases
from credit.demo.perks import offer_perks
from credit.demo.pins import declare_pins
from credit.demo.positions import place_merchants
from credit.demo.promises import make_promises
from credit.demo.repairs import file_repairs
from credit.demo.reports import make_reports
from credit.demo.reviews import review_perks
from credit.demo.sample import write_sample
from credit.demo.showcase import showcase_uscc
from credit.demo.signing import sign_by_trade
from credit.evaluation.actions import recompute_all
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import acquire, connection, transaction
from credit.kit.problems import Problem
from credit.kit.progress import Report
from credit.records.actions import import_path
from credit.settings import get_settings

BADGES_A_STEP = 250
LOCK = 20200507  # the day of 青政办〔2020〕22号
LOCK_SECONDS = 600.0
LOST = "商户报失，原码注销（示例）"
_DAY = "SELECT object_id FROM audit_entry WHERE action = 'demo.start' ORDER BY id LIMIT 1"
_DONE = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = 'demo.loaded')"
_IMPORTED = """
SELECT EXISTS (SELECT FROM import_run WHERE file_name = $1 AND kind = $2 AND status = 'done')
"""


class DemoReport(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of the demo, the grades (letter → merchants), and how long it took."""

    merchants: int
    records: int
    promises: int
    badges: int
    grades: dict[str, int]
    seconds: float


async def is_demo_loaded() -> bool:
    """Whether a load has come to its end."""
    async with connection() as held:
        done: bool = await held.fetchval(_DONE)
    return done


async def load_demo(
    progress: Report = lambda what, done, total: None, *, merchants: int = MERCHANTS
) -> DemoReport:
    """Load the province, or complete what an interrupted load left; does nothing when loaded.

    Fewer `merchants` (at least 14 a county) are for tests. Raises Problem forbidden in
    production, RuntimeError when an importer refuses a row.
    """
    if get_settings().is_production:
        raise Problem("forbidden", detail="正式环境不载入示例数据")
    started = time.monotonic()
    async with _alone():
        if not await is_demo_loaded():
            await _load(make_province(await reference_day(), merchants), progress)
        await _complete(progress)
    return await _report(time.monotonic() - started)


async def complete_demo(progress: Report = lambda what, done, total: None) -> None:
    """Give a demo that an older release loaded what it lacks."""
    async with _alone():
        await create_demo_accounts()
        await _complete(progress)


async def _complete(progress: Report) -> None:
    for stage in (
        found_bank,
        place_merchants,
        set_hours,
        load_districts,
        declare_pins,
        report_breaches,
        offer_perks,
        offer_draws,
        review_perks,
        keep_promises,
        file_repairs,
        sign_by_trade,
        make_reports,
        meet_people,
        fill_own_files,
        play_perk_cases,
    ):
        await stage(progress)


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """One load at a time; the lock goes with its connection, so a killed load leaves none."""
    async with acquire() as guard:
        await guard.execute("SET statement_timeout = 0")
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK, timeout=LOCK_SECONDS)
        try:
            yield
        finally:
            await guard.execute("SELECT pg_advisory_unlock($1)", LOCK)
            await guard.execute("RESET statement_timeout")


async def _load(province: Province, progress: Report) -> None:
    folder = get_settings().data_dir / "demo"
    files = write_files(province, folder)
    write_sample(province, folder)
    for file in files:
        await _import(file, progress)
    await _enter_promises(province, progress)
    await recompute_all(report=progress)
    await _issue_badges(progress)
    await _revoke_lost_badge()
    await create_demo_accounts()
    await append_audit(
        actor=ACTOR,
        action="demo.loaded",
        object_type="demo",
        object_id=province.today.isoformat(),
        detail={"files": len(files)},
    )


async def reference_day() -> date:
    """The day that all dates are counted back from: that of the first start, kept for good."""
    async with transaction() as held:
        known = await held.fetchval(_DAY)
        if known:
            return date.fromisoformat(known)
        day = clock.today()
        await append_audit(
            actor=ACTOR,
            action="demo.start",
            object_type="demo",
            object_id=day.isoformat(),
            detail={},
        )
    return day


async def _import(file: DemoFile, progress: Report) -> None:
    async with connection() as held:
        if await held.fetchval(_IMPORTED, file.path.name, file.kind):
            return

    def forward(_: str, done: int, total: int) -> None:
        progress(f"import {file.kind}", done, total)

    report = await import_path(file.path, file.kind, started_by=ACTOR, progress=forward)
    if report.rows_rejected:
        where = report.rejects_path or file.path
        raise RuntimeError(f"{report.rows_rejected} demo rows were refused: {where}")


async def _enter_promises(province: Province, progress: Report) -> None:
    promises = make_promises(province.merchants, province.facts, province.today)
    progress("commitments", 0, len(promises))
    await enter_promises(promises, entered_by=ACTOR, accepted_by=SOURCE)
    progress("commitments", len(promises), len(promises))


async def _issue_badges(progress: Report) -> None:
    async with connection() as held:
        total = await held.fetchval("SELECT count(*) FROM subject WHERE demo AND grade <> 'N'")
    done = last = 0
    while ids := await list_unbadged_subjects(last):
        for start in range(0, len(ids), BADGES_A_STEP):
            done += await issue_badges(ids[start : start + BADGES_A_STEP], actor=ACTOR)
            progress("badges", min(done, total), total)
        last = ids[-1]


async def _revoke_lost_badge() -> None:
    """One shop lost its poster: the old code is revoked, a new one issued."""
    uscc = showcase_uscc("revoked")
    async with connection() as held:
        subject_id = await held.fetchval("SELECT id FROM subject WHERE uscc = $1", uscc)
        ended = await held.fetchval(
            "SELECT EXISTS (SELECT FROM badge WHERE subject_id = $1 AND status = 'revoked')",
            subject_id,
        )
    if not ended:
        await end_badges(subject_id, "revoked", LOST, actor=ACTOR, basis=LOST_BASIS)
    await issue_badges([subject_id], actor=ACTOR)


async def _report(seconds: float) -> DemoReport:
    async with connection() as held:
        grades = await held.fetch("SELECT grade, count(*) AS n FROM subject WHERE demo GROUP BY 1")
        return DemoReport(
            merchants=sum(row["n"] for row in grades),
            records=await held.fetchval("SELECT count(*) FROM record WHERE is_current"),
            promises=await held.fetchval("SELECT count(*) FROM commitment"),
            badges=await held.fetchval("SELECT count(*) FROM badge WHERE status = 'active'"),
            grades={row["grade"]: row["n"] for row in sorted(grades, key=lambda row: row["grade"])},
            seconds=seconds,
        )
