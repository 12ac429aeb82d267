"""A pinned key, as a verifier knows it. Pure."""

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec


class KeyEntry(NamedTuple):
    """One pinned key. ``alg`` belongs to the key: a token cannot choose it. Times are epochs."""

    kid: int
    use: str
    alg: int
    public_key: ec.EllipticCurvePublicKey
    not_before: int
    expires_at: int
