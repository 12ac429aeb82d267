"""The database engine, its pool, and transactions that survive failed commits.

Piccolo's own `engine.transaction()` never returns the connection after a failed COMMIT and
has no savepoints (reference/libraries.md §4). Piccolo only asks
`engine.current_transaction.get().connection`, so our own object stands there instead.
"""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Literal, cast

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from credit.settings import get_settings

Isolation = Literal["read_committed", "repeatable_read", "serializable"]
Hook = Callable[[], Awaitable[None] | None]
Connection = Any  # asyncpg.Connection or its pool proxy: asyncpg ships no usable common type

STATEMENT_TIMEOUT_MS = 30_000
IDLE_IN_TRANSACTION_MS = 60_000
log = logging.getLogger(__name__)


class Engine(PostgresEngine):
    """Piccolo's engine without a connection at import, so CLI and CI need no database for it."""

    async def check_version(self) -> None:
        """Skip the look-up that connects to the database."""


class Transaction:
    """What the context variable holds while a transaction is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection: Connection | None = connection
        self.hooks: list[Hook] = []
        self.task: asyncio.Task[Any] | None = asyncio.current_task()

    @property
    def connection(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("this transaction is over; do not spawn tasks inside one")
        return self._connection

    def close(self) -> None:
        self._connection = None


DB = Engine(config={"dsn": "", "database": "credit"})
_current: ContextVar[Transaction | None] = cast(Any, DB.current_transaction)


def configure() -> None:
    """Point the engine at the configured database (also without a pool, for migrations)."""
    DB.config = {"dsn": get_settings().database_url}


async def start_pool(*, size: int | None = None) -> None:
    """Open the pool; raises when the database cannot be reached."""
    configure()
    await DB.start_connection_pool(
        min_size=1,
        max_size=size or get_settings().pool_size,
        command_timeout=STATEMENT_TIMEOUT_MS / 1000,
        reset=_keep_session,
        server_settings={
            "application_name": "credit",
            "timezone": "UTC",
            "statement_timeout": str(STATEMENT_TIMEOUT_MS),
            "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
        },
    )


async def close_pool() -> None:
    if DB.pool:
        await DB.close_connection_pool()


async def _keep_session(held: Connection) -> None:
    """Nothing: asyncpg rolls back by itself, and only `acquire` lets anybody change a session.

    Its own reset costs a round trip to the server for every use of a connection.
    """


@asynccontextmanager
async def acquire(timeout: float = 2.0) -> AsyncIterator[Connection]:  # noqa: ASYNC109 - asyncpg's own limit
    """A connection whose session may be changed (`SET`, session locks); it is reset afterwards.

    `TimeoutError` when none is free in `timeout` seconds.
    """
    async with _lent(timeout) as held:
        try:
            yield held
        finally:
            if not held.is_closed():
                await held.reset()


@asynccontextmanager
async def _lent(timeout: float = 2.0) -> AsyncIterator[Connection]:  # noqa: ASYNC109 - asyncpg's own limit
    if DB.pool is None:
        raise RuntimeError("the pool is not started")
    pool = DB.pool
    try:
        held = await pool.acquire(timeout=timeout)
    except FileNotFoundError as error:  # the server took its socket with it: away, not a bug
        raise ConnectionError("PostgreSQL is not there") from error
    try:
        yield held
    finally:
        await pool.release(held)


@asynccontextmanager
async def connection() -> AsyncIterator[Connection]:
    """The current transaction's connection, else one of the pool."""
    current = _current.get()
    if current is not None:
        yield current.connection
        return
    async with _lent() as held:
        yield held


@asynccontextmanager
async def transaction(
    *, isolation: Isolation | None = None, acquire_timeout: float = 2.0
) -> AsyncIterator[Connection]:
    """One transaction, or a savepoint inside the current one; yields the asyncpg connection.

    Hooks of `on_commit` run after the outermost commit, with the connection released.
    """
    current = _current.get()
    if current is not None:
        async with _savepoint(current, isolation) as held:
            yield held
        return
    async with _lent(acquire_timeout) as held:
        outer = Transaction(held)
        token = _current.set(outer)
        try:
            async with held.transaction(isolation=isolation):
                yield held
        finally:
            _current.reset(token)
            outer.close()
    await run_hooks(outer.hooks)


@asynccontextmanager
async def _savepoint(
    current: Transaction, isolation: Isolation | None
) -> AsyncIterator[Connection]:
    if isolation is not None:
        raise RuntimeError("a nested transaction cannot choose its isolation")
    if current.task not in (None, asyncio.current_task()):
        raise RuntimeError("a transaction belongs to one task; do not gather inside it")
    kept = len(current.hooks)
    try:
        async with current.connection.transaction():
            yield current.connection
    except BaseException:
        del current.hooks[kept:]  # what the undone part promised must not happen
        raise


def in_transaction() -> bool:
    """Whether a transaction is current; then nothing that is read may be cached."""
    return _current.get() is not None


def on_commit(hook: Hook) -> None:
    """Run `hook` once the outermost transaction has committed; outside of one, refuse."""
    current = _current.get()
    if current is None:
        raise RuntimeError("on_commit() needs a transaction")
    current.hooks.append(hook)


async def run_hooks(hooks: list[Hook]) -> None:
    """A hook that fails is logged: the work itself is committed and must be reported so."""
    for hook in hooks:
        try:
            result = hook()
            if inspect.isawaitable(result):
                await result
        except Exception:
            log.exception("on_commit hook failed")


def is_retryable(error: BaseException) -> bool:
    """Whether repeating the whole action may succeed (serialisation conflict, deadlock)."""
    return isinstance(error, asyncpg.SerializationError | asyncpg.DeadlockDetectedError)
