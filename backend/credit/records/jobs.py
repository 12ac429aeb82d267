"""Background work of the records slice."""

from typing import Any

import msgspec

from credit.kit.jobs import job
from credit.kit.problems import Problem
from credit.records.actions import run_import
from credit.records.findings import Finding, Replacement, take_finding, take_findings


@job("records.import")
async def import_file(args: dict[str, Any]) -> None:
    """Runs one import. A refused file is a result, told in the run, not a fault of the job."""
    try:
        await run_import(int(args["import_id"]))
    except Problem as problem:
        if problem.slug not in ("import-refused", "conflict"):
            raise


@job("records.take_finding")
async def take_commitment_finding(args: dict[str, Any]) -> None:
    """`{"finding": {…}, "replaced": {…} | null, "actor": "…"}` from the commitments slice."""
    finding = msgspec.convert(args["finding"], Finding)
    replaced = msgspec.convert(args["replaced"], Finding | None)
    await take_finding(finding, replaced, actor=args["actor"])


@job("records.take_findings")
async def take_imported_findings(args: dict[str, Any]) -> None:
    """`{"findings": [{"finding": {…}, "replaced": {…} | null}], "actor": "…"}` of an import."""
    found = msgspec.convert(args["findings"], list[Replacement])
    await take_findings(found, actor=args["actor"])
