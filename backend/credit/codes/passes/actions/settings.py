"""What the citizen decides: settings and phones."""

from credit.codes.passes.actions.ending import LOCK_HOLDER, audit_holder, end_devices
from credit.codes.passes.masking import mask_name
from credit.codes.passes.queries import (
    HolderRow,
    get_holder,
    list_courtesies,
    list_devices,
)
from credit.codes.passes.request import decode_base64, read_public_key
from credit.codes.passes.rules import MAX_DEVICES, PURPOSE
from credit.codes.passes.schemas import ChangeSettings, RegisterDevice, SettingsView
from credit.identity.consents.texts import find_text
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.settings import get_settings

NEEDS_CONSENT = "使用个人信用码之前，请先阅读并同意单独同意书"
_OPEN = """
INSERT INTO pass_holder (account_id, created_at) SELECT id, $2 FROM account WHERE public_id = $1
ON CONFLICT (account_id) DO NOTHING
"""
_CHANGE = """
UPDATE pass_holder SET show_name = $2, show_courtesy = $3,
  paused_at = CASE WHEN $4 THEN coalesce(paused_at, $5) END, chosen_at = $5
WHERE id = $1
"""
_SAME_KEY = """
SELECT public_id::text FROM pass_device
WHERE holder_id = $1 AND public_key = $2 AND revoked_at IS NULL
"""
_COUNT = "SELECT count(*) FROM pass_device WHERE holder_id = $1 AND revoked_at IS NULL"
# Numbers return after eleven millions; whoever still stands for one, or did today, keeps it.
_NEXT_NUMBER = """
SELECT n FROM (SELECT nextval('pass_number')::int AS n) AS drawn
WHERE NOT EXISTS (SELECT FROM pass_device WHERE number = n)
  AND NOT EXISTS (SELECT FROM revoked_pass WHERE number = n)
"""
_INSERT = """
INSERT INTO pass_device (public_id, holder_id, number, public_key, label, created_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5) RETURNING public_id::text
"""
MAX_DRAWS = 1000


async def read_settings(account_id: str) -> SettingsView:
    """The caller's settings, also before opting in."""
    return await _view(account_id, await get_holder(account_id))


async def change_settings(account_id: str, wanted: ChangeSettings) -> SettingsView:
    """Set what verifiers see, pause or resume. A change ends all phones: each asks anew.

    Otherwise a pass signed an hour ago would go on showing a name that was turned off.
    Raises Problem consent-required.
    """
    async with transaction() as held:
        before = await lock_holder(held, account_id)
        settings = (wanted.show_name, wanted.show_courtesy, wanted.paused)
        if settings != (before.show_name, before.show_courtesy, before.paused):
            await held.execute(_CHANGE, before.holder_id, *settings, clock.now())
            await end_devices(held, before.holder_id)
            await audit_holder(account_id, "pass_holder.change", _told(wanted))
        return await read_settings(account_id)


async def register_device(account_id: str, wanted: RegisterDevice) -> str:
    """Register a phone's key; the same key again gives the same id.

    Raises Problem consent-required, invalid-input for no P-256 point, conflict for the sixth
    phone or a key that was used before.
    """
    point = _read_point(wanted.public_key)
    async with transaction() as held:
        holder_id = (await lock_holder(held, account_id)).holder_id
        known: str | None = await held.fetchval(_SAME_KEY, holder_id, point)
        if known:
            return known
        if await held.fetchval(_COUNT, holder_id) >= MAX_DEVICES:
            raise Problem("conflict", detail=f"最多登记 {MAX_DEVICES} 部手机，请先移除一部")
        values = (holder_id, await _draw_number(held), point, wanted.label.strip(), clock.now())
        public_id: str = await held.fetchval(_INSERT, *values)
        await audit_holder(account_id, "pass_device.register", {"device": public_id})
    return public_id


async def lock_holder(held: Connection, account_id: str) -> HolderRow:
    """The holder, locked until the commit; made at first use.

    Raises Problem consent-required. The consent is read after the lock: whoever withdraws
    meanwhile is either seen here or finds the phone that this transaction writes.
    """
    public_id = read_public_id(account_id)
    await held.execute(_OPEN, public_id, clock.now())
    await held.execute(LOCK_HOLDER, public_id)
    holder = await get_holder(account_id)
    if not holder.consented:
        raise Problem("consent-required", detail=NEEDS_CONSENT)
    return holder


async def _draw_number(held: Connection) -> int:
    for _ in range(MAX_DRAWS):
        number: int | None = await held.fetchval(_NEXT_NUMBER)
        if number is not None:
            return number
    raise RuntimeError("no free number for a phone")


async def _view(account_id: str, holder: HolderRow) -> SettingsView:
    text = find_text(PURPOSE, clock.today())
    return SettingsView(
        opted_in=holder.consented,
        paused=holder.paused,
        show_name=holder.show_name,
        show_courtesy=holder.show_courtesy,
        masked_name=mask_name(holder.name),
        courtesy=await list_courtesies(account_id),
        devices=await list_devices(holder.holder_id),
        consent_version=text.version if text else "",
        origin=get_settings().public_origin,
        demo=holder.demo,
    )


def _read_point(text: str) -> bytes:
    try:
        point = decode_base64(text)
        read_public_key(point)
    except ValueError:
        raise Problem("invalid-input", errors=[("publicKey", "不是 P-256 公钥")]) from None
    return point


def _told(wanted: ChangeSettings) -> dict[str, object]:
    return {
        "showName": wanted.show_name,
        "showCourtesy": wanted.show_courtesy,
        "paused": wanted.paused,
    }
