"""Whether the second factor that came with a password is right."""

from typing import Literal

import pyotp

from credit.identity.queries import AccountRow
from credit.kit import clock
from credit.kit.crypto import get_keyring
from credit.kit.db import Connection
from credit.settings import get_settings

Outcome = Literal["fine", "required", "missing", "wrong"]
STEP = 30
WINDOW = (0, -1, 1)
"""Steps around now that are tried: clocks of phones are off by seconds."""
TABLE, COLUMN = "second_factor", "secret_sealed"
_FIND = """
SELECT secret_sealed, last_step, confirmed_at IS NOT NULL AS confirmed FROM second_factor
WHERE account_id = $1
"""
_TAKE_STEP = """
UPDATE second_factor SET last_step = $2 WHERE account_id = $1 AND last_step < $2
RETURNING account_id
"""
_TAKE_RECOVERY = """
UPDATE recovery_code SET used_at = $3
WHERE account_id = $1 AND code_mac = ANY($2) AND used_at IS NULL RETURNING id
"""


async def check_second_factor(held: Connection, account: AccountRow, otp: str) -> Outcome:
    """What a password alone is worth for this account, and whether `otp` completes it."""
    row = await held.fetchrow(_FIND, account.id)
    if row is None or not row["confirmed"]:
        must = account.kind == "officer" and get_settings().is_production
        return "missing" if must else "fine"
    if not otp:
        return "required"
    right = await take_code(held, account, otp) or await _take_recovery(held, account, otp)
    return "fine" if right else "wrong"


async def take_code(held: Connection, account: AccountRow, otp: str) -> bool:
    """Use a code of the app up; False for a wrong, old or used one."""
    row = await held.fetchrow(_FIND, account.id)
    if row is None:
        return False
    secret = get_keyring().unseal(
        row["secret_sealed"], table=TABLE, column=COLUMN, row=account.public_id
    )
    totp, now = pyotp.TOTP(secret.decode()), int(clock.now().timestamp()) // STEP
    for step in (now + offset for offset in WINDOW):
        if pyotp.utils.strings_equal(totp.at(step * STEP), otp):
            # One conditional write: of two who use the same code, one is late.
            return bool(await held.fetchval(_TAKE_STEP, account.id, step))
    return False


def recovery_macs(public_id: str, code: str) -> list[bytes]:
    """The keyed digests of a recovery code under every key; dashes and case do not count."""
    plain = "".join(char for char in code.lower() if char.isalnum())
    ring = get_keyring()
    return ring.blind_indexes(f"{public_id}:{plain}", table="recovery_code", column="code_mac")


async def _take_recovery(held: Connection, account: AccountRow, code: str) -> bool:
    macs = recovery_macs(account.public_id, code)
    return bool(await held.fetchval(_TAKE_RECOVERY, account.id, macs, clock.now()))
