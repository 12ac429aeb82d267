"""Background work of districts: grades after their members' grades, the daily look at members."""

from typing import Any

from credit.districts.actions.inspecting import inspect_members, inspect_subjects
from credit.districts.actions.regrading import regrade
from credit.districts.queries.joins import list_districts_of
from credit.kit.jobs import job

# 00:50 in Qinghai, when the nightly evaluation is through.
AFTER_EVALUATION = "50 16 * * *"


@job("districts.regrade")
async def regrade_districts(args: dict[str, Any]) -> None:
    """`{"subject_ids": [1, 2]}`: their grades changed, so may those of their districts."""
    await regrade(await list_districts_of([int(each) for each in args["subject_ids"]]))


@job("districts.inspect", schedule=AFTER_EVALUATION)
async def inspect(args: dict[str, Any]) -> None:
    """Tell members that no longer meet the rules, and list them; nobody is removed here."""
    await inspect_members()


@job("districts.inspect_subjects")
async def inspect_districts_of(args: dict[str, Any]) -> None:
    """`{"subject_ids": [1, 2]}`: something was found about them, or taken back; told and listed."""
    await inspect_subjects([int(each) for each in args["subject_ids"]])
