"""Demo mailboxes: one file a letter, only the newest few, so that nothing goes into logs.

For development only: who may open one decides that no letter is written in production.
"""

from asyncio import to_thread
from datetime import UTC
from pathlib import Path

import msgspec

KEPT = 200


async def put_into_mailbox(folder: Path, letter: msgspec.Struct) -> None:
    """Write a letter (with `created_at` and `id`); the same one again overwrites itself."""
    await to_thread(_put, folder, letter)


def read_mailbox(folder: Path, limit: int) -> list[dict[str, str]]:
    """The newest letters, newest first."""
    paths = sorted(folder.glob("*.json"), reverse=True)
    return [msgspec.json.decode(path.read_bytes()) for path in paths[:limit]]


def _put(folder: Path, letter: msgspec.Struct) -> None:
    values = msgspec.structs.asdict(letter)
    moment = values["created_at"].astimezone(UTC)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{moment:%Y%m%dT%H%M%S%f}-{values['id']}.json"
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.encode(values))
    for old in sorted(folder.glob("*.json"), reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
