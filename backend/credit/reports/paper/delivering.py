"""Handing a report out as a file: drawn from its snapshot, its segments noted."""

import asyncio

from credit.kit.db import transaction
from credit.reports.issuing.actions import check_url
from credit.reports.issuing.queries import RegisterRow, read_snapshot
from credit.reports.lookups.noting import note_lookup
from credit.reports.paper.segments import segments_of
from credit.reports.snapshot.shapes import CreditReport

_SEGMENTS = "UPDATE credit_report SET segments = $2 WHERE id = $1 AND segments <> $2"


async def download_report(row: RegisterRow, account: str) -> bytes:
    """The signed PDF for who may have it; noted. Raises as `read_snapshot`."""
    content = await draw_report(row)
    async with transaction() as held:
        await note_lookup(held, (row.subject_id, row.id), "downloaded", account=account)
    return content


async def draw_report(row: RegisterRow) -> bytes:
    """The signed PDF; who gets it is the caller's to note."""
    report = read_snapshot(row)
    content = await asyncio.to_thread(_print, report, check_url(report))
    async with transaction() as held:
        await held.execute(_SEGMENTS, row.id, segments_of(content))
    return content


def _print(report: CreditReport, url: str) -> bytes:
    """Imported on first use: the PDF and font libraries would double the time to start."""
    from credit.reports.paper.printing import print_report

    return print_report(report, url)
