"""Pure rules of phone numbers and codes."""

import re
import secrets
from datetime import timedelta
from typing import Final, Literal

AgeBand = Literal["under_14", "14_17", "adult"]
Purpose = Literal["sign_in", "phone", "confirm"]
LIFETIME: Final = timedelta(minutes=5)
RESEND: Final = timedelta(seconds=60)
MAX_TRIES: Final = 5
KEPT: Final = timedelta(days=1)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalise_phone(text: str) -> str | None:
    """`+86 138-0000 0000` → `13800000000`; None for what is no mainland mobile number."""
    digits = re.sub(r"[\s\-()（）]", "", text)
    digits = re.sub(r"^(\+|00)86", "", digits)
    return digits if _MOBILE.fullmatch(digits) else None


def mask_phone(phone: str) -> str:
    """`138****0000`, the usual way."""
    return f"{phone[:3]}****{phone[-4:]}"


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"
