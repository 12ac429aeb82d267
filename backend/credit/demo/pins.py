"""A few pins that wait for an officer: in a lake, in a neighbouring county.

A stage of its own that runs once. What is found about them is what the checks find.
"""

from datetime import timedelta
from typing import Any, Final

import msgspec

from credit.demo.codes import ORG_PREFIX
from credit.demo.geography import demo_data
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, transaction
from credit.kit.progress import Report
from credit.places.boundaries import county_at
from credit.places.datum import Place
from credit.subjects.pins.rules import Finding, check_pin, expect

STAGE: Final = "demo.pins"
_DONE = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1)"
_SHOP = """
SELECT id, uscc, address, division FROM subject s
WHERE demo AND division = $1 AND substr(uscc, 9, 3) = $2 AND geo_precision = 'county'
  AND NOT EXISTS (SELECT FROM subject_pin p WHERE p.subject_id = s.id)
ORDER BY uscc LIMIT 1
"""
_PIN = """
INSERT INTO subject_pin (subject_id, lng, lat, county, findings, note, status, declared_by,
  declared_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 'demo', $7)
"""


class PinPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One pin of the file."""

    division: str
    place: Place
    note: str


def list_pin_plans() -> list[PinPlan]:
    """The pins of the file, in its order."""
    return msgspec.convert(demo_data("pins.toml")["pin"], list[PinPlan])


async def declare_pins(progress: Report = lambda what, done, total: None) -> int:
    """Declare the pins of the file, once; returns how many wait."""
    plans = list_pin_plans()
    async with transaction() as held:
        if await held.fetchval(_DONE, STAGE):
            return 0
        waiting = [await _declare(held, plan, day) for day, plan in enumerate(plans, 1)]
        await append_audit(
            actor="demo",
            action=STAGE,
            object_type="demo",
            object_id="pins",
            detail={"waiting": sum(waiting)},
        )
    progress("pins", len(plans), len(plans))
    return sum(waiting)


async def _declare(held: Connection, plan: PinPlan, days_ago: int) -> bool:
    shop = await held.fetchrow(_SHOP, plan.division, ORG_PREFIX)
    if shop is None:
        return False
    findings = msgspec.json.encode(findings_of(plan, shop)).decode()
    moment = clock.now() - timedelta(days=days_ago)
    county = county_at(*plan.place) or ""
    await held.execute(_PIN, shop["id"], *plan.place, county, findings, plan.note, moment)
    return True


def findings_of(plan: PinPlan, shop: Any) -> list[Finding]:
    """What the checks say about the pin of a shop."""
    return check_pin(plan.place, expect(shop["uscc"], shop["address"], shop["division"]))
