"""The current request's id and caller, carried through logs, problems and answer headers."""

import re
import secrets
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_caller: ContextVar[str] = ContextVar("caller_tag", default="")
_DIGITS_TO_LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


def request_id() -> str:
    """The current request's id; empty outside a request."""
    return _request_id.get()


def in_letters(raw: bytes) -> str:
    """Hexadecimal without digits, which the log's scrubbing could take for a phone number."""
    return raw.hex().translate(_DIGITS_TO_LETTERS)


def begin_request(offered: str = "") -> str:
    """Starts a request: keeps the proxy's id if it is harmless, else makes a random one."""
    value = offered if _ACCEPTABLE.fullmatch(offered) else in_letters(secrets.token_bytes(12))
    _request_id.set(value)
    _caller.set("")
    return value


def set_caller(tag: str) -> None:
    """Notes the caller's hashed tag for the log lines of this request."""
    _caller.set(tag)


def caller_tag() -> str:
    """The current caller's hashed tag; empty for anonymous requests."""
    return _caller.get()
