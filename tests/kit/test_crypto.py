"""Known answers, and that a sealed value opens in its own place only."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from credit.kit.crypto import PROVIDERS, Guomi, International, Keyring, Provider, SealBroken, mac

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
PLACE = {"table": "account", "column": "phone", "row": "7"}
each_provider = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=["aes", "sm4"])


def test_sm3_and_sm4_known_answers() -> None:
    digest = hashes.Hash(Guomi.digest)
    digest.update(b"abc")
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest.finalize().hex() == expected
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - a known answer
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210") + bytes(16)
    nonce = bytes.fromhex("00001234567800000000abcd")
    context = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    sealed = Guomi().seal(key, nonce, plain, context)
    assert sealed[-16:].hex() == "83de3541e4c2b58177e065a9bf7b62ec"
    assert Guomi().unseal(key, nonce, sealed, context) == plain


def test_hmac_sha256_of_rfc_4231() -> None:
    assert mac(International(), b"Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@each_provider
def test_a_sealed_value_opens_only_in_its_place(provider: Provider) -> None:
    ring = Keyring([OLD], provider)
    sealed = ring.seal(b"13800138000", **PLACE)
    assert ring.unseal(sealed, **PLACE) == b"13800138000"
    assert b"138" not in sealed
    for part, other in (("table", "subject"), ("column", "fax"), ("row", "8")):
        with pytest.raises(SealBroken):
            ring.unseal(sealed, **(PLACE | {part: other}))


@each_provider
def test_equal_values_are_sealed_differently(provider: Provider) -> None:
    ring = Keyring([OLD], provider)
    assert ring.seal(b"same", **PLACE) != ring.seal(b"same", **PLACE)


@each_provider
@given(place=st.integers(0, 200), flip=st.integers(1, 255))
def test_any_changed_byte_is_noticed(provider: Provider, place: int, flip: int) -> None:
    ring = Keyring([OLD], provider)
    sealed = bytearray(ring.seal(b"x" * 10, **PLACE))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(SealBroken):
        ring.unseal(bytes(sealed), **PLACE)


@pytest.mark.parametrize("junk", [b"", b"\x01", bytes(33), bytes(40)])
def test_junk_does_not_open(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        Keyring([OLD]).unseal(junk, **PLACE)


def test_rotation_opens_old_values_and_seals_with_the_new_key() -> None:
    old, both, new = Keyring([OLD]), Keyring([NEW, OLD]), Keyring([NEW])
    sealed = old.seal(b"value", **PLACE)
    assert both.unseal(sealed, **PLACE) == b"value"
    assert both.needs_reseal(sealed)
    renewed = both.reseal(sealed, **PLACE)
    assert not both.needs_reseal(renewed)
    assert new.unseal(renewed, **PLACE) == b"value"
    with pytest.raises(SealBroken):
        new.unseal(sealed, **PLACE)


def test_moving_to_guomi_is_a_rotation_too() -> None:
    international, guomi = Keyring([OLD]), Keyring([OLD], Guomi())
    sealed = international.seal(b"value", **PLACE)
    assert guomi.needs_reseal(sealed)
    assert guomi.unseal(guomi.reseal(sealed, **PLACE), **PLACE) == b"value"


def test_blind_indexes_find_equals_within_one_column() -> None:
    ring = Keyring([NEW, OLD])
    index = ring.blind_index("630102", table="a", column="b")
    assert len(index) == 16
    assert index == ring.blind_index("630102", table="a", column="b")
    assert index != ring.blind_index("630103", table="a", column="b")
    assert index != ring.blind_index("630102", table="ab", column="")
    old = Keyring([OLD]).blind_index("630102", table="a", column="b")
    assert ring.blind_indexes("630102", table="a", column="b") == [index, old]


def test_a_keyring_refuses_short_keys() -> None:
    for masters in ([], [b"short"]):
        with pytest.raises(ValueError, match="32 bytes"):
            Keyring(masters)
