"""Fixed keys for the code tests: their private numbers are public, never use them."""

from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.cose import ES256
from credit.codes.core.keys import MERCHANT_USE, KeyEntry
from credit.codes.core.merchant_token import MerchantClaims

NOW = 1_790_000_000
DAY = 86_400
KEY = ec.derive_private_key(0x51E5 << 200 | 7, ec.SECP256R1())
OTHER_KEY = ec.derive_private_key(0xBAD << 200 | 9, ec.SECP256R1())
CITIZEN_KEY = ec.derive_private_key(0xC17 << 200 | 5, ec.SECP256R1())


def entry(kid: int, key: ec.EllipticCurvePrivateKey, use: str = MERCHANT_USE) -> KeyEntry:
    return KeyEntry(kid, use, ES256, key.public_key(), NOW - 100 * DAY, NOW + 200 * DAY)


KEYS = {1: entry(1, KEY), 2: entry(2, CITIZEN_KEY, "citizen")}
CLAIMS = MerchantClaims("湟水源牦牛酸奶坊", NOW + 60 * DAY, 3, 1_048_575, "A", True)
