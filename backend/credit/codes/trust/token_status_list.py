"""A merchant list as a Token Status List JWT (draft-ietf-oauth-status-list), for outsiders.

Two bits a place: 0 VALID, 1 INVALID (revoked), 2 SUSPENDED, 3 APPLICATION_SPECIFIC
(superseded), lowest bits first, zlib. Our own app takes the compact form instead.
"""

import base64
import zlib
from typing import Any

import jwt
import msgspec
import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from jwt.algorithms import ECAlgorithm

from credit.codes.core.cose import es256_sign
from credit.codes.core.status_list import StatusList, StatusSets

BITS = 2
TYPE = "statuslist+jwt"
TTL_SECONDS = 3600  # signed again once an hour; a changed list comes out within the minute
INVALID, SUSPENDED, SUPERSEDED = 1, 2, 3


class _Deterministic(ECAlgorithm):
    """RFC 6979, low s: every process makes the same bytes, so that the entity tag holds."""

    def sign(self, msg: bytes, key: Any) -> bytes:
        return es256_sign(key, msg)


_JWS = jwt.PyJWS()
_JWS.unregister_algorithm("ES256")
_JWS.register_algorithm("ES256", _Deterministic(SHA256, ec.SECP256R1))


def list_uri(origin: str, list_id: str) -> str:
    """Where the JWT of a list is, which is also its ``sub``."""
    return f"{origin}/api/trust/lists/{list_id}.jwt"


def sign_status_list(status: StatusList, origin: str, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The JWT of one version of a list; its times are those of the compact form."""
    packed = zlib.compress(pack_statuses(status.sets, status.size), 9)
    claims = {
        "iss": origin,
        "sub": list_uri(origin, status.list_id),
        "iat": status.issued,
        "exp": status.expires,
        "ttl": TTL_SECONDS,
        "status_list": {
            "bits": BITS,
            "lst": base64.urlsafe_b64encode(packed).rstrip(b"=").decode(),
        },
    }
    headers = {"typ": TYPE, "kid": str(status.kid)}
    payload = msgspec.json.encode(claims)
    return _JWS.encode(payload, key, algorithm="ES256", headers=headers).encode()


def pack_statuses(sets: StatusSets, size: int) -> bytes:
    """Four places a byte; as in the compact form the gravest status of a place counts."""
    places = np.zeros(size, np.uint8)
    for number, members in (
        (SUPERSEDED, sets.superseded),
        (SUSPENDED, sets.suspended),
        (INVALID, sets.revoked),
    ):
        places[np.fromiter(members, np.int64, len(members))] = number
    four = places.reshape(-1, 8 // BITS)
    packed = four[:, 0] | four[:, 1] << 2 | four[:, 2] << 4 | four[:, 3] << 6
    return packed.tobytes()
