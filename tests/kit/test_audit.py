"""The audit chain on the real database: every tampering is found at its place."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credit.kit import audit, clock
from credit.kit.audit import append_audit, chain_head, verify_chain
from credit.kit.db import Connection, transaction


async def note(number: int = 0, **detail: Any) -> None:
    await append_audit(
        actor="acc-1",
        action="probe.done",
        object_type="probe",
        object_id=str(number),
        detail=detail,
    )


async def fill(db: Connection, count: int = 5) -> list[int]:
    """Some entries, and the power of the table's owner to tamper with them."""
    await db.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    for number in range(count):
        await note(number, 数=number)
    return [row["id"] for row in await db.fetch("SELECT id FROM audit_entry ORDER BY id")]


async def test_an_untouched_chain_holds(db: Connection) -> None:
    assert (await verify_chain()).entries == 0
    ids = await fill(db)
    report = await verify_chain()
    assert (report.ok, report.entries) == (True, 5)
    assert report.head == await chain_head()
    assert report.head is not None and report.head.id == ids[-1]


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'acc-2'",
        "action = 'other'",
        "object_id = '9'",
        "object_type = 'x'",
        "detail = '{}'",
        "at = at + interval '1 microsecond'",
        "hash = sha256(hash)",
    ],
)
async def test_a_changed_entry_is_named(db: Connection, change: str) -> None:
    ids = await fill(db)
    await db.execute(f"UPDATE audit_entry SET {change} WHERE id = $1", ids[2])
    report = await verify_chain()
    assert (report.ok, report.broken_id, report.entries) == (False, ids[2], 2)


async def test_a_removed_entry_is_noticed_at_the_next(db: Connection) -> None:
    ids = await fill(db)
    await db.execute("DELETE FROM audit_entry WHERE id = $1", ids[2])
    assert (await verify_chain()).broken_id == ids[3]


async def test_a_removed_beginning_is_noticed(db: Connection) -> None:
    ids = await fill(db)
    await db.execute("DELETE FROM audit_entry WHERE id <= $1", ids[1])
    assert (await verify_chain()).broken_id == ids[2]


async def test_swapped_entries_are_noticed(db: Connection) -> None:
    ids = await fill(db)
    for old, new in ((ids[1], -1), (ids[2], ids[1]), (-1, ids[2])):
        await db.execute("UPDATE audit_entry SET id = $2 WHERE id = $1", old, new)
    assert (await verify_chain()).broken_id == ids[1]


async def test_a_cut_tail_shows_against_a_kept_head(db: Connection) -> None:
    ids = await fill(db)
    head = await chain_head()
    assert head is not None
    await db.execute("DELETE FROM audit_entry WHERE id = $1", ids[-1])
    assert (await verify_chain()).ok  # nothing inside the table tells
    assert (await verify_chain([head])).broken_id == ids[-1]
    await note(99)
    assert not (await verify_chain([head])).ok


async def test_verifying_works_in_batches(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 2)
    ids = await fill(db, 7)
    assert (await verify_chain()).entries == 7
    await db.execute("UPDATE audit_entry SET actor = 'x' WHERE id = $1", ids[6])
    assert (await verify_chain()).broken_id == ids[6]


async def test_a_rolled_back_action_leaves_no_entry(db: Connection) -> None:
    with pytest.raises(RuntimeError, match="undo"):
        async with transaction():
            await note()
            raise RuntimeError("undo")
    assert (await verify_chain()).entries == 0


async def test_inexact_or_oversized_detail_is_refused(db: Connection) -> None:
    for value in (1.5, 2**70, "nul\0", {"deep": [0.1]}, "x" * 9000):
        with pytest.raises(ValueError, match="audit detail"):
            await note(value=value)
    await note(价=Decimal("0.00075"), day=datetime(2026, 1, 1, tzinfo=UTC).date(), none=None)
    assert (await verify_chain()).ok


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc键", max_size=3), inner)
    ),
    max_leaves=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(detail=st.dictionaries(st.text("xyz值", min_size=1, max_size=4), json_values, max_size=4))
async def test_any_detail_survives_the_database(db: Connection, detail: dict[str, Any]) -> None:
    await note(**{"object_detail": detail})
    assert (await verify_chain()).ok


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry"]
)
async def test_ordinary_writes_cannot_touch_an_entry(db: Connection, change: str) -> None:
    await note()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await db.execute(change)


async def test_parallel_writers_make_one_chain(committed_db: None) -> None:
    await asyncio.gather(*(note(number) for number in range(30)))
    report = await verify_chain()
    assert (report.ok, report.entries) == (True, 30)


async def test_a_snapshot_that_could_fork_the_chain_is_refused(committed_db: None) -> None:
    with pytest.raises(RuntimeError, match="READ COMMITTED"):
        async with transaction(isolation="repeatable_read"):
            await note()


async def test_the_entry_carries_the_clock(db: Connection) -> None:
    moment = datetime(2026, 3, 1, 4, 5, 6, 789, tzinfo=UTC)
    with clock.frozen(moment):
        await note()
    assert await db.fetchval("SELECT max(at) FROM audit_entry") == moment
