"""Entering many paper promises at once keeps the rules of entering them one by one."""

from datetime import timedelta

import pytest

from credit.commitments.actions.entering import PaperPromise, enter_promises
from credit.commitments.rules import Performance
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from factories.subjects import make_subject


async def test_codes_follow_on_and_running_ones_are_left(db: Connection) -> None:
    one, two = await make_subject(division="630104"), await make_subject(division="630104")
    day = clock.today() - timedelta(days=30)
    promises = [
        PaperPromise(uscc=str(s.uscc), template=template, made_on=day)
        for s in (one, two)
        for template in ("quality_pledge", "price_pledge", "quality_pledge")
    ]

    first = await enter_promises(promises, entered_by="officer", accepted_by="示例街道")
    again = await enter_promises(promises, entered_by="officer", accepted_by="示例街道")

    assert (first, again) == (4, 0)
    codes = [r["code"] for r in await db.fetch("SELECT code FROM commitment ORDER BY code")]
    assert codes == [f"630104{day:%Y%m%d}{n:06d}" for n in range(1, 5)]
    assert await db.fetchval("SELECT last FROM commitment_serial") == 4
    entries = "SELECT count(*) FROM audit_entry WHERE action = 'commitment.enter'"
    assert await db.fetchval(entries) == 1


async def test_a_fault_anywhere_records_nothing(db: Connection) -> None:
    subject = await make_subject()
    good = PaperPromise(uscc=str(subject.uscc), template="quality_pledge", made_on=clock.today())
    broken = PaperPromise(
        uscc=str(subject.uscc),
        template="price_pledge",
        made_on=clock.today(),
        performance=Performance.BROKEN,
        determined_on=clock.today(),
    )

    with pytest.raises(Problem) as caught:
        await enter_promises([good, broken], entered_by="officer", accepted_by="示例街道")

    fields = [error.field for error in caught.value.errors]
    assert fields == ["[1].unfulfilled", "[1].liabilityOutcome", "[1].legalBasis"]
    assert await db.fetchval("SELECT count(*) FROM commitment") == 0
