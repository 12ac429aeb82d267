"""What the trust routes answer in JSON; bundles and lists are signed bytes."""

from credit.kit.model import Out


class TrustRoot(Out, frozen=True):
    """The root key that signed the present bundle (信任根), to be pinned by a verifier.

    `publicKey` is base64url of x‖y (64 bytes), `fingerprint` 32 hex digits of its SHA-256.
    """

    kid: int
    public_key: str
    fingerprint: str


class ListKey(Out, frozen=True):
    """A public key as RFC 7517 writes it."""

    kty: str
    crv: str
    alg: str
    use: str
    kid: str
    x: str
    y: str


class ListKeys(Out, frozen=True):
    """The keys that sign Token Status List JWTs, as a JWK set."""

    keys: list[ListKey]
