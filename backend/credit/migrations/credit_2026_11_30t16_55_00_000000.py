from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T16:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "guards of the perks"
HERE = Path(__file__).parent


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        # Piccolo runs DDL as a prepared statement, which takes one statement at a time.
        for statement in statements((HERE / "perks.sql").read_text(encoding="utf-8")):
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager


def statements(script: str) -> list[str]:
    """The script's statements; a semicolon inside $$ … $$ does not end one."""
    parts, inside, start = [], False, 0
    for position, character in enumerate(script):
        if script.startswith("$$", position):
            inside = not inside
        if character == ";" and not inside:
            parts.append(script[start:position].strip())
            start = position + 1
    return [part for part in parts if part]
