"""An independent COSE library (pycose) decodes and verifies everything that we sign."""

import cbor2
import pytest
from pycose.algorithms import Es256
from pycose.headers import KID, Algorithm
from pycose.keys.curves import P256
from pycose.keys.ec2 import EC2Key
from pycose.messages.sign1message import Sign1Message

from credit.codes.core.keys import point_of
from vectors import held
from vectors import world as w
from vectors.forging import flipped

SIGNED = {
    "merchant token": (w.shop_code(), w.MERCHANT),
    "citizen pass": (w.shown_pass(w.step_now(), w.NAMED_PASS), w.CITIZEN),
    "trust bundle": (held.bundle_of(w.BUNDLE), w.ROOT),
    "status list": (held.list_of(w.SHOP_LIST), w.LISTS),
    "delta": (held.deltas()["m3_5_6"], w.LISTS),
}


def opened(data: bytes, kid: int) -> Sign1Message:
    """pycose 1.1 expects the list that cbor2 5 gave below a tag (6 gives a tuple): we untag."""
    assert data[:1] == b"\xd2"
    message = Sign1Message.from_cose_obj(cbor2.loads(data[1:]), allow_unknown_attributes=True)
    point = point_of(w.private_key(kid).public_key())
    message.key = EC2Key(crv=P256, x=point[:32], y=point[32:])
    return message


@pytest.mark.parametrize("name", SIGNED)
def test_verifies_elsewhere(name: str) -> None:
    data, kid = SIGNED[name]
    message = opened(data, kid)
    assert message.verify_signature()
    assert message.phdr == {Algorithm: Es256, KID: bytes([kid])}
    assert message.encode(sign=False) == data


@pytest.mark.parametrize("name", SIGNED)
def test_forgeries_do_not(name: str) -> None:
    data, kid = SIGNED[name]
    assert not opened(flipped(data), kid).verify_signature()
    assert not opened(data, w.FOREIGN).verify_signature()


def test_claims_read_elsewhere() -> None:
    payload = cbor2.loads(opened(*SIGNED["merchant token"]).payload or b"")
    assert payload == {2: w.SHOP.short_name, 4: w.SHOP.expires, -65537: [3, 77, 1, 1]}
    shown = opened(*SIGNED["citizen pass"])
    assert cbor2.loads(shown.payload or b"")[2] == "*明"
    assert shown.uhdr[-65537][0] == w.step_now()
