"""Ready-made answers to codes: encoded once, kept by content, sent as they are.

Two kinds for each code, JSON and page. A stored answer is ``header ‖ body``; the header holds
the moment from which a valid code must not be shown any more, and the entity tag. While the
database is away an answer is sent with a mark in its one place, so that nobody takes it for fresh.
"""

import hashlib
import struct
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import msgspec

from credit.codes.verdicts.judging import Ruling
from credit.codes.verdicts.pages import (
    CONTENT_SECURITY_POLICY,
    PAGE_VERSION,
    STALE_PLACE,
    stale_mark,
    verdict_page,
)
from credit.codes.verdicts.schemas import Verdict

Kind = Literal["json", "page"]
_HEADER = struct.Struct(">I8s")
NEVER = 0xFFFFFFFF
# In no text of ours or others: there JSON escapes the quotation marks.
_JSON_PLACE = b'"stale":false'
_JSON_MARK = b'"stale":true'
_encoder = msgspec.json.Encoder()
Headers = list[tuple[bytes, bytes]]
_HEADERS: dict[Kind, Headers] = {
    "json": [(b"content-type", b"application/json; charset=utf-8")],
    "page": [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    ],
}
# No stale-while-revalidate here: a proxy that keeps to it would show a revoked code as valid.
CACHED = (b"cache-control", b"public, max-age=1")
NOT_CACHED = (b"cache-control", b"no-store")


class Answer(NamedTuple):
    """Bytes ready to send. ``expires`` is a Unix time; ``NEVER`` when nothing valid is said.

    ``headers`` are those of the answer's kind, its entity tag among them.
    ``stale_since``: the Unix time as of which a marked answer holds; None for a fresh one.
    """

    body: bytes
    etag: bytes
    expires: int
    headers: Headers
    stale_since: float | None = None

    def pack(self) -> bytes:
        """One byte string, for a cache."""
        return _HEADER.pack(self.expires, bytes.fromhex(self.etag[3:-1].decode())) + self.body


def unpack(data: bytes, kind: Kind) -> Answer:
    """The answer of ``pack()``; ``ValueError`` for anything else."""
    if len(data) < _HEADER.size:
        raise ValueError("not a stored answer")
    expires, tag = _HEADER.unpack_from(data)
    etag = _etag(tag)
    return Answer(data[_HEADER.size :], etag, expires, headers_of(kind, etag))


def headers_of(kind: Kind, etag: bytes) -> Headers:
    """The headers of an answer that anybody may keep for a second."""
    return [*_HEADERS[kind], (b"etag", etag), CACHED]


def answer_of(ruling: Ruling, kind: Kind, origin: str) -> Answer:
    """Encode a ruling. The weak entity tag is of the content without the time of reading."""
    verdict = ruling.verdict
    content = _encoder.encode(_timeless(verdict)) + (PAGE_VERSION if kind == "page" else b"")
    tag = hashlib.sha256(content).digest()[:8]
    body = _encoder.encode(verdict) if kind == "json" else verdict_page(verdict, origin)
    ends, etag = ruling.expires_at, _etag(tag)
    return Answer(body, etag, int(ends.timestamp()) if ends else NEVER, headers_of(kind, etag))


def marked_stale(answer: Answer, kind: Kind, as_of: float) -> Answer:
    """The answer with 「数据截至 …，暂时连不上数据库」, and another entity tag."""
    place, mark = _JSON_PLACE, _JSON_MARK
    if kind == "page":
        place, mark = STALE_PLACE, stale_mark(datetime.fromtimestamp(as_of, UTC))
    body = answer.body.replace(place, mark, 1)
    etag = _etag(hashlib.sha256(answer.etag + mark).digest()[:8])
    return Answer(body, etag, answer.expires, headers_of(kind, etag), as_of)


def _timeless(verdict: Verdict) -> Verdict:
    moment = datetime.min
    merchant = verdict.merchant and msgspec.structs.replace(verdict.merchant, as_of=moment)
    return msgspec.structs.replace(verdict, checked_at=moment, merchant=merchant)


def _etag(tag: bytes) -> bytes:
    return b'W/"' + tag.hex().encode() + b'"'
