"""Migrations are one line without forks, say what the tables say, and tables guard themselves."""

import re
from typing import Any

from piccolo.apps.migrations.commands.new import AutoMigrationManager

from contracts.sources import PACKAGE, files, read
from credit.piccolo_app import APP_CONFIG

MIGRATIONS = sorted((PACKAGE / "migrations").glob("credit_*.py"))


def migration_id(text: str) -> str:
    match = re.search(r'^ID = "([^"]+)"', text, re.M)
    assert match, "a migration without an ID"
    return match[1]


def test_migrations_are_linear() -> None:
    ids = [migration_id(path.read_text(encoding="utf-8")) for path in MIGRATIONS]
    assert ids, "no migrations"
    assert ids == sorted(set(ids)), "ids must be unique and in the order of the file names"
    for name, path in zip(ids, MIGRATIONS, strict=True):
        stamp = re.sub(r"[^0-9]", "", name)
        assert stamp.startswith(re.sub(r"[^0-9]", "", path.stem)[:14]), f"{path.name} has ID {name}"


def test_migrations_hold_no_slice_code() -> None:
    """An old migration must run on after the code has moved."""
    found = [
        p.name for p in MIGRATIONS if re.search(r"^\s*(from|import) credit\b", p.read_text(), re.M)
    ]
    assert not found, found


async def test_tables_and_migrations_agree() -> None:
    statements = await AutoMigrationManager(auto_input="n").get_alter_statements(APP_CONFIG)
    drift = [line for group in statements for line in group.statements]
    assert not drift, "run `./just db-new NAME`:\n" + "\n".join(map(str, drift))


async def test_every_table_has_a_constraint_or_a_decision(db: Any) -> None:
    rows = await db.fetch(
        """SELECT c.relname AS name FROM pg_class c
           WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
             AND NOT c.relispartition
             AND NOT EXISTS (SELECT FROM pg_constraint k
                             WHERE k.conrelid = c.oid AND k.contype IN ('c', 'u', 'x'))
             AND NOT EXISTS (SELECT FROM pg_index i
                             WHERE i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary)"""
    )
    decisions = "\n".join(read(p) for p in files(".md", under="docs/decisions/"))
    bare = [row["name"] for row in rows if not re.search(rf"`{row['name']}`", decisions)]
    assert not bare, f"no CHECK, UNIQUE or EXCLUDE, and no decision record names them: {bare}"
