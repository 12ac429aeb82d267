"""Notices of PostgreSQL: with the commit, in pieces that fit, after a lost line everything."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from credit.kit import notices
from credit.kit.db import acquire, transaction
from credit.kit.notices import CHANNEL, MAX_BYTES, MAX_NOTICES, give_notice
from kit.cache_rig import until

END_LINES = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1"


class Ear:
    """What a process hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.cleared = 0

    def clear(self) -> None:
        self.cleared += 1


@pytest.fixture
async def ear(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ear]:
    monkeypatch.setattr(notices, "RETRY_SECONDS", 0.05)
    ear = Ear()
    line = asyncio.create_task(notices.listen_always(ear.heard.append, ear.clear))
    await until(lambda: ear.cleared == 1)
    yield ear
    line.cancel()
    await asyncio.gather(line, return_exceptions=True)


async def test_a_notice_comes_with_the_commit_or_not_at_all(ear: Ear) -> None:
    with pytest.raises(RuntimeError, match="undo"):
        async with transaction():
            await give_notice("undone", ["k"])
            raise RuntimeError("undo")
    async with transaction():
        await give_notice("done", ["a", "b"])
        await asyncio.sleep(0.05)
        assert ear.heard == []
    await until(lambda: ear.heard == ["done\na\nb"])


async def test_many_keys_travel_in_pieces_and_too_many_as_forget_all(ear: Ear) -> None:
    keys = [f"d{number:0300}" for number in range(400)]
    async with transaction():
        await give_notice("some", keys)
    await until(lambda: sum(text.count("\n") for text in ear.heard) == len(keys))
    assert len(ear.heard) <= MAX_NOTICES
    assert max(len(text) for text in ear.heard) <= MAX_BYTES
    assert [key for text in ear.heard for key in text.split("\n")[1:]] == keys
    ear.heard.clear()
    async with transaction():
        await give_notice("all", keys * 2)
        await give_notice("long", ["x" * MAX_BYTES])
        await give_notice("none", [])
    await until(lambda: len(ear.heard) == 2)
    assert ear.heard == ["all", "long"]


async def test_after_a_lost_line_everything_is_forgotten_and_hearing_goes_on(ear: Ear) -> None:
    async with acquire() as held:
        await held.execute(END_LINES, CHANNEL)
    await until(lambda: ear.cleared == 2)
    async with transaction():
        await give_notice("again", ["k"])
    await until(lambda: ear.heard == ["again\nk"])
