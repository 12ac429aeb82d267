"""Pure rules of shares: links, pass codes, states."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final, Literal

ShareState = Literal["open", "expired", "revoked", "used", "locked"]
TOKEN_BYTES: Final = 16
MAX_WRONG_CODES: Final = 5
TICKET_FOR: Final = timedelta(minutes=15)
"""How long after an opening the file can still be fetched."""
MAX_OPEN: Final = 20
"""Open shares of one subject."""
STATE_NAMES: Final[dict[ShareState, str]] = {
    "open": "有效",
    "expired": "已到期",
    "revoked": "已收回",
    "used": "已用过",
    "locked": "口令错误太多，已锁住",
}


def new_token() -> str:
    """22 letters of base64url."""
    return base64.urlsafe_b64encode(secrets.token_bytes(TOKEN_BYTES)).rstrip(b"=").decode()


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def new_pass_code() -> str:
    """Six digits, to be told by another way than the link."""
    return f"{secrets.randbelow(10**6):06d}"


def state_of(
    *, expires_at: datetime, revoked: bool, once: bool, opened: int, wrong_codes: int, now: datetime
) -> ShareState:
    """Whether a share can be opened; else the first reason why not."""
    if revoked:
        return "revoked"
    if now >= expires_at:
        return "expired"
    if wrong_codes >= MAX_WRONG_CODES:
        return "locked"
    return "used" if once and opened else "open"
