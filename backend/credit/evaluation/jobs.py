"""Background work: re-evaluate the subjects of changed records, and everybody each night."""

from typing import Any

from credit.evaluation.actions import recompute_all, recompute_subjects
from credit.kit.jobs import job

# 00:10 in Qinghai: effects that ended with the day stop counting.
AFTER_MIDNIGHT = "10 16 * * *"


@job("evaluation.recompute")
async def recompute(args: dict[str, Any]) -> None:
    """`{"subject_ids": [1, 2]}`: the subjects whose records or commitments changed."""
    await recompute_subjects([int(each) for each in args["subject_ids"]])


@job("evaluation.recompute_all", schedule=AFTER_MIDNIGHT)
async def recompute_everybody(args: dict[str, Any]) -> None:
    """All subjects; also what makes effects end by themselves, without anyone's doing."""
    await recompute_all()
