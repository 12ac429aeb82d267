"""Background work of the records slice."""

from typing import Any

from credit.kit.jobs import job
from credit.kit.problems import Problem
from credit.records.actions import run_import
from credit.records.engine import Superseded


@job("records.import")
async def import_file(args: dict[str, Any]) -> None:
    """Runs one import. A refused file is a result, told in the run, not a fault of the job."""
    try:
        await run_import(int(args["import_id"]))
    except Problem as problem:
        if problem.slug != "import-refused":
            raise
    except Superseded:
        return
