"""Refused rows as CSV that no spreadsheet will run. Pure."""

import csv
import io
from collections.abc import Sequence

from credit.kit.sheets.cells import neutral
from credit.records.schemas import RejectOut

REJECT_HEADER = ("行", "字段", "值", "原因")


def reject_line(reject: RejectOut) -> tuple[int, str, str, str]:
    """One line of the rejects file."""
    return reject.line, neutral(reject.field), neutral(reject.value), neutral(reject.reason)


def rejects_csv(rejects: Sequence[RejectOut], *, header: bool) -> str:
    """CSV text of one page of rejects."""
    text = io.StringIO()
    writer = csv.writer(text)
    if header:
        writer.writerow(REJECT_HEADER)
    writer.writerows(reject_line(reject) for reject in rejects)
    return text.getvalue()
