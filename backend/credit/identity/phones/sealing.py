"""How numbers and codes are kept: sealed, found by blind index, compared by a keyed digest."""

from credit.kit.crypto import get_keyring

ACCOUNT, CODE = "account", "sign_in_code"


def phone_index(phone: str) -> bytes:
    """By which an account is found; equal numbers have equal indexes."""
    return get_keyring().blind_index(phone, table=ACCOUNT, column="phone_index")


def phone_indexes(phone: str) -> list[bytes]:
    """The index under every key."""
    return get_keyring().blind_indexes(phone, table=ACCOUNT, column="phone_index")


def code_macs(request: str, code: str) -> list[bytes]:
    """The keyed digests of a code and its request, under every key, the current one first."""
    return get_keyring().blind_indexes(f"{request}:{code}", table=CODE, column="code_mac")


def seal(value: str, column: str, request: str) -> bytes:
    """Seal a number or code for its request."""
    return get_keyring().seal(value.encode(), table=CODE, column=column, row=request)


def unseal(value: bytes, column: str, request: str) -> str:
    """What `seal` sealed."""
    return get_keyring().unseal(value, table=CODE, column=column, row=request).decode()
