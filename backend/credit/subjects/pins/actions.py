"""Declaring, deciding and taking back pins."""

from typing import Any, Final

import msgspec

from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.places.boundaries import county_at
from credit.places.datum import Place, to_wgs84
from credit.places.seats import point_near_seat
from credit.subjects.pins.queries import expect_subject
from credit.subjects.pins.rules import (
    Expected,
    Finding,
    check_pin,
    converted,
    is_refused,
    must_wait,
)
from credit.subjects.pins.schemas import DecidePin, DeclarePin, PinOutcome, ShownPosition

# Where a shop stands is the owner's word, as its signed name is.
PIN_ROLES: Final = ("owner",)
PINS: Final = Limit(name="pins", count=20, seconds=3600)
_LOCK = """
SELECT id, uscc, address, division, lng, lat, geo_precision FROM subject WHERE id = $1 FOR UPDATE
"""
_REPLACE = """
UPDATE subject_pin SET status = 'replaced' WHERE subject_id = $1 AND status = ANY($2::text[])
"""
_INSERT = """
INSERT INTO subject_pin (subject_id, lng, lat, county, findings, note, status, declared_by,
  declared_at, decided_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7::text, $8, $9::timestamptz,
  CASE WHEN $7 = 'accepted' THEN $9 END)
RETURNING id
"""
_MOVE = """
UPDATE subject SET lng = $2, lat = $3, geo_precision = $4, updated_at = $5 WHERE id = $1
"""
_PIN = "SELECT id, subject_id, lng, lat, status, declared_by FROM subject_pin WHERE id = $1"
_DECIDE = """
UPDATE subject_pin SET status = $2, decided_by = $3, decided_at = $4, reason = $5 WHERE id = $1
"""


class _Checked(msgspec.Struct, frozen=True):
    """A place that may be stored, in WGS-84."""

    place: Place
    findings: list[Finding]
    note: str
    actor: str


async def declare_pin(caller: Caller, uscc: str, pin: DeclarePin) -> PinOutcome:
    """Show a subject at a place, at once or after an officer looked.

    Raises Problem unknown-subject, forbidden, rate-limited, or invalid-input for coordinates that
    cannot be right, naming the place that was probably meant.
    """
    async with transaction() as held:
        subject = await access_subject(caller, uscc, roles=PIN_ROLES)
        await check_limit(PINS, subject.uscc)
        row = await held.fetchrow(_LOCK, subject.id)
        place, findings = _judged(pin, await expect_subject(held, row))
        if is_refused(findings):
            raise Problem("invalid-input", errors=[(_field(f), f.text) for f in findings])
        checked = _Checked(place, findings, pin.note.strip(), caller.id)
        await _store(held, row, checked)
    if must_wait(findings):
        until_now = _shown(_place(row), row["geo_precision"])
        return PinOutcome(status="waiting", position=until_now, findings=findings)
    return PinOutcome(status="accepted", position=_shown(place, "exact"), findings=findings)


async def decide_pin(caller: Caller, pin_id: int, decision: DecidePin) -> None:
    """An officer accepts or refuses a pin that waits.

    Raises Problem not-found, conflict (it waits no more, or he declared it himself), or
    invalid-input for a refusal without a reason.
    """
    reason = decision.reason.strip()
    if not decision.accept and not reason:
        raise Problem("invalid-input", errors=[("reason", "不予采用要说明原因")])
    async with transaction() as held:
        row, pin = await _locked(held, pin_id)
        _check_decidable(caller, pin)
        status = "accepted" if decision.accept else "refused"
        if decision.accept:
            await held.execute(_REPLACE, row["id"], ["accepted"])
        await held.execute(_DECIDE, pin_id, status, caller.id, clock.now(), reason)
        if decision.accept:
            await _move(held, row["id"], Place(pin["lng"], pin["lat"]), "exact")
        detail = {"pin": pin_id, "accept": decision.accept, "reason": reason}
        await _audit(caller.id, "subject.pin_decision", row["uscc"], detail)


async def withdraw_pin(caller: Caller, uscc: str) -> None:
    """Take the pin back: the map shows the subject somewhere in its county, as approximate."""
    async with transaction() as held:
        subject = await access_subject(caller, uscc, roles=PIN_ROLES)
        await check_limit(PINS, subject.uscc)
        row = await held.fetchrow(_LOCK, subject.id)
        await held.execute(_REPLACE, subject.id, ["waiting", "accepted"])
        counties = (await expect_subject(held, row)).counties
        point = point_near_seat(counties[0], subject.uscc) if counties else None
        place = Place(*point) if point else None
        await _move(held, subject.id, place, "county" if place else "")
        await _audit(caller.id, "subject.pin_withdrawn", subject.uscc, {})


def _judged(pin: DeclarePin, expected: Expected) -> tuple[Place, list[Finding]]:
    place = to_wgs84(Place(pin.lng, pin.lat), pin.datum or "wgs84")
    place = Place(round(place.lng, 6), round(place.lat, 6))
    findings = check_pin(place, expected, guess=pin.datum is None)
    if pin.datum in (None, "wgs84"):
        return place, findings
    return place, [converted(pin.datum or "wgs84", place), *findings]


async def _store(held: Connection, row: Any, pin: _Checked) -> None:
    """The new pin, in the place of the one that waited and, when accepted, of the shown one."""
    waits = must_wait(pin.findings)
    status = "waiting" if waits else "accepted"
    await held.execute(_REPLACE, row["id"], ["waiting"] if waits else ["waiting", "accepted"])
    pin_id = await held.fetchval(
        _INSERT, row["id"], *pin.place, county_at(*pin.place) or "",
        msgspec.json.encode(pin.findings).decode(), pin.note, status, pin.actor, clock.now(),
    )  # fmt: skip
    if not waits:
        await _move(held, row["id"], pin.place, "exact")
    found = [finding.id for finding in pin.findings]
    detail = {"pin": pin_id, "status": status, "findings": found}
    await _audit(pin.actor, "subject.pin_declared", row["uscc"], detail)


async def _move(held: Connection, subject_id: int, place: Place | None, precision: str) -> None:
    lng, lat = place or (None, None)
    await held.execute(_MOVE, subject_id, lng, lat, precision, clock.now())
    await enqueue("codes.forget", {"subject_ids": [subject_id]})


async def _locked(held: Connection, pin_id: int) -> tuple[Any, Any]:
    """Subject and pin, the subject locked first as everywhere, then the pin read afresh."""
    pin = await held.fetchrow(_PIN, pin_id)
    if pin is None:
        raise Problem("not-found")
    row = await held.fetchrow(_LOCK, pin["subject_id"])
    return row, await held.fetchrow(_PIN, pin_id)


def _check_decidable(caller: Caller, pin: Any) -> None:
    if pin["status"] != "waiting":
        raise Problem("conflict", detail="这个位置已经有了决定，或已被新的位置代替")
    if pin["declared_by"] == caller.id:
        raise Problem("conflict", detail="自己标注的位置要由另一位工作人员核对")


async def _audit(actor: str, action: str, uscc: str, detail: dict[str, Any]) -> None:
    await append_audit(
        actor=actor, action=action, object_type="subject", object_id=uscc, detail=detail
    )


def _place(row: Any) -> Place | None:
    return Place(row["lng"], row["lat"]) if row["lng"] is not None else None


def _shown(place: Place | None, precision: str) -> ShownPosition | None:
    return ShownPosition(lng=place.lng, lat=place.lat, precision=precision) if place else None


def _field(finding: Finding) -> str:
    return "datum" if finding.id == "datum" else "lng"
