"""From how far a phone reads our 3 cm code, beside a JWT that says the same.

    .venv/bin/python tests/bench/scan_bench.py [--trials 100] [--seed 1]

Prints version and module size of each code, then how many of the trials were read at
100–200 mm by zxing-cpp, the engine of our scanner. The scene is `scan_scene.py`: the same
looks for every code, so the columns differ by the code alone. A simulation is no phone
test; the column of the JWT ties it to the figures of `reference/codes.md` §9.

Aims for a merchant code: ≥ 95 % at 140 mm, ≥ 90 % at 160 mm.
"""

import argparse
import secrets
from typing import NamedTuple

import jwt
import numpy as np
import qrcode
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from qrcode.constants import ERROR_CORRECT_M
from scan_scene import SIDE, draw_look, see

from credit.codes.core.citizen_pass import PassClaims, add_proof, issue_pass, list_no_of
from credit.codes.core.digits import code_url, pass_url, token_to_digits
from credit.codes.core.hash_chain import anchor_of, preimage_at
from credit.codes.core.merchant_token import MerchantClaims, issue_token
from credit.kit.paper.qr import QUIET_ZONE, Matrix, qr_matrix

ORIGIN = "https://xyqh.cn"
DISTANCES = (100, 120, 140, 160, 180, 200)
FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
NAME = "湟水源牦牛酸奶坊"
ISSUED = 1_795_460_400  # a quarter hour of 23 November 2026
EXPIRES = ISSUED + 89 * 86_400
AIMS = {140: 0.95, 160: 0.90}


class Code(NamedTuple):
    """A code to be scanned: what it is, its text, its modules with the quiet zone."""

    name: str
    size: int
    text: str
    matrix: Matrix

    @property
    def modules(self) -> int:
        return len(self.matrix) - 2 * QUIET_ZONE

    @property
    def version(self) -> int:
        return (self.modules - 17) // 4


def merchant_code(key: ec.EllipticCurvePrivateKey) -> Code:
    """The longest short name: eight 汉字."""
    claims = MerchantClaims(NAME, EXPIRES, 11, (1 << 20) - 1, "A", False)
    token = issue_token(claims, 1, key)
    url = code_url(ORIGIN, token_to_digits(token))
    return Code("merchant, 8 汉字", len(token), url, qr_matrix(url))


def full_code() -> Code:
    """As many bytes as version 8 takes."""
    url = code_url(ORIGIN, token_to_digits(b"\xd2" + secrets.token_bytes(130)))
    return Code("merchant, V8 full", 131, url, qr_matrix(url))


def pass_code(key: ec.EllipticCurvePrivateKey, name: str | None) -> Code:
    """A citizen pass as the phone shows it in the last half minute."""
    seed, index = secrets.token_bytes(16), (1 << 30) - 1
    claims = PassClaims(
        ISSUED, list_no_of(ISSUED), index, anchor_of(seed), True, False, masked_name=name
    )
    token = add_proof(issue_pass(claims, 1, key), 29, preimage_at(seed, 29))
    url = pass_url(ORIGIN, token_to_digits(token))
    return Code("pass, named" if name else "pass", len(token), url, qr_matrix(url))


def jwt_code(key: ec.EllipticCurvePrivateKey) -> Code:
    """The merchant's claims as a plain ES256 JWT in the same address, as most would do it."""
    claims = {
        "sub": NAME, "exp": EXPIRES, "grade": "A", "status": {"list": 11, "idx": (1 << 20) - 1},
    }  # fmt: skip
    url = f"{ORIGIN}/v/{jwt.encode(claims, key, 'ES256', headers={'kid': '1'})}"
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(url, optimize=0)
    code.make(fit=True)
    matrix = tuple(tuple(map(bool, row)) for row in code.get_matrix())
    return Code("JWT, same claims", len(url), url, matrix)


def hit_rate(code: Code, distance: int, trials: int, seed: int) -> float:
    """The part of the trials in which the very text was read."""
    hits = 0
    for trial in range(trials):
        random = np.random.default_rng([seed, distance, trial])
        frame = see(code.matrix, distance, draw_look(random), random)
        found = zxingcpp.read_barcodes(frame, formats=FORMATS)
        hits += any(one.text == code.text for one in found)
    return hits / trials


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    key = ec.generate_private_key(ec.SECP256R1())
    codes = [
        merchant_code(key), full_code(), pass_code(key, None), pass_code(key, "*措"),
        jwt_code(key),
    ]  # fmt: skip
    print(f"{'code':<20}{'bytes':>6}{'version':>9}{'mm/module':>11}", end="")
    print("".join(f"{mm:>7} mm" for mm in DISTANCES), flush=True)
    rates: dict[str, list[float]] = {}
    for code in codes:
        side = SIDE / len(code.matrix)
        print(f"{code.name:<20}{code.size:>6}{code.version:>7}-M{side:>11.2f}", end="", flush=True)
        rates[code.name] = []
        for distance in DISTANCES:
            rates[code.name].append(hit_rate(code, distance, options.trials, options.seed))
            print(f"{rates[code.name][-1]:>9.0%} ", end="", flush=True)
        print()
    merchant = dict(zip(DISTANCES, rates[codes[0].name], strict=True))
    for distance, aim in AIMS.items():
        met = "met" if merchant[distance] >= aim else "MISSED"
        print(f"aim at {distance} mm: ≥ {aim:.0%}, read {merchant[distance]:.0%}: {met}")


if __name__ == "__main__":
    main()
