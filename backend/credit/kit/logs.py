"""Structured logs without personal data: one JSON object a line.

A line carries the request's id, the caller's keyed hash and the route template; never bodies,
query strings or addresses. Whatever a message says, numbers shaped like a 身份证 or a mobile
phone are blotted out last, over the finished line (PIPL Art. 51).
"""

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import asyncpg
import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from credit.kit import metrics, trace
from credit.settings import Settings

BLOT = "▇▇▇"
MAX_FRAMES = 12
_SEP = r"[ \-.]?"
# 18 digits (or 17 and X) with a plausible birth date inside; a uscc has none there, or passes
# as one by accident: blotting too much is the lesser harm.
_CITIZEN_ID = (
    rf"\d{{6}}{_SEP}(?:18|19|20)\d{{2}}{_SEP}(?:0[1-9]|1[0-2]){_SEP}"
    rf"(?:0[1-9]|[12]\d|3[01]){_SEP}\d{{3}}[\dXx]"
)
_PHONE = rf"(?:\+?86{_SEP})?1[3-9]\d{_SEP}\d{{4}}{_SEP}\d{{4}}"
_PERSONAL = re.compile(rf"(?<!\d)(?:{_CITIZEN_ID}|{_PHONE})(?!\d)")
_LONG = re.compile(r"\d[\d \-.]{10}")  # the shortest that could be one; most lines have none
_NARROW = {0xFF10 + digit: 0x30 + digit for digit in range(10)}  # full-width digits
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
access = logging.getLogger("credit.access")


def scrub(text: str) -> str:
    """The text with everything shaped like an ID number or mobile phone blotted out."""
    narrow = text if text.isascii() else text.translate(_NARROW)
    return _PERSONAL.sub(BLOT, narrow) if _LONG.search(narrow) else text


class JsonFormatter(logging.Formatter):
    """One JSON object a line, scrubbed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {"request": trace.request_id(), "caller": trace.caller_tag()}
        line |= {k: v for k, v in vars(record).items() if k not in _STANDARD}
        if record.exc_info and record.exc_info[1]:
            line["error"] = describe(record.exc_info[1])
        kept = {k: v for k, v in line.items() if v != ""}
        return scrub(msgspec.json.encode(kept, enc_hook=str).decode())


class PlainFormatter(JsonFormatter):
    """For a person at a terminal: time, level, message, the rest as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        line = msgspec.json.decode(super().format(record))
        head = f"{line.pop('at')[11:19]} {line.pop('level'):<7} {line.pop('message')}"
        line.pop("logger")
        error = line.pop("error", None)
        rest = " ".join(f"{k}={v}" for k, v in line.items())
        frames = "".join(f"\n    {frame}" for frame in error["frames"]) if error else ""
        text = f" ← {error['type']}: {error['text']}{frames}" if error else ""
        return f"{head} {rest}{text}".rstrip()


def describe(error: BaseException) -> dict[str, Any]:
    """An exception for the log. PostgreSQL's text quotes values, so only its code is kept."""
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    text = str(error)[:500]
    if isinstance(error, asyncpg.PostgresError):
        text = f"{error.sqlstate} {getattr(error, 'constraint_name', None) or ''}".strip()
    elif isinstance(error, msgspec.ValidationError):
        text = "validation failed"
    return {
        "type": type(error).__name__,
        "text": text,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def configure_logging(settings: Settings, *, level: str | None = None) -> None:
    """Sends all logs to standard error: JSON in production, plain lines elsewhere."""
    formatter = JsonFormatter if settings.is_production else PlainFormatter
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "credit_owned", False)]:
        root.removeHandler(old)
    handler.credit_owned = True  # type: ignore[attr-defined]  # to find it on a second call
    root.addHandler(handler)
    root.setLevel(level or settings.log_level)
    for noisy in ("httpx", "httpcore", "asyncio", "_granian", "pgqueuer"):
        logging.getLogger(noisy).setLevel("WARNING")


def request_middleware(app: ASGIApp) -> ASGIApp:
    """Gives every request an id, counts it, and logs it unless its route says `opt quiet`."""

    async def observed(scope: Scope, receive: Receive, send: Send) -> None:
        started, status = perf_counter(), 500
        name = trace.begin_request(_offered_id(scope)).encode()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", name)]
            await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            _note(scope, status, perf_counter() - started)

    return observed


def _note(scope: Scope, status: int, seconds: float) -> None:
    template = scope.get("path_template") or "unknown"
    method = str(scope.get("method", ""))
    metrics.observe_request(method, template, status, seconds)
    handler = scope.get("route_handler")  # none when the router found no route
    quiet = handler is not None and handler.opt.get("quiet", False)
    if status >= 500 or not quiet:
        facts = {"method": method, "route": template, "status": status}
        access.info("answered", extra={**facts, "ms": round(seconds * 1000, 1)})


def _offered_id(scope: Scope) -> str:
    """The id that a trusted proxy set; without one, ours alone counts."""
    for header, value in scope["headers"]:
        if header == b"x-request-id":
            return value.decode("latin-1")
    return ""
