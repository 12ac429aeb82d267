"""Running the migrations: one process at a time, and never waiting long for a lock."""

import contextlib
import io
import os

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from credit.kit.db import DB, configure
from credit.settings import get_settings

LOCK = 7_304_100_020  # any constant of ours: one migration at a time over all processes
LOCK_TIMEOUT = "4s"  # a migration must not queue behind a long reader and block all writers


async def migrate() -> str:
    """Apply every pending migration; returns what Piccolo reported."""
    os.environ["PICCOLO_CONF"] = "credit.piccolo_conf"
    configure()
    DB.config["server_settings"] = {"lock_timeout": LOCK_TIMEOUT}
    guard = await asyncpg.connect(get_settings().database_url)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            result = await run_forwards("credit")
        if not result.success:
            raise RuntimeError(f"migration failed: {result.message}\n{said.getvalue()}")
        return said.getvalue()
    finally:
        await guard.close()
        configure()
