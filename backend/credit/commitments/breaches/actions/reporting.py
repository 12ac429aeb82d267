"""Reporting a breach (举报违诺)."""

import hashlib
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import msgspec

from credit.commitments.breaches.actions.stepping import audit
from credit.commitments.breaches.actions.storing import add_photos
from credit.commitments.breaches.actions.telling import tell_desk
from credit.commitments.breaches.numbers import make_number
from credit.commitments.breaches.queries.rows import (
    REPORT_TABLE,
    get_case_by_id,
    reporter_indexes,
    seal,
)
from credit.commitments.breaches.rule_file import due_after, limit_on
from credit.commitments.breaches.rules import Role, Status, report_faults
from credit.commitments.breaches.schemas import ReportBreach
from credit.commitments.rules import is_code
from credit.identity.queries import list_granted_subjects_of
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection, transaction
from credit.kit.photos import take_photos
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit

# Decoding photos costs; what is reported is limited by day below.
TRIES: Final = Limit(name="breach-reports", count=20, seconds=3600)
_PROMISE = """
SELECT c.id, c.subject_id, s.uscc, c.made_on, c.publicity,
  least(c.valid_until, (c.withdrawn_at AT TIME ZONE 'Asia/Shanghai')::date) AS ended_on
FROM commitment c JOIN subject s ON s.id = c.subject_id WHERE c.code = $1
"""
_REPEAT = """
SELECT id, request_hash FROM breach_report WHERE reporter_index = ANY($1) AND request_key = $2
"""
_OPEN = """
SELECT number FROM breach_report
WHERE reporter_index = ANY($1) AND commitment_id = $2 AND status = 'open'
"""
_TODAY = "SELECT count(*) FROM breach_report WHERE reporter_index = ANY($1) AND created_at > $2"
_ONE_AT_A_TIME = "SELECT id FROM commitment WHERE id = $1 FOR NO KEY UPDATE"
_WAITING = "SELECT id FROM breach_case WHERE commitment_id = $1 AND status = 'submitted' FOR UPDATE"
_NEW_CASE = """
INSERT INTO breach_case (number, commitment_id, subject_id, status, opened_on, due_on,
  due_provisional, created_at)
VALUES ($1, $2, $3, 'submitted', $4, $5, $6, $7) RETURNING id
"""
_NEW_REPORT = """
INSERT INTO breach_report (number, case_id, commitment_id, reporter, reporter_index, happened_on,
  facts, place, amount_yuan, photos_shown, agreed, status, request_key, request_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false, 'open', $11, $12, $13) RETURNING id
"""


async def report_breach(caller: Caller, code: str, report: ReportBreach, key: str) -> int:
    """File a report; the key of the new one, or of the one that this very request made before.

    Joins the case of the same promise that is not accepted yet, else opens one. Raises Problem
    not-found, forbidden (one's own shop), conflict (an open report of the same promise),
    rate-limited, or invalid-input with the field (`photos[2]` for the third photo).
    """
    indexes, digest = reporter_indexes(caller), _digest(code, report)
    promise = await _promise(code)
    if (known := await _find_repeat(indexes, key, digest)) is not None:
        return known
    await _check(caller, promise, report, indexes)
    await check_limit(TRIES, indexes[0].hex())
    photos = await take_photos(report.photos)
    async with transaction() as held:
        await held.execute(_ONE_AT_A_TIME, promise["id"])
        if (known := await _find_repeat(indexes, key, digest)) is not None:
            return known
        await _refuse_excess(held, promise["id"], indexes)
        case_id, opened = await _case_for(held, promise)
        values = _sealed(caller, report, indexes[0])
        row = (values["number"], case_id, promise["id"], *values["rest"])
        report_id: int = await held.fetchval(_NEW_REPORT, *row, key, digest, clock.now())
        await add_photos(held, case_id, photos, report_id=report_id)
        await _spread(case_id, opened=opened)
    return report_id


async def _promise(code: str) -> Any:
    row = None
    if is_code(code):
        async with connection() as held:
            row = await held.fetchrow(_PROMISE, code)
    if row is None or row["publicity"] != 1:
        raise Problem("not-found", detail="没有这个承诺编码")
    return row


async def _find_repeat(indexes: list[bytes], key: str, digest: bytes) -> int | None:
    if not key:
        return None
    async with connection() as held:
        row = await held.fetchrow(_REPEAT, indexes, key)
    if row is None:
        return None
    if bytes(row["request_hash"]) != digest:
        raise Problem("idempotency-conflict")
    report_id: int = row["id"]
    return report_id


async def _check(caller: Caller, promise: Any, report: ReportBreach, indexes: list[bytes]) -> None:
    """What is cheap to find out comes before photos are decoded."""
    own = await list_granted_subjects_of(caller.id)
    if any(subject.uscc == promise["uscc"] for subject in own):
        raise Problem("forbidden", detail="不能举报自己店铺的承诺")
    today = clock.today()
    faults = report_faults(
        report.happened_on,
        made_on=promise["made_on"],
        ended_on=promise["ended_on"],
        today=today,
        days=limit_on("days_back", today),
    )
    if faults:
        raise Problem("invalid-input", errors=faults)
    async with connection() as held:
        await _refuse_excess(held, promise["id"], indexes)


async def _refuse_excess(held: Connection, commitment_id: int, indexes: list[bytes]) -> None:
    """One open report of a promise a person, and so many a day."""
    number = await held.fetchval(_OPEN, indexes, commitment_id)
    if number:
        raise Problem(
            "conflict",
            detail="您对这项承诺的举报正在办理。同一件事不用再报，可以在「我的举报」里看进展",
            errors=[("number", number)],
        )
    today = clock.today()
    most, midnight = (
        limit_on("reports_a_day", today),
        datetime.combine(today, time(), clock.SHANGHAI),
    )
    if await held.fetchval(_TODAY, indexes, midnight) >= most:
        raise Problem("rate-limited", detail=f"每人每天最多提交 {most} 件举报，请明天再来")


async def _case_for(held: Connection, promise: Any) -> tuple[int, bool]:
    """The case that this report goes into, and whether it was opened for it."""
    waiting: int | None = await held.fetchval(_WAITING, promise["id"])
    if waiting is not None:
        return waiting, False
    today: date = clock.today()
    due = due_after(Status.SUBMITTED, today)
    day, provisional = (due.day, due.provisional) if due else (None, False)
    ids = (make_number(), promise["id"], promise["subject_id"])
    case_id: int = await held.fetchval(_NEW_CASE, *ids, today, day, provisional, clock.now())
    return case_id, True


def _sealed(caller: Caller, report: ReportBreach, index: bytes) -> dict[str, Any]:
    """The columns of a report; its number is the row that they are sealed for."""
    number = make_number()

    amount = Decimal(report.amount_yuan) if report.amount_yuan else None

    def sealed(column: str, text: str) -> bytes:
        return seal(text, table=REPORT_TABLE, column=column, row=number)

    rest = (
        sealed("reporter", caller.id), index, report.happened_on, sealed("facts", report.facts),
        sealed("place", report.place), amount, report.photos_shown,
    )  # fmt: skip
    return {"number": number, "rest": rest}


async def _spread(case_id: int, *, opened: bool) -> None:
    """Officers hear of a new case, not of each report; the entry does not name who reported."""
    case = await get_case_by_id(case_id)
    if opened:
        body = f"{case.subject_name}的承诺被举报，请在 {case.due_on} 前决定是否受理。"
        await tell_desk(case, "有新的违诺举报", body, dedupe=f"breach-new:{case.number}")
    await audit(Role.REPORTER, "report", case.number, {"reports": case.reports, "opened": opened})


def _digest(code: str, report: ReportBreach) -> bytes:
    """What tells a repeated request from another one under the same key."""
    text = msgspec.json.encode([code, report], order="deterministic")
    return hashlib.sha256(text).digest()
