"""Files that the platform signs at their end, so that a changed byte shows.

The statement stands after the file's own end, where viewers do not look: one line, a mark and a
compact JWS (`kit/statements`) that holds the SHA-256 of every byte before the mark.
"""

import hashlib
from typing import NamedTuple


class SignedFile(NamedTuple):
    """A file taken apart: what was signed, the statement, and whether nothing else follows."""

    body: bytes
    statement: str
    clean: bool

    @property
    def body_sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def close_file(body: bytes, mark: bytes, statement: str) -> bytes:
    """The file with its statement at the end."""
    return body + mark + statement.encode() + b"\n"


def open_file(content: bytes, mark: bytes) -> SignedFile | None:
    """The parts of a file, nothing of it verified; None for one without the mark."""
    body, found, end = content.rpartition(mark)
    if not found:
        return None
    line = end.strip()
    return SignedFile(body, line.decode("ascii", "replace"), clean=end == line + b"\n")
