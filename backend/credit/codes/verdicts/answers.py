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
from credit.codes.verdicts.pages import PAGE_VERSION, STALE_PLACE, stale_mark, verdict_page
from credit.codes.verdicts.schemas import Verdict

Kind = Literal["json", "page"]
_HEADER = struct.Struct(">I8s")
NEVER = 0xFFFFFFFF
# In no text of ours or others: there JSON escapes the quotation marks.
_JSON_PLACE = b'"stale":false'
_JSON_MARK = b'"stale":true'
_encoder = msgspec.json.Encoder()


class Answer(NamedTuple):
    """Bytes ready to send. ``expires`` is a Unix time; ``NEVER`` when nothing valid is said.

    ``stale_since``: the Unix time as of which a marked answer holds; None for a fresh one.
    """

    body: bytes
    etag: bytes
    expires: int
    stale_since: float | None = None

    def pack(self) -> bytes:
        """One byte string, for a cache."""
        return _HEADER.pack(self.expires, bytes.fromhex(self.etag[3:-1].decode())) + self.body


def unpack(data: bytes) -> Answer:
    """The answer of ``pack()``; ``struct.error`` for anything else."""
    expires, tag = _HEADER.unpack_from(data)
    return Answer(data[_HEADER.size :], _etag(tag), expires)


def answer_of(ruling: Ruling, kind: Kind, origin: str) -> Answer:
    """Encode a ruling. The weak entity tag is of the content without the time of reading."""
    verdict = ruling.verdict
    content = _encoder.encode(_timeless(verdict)) + (PAGE_VERSION if kind == "page" else b"")
    tag = hashlib.sha256(content).digest()[:8]
    body = _encoder.encode(verdict) if kind == "json" else verdict_page(verdict, origin)
    ends = ruling.expires_at
    return Answer(body, _etag(tag), int(ends.timestamp()) if ends else NEVER)


def marked_stale(answer: Answer, kind: Kind, as_of: float) -> Answer:
    """The answer with 「数据截至 …，暂时连不上数据库」, and another entity tag."""
    place, mark = _JSON_PLACE, _JSON_MARK
    if kind == "page":
        place, mark = STALE_PLACE, stale_mark(datetime.fromtimestamp(as_of, UTC))
    body = answer.body.replace(place, mark, 1)
    tag = hashlib.sha256(answer.etag + mark).digest()[:8]
    return Answer(body, _etag(tag), answer.expires, as_of)


def _timeless(verdict: Verdict) -> Verdict:
    moment = datetime.min
    merchant = verdict.merchant and msgspec.structs.replace(verdict.merchant, as_of=moment)
    return msgspec.structs.replace(verdict, checked_at=moment, merchant=merchant)


def _etag(tag: bytes) -> bytes:
    return b'W/"' + tag.hex().encode() + b'"'
