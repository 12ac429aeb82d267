"""Officers, shops and the worker write at the same moment: a suspension always holds."""

import asyncio

import pytest

from codes.test_badges import set_grade
from credit.codes.badges.actions import end_badges, issue_badge
from credit.codes.badges.life_cycle import report_loss
from credit.codes.verdicts.queries import BadgeRow
from credit.kit.db import acquire, transaction
from credit.kit.problems import Problem
from credit.subjects.queries import SubjectRow
from factories.accounts import make_account
from factories.subjects import make_subject

pytestmark = pytest.mark.usefixtures("committed_db")


async def graded() -> SubjectRow:
    subject = await make_subject("示例店")
    await regrade(subject, "A")
    return subject


async def regrade(subject: SubjectRow, grade: str) -> None:
    async with acquire() as held:
        await set_grade(held, subject.id, grade)


async def statuses(subject: SubjectRow) -> list[str]:
    async with acquire() as held:
        rows = await held.fetch(
            "SELECT status FROM badge WHERE subject_id = $1 ORDER BY id", subject.id
        )
    return [row["status"] for row in rows]


async def suspend_slowly(subject: SubjectRow, written: asyncio.Event) -> None:
    """Suspend, and commit a little after the codes were written."""
    async with transaction():
        await end_badges(
            subject.id, "suspended", "冒用他人店名", actor="officer", basis="示例规定第八条"
        )
        written.set()
        await asyncio.sleep(0.3)


async def test_a_grade_change_beside_a_suspension_gives_no_new_code() -> None:
    subject, written = await graded(), asyncio.Event()
    await issue_badge(subject.id)
    await regrade(subject, "B")

    async def reissue() -> None:
        await written.wait()
        await issue_badge(subject.id)

    await asyncio.gather(suspend_slowly(subject, written), reissue())
    assert await statuses(subject) == ["suspended"]


async def test_a_loss_beside_a_suspension_does_not_lift_it() -> None:
    subject, written = await graded(), asyncio.Event()
    await issue_badge(subject.id)
    owner = await make_account(owns=subject.uscc or "")

    async def lose() -> None:
        await written.wait()
        with pytest.raises(Problem) as refused:
            await report_loss(owner.caller, subject.uscc or "")
        assert refused.value.slug == "conflict"

    await asyncio.gather(suspend_slowly(subject, written), lose())
    assert await statuses(subject) == ["suspended"]


@pytest.mark.parametrize("named", [False, True])
async def test_two_taps_are_one_loss(named: bool) -> None:
    subject = await graded()
    printed = await issue_badge(subject.id)
    owner = await make_account(owns=subject.uscc or "")
    code = printed.short_code if printed and named else None

    async def lose() -> BadgeRow:
        return await report_loss(owner.caller, subject.uscc or "", short_code=code)

    first, second = await asyncio.gather(lose(), lose())
    assert first.short_code == second.short_code
    assert await statuses(subject) == ["revoked", "active"]
