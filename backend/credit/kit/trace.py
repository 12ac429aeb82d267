"""The current request's id and caller, carried through logs, problems and answer headers."""

import re
import secrets
from contextvars import ContextVar
from itertools import count

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_caller: ContextVar[str] = ContextVar("caller_tag", default="")
_DIGITS_TO_LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


_count = count(secrets.randbelow(1 << 40))


def request_id() -> str:
    """The current request's id; empty outside a request."""
    return _request_id.get()


def in_letters(raw: bytes) -> str:
    """Hexadecimal without digits, which the log's scrubbing could take for a phone number."""
    return raw.hex().translate(_DIGITS_TO_LETTERS)


_PROCESS = in_letters(secrets.token_bytes(6))


def begin_request(offered: str = "") -> str:
    """Starts a request: keeps the proxy's id if it is harmless, else makes a random one."""
    value = new_id(offered)
    _request_id.set(value)
    _caller.set("")
    return value


def new_id(offered: str = "") -> str:
    """The proxy's id if it is harmless, else one of ours.

    Unique, not secret: a random start for each process, then counting.
    """
    if offered and _ACCEPTABLE.fullmatch(offered):
        return offered
    return _PROCESS + in_letters(next(_count).to_bytes(6, "big"))


def set_caller(tag: str) -> None:
    """Notes the caller's hashed tag for the log lines of this request."""
    _caller.set(tag)


def caller_tag() -> str:
    """The current caller's hashed tag; empty for anonymous requests."""
    return _caller.get()
