"""Conditional and partial answers (RFC 9110 §13, §14): 304 for what a caller has, one range."""

import re
from typing import Any

from litestar import Request, Response

from credit.kit.problems import Problem

AnyRequest = Request[Any, Any, Any]
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def is_known(request: AnyRequest, etag: str) -> bool:
    """Whether the caller already holds this very body."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in {
        tag.strip().removeprefix("W/") for tag in known.split(",")
    }


def not_modified(headers: dict[str, str]) -> Response[Any]:
    """304."""
    return Response(b"", status_code=304, headers=headers)


def ranged(request: AnyRequest, body: bytes, headers: dict[str, str]) -> Response[Any]:
    """The body, or the one part of it that was asked for; several parts get the whole.

    Problem range-not-satisfiable when the part lies behind the end.
    """
    headers = headers | {"accept-ranges": "bytes"}
    media_type = headers["content-type"]
    asked = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    condition = request.headers.get("if-range", headers["etag"])
    if asked is None or asked.group(0) == "bytes=-" or condition != headers["etag"]:
        return Response(body, headers=headers, media_type=media_type)
    first, last = _limits(asked.group(1), asked.group(2), len(body))
    headers["content-range"] = f"bytes {first}-{last - 1}/{len(body)}"
    return Response(body[first:last], status_code=206, headers=headers, media_type=media_type)


def _limits(first: str, last: str, size: int) -> tuple[int, int]:
    """The part as a slice; `-5` is the last five bytes."""
    low = int(first) if first else max(0, size - int(last))
    high = min(size, int(last) + 1) if first and last else size
    if low >= high:
        headers = {"content-range": f"bytes */{size}"}
        raise Problem("range-not-satisfiable", headers=headers)
    return low, high
