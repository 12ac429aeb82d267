"""The charter of a district and its notices."""

from datetime import datetime, timedelta

import msgspec

from credit.districts.actions.telling import audit
from credit.districts.queries.rows import DistrictRow, get_district
from credit.districts.schemas.inputs import AdoptCharter, PostNotice
from credit.kit import clock
from credit.kit.db import transaction
from credit.kit.problems import Problem

MAX_NOTICES = 30
MAX_DAYS = 366
_ADOPT = """
INSERT INTO district_charter (district_id, version, points, adopted_by, effective_on, created_at)
SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 FROM district_charter
WHERE district_id = $1 RETURNING version
"""
_LAST_DAY = "SELECT max(effective_on) FROM district_charter WHERE district_id = $1"
_OPEN = """
SELECT count(*) FROM district_notice
WHERE district_id = $1 AND withdrawn_at IS NULL AND ends_on >= $2
"""
_POST = """
INSERT INTO district_notice (district_id, kind, title, body, starts_on, ends_on, created_by,
  created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
"""
_WITHDRAW = """
UPDATE district_notice SET withdrawn_at = $3
WHERE id = $2 AND district_id = $1 AND withdrawn_at IS NULL RETURNING title
"""


async def adopt_charter(
    code: str, charter: AdoptCharter, *, actor: str, at: datetime | None = None
) -> int:
    """Put a new version of the charter beside the earlier ones; returns its number.

    Raises Problem not-found, conflict when struck off, or invalid-input for a first day that is
    before the last version's, so that the highest version is always the newest.
    """
    async with transaction() as held:
        district = await _get_open(code)
        last = await held.fetchval(_LAST_DAY, district.id)
        if last and charter.effective_on < last:
            raise Problem("invalid-input", errors=[("effectiveOn", f"不能早于上一版的 {last}")])
        points = msgspec.json.encode(charter.points).decode()
        values = (points, charter.adopted_by, charter.effective_on, at or clock.now())
        version: int = await held.fetchval(_ADOPT, district.id, *values)
        detail = {"version": version, "effectiveOn": str(charter.effective_on)}
        await audit(actor, "charter", code, detail)
    return version


async def post_notice(
    code: str, notice: PostNotice, *, actor: str, at: datetime | None = None
) -> int:
    """Announce an event or a perk; returns its key.

    Raises Problem not-found, conflict when struck off or with 30 notices open, invalid-input for
    days that are over, in the wrong order, or longer than a year.
    """
    moment = at or clock.now()
    if faults := _notice_faults(notice, moment):
        raise Problem("invalid-input", errors=faults)
    async with transaction() as held:
        district = await _get_open(code)
        if await held.fetchval(_OPEN, district.id, clock.today()) >= MAX_NOTICES:
            raise Problem("conflict", detail=f"未结束的活动和优惠最多 {MAX_NOTICES} 条")
        key: int = await held.fetchval(
            _POST, district.id, notice.kind, notice.title, notice.body, notice.starts_on,
            notice.ends_on, actor, moment,
        )  # fmt: skip
        detail = {"notice": str(key), "kind": notice.kind, "title": notice.title}
        await audit(actor, "notice", code, detail)
    return key


async def withdraw_notice(code: str, notice_id: int, *, actor: str) -> None:
    """Take a notice off the page; Problem not-found when it is not there (any more)."""
    async with transaction() as held:
        district = await get_district(code, lock=True)
        title = await held.fetchval(_WITHDRAW, district.id, notice_id, clock.now())
        if title is None:
            raise Problem("not-found", detail="没有这条活动或优惠")
        await audit(actor, "notice_withdrawn", code, {"notice": str(notice_id), "title": title})


async def _get_open(code: str) -> DistrictRow:
    district = await get_district(code, lock=True)
    if district.status == "struck_off":
        raise Problem("conflict", detail="街区已经注销")
    return district


def _notice_faults(notice: PostNotice, moment: datetime) -> list[tuple[str, str]]:
    faults = []
    if notice.ends_on < notice.starts_on:
        faults.append(("endsOn", "结束日期不能早于开始日期"))
    if notice.ends_on < clock.day_of(moment):
        faults.append(("endsOn", "结束日期已经过去"))
    if notice.ends_on - notice.starts_on > timedelta(days=MAX_DAYS):
        faults.append(("endsOn", "最长一年"))
    return faults
