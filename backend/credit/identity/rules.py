"""Pure rules of identity: lifetimes, passwords, roles, and where a cookie may be used from."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

REFRESH_LIFETIME: Final = timedelta(days=30)
DEVICE_LIFETIME: Final = timedelta(days=400)
LOST_REPLY: Final = timedelta(seconds=10)
"""For so long a used refresh token gives its successor once more, to the same device."""
COOKIE_PATH: Final = "/api/sessions"
MIN_PASSWORD: Final = 10
MAX_PASSWORD: Final = 128
ROLES: Final = ("owner", "badge", "redeem", "finance")
"""owner: the legal representative, everything. badge: show the code. redeem: redeem perks.
finance: see settlements."""


def normalise_login(login: str) -> str:
    """Logins are told apart without case and surrounding space."""
    return login.strip().lower()


def is_jurisdiction(code: str) -> bool:
    """'' for the whole province, else the 4 digits of a prefecture or the 6 of a county."""
    return code == "" or (
        code.isascii() and code.isdigit() and code.startswith("63") and len(code) in (4, 6)
    )


def cookie_name(*, secure: bool) -> str:
    """The refresh cookie; over HTTPS a prefix makes browsers insist on Secure."""
    return "__Secure-credit-refresh" if secure else "credit-refresh"


def device_cookie_name(*, secure: bool) -> str:
    """The cookie by which a device is known again, sent to the sign-in routes only."""
    return "__Secure-credit-device" if secure else "credit-device"


def is_own_origin(origin: str | None, site: str | None, *, host: str, public_origin: str) -> bool:
    """Whether a request that carries the cookie comes from our own pages.

    Browsers always send Origin with POST and DELETE; without one, Sec-Fetch-Site decides,
    and a client that sends neither is no browser and holds no foreign cookie.
    """
    if origin is not None:
        return origin == public_origin or (origin != "null" and urlsplit(origin).netloc == host)
    return site in (None, "same-origin", "none")
