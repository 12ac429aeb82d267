"""Writes the districts of the file that are not there yet, each whole or not at all."""

import logging
from typing import Final

from credit.demo.codes import ORG_PREFIX
from credit.demo.districts.asking import write_others
from credit.demo.districts.choosing import Choice, Shop, choose
from credit.demo.districts.plans import DistrictPlan, list_plans
from credit.demo.districts.shapes import area_of, points_inside
from credit.demo.districts.writing import ACTOR, write_district
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.kit.progress import Report

STAGE: Final = "demo.district"
log = logging.getLogger(__name__)
STREET_SHARE: Final = 5  # every fifth place is exact to the street only
_KNOWN = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1 AND object_id = $2)"
_SHOPS = """
SELECT s.id, s.uscc, s.name, s.address, s.grade,
  (SELECT count(*) FROM commitment c WHERE c.subject_id = s.id AND c.withdrawn_at IS NULL
     AND (c.valid_until IS NULL OR c.valid_until >= $3)) AS promises,
  s.lng, s.lat, s.geo_precision
FROM subject s
WHERE s.demo AND s.division = $1 AND substr(s.uscc, 9, 3) = $2
  AND NOT EXISTS (SELECT FROM district_member m WHERE m.subject_id = s.id)
ORDER BY s.id
"""
_PLACE = """
UPDATE subject AS s SET lng = p.lng, lat = p.lat, geo_precision = p.precision, updated_at = $5
FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::text[]) AS p (id, lng, lat, precision)
WHERE s.id = p.id AND s.geo_precision IN ('', 'county')
"""


async def load_districts(progress: Report = lambda what, done, total: None) -> int:
    """Make every district that is missing, with its members; returns how many were made."""
    plans = list_plans()
    made = 0
    for done, plan in enumerate(plans, 1):
        made += await _load(plan)
        progress("districts", done, len(plans))
    return made


async def _load(plan: DistrictPlan) -> bool:
    """Left out where officers drew a district of their own meanwhile."""
    try:
        async with transaction() as held:
            if await held.fetchval(_KNOWN, STAGE, plan.code):
                return False
            await _write(held, plan)
    except Problem as problem:
        log.warning("demo district left out", extra={"code": plan.code, "why": problem.errors})
        return False
    return True


async def _write(held: Connection, plan: DistrictPlan) -> None:
    rows = await held.fetch(_SHOPS, plan.division, ORG_PREFIX, clock.today())
    choice = choose(plan, area_of(plan), [Shop(*row) for row in rows])
    await _place(held, plan, choice)
    entered = await write_district(plan, choice)
    await write_others(held, plan, entered.id, choice)
    await append_audit(
        actor=ACTOR,
        action=STAGE,
        object_type="credit_district",
        object_id=plan.code,
        detail={"members": len(choice.admitted)},
    )


async def _place(held: Connection, plan: DistrictPlan, choice: Choice) -> None:
    """A place inside for those that had only their county."""
    shops = [shop for shop in choice.everybody if not shop.is_placed]
    points = points_inside(plan, len(shops))
    precisions = [
        "street" if number % STREET_SHARE == STREET_SHARE - 1 else "exact"
        for number in range(len(shops))
    ]
    await held.execute(
        _PLACE,
        [shop.id for shop in shops],
        [lng for lng, _ in points],
        [lat for _, lat in points],
        precisions,
        clock.now(),
    )
