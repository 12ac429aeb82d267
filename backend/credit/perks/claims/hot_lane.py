"""Sold out: said before the framework's router sees the request.

In the minute in which a scarce perk is given out nearly every answer is "sold out", the same for
all. What this process knows for about a second (`availability`) answers it without waiting for
anybody. Who holds a voucher of the perk, or is not known, goes the whole way.
"""

import re
from time import perf_counter
from typing import Final

import msgspec
from litestar.types import ASGIApp, Receive, Scope, Send

from credit.kit import metrics, trace
from credit.kit.auth import known_caller
from credit.kit.problems import MEDIA_TYPE, Problem
from credit.perks.attempts.recording import Refused, note_refusal
from credit.perks.availability import peek
from credit.perks.claims.actions import REFUSALS

TEMPLATE: Final = "/api/perks/{perk}/claims"
_PATH: Final = re.compile(rb"/api/perks/([0-9a-f-]{36})/claims")
_HEADERS: Final = [
    (b"content-type", MEDIA_TYPE.encode()),
    (b"cache-control", b"no-store"),
]


def sold_out_lane(app: ASGIApp) -> ASGIApp:
    """Answers claims of what is known to be sold out, paused or over; the rest goes on to `app`."""

    async def lane(scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        refused = _refused(scope) if scope.get("method") == "POST" else None
        if refused is None:
            await app(scope, receive, send)
            return
        offered = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        name = trace.new_id(offered)
        body = _body(refused.outcome, name)
        headers = [*_HEADERS, (b"x-request-id", name.encode()),
                   (b"content-length", b"%d" % len(body))]  # fmt: skip
        await send({"type": "http.response.start", "status": 409, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
        note_refusal(refused)
        metrics.observe_request("POST", TEMPLATE, 409, perf_counter() - started)

    return lane


def _refused(scope: Scope) -> Refused | None:
    """The refusal, if this process knows caller and perk well enough to say it at once."""
    found = _PATH.fullmatch(scope["raw_path"])
    known = peek(found[1].decode()) if found else None
    if found is None or known is None:
        return None
    caller = known_caller(scope)
    if caller is None or caller.kind == "officer":
        return None
    outcome = known.refusal(caller.id)
    if outcome is None:
        return None
    perk = found[1].decode()
    return Refused(kind="claim", outcome=outcome, perk=perk, account=caller.id)


def _body(slug: str, request_id: str) -> bytes:
    body = Problem(slug, detail=REFUSALS[slug]).body()  # the instance is this request's
    return msgspec.json.encode(msgspec.structs.replace(body, instance=request_id))
