"""Public test sets: wycheproof ES256 (262 cases) and the COSE working group's Sign1."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from credit.codes.core.cose import es256_verify, sign1_decode
from credit.codes.core.faults import CodeFault
from credit.codes.core.merchant_token import verify_token

SHARED = Path(__file__).parents[3] / "shared" / "data" / "vectors"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="public vectors absent: no ../shared/data/vectors by the checkout"
)


def _wycheproof() -> list[tuple[ec.EllipticCurvePublicKey, dict[str, Any]]]:
    data = json.loads((SHARED / "ecdsa_secp256r1_sha256_p1363_test.json").read_text())
    cases = []
    for group in data["testGroups"]:
        point = bytes.fromhex(group["publicKey"]["uncompressed"])
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        cases += [(key, test) for test in group["tests"]]
    return cases


@needs_shared
def test_wycheproof_es256_raw_signatures() -> None:
    right = 0
    for key, test in _wycheproof():
        ok = es256_verify(key, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
        assert ok is (test["result"] == "valid"), test["comment"]
        right += 1
    assert right == 262


@needs_shared
@pytest.mark.parametrize("name", sorted(p.name for p in SHARED.glob("cose/*.json")))
def test_foreign_cose_never_passes_as_a_merchant_code(name: str) -> None:
    output = json.loads((SHARED / "cose" / name).read_text())["output"]["cbor"]
    with pytest.raises(CodeFault):
        verify_token(bytes.fromhex(output), {}, 0)


@needs_shared
def test_cwt_example_signature_verifies() -> None:
    """RFC 8392 A.3: same COSE structure, other headers: the primitive agrees with it."""
    data = json.loads((SHARED / "cose" / "A_3.json").read_text())
    key = data["input"]["sign0"]["key"]
    point = bytes.fromhex("04" + key["x_hex"] + key["y_hex"])
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    token = sign1_decode(bytes.fromhex(data["output"]["cbor"]))
    assert token.signed_bytes == bytes.fromhex(data["intermediates"]["ToBeSign_hex"])
    assert es256_verify(public, token.signed_bytes, token.signature)
