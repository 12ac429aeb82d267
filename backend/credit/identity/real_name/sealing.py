"""How a verified name is kept: sealed with the account's data key; the number as an index only."""

from datetime import date

from credit.kit.crypto import Keyring, get_keyring

TABLE, NAME, BIRTH, INDEX = "real_name", "name_sealed", "birth_sealed", "number_index"


def number_index(number: str) -> bytes:
    """What stays of an identity number: a keyed digest, the same for the same number."""
    return get_keyring().blind_index(number, table=TABLE, column=INDEX)


def number_indexes(number: str) -> list[bytes]:
    """The index under every key."""
    return get_keyring().blind_indexes(number, table=TABLE, column=INDEX)


def seal_name(ring: Keyring, account_id: str, name: str) -> bytes:
    return ring.seal(name.encode(), table=TABLE, column=NAME, row=account_id)


def seal_birth(ring: Keyring, account_id: str, birth: date) -> bytes:
    return ring.seal(birth.isoformat().encode(), table=TABLE, column=BIRTH, row=account_id)


def unseal_name(ring: Keyring, account_id: str, sealed: bytes) -> str:
    return ring.unseal(sealed, table=TABLE, column=NAME, row=account_id).decode()
