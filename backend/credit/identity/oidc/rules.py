"""Pure rules of signing in with a provider: periods, algorithms, where to go afterwards."""

from datetime import timedelta
from typing import Final

LIFETIME: Final = timedelta(minutes=10)
"""Of one attempt, from the first tap to the way back."""
KEPT: Final = timedelta(days=1)
LEEWAY: Final = 60
"""Seconds by which the provider's clock may be off."""
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""Signatures by a private key only: never `none`, never a shared secret."""
RETURN_PATH: Final = "/sign-in/return"
MAX_PATH: Final = 300


def safe_path(path: str) -> str:
    """`path` if it is a page of ours, else the start page: nobody is sent to another site.

    Browsers read `//host`, `/\\host` and what hides behind control characters as other sites.
    """
    fine = (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and "\\" not in path
        and path.isprintable()
        and len(path) <= MAX_PATH
    )
    return path if fine else "/me"
