"""Several processes on real commits: all catch up, none shows old data under a new number."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from contracts.live import live_api
from credit.kit.db import Connection, connection, transaction
from credit.kit.invalidation import start_listening, stop_listening
from credit.kit.services import ServiceUrls
from credit.kit.tasks import cancel_spawned, spawn
from credit.map import following
from credit.map.filters import NO_FILTER, Filter
from credit.map.following import Edition, Follower
from credit.map.packs import make_pack
from credit.map.queries import _HEAD, get_head
from kit.cache_rig import until
from map.world import XINING, place_merchant, tile_of

SET_GRADE = "UPDATE subject SET grade = $2 WHERE id = $1"


@pytest.fixture
async def followers(committed_db: None) -> AsyncIterator[list[Follower]]:
    """Three processes' worth; none of them hears notices, as if all were lost."""
    some = [Follower() for _ in range(3)]
    yield some
    await cancel_spawned()


async def placed(count: int = 1) -> list[int]:
    async with transaction() as db:
        return [(await place_merchant(db, f"示例{n}号"))[0] for n in range(count)]


async def grade(subject: int, grade: str) -> None:
    async with connection() as db:
        await db.execute(SET_GRADE, subject, grade)


def count(edition: Edition | None, wanted: Filter = NO_FILTER) -> list[int]:
    assert edition is not None
    totals: list[int] = edition.views.get(wanted).total().tolist()
    return totals


def count_or_none(edition: Edition | None) -> list[int] | None:
    return count(edition) if edition else None


async def test_everybody_catches_up_without_any_notice(followers: list[Follower]) -> None:
    (subject,) = await placed()
    for each in followers:
        assert count(await each.current()) == [1, 0, 0, 0, 0]
    await grade(subject, "D")

    def all_new() -> bool:
        return all(count(each.edition) == [0, 0, 0, 1, 0] for each in followers)

    await asyncio.wait_for(until(all_new), 3)
    assert len({each.edition.version for each in followers if each.edition}) == 1
    assert [each.loads for each in followers] == [1, 1, 1]  # changes were merged, not loaded anew


async def test_a_process_loads_the_map_before_anybody_asks(followers: list[Follower]) -> None:
    await placed()
    followers[0].start()
    followers[0].start()
    await asyncio.wait_for(until(lambda: count_or_none(followers[0].edition) == [1, 0, 0, 0, 0]), 3)
    assert count(await followers[0].current()) == [1, 0, 0, 0, 0]
    assert followers[0].loads == 1


async def test_a_notice_wakes_at_once(
    followers: list[Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "POLL_SECONDS", 60.0)
    ours = followers[0]
    monkeypatch.setattr(following._bus, "drop", ours.wake)
    (subject,) = await placed()
    await start_listening()
    try:
        await ours.current()
        await asyncio.sleep(0.3)
        await grade(subject, "C")
        await asyncio.wait_for(until(lambda: count(ours.edition) == [0, 0, 1, 0, 0]), 3)
    finally:
        await stop_listening()


async def test_a_version_is_never_older_than_what_it_tells(followers: list[Follower]) -> None:
    """Writer, publishers and readers race; who shows version v shows all that v was made of."""
    subjects = await placed(60)
    published: list[tuple[int, int]] = []  # at this version, so many had been downgraded
    shown: list[tuple[int, int]] = []
    running = True

    async def write() -> None:
        nonlocal running
        for number, subject in enumerate(subjects, 1):
            await grade(subject, "D")
            head = await get_head()
            if not head.touched:
                published.append((head.version, number))
        running = False

    async def read(each: Follower) -> None:
        while running:
            edition = await each.catch_up()
            shown.append((edition.version, count(edition)[3]))
            await asyncio.sleep(0)

    await asyncio.gather(write(), *(read(each) for each in followers))
    for version, downgraded in shown:
        least = max((n for at, n in published if at <= version), default=0)
        assert downgraded >= least, (version, downgraded, least)
    assert len({version for version, _ in shown}) > 5
    for each in followers:
        await each.catch_up()
        assert count(await each.catch_up()) == [0, 0, 0, 60, 0]


async def test_a_restored_database_and_a_gap_are_loaded_anew(followers: list[Follower]) -> None:
    (subject,) = await placed()
    ours, other = followers[:2]
    await ours.catch_up()
    for letter in "BCD":
        await grade(subject, letter)
        await other.catch_up()
    async with connection() as db:
        newest = await db.fetchval("SELECT max(version) FROM map_version")
        await db.execute("DELETE FROM map_version WHERE version < $1", newest)
    assert count(await ours.catch_up()) == [0, 0, 0, 1, 0]
    assert (ours.loads, ours.edition and ours.edition.version) == (2, newest)
    async with connection() as db:
        await db.execute("UPDATE map_version SET version = version - 50, previous = 1")
    assert (await ours.catch_up()).version < newest
    assert ours.loads == 3


async def test_a_great_change_goes_out_in_parts(
    followers: list[Follower], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credit.map.publishing.MAX_SUBJECTS", 2)
    subjects = await placed(6)
    ours = followers[0]
    await ours.catch_up()
    while (await get_head()).touched:
        await ours.catch_up()
    for subject in subjects:
        await grade(subject, "D")
    versions = {(await ours.catch_up()).version for _ in range(4)}
    assert count(ours.edition) == [0, 0, 0, 6, 0]
    assert len(versions) >= 3


async def test_packs_are_alike_whatever_a_process_went_through(followers: list[Follower]) -> None:
    subjects = await placed(30)
    await followers[0].catch_up()
    for subject in subjects[::3]:
        await grade(subject, "B")
        await followers[0].catch_up()
    merged = await followers[0].catch_up()
    loaded = await followers[1].catch_up()
    packs = [await make_pack(each.index, "630104", merged.version) for each in (merged, loaded)]
    assert (followers[0].loads, merged.version) == (1, loaded.version)
    assert packs[0] == packs[1]


async def test_an_undone_change_makes_no_version(followers: list[Follower]) -> None:
    (subject,) = await placed()
    before = await followers[0].catch_up()
    with pytest.raises(RuntimeError, match="undo"):
        async with transaction() as db:
            await db.execute(SET_GRADE, subject, "D")
            raise RuntimeError("undo")
    assert (await followers[0].catch_up()).version == before.version


async def test_writers_do_not_wait_for_each_other(followers: list[Follower]) -> None:
    one, two = await placed(2)
    async with transaction() as db:
        await db.execute(SET_GRADE, one, "D")
        # Another session, while the first has not committed; and a publication in between.
        await asyncio.wait_for(in_new_context(lambda: grade(two, "C")), 2)
        await asyncio.wait_for(in_new_context(followers[0].catch_up), 2)
        assert count(followers[0].edition) == [1, 0, 1, 0, 0]
    assert count(await followers[0].catch_up()) == [0, 0, 1, 1, 0]


async def in_new_context(work: Callable[[], object]) -> None:
    """Runs `work` outside of the caller's transaction."""
    done = asyncio.Event()

    async def run() -> None:
        await work()  # type: ignore[misc]
        done.set()

    spawn(run())
    await done.wait()


async def test_two_processes(services: ServiceUrls, committed_db: None) -> None:
    """Two servers: an edit shows in both within a second; a future version is waited for."""
    (subject,) = await placed()
    x, y = tile_of(XINING, 16)
    with live_api(services) as one, live_api(services) as two:
        urls = [f"http://127.0.0.1:{port}/api/map" for port in (one, two)]
        async with httpx.AsyncClient(timeout=10) as client:
            for url in urls:
                assert (await client.get(f"{url}/head")).json()["grades"]["a"] == 1
            await grade(subject, "D")
            for _ in range(40):
                heads = [(await client.get(f"{url}/head")).json() for url in urls]
                if heads[0]["grades"]["d"]:
                    break
                await asyncio.sleep(0.05)
            assert heads[0]["grades"]["d"] == 1
            tile = await client.get(f"{urls[1]}/v{heads[0]['version']}/clusters/0/0/0")
            assert tile.json()["cells"][0][1:] == [1, 0, 0, 0, 1, 0]
            version = heads[0]["version"]
            for path in (
                f"v{version}/points/16/{x}/{y}", f"v{version}/points/16/{x}/{y}?f=g:D",
                f"v{version}/facets", "packs/630104.bin", "packs/630104.names.gz",
                "open-data/630104.csv", "nearby?lng=101.778&lat=36.617",
            ):  # fmt: skip
                # Twice each: made, then from this process's memory or from Redis.
                answers = [await client.get(f"{url}/{path}") for url in (*urls, *urls)]
                assert {answer.status_code for answer in answers} == {200}, path
                assert len({answer.content for answer in answers}) == 1, path
            points = await client.get(f"{urls[0]}/v{version}/points/16/{x}/{y}")
            assert [point["grade"] for point in points.json()["points"]] == ["D"]


async def test_what_is_asked_each_half_second_reads_one_row(db: Connection) -> None:
    """Versions are kept for a week: whoever looks for the last must not read them all."""
    await db.execute(
        """INSERT INTO map_version (version, previous, day)
           SELECT n, n - 1, '2026-11-24' FROM generate_series(1, 5000) AS n"""
    )
    await db.execute("ANALYZE map_version")
    plan = "\n".join(row[0] for row in await db.fetch(f"EXPLAIN {_HEAD}"))
    assert "Seq Scan on map_version" not in plan, plan
