"""What is written about a case, sealed for its own row."""

from uuid import UUID

from credit.kit.crypto import get_keyring

_TABLE, _COLUMN = "perk_review_step", "note"


def seal_note(step: UUID, text: str) -> bytes:
    """The text for a step's row; nothing stays nothing."""
    if not text:
        return b""
    return get_keyring().seal(text.encode(), table=_TABLE, column=_COLUMN, row=str(step))


def open_note(step: UUID, sealed: bytes) -> str:
    """The text of a step."""
    if not sealed:
        return ""
    return get_keyring().unseal(bytes(sealed), table=_TABLE, column=_COLUMN, row=str(step)).decode()
