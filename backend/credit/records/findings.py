"""Findings on commitments (承诺履行状态认定) as facts of the catalogue.

The commitments slice stands beside us, so its findings arrive as a job. They take the
importer's road: checked, versioned, dated and evaluated like every fact from outside.
"""

import csv
import hashlib
import io
from asyncio import to_thread
from collections.abc import Sequence

import msgspec

from credit.records.actions import import_path
from credit.settings import get_settings

KIND = "commitments"
WITHDRAWN = "撤销"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One finding, by the importer's column names; all text, days as YYYY-MM-DD."""

    commitment_code: str
    party_name: str
    uscc: str
    agency: str
    agency_code: str
    determined_on: str
    matter: str
    performance: str
    unmet: str = ""
    liability: str = ""
    legal_basis: str = ""
    publicity_until: str = ""
    status: str = ""
    note: str = ""


class Replacement(msgspec.Struct, frozen=True):
    """A finding and the earlier one that it replaces."""

    finding: Finding
    replaced: Finding | None = None


async def take_finding(new: Finding, replaced: Finding | None, *, actor: str) -> None:
    """Store a finding; the one that it replaces is withdrawn. Running it again changes nothing.

    Raises RuntimeError when the importer refuses a row, so that the job shows as failed.
    """
    await take_findings([Replacement(new, replaced)], actor=actor)


async def take_findings(found: Sequence[Replacement], *, actor: str) -> None:
    """The same for many at once, as one file."""
    text = _csv([row for one in found for row in _rows(one)])
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    name = f"finding-{found[0].finding.commitment_code}-{digest}.csv"
    path = get_settings().data_dir / "imports" / name
    await to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    await to_thread(path.write_text, text, encoding="utf-8", newline="")
    report = await import_path(path, KIND, started_by=actor)
    if report.rows_rejected:
        raise RuntimeError(f"import {report.import_id} refused the finding")


def _rows(one: Replacement) -> list[Finding]:
    new, replaced = one.finding, one.replaced
    if replaced is None or _key(replaced) == _key(new):
        return [new]
    note = f"由{new.determined_on}的认定代替"
    return [msgspec.structs.replace(replaced, status=WITHDRAWN, note=note), new]


def _key(finding: Finding) -> tuple[str, str, str]:
    """What tells two findings on one commitment apart; equal ones are versions of one fact."""
    return finding.agency, finding.agency_code, finding.determined_on


def _csv(rows: Sequence[Finding]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(Finding.__struct_fields__)
    writer.writerows(msgspec.structs.astuple(row) for row in rows)
    return out.getvalue()
