"""Background work of badges: new ones when grades change, renewal before they end."""

from typing import Any

from credit.codes.badges.actions import issue_badges
from credit.codes.badges.key_removal import replace_dead_badges
from credit.codes.badges.queries import list_ending_subjects, list_unbadged_subjects
from credit.codes.badges.rules import RENEW_WITHIN
from credit.codes.verdicts.cache import forget_subjects
from credit.kit import clock
from credit.kit.jobs import job

# 01:10 in Qinghai, after the nightly evaluation.
AFTER_EVALUATION = "10 17 * * *"


@job("codes.reissue")
async def reissue(args: dict[str, Any]) -> None:
    """`{"subject_ids": [1, 2]}`: subjects whose grade changed get a badge that says so."""
    await issue_badges([int(each) for each in args["subject_ids"]])


@job("codes.refresh")
async def refresh(args: dict[str, Any]) -> None:
    """`{"subject_ids": [1, 2]}`: what is shown of them changed: forget it, re-sign a new name."""
    ids = [int(each) for each in args["subject_ids"]]
    await forget_subjects(ids)
    await issue_badges(ids)


@job("codes.forget")
async def forget(args: dict[str, Any]) -> None:
    """`{"subject_ids": [1, 2]}`: what is shown beside their codes changed (district, hours)."""
    await forget_subjects([int(each) for each in args["subject_ids"]])


@job("codes.merchant_key_removed")
async def merchant_key_removed(args: dict[str, Any]) -> None:
    """`{"kid": 7, "subject_ids": [1, 2]}`: what this key signed for them is dead; sign anew."""
    await replace_dead_badges([int(each) for each in args["subject_ids"]], int(args["kid"]))


@job("codes.renew", schedule=AFTER_EVALUATION)
async def renew(args: dict[str, Any]) -> None:
    """Replace badges that end within 15 days, and make those that are missing."""
    last = 0
    while ids := await list_ending_subjects(clock.now() + RENEW_WITHIN, last):
        await issue_badges(ids)
        last = ids[-1]
    last = 0
    while ids := await list_unbadged_subjects(last):
        await issue_badges(ids)
        last = ids[-1]
