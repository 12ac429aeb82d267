"""Ready-made answers to codes: encoded once, kept by content, sent as they are.

Two kinds for each code, JSON and page. A stored answer is ``header ‖ body``; the header holds
the moment from which a valid code must not be shown any more, and the entity tag.
"""

import hashlib
import struct
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from credit.codes.pages import PAGE_VERSION, verdict_page
from credit.codes.schemas import Verdict
from credit.codes.verdicts import Ruling

Kind = Literal["json", "page"]
_HEADER = struct.Struct(">I8s")
NEVER = 0xFFFFFFFF
_encoder = msgspec.json.Encoder()


class Answer(NamedTuple):
    """Bytes ready to send. ``expires`` is a Unix time; ``NEVER`` when nothing valid is said."""

    body: bytes
    etag: bytes
    expires: int

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


def _timeless(verdict: Verdict) -> Verdict:
    moment = datetime.min
    merchant = verdict.merchant and msgspec.structs.replace(verdict.merchant, as_of=moment)
    return msgspec.structs.replace(verdict, checked_at=moment, merchant=merchant)


def _etag(tag: bytes) -> bytes:
    return b'W/"' + tag.hex().encode() + b'"'
