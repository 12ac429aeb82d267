"""The id of the current request, carried through logs, problems and the answer's header."""

import re
import secrets
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


def request_id() -> str:
    """The current request's id; empty outside a request."""
    return _request_id.get()


def begin_request(offered: str = "") -> str:
    """Starts a request: keeps the proxy's id if it is harmless, else makes a random one."""
    value = offered if _ACCEPTABLE.fullmatch(offered) else secrets.token_hex(12)
    _request_id.set(value)
    return value
