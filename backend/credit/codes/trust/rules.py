"""Pure rules of signing keys: how long they live, when they may sign."""

from datetime import timedelta
from typing import Final

KEY_LIFETIME: Final = timedelta(days=730)
