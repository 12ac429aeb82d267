"""The platform's signature of the act of signing: what it binds, and how it is read."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Protocol, TypeVar

import msgspec

from credit.commitments.rules import Act
from credit.commitments.templates import SignedText
from credit.kit.kept_keys import KeptKeys
from credit.kit.statements import Jwk, read_statement, sign_statement
from credit.kit.tokens import TokenRejected

PURPOSE: Final = "credit-commitment"
# Every public key that ever signed, with the one that signs now.
KEYS: Final = KeptKeys("commitment_key", PURPOSE)


class Signer(Protocol):
    """Who acts, as far as a statement tells."""

    @property
    def account(self) -> str: ...
    @property
    def masked(self) -> str: ...
    @property
    def session(self) -> str: ...
    @property
    def act(self) -> Act: ...


class ActClaims(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a statement says. `text`: SHA-256 of the signed text; `iat`: Unix seconds.

    `by` is the masked name; `signer` the salted hash of account and session (hex).
    """

    code: str
    uscc: str
    text: str
    act: Act
    by: str
    signer: str
    iat: int


class FileClaims(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the end of a receipt file says: `body` is the SHA-256 of all bytes before it."""

    code: str
    text: str
    body: str


def state_act(
    code: str, uscc: str, text: SignedText, signer: Signer, salt: bytes, at: datetime
) -> str:
    """The signed statement of an act; compact JWS, some 500 characters."""
    claims = ActClaims(
        code=code,
        uscc=uscc,
        text=text.sha256.hex(),
        act=signer.act,
        by=signer.masked,
        signer=signer_hash(salt, signer.account, signer.session),
        iat=int(at.timestamp()),
    )
    return sign_statement(PURPOSE, msgspec.to_builtins(claims))


def state_file(code: str, text_sha256: str, body_sha256: str) -> str:
    """The signed end of a receipt file."""
    claims = FileClaims(code=code, text=text_sha256, body=body_sha256)
    return sign_statement(PURPOSE, msgspec.to_builtins(claims))


def read_file(statement: str, keys: Mapping[str, Jwk]) -> FileClaims:
    """What the end of a file says; raises TokenRejected for anything altered or foreign."""
    return _read(statement, keys, FileClaims)


def read_act(statement: str, keys: Mapping[str, Jwk]) -> ActClaims:
    """What a statement says; raises TokenRejected for anything altered or foreign."""
    return _read(statement, keys, ActClaims)


Claims = TypeVar("Claims", ActClaims, FileClaims)


def _read(statement: str, keys: Mapping[str, Jwk], shape: type[Claims]) -> Claims:
    """Neither kind of claims fits the other's shape, so one cannot stand in for the other."""
    try:
        return msgspec.convert(read_statement(statement, PURPOSE, keys), shape)
    except (msgspec.ValidationError, ValueError):
        raise TokenRejected("claims_shape") from None


def signer_hash(salt: bytes, account: str, session: str) -> str:
    """Binds account and session without telling them; whoever holds the salt can prove them."""
    parts = msgspec.json.encode([account, session])
    return hashlib.sha256(salt + parts).hexdigest()


def signed_at(claims: ActClaims) -> datetime:
    """The moment of the act, UTC."""
    return datetime.fromtimestamp(claims.iat, UTC)
