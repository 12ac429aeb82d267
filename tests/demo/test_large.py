"""The large world for benchmarks: valid codes, rows in place, the same on the same day."""

import numpy as np
import pytest

from credit.demo.large import make_large_world
from credit.demo.large_records import record_lines
from credit.demo.large_subjects import make_codes, make_large_subjects
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.uscc import check_uscc

CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'record'::regclass ORDER BY conname
"""


def test_vectorised_codes_pass_both_checks() -> None:
    serials = np.arange(1, 5001)
    codes = make_codes(serials % 3 + 1, np.full(5000, 630104), serials)

    assert len(set(codes)) == 5000
    assert {check_uscc(code).outcome for code in codes} == {"ok"}


def test_same_arguments_give_the_same_world() -> None:
    today = clock.today()
    worlds = [make_large_subjects(50, 1, today, 7) for _ in range(2)]

    assert worlds[0] == worlds[1]
    assert list(record_lines(worlds[0], 200, today, 7)) == list(
        record_lines(worlds[1], 200, today, 7)
    )


@pytest.mark.usefixtures("committed_db")
async def test_world_is_copied_and_indexes_are_back() -> None:
    indexes = "SELECT count(*) FROM pg_indexes WHERE tablename IN ('record', 'subject')"
    async with connection() as held:
        before = await held.fetchval(indexes)
        constraints = await held.fetch(CONSTRAINTS)

    world = await make_large_world(subjects=300, records=2000)
    again = await make_large_world(subjects=10, records=20)

    async with connection() as held:
        assert await held.fetchval("SELECT count(*) FROM subject WHERE demo") == 310
        assert await held.fetchval("SELECT count(*) FROM record") == 2020
        assert await held.fetchval("SELECT count(DISTINCT record_class) FROM record") == 10
        assert await held.fetchval("SELECT count(*) FROM district_member") == 310 // 20
        hours = await held.fetchval("SELECT count(*) FROM subject WHERE opening_hours <> ''")
        assert 250 < hours < 290
        assert await held.fetchval(indexes) == before
        assert await held.fetch(CONSTRAINTS) == constraints
        assert await held.fetchval("SELECT nextval('subject_id_seq')") == 311
    assert (world.subjects, again.records) == (300, 20)
