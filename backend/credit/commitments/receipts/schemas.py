"""What goes in and out of receipts."""

from datetime import date, datetime

from credit.commitments.rules import Act
from credit.kit.model import Out


class ReceiptView(Out, frozen=True):
    """A receipt checked against what is stored.

    `genuine`: the statement is the platform's, and text and statement belong together.
    `matches`: whether the hash that was asked about is this text's; null without one.
    `statement` is the compact JWS, for who verifies it with the keys of /api/commitment-keys.
    """

    code: str
    genuine: bool
    matches: bool | None
    name: str
    merchant: str
    uscc: str
    demo: bool
    made_on: date
    valid_until: date | None
    state: str
    signed_at: datetime | None
    signer: str
    act: Act | None
    text_sha256: str
    statement: str


class FileCheck(Out, frozen=True):
    """What a receipt file is worth. `outcome`: genuine, altered, or unsigned (not ours at all).

    `receipt` is what is stored under its code, when the file is genuine.
    """

    outcome: str
    reason: str
    receipt: ReceiptView | None


class PublicKey(Out, frozen=True, rename=None):
    """A public key as JSON Web Key (RFC 7517)."""

    kty: str
    crv: str
    alg: str
    use: str
    kid: str
    x: str
    y: str


class KeySet(Out, frozen=True):
    """A JSON Web Key Set."""

    keys: list[PublicKey]
