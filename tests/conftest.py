"""Real PostgreSQL and Valkey for every test; each test's writes are rolled back.

`db` and `client` share one connection and one transaction, so a request sees what the test
prepared and leaves nothing behind. `committed_db` is for what needs real commits:
hooks, concurrency, other processes.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from credit.kit.db import DB, Connection, Transaction, close_pool, start_pool
from credit.kit.migrate import migrate
from credit.kit.redis import close_redis, get_redis
from credit.kit.services import ServiceUrls
from credit.kit.services.home import Home
from credit.kit.services.postgres import EmbeddedPostgres
from credit.kit.services.valkey import EmbeddedValkey
from credit.settings import get_settings

BASE_URL = "http://127.0.0.1:8000"

os.environ["CREDIT_PROFILE"] = "test"
TEST_DIR = Path(tempfile.mkdtemp(prefix="credit-test-"))
TEST_DIR.chmod(0o755)
os.environ["CREDIT_DATA_DIR"] = str(TEST_DIR)
for name in ("DATABASE_URL", "REDIS_URL"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def services() -> Iterator[ServiceUrls]:
    """The two servers of this test session, in a directory of its own."""
    home = Home(TEST_DIR)
    with (
        EmbeddedPostgres(home, durable=False).shared() as database,
        EmbeddedValkey(home).shared() as redis,
    ):
        os.environ.update(DATABASE_URL=database, REDIS_URL=redis)
        get_settings.cache_clear()
        yield ServiceUrls(database, redis)
    shutil.rmtree(TEST_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
async def database(services: ServiceUrls) -> AsyncIterator[ServiceUrls]:
    """The migrated database with an open pool."""
    await migrate()
    await start_pool(size=60)
    yield services
    await close_pool()
    await close_redis()


@pytest.fixture(scope="session")
async def app(database: ServiceUrls) -> Litestar:
    from credit.main import create_app

    return create_app(manage_pool=False)


@pytest.fixture
async def db(database: ServiceUrls) -> AsyncIterator[Connection]:
    """A connection in a transaction that is undone afterwards; inner ones become savepoints."""
    assert DB.pool is not None
    async with DB.pool.acquire() as connection:
        outer = connection.transaction()
        await outer.start()
        current = Transaction(connection)
        current.task = None  # fixture and test run in different tasks
        token = DB.current_transaction.set(current)
        try:
            yield connection
        finally:
            DB.current_transaction.reset(token)
            current.close()
            await outer.rollback()


@pytest.fixture
async def redis(database: ServiceUrls) -> AsyncIterator[Redis]:
    """The real cache, empty."""
    client = get_redis()
    await client.flushall()
    yield client
    await client.flushall()


@pytest.fixture
async def client(app: Litestar, db: Connection, redis: Redis) -> AsyncIterator[httpx.AsyncClient]:
    """HTTP against the app inside the test's transaction."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


@pytest.fixture
async def committed_db(database: ServiceUrls) -> AsyncIterator[None]:
    """Real commits on many connections; every table is emptied afterwards."""
    yield
    assert DB.pool is not None
    async with DB.pool.acquire() as connection:
        names = await connection.fetch(
            "SELECT tablename FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'migration'"
        )
        listed = ", ".join(f'"{row["tablename"]}"' for row in names)
        await connection.execute(f"TRUNCATE {listed} RESTART IDENTITY CASCADE")
