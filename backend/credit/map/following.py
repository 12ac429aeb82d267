"""Keeps this process's index at the last version of the data.

PostgreSQL's notices wake it; a look every half second finds what notices did not tell. It starts
in the background when the process does (`warm`), else with the first question about the map.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

import asyncpg

from credit.kit import metrics
from credit.kit.db import connection, in_transaction, transaction
from credit.kit.invalidation import Bus
from credit.kit.problems import Problem
from credit.kit.singleflight import Flight, SingleFlight
from credit.kit.tasks import spawn
from credit.map.counting import Views
from credit.map.index import Index
from credit.map.publishing import is_due, publish
from credit.map.queries import Head, Loaded, News, find_news, get_head, load_all

POLL_SECONDS = 0.5
PAUSE_SECONDS = 0.1
_LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, RuntimeError)
log = logging.getLogger(__name__)


class Edition:
    """The map at one version: at least as new as its number says. Never changed."""

    def __init__(self, index: Index, version: int, counties: dict[str, int]) -> None:
        self.index, self.version, self.counties = index, version, counties
        self.views = Views(index)


class Follower:
    """One index that follows the data; a process has one (`follower`), tests have several."""

    def __init__(self) -> None:
        self.edition: Edition | None = None
        self.loads = 0
        self._awake = asyncio.Event()
        self._running = self._failing = False
        self._flights: SingleFlight[Edition] = SingleFlight()

    def wake(self, _: str = "") -> None:
        """Something changed, or may have."""
        self._awake.set()

    async def current(self) -> Edition:
        """The newest edition of this process; the first caller waits for it to be loaded."""
        if self.edition is None or not self._running:
            edition = await self.catch_up()
            self.start()
            return edition
        return self.edition

    def start(self) -> None:
        """Follows from now on, in the background; once."""
        if not self._running:
            self._running = True
            spawn(self.follow())

    async def catch_up(self) -> Edition:
        """Publishes what waits, and takes over what is new since our edition."""
        return await self._flights.run("", self._catch_up)

    async def follow(self) -> None:
        """For ever; what goes wrong is tried again at the next look."""
        try:
            while True:
                self._awake.clear()
                await self._try_to_catch_up()
                await asyncio.sleep(PAUSE_SECONDS)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), POLL_SECONDS - PAUSE_SECONDS)
        finally:
            self._running = False

    async def _try_to_catch_up(self) -> None:
        """While the database is away the last edition goes on being shown."""
        try:
            await self.catch_up()
            self._failing = False
        except _LOST as error:
            if not self._failing:
                log.warning("map not up to date", extra={"reason": type(error).__name__})
            self._failing = True

    async def _catch_up(self, _: Flight) -> Edition:
        head = await _published()
        self.edition = await self._next(head)
        return self.edition

    async def _next(self, head: Head) -> Edition:
        old = self.edition
        if old is None or head.version < old.version:  # or: restored from a backup
            return await self._reload()
        if head.version == old.version:
            return old
        news = await find_news(old.version)
        if news is None:
            return old
        if news.previous != old.version:  # what lay between is no longer kept
            return await self._reload()
        return await asyncio.to_thread(_changed, old, news)

    async def _reload(self) -> Edition:
        self.loads += 1
        async with transaction(isolation="repeatable_read") as held:
            return _edition(await load_all(held))


def _edition(loaded: Loaded) -> Edition:
    return Edition(loaded.merchants, loaded.version, loaded.counties)


def _changed(old: Edition, news: News) -> Edition:
    index = old.index.with_changes(news.gone, news.batch, news.told, news.districts)
    edition = Edition(index, news.version, news.counties)
    edition.views.prepare(old.views)
    return edition


async def _published() -> Head:
    head = await get_head()
    if is_due(head):
        with suppress(asyncpg.ReadOnlySQLTransactionError):  # a stand-by: others publish
            await publish(head)
        head = await get_head()
    return head


follower: Final = Follower()


def warm() -> None:
    """Loads the map in the background, so that nobody who asks has to wait for it.

    Readiness does not depend on it: other answers need no map.
    """
    follower.start()


async def _nothing_in_redis(*_: object) -> None:
    """Editions are kept in processes only; what is in Redis has its version in the key."""


_bus: Final = Bus("map", follower.wake, follower.wake, _nothing_in_redis)


async def current_edition() -> Edition:
    """The map as this process knows it; inside a transaction as the transaction sees it."""
    if not in_transaction():
        return await follower.current()
    await _published()
    async with connection() as held:
        return _edition(await load_all(held))


async def get_edition(version: int) -> Edition:
    """The edition of exactly this version.

    Problem outdated-version, which names the current one, for an older version; not-found for
    one that is not there, after a look whether another process has just made it.
    """
    edition = await current_edition()
    for _ in range(2):  # the first look may have begun before the version was made
        if edition.version < version and not in_transaction():
            edition = await follower.catch_up()
    told = {"errors": [("version", str(edition.version))]}
    if version > edition.version:
        raise Problem("not-found", detail="没有这个地图版本", **told)  # type: ignore[arg-type]
    if version < edition.version:
        raise Problem("outdated-version", detail="请按 errors 里的版本号重取", **told)  # type: ignore[arg-type]
    return edition


def _gauge(read: str) -> float:
    edition = follower.edition
    if edition is None:
        return 0.0
    return float(edition.version if read == "version" else len(edition.index))


metrics.gauge("credit_map_version", "Version of the map data held", lambda: _gauge("version"))
metrics.gauge("credit_map_merchants", "Merchants in the map index", lambda: _gauge("merchants"))
