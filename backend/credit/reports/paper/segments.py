"""Short hashes of the parts of a PDF, by which a check says which page was changed. Pure.

The PDF that we write has the streams of its fonts first, then one for each page, in order.
"""

import hashlib
import re
from typing import Final

BYTES: Final = 8
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.S)


def segments_of(body: bytes) -> bytes:
    """Eight bytes a stream, in their order."""
    return b"".join(hashlib.sha256(part).digest()[:BYTES] for part in _STREAM.findall(body))


def count_pages(body: bytes) -> int:
    """The pages of a PDF of ours."""
    return len(re.findall(rb"/Type /Page\b(?!s)", body))


def changed_pages(body: bytes, registered: bytes) -> list[int]:
    """The pages whose stream differs; empty when that cannot be told, or only the rest does."""
    found = _split(segments_of(body))
    known = _split(registered)
    if not known or len(found) != len(known):
        return []
    same = [one == two for one, two in zip(found, known, strict=True)]
    pages = same[len(same) - count_pages(body) :]
    changed = [number for number, fits in enumerate(pages, 1) if not fits]
    return changed if any(same) else []


def _split(text: bytes) -> list[bytes]:
    return [text[at : at + BYTES] for at in range(0, len(text), BYTES)]
