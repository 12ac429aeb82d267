"""Field encryption and blind indexes (字段加密、盲索引) behind one provider interface.

Law: 密码法 Art. 27 and GB/T 39786-2021 ask for 国密 algorithms where certified modules are
used; elsewhere the international ones serve. Neither is pgcrypto: keys must not reach SQL.

A sealed value: version byte, 4-byte key id, 12-byte nonce, ciphertext with tag. Table, column
and row are authenticated with it, so that a value copied to another row does not open.
"""

import hmac as compare
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from credit.settings import get_settings

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
INDEX_BYTES = 16
_PREFIX_BYTES = 5


class SealBroken(Exception):
    """A sealed value does not open here: wrong place, altered, or its key is unknown."""


class Provider(Protocol):
    """One family of algorithms; `version` marks its sealed values."""

    version: int
    digest: hashes.HashAlgorithm

    def seal(self, key: bytes, nonce: bytes, plain: bytes, context: bytes) -> bytes: ...

    def unseal(self, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes:
        """The plain bytes; raises InvalidTag."""
        ...


class International:
    """AES-256-GCM with HMAC-SHA-256."""

    version = 1
    digest: hashes.HashAlgorithm = hashes.SHA256()

    def seal(self, key: bytes, nonce: bytes, plain: bytes, context: bytes) -> bytes:
        return AESGCM(key).encrypt(nonce, plain, context)

    def unseal(self, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes:
        return AESGCM(key).decrypt(nonce, sealed, context)


class Guomi:
    """国密: SM4-GCM (128-bit key, the first half of ours) with HMAC-SM3."""

    version = 2
    digest: hashes.HashAlgorithm = hashes.SM3()

    def seal(self, key: bytes, nonce: bytes, plain: bytes, context: bytes) -> bytes:
        cipher = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(context)
        return cipher.update(plain) + cipher.finalize() + cipher.tag

    def unseal(self, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes:
        body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        cipher = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(context)
        return cipher.update(body) + cipher.finalize()


PROVIDERS: dict[int, Provider] = {1: International(), 2: Guomi()}


def derive(master: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose only, from a master key (HKDF-SHA-256)."""
    return HKDF(hashes.SHA256(), length, salt=None, info=f"credit/{purpose}".encode()).derive(
        master
    )


def mac(provider: Provider, key: bytes, data: bytes) -> bytes:
    """HMAC with the provider's digest; 32 bytes for both."""
    signer = HMAC(key, provider.digest)
    signer.update(data)
    return signer.finalize()


class Keyring:
    """Master keys, newest first: the first seals, all of them open.

    Rotation: put a new key in front, let a job `reseal` what `needs_reseal`, drop the old one.
    """

    def __init__(self, masters: Sequence[bytes], provider: Provider | None = None) -> None:
        if not masters or any(len(master) != KEY_BYTES for master in masters):
            raise ValueError(f"a keyring needs master keys of {KEY_BYTES} bytes")
        self.provider = provider or PROVIDERS[1]
        self._field_keys = {derive(m, "key-id", 4): derive(m, "field") for m in masters}
        self._index_keys = [derive(m, "blind-index") for m in masters]
        self._current = next(iter(self._field_keys))
        self.audit_keys = [derive(m, "audit-chain") for m in masters]

    def seal(self, plain: bytes, *, table: str, column: str, row: str) -> bytes:
        """Seals `plain` for one place. `row` is the row's stable key, as text."""
        prefix = bytes([self.provider.version]) + self._current
        nonce = os.urandom(NONCE_BYTES)
        context = _context(prefix, table, column, row)
        key = self._field_keys[self._current]
        return prefix + nonce + self.provider.seal(key, nonce, plain, context)

    def unseal(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        """The plain bytes; raises SealBroken unless sealed for exactly this place."""
        prefix, rest = sealed[:_PREFIX_BYTES], sealed[_PREFIX_BYTES:]
        key = self._field_keys.get(prefix[1:])
        provider = PROVIDERS.get(prefix[0]) if prefix else None
        if key is None or provider is None or len(rest) < NONCE_BYTES + TAG_BYTES:
            raise SealBroken("unknown key or not a sealed value")
        nonce, body = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            return provider.unseal(key, nonce, body, _context(prefix, table, column, row))
        except InvalidTag:
            raise SealBroken("altered, or sealed for another place") from None

    def needs_reseal(self, sealed: bytes) -> bool:
        """Whether an older key or another provider sealed it."""
        return sealed[:_PREFIX_BYTES] != bytes([self.provider.version]) + self._current

    def reseal(self, sealed: bytes, *, table: str, column: str, row: str) -> bytes:
        """The same content under the current key; for rotation jobs."""
        plain = self.unseal(sealed, table=table, column=column, row=row)
        return self.seal(plain, table=table, column=column, row=row)

    def blind_index(self, value: str, *, table: str, column: str) -> bytes:
        """16 bytes by which equal values are found without opening them."""
        return self.blind_indexes(value, table=table, column=column)[0]

    def blind_indexes(self, value: str, *, table: str, column: str) -> list[bytes]:
        """The index under every key, newest first: what to look for during a rotation."""
        data = _context(b"", table, column, value)
        return [mac(self.provider, key, data)[:INDEX_BYTES] for key in self._index_keys]


def _context(prefix: bytes, *parts: str) -> bytes:
    """Length-prefixed, so that ('ab', 'c') and ('a', 'bc') differ."""
    raw = [part.encode() for part in parts]
    return prefix + b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def is_same(a: bytes, b: bytes) -> bool:
    """Equality in constant time."""
    return compare.compare_digest(a, b)


@lru_cache(maxsize=1)
def get_keyring() -> Keyring:
    """The process's keyring, from the settings."""
    return Keyring(get_settings().master_keys)
