"""Snapshots as they are kept: compressed, sealed for their number."""

import zlib
from typing import Final

import msgspec

from credit.kit.crypto import get_keyring
from credit.reports.snapshot.shapes import CreditReport

TABLE: Final = "credit_report"
COLUMN: Final = "snapshot_sealed"


def seal_snapshot(report: CreditReport) -> bytes:
    """The sealed snapshot; some 60 bytes a fact."""
    plain = zlib.compress(msgspec.json.encode(report), 6)
    return get_keyring().seal(plain, table=TABLE, column=COLUMN, row=report.number)


def open_snapshot(number: str, sealed: bytes) -> bytes:
    """The JSON of the snapshot, exactly as its hash was taken."""
    plain = get_keyring().unseal(sealed, table=TABLE, column=COLUMN, row=number)
    return zlib.decompress(plain)
