"""Reading holders, phones and look-ups."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from credit.codes.passes.masking import mask_name
from credit.codes.passes.purposes import PURPOSES
from credit.codes.passes.rules import PURPOSE
from credit.codes.passes.schemas import CourtesyView, DeviceView, LookupPage, LookupView
from credit.identity.consents.texts import counting_versions
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem

SHOWED_COURTESY, SHOWED_NAME = 1, 2


class HolderRow(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen as the passes see them. `holder_id` is 0 before the first phone or setting.

    `courtesy_until`: the last day on which courtesy applies (`date.max`: without end), or None.
    """

    account_id: int
    holder_id: int
    name: str
    demo: bool
    show_name: bool
    show_courtesy: bool
    paused: bool
    consented: bool
    courtesy_until: date | None

    @property
    def masked_name(self) -> str | None:
        """What a pass of this citizen says of the name."""
        return mask_name(self.name) if self.show_name else None

    def has_courtesy_on(self, day: date) -> bool:
        """Whether a pass of that day says that courtesy applies."""
        until = self.courtesy_until
        return self.show_courtesy and until is not None and day <= until


class DeviceRow(msgspec.Struct, frozen=True):
    """A phone that may ask for passes."""

    id: int
    number: int
    public_key: bytes
    issued_through: datetime | None
    last_request: bytes | None


_HOLDER_COLUMNS = """
  a.id AS account_id, coalesce(h.id, 0) AS holder_id, a.name, a.demo,
  coalesce(h.chosen_at >= c.given_at AND h.show_name, false) AS show_name,
  coalesce(h.chosen_at < c.given_at OR h.show_courtesy, true) AS show_courtesy,
  coalesce(h.chosen_at >= c.given_at AND h.paused_at IS NOT NULL, false) AS paused,
  c.id IS NOT NULL AND a.active AS consented,
  (SELECT max(coalesce(y.valid_until, '9999-12-31')) FROM courtesy y
   WHERE y.account_id = a.id AND y.granted_on <= $3
     AND coalesce(y.valid_until, $3) >= $3) AS courtesy_until
"""
# What was chosen under an earlier consent counts no more: the text promises the defaults.
_CONSENT = """
LEFT JOIN consent c ON c.account_id = a.id AND c.purpose = $2 AND c.withdrawn_at IS NULL
  AND c.text_version = ANY($4)
"""
_HOLDER = f"""
SELECT {_HOLDER_COLUMNS}
FROM account a LEFT JOIN pass_holder h ON h.account_id = a.id {_CONSENT}
WHERE a.public_id = $1
"""  # noqa: S608 - constants
_HOLDER_OF_NUMBER = f"""
SELECT {_HOLDER_COLUMNS}, d.id AS device_id, d.issued_through, d.revoked_at IS NULL AS living
FROM pass_device d JOIN pass_holder h ON h.id = d.holder_id
JOIN account a ON a.id = h.account_id {_CONSENT}
WHERE d.id = coalesce(
  (SELECT id FROM pass_device WHERE number = $1),
  (SELECT r.device_id FROM revoked_pass r WHERE r.number = $1 AND r.first_slot <= $5
     AND r.last_slot >= $5 ORDER BY r.id DESC LIMIT 1),
  (SELECT r.device_id FROM revoked_pass r WHERE r.number = $1 ORDER BY r.id DESC LIMIT 1))
"""  # noqa: S608 - constants
_COURTESIES = """
SELECT y.title, y.agency, y.valid_until FROM courtesy y JOIN account a ON a.id = y.account_id
WHERE a.public_id = $1 AND y.granted_on <= $2 AND coalesce(y.valid_until, $2) >= $2
ORDER BY y.granted_on DESC, y.id DESC LIMIT 50
"""
_DEVICES = """
SELECT public_id::text AS id, label, created_at, issued_through FROM pass_device
WHERE holder_id = $1 AND revoked_at IS NULL ORDER BY id
"""
_DEVICE = """
SELECT id, number, public_key, issued_through, last_request FROM pass_device
WHERE public_id = $1 AND holder_id = $2 AND revoked_at IS NULL
"""
# The look-ups of one citizen only: both the page and the place where it begins.
_LOOKUPS = """
SELECT l.public_id::text AS id, l.at, l.verifier, l.verifier_kind, l.agency, l.purpose,
  l.purpose_note AS note, l.outcome, l.shown
FROM pass_lookup l JOIN pass_holder h ON h.id = l.holder_id JOIN account a ON a.id = h.account_id
LEFT JOIN pass_lookup b ON b.public_id = $2 AND b.holder_id = h.id
WHERE a.public_id = $1 AND ($2::uuid IS NULL OR (l.at, l.id) < (b.at, b.id))
ORDER BY l.at DESC, l.id DESC LIMIT $3
"""


class ShownBy(msgspec.Struct, frozen=True):
    """Whose pass was shown: the holder, the phone, and whether that phone may still show passes."""

    holder: HolderRow
    device_id: int
    living: bool
    issued_through: datetime | None


async def get_holder(account_id: str) -> HolderRow:
    """The citizen behind an account (public id); Problem unauthenticated for none."""
    async with connection() as held:
        row = await held.fetchrow(_HOLDER, read_public_id(account_id), *_today())
    if row is None:
        raise Problem("unauthenticated")
    return HolderRow(**row)


async def find_shown_by(number: int, slot: int) -> ShownBy | None:
    """Whose phone a number is or was at a quarter hour, or None."""
    async with connection() as held:
        row = await held.fetchrow(_HOLDER_OF_NUMBER, number, *_today(), slot)
    if row is None:
        return None
    values = dict(row)
    device, through = values.pop("device_id"), values.pop("issued_through")
    return ShownBy(
        device_id=device,
        living=values.pop("living"),
        issued_through=through,
        holder=HolderRow(**values),
    )


async def list_courtesies(account_id: str) -> list[CourtesyView]:
    """What counts for courtesy today, newest first; at most 50."""
    async with connection() as held:
        rows = await held.fetch(_COURTESIES, read_public_id(account_id), clock.today())
    return [CourtesyView(**row) for row in rows]


async def list_devices(holder_id: int) -> list[DeviceView]:
    """The phones that may ask for passes, oldest first; at most 5."""
    async with connection() as held:
        return [DeviceView(**row) for row in await held.fetch(_DEVICES, holder_id)]


async def get_device(public_id: str, holder_id: int) -> DeviceRow:
    """A living phone of this holder; Problem not-found for any other."""
    async with connection() as held:
        row = await held.fetchrow(_DEVICE, read_public_id(public_id), holder_id)
    if row is None:
        raise Problem("not-found", detail="没有登记这部手机，请重新登记")
    return DeviceRow(**row)


async def list_lookups(account_id: str, before: UUID | None, limit: int) -> LookupPage:
    """Who looked at the passes of this account (public id), newest first."""
    async with connection() as held:
        rows = await held.fetch(_LOOKUPS, read_public_id(account_id), before, limit + 1)
    items = [_lookup(row) for row in rows[:limit]]
    return LookupPage(items=items, next=items[-1].id if len(rows) > limit else None)


def _today() -> tuple[str, date, list[str]]:
    """Purpose, day, and the versions of the text to which a consent counts."""
    today = clock.today()
    return PURPOSE, today, counting_versions(PURPOSE, today)


def _lookup(row: Any) -> LookupView:
    values = dict(row)
    shown = values.pop("shown")
    return LookupView(
        **values,
        purpose_name=PURPOSES[values["purpose"]].name,
        showed_courtesy=bool(shown & SHOWED_COURTESY),
        showed_name=bool(shown & SHOWED_NAME),
    )
