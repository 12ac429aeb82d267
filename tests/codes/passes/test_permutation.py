"""The secret places: a true permutation, its inverse, and one for each key."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit.codes.passes import day_keys
from credit.codes.passes.permutation import SIZE, Permutation
from credit.codes.passes.rules import DECOY_NUMBER, SLOTS_A_DAY, place_of_value
from credit.kit.crypto import Keyring, SealBroken
from credit.kit.db import Connection

KEY = bytes(range(32))
VALUES = st.integers(0, SIZE - 1)


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.lists(VALUES, min_size=1, max_size=200, unique=True))
def test_it_is_one_to_one_and_undone(key: bytes, values: list[int]) -> None:
    permutation = Permutation(key)
    places = permutation.to_places(values)
    assert len(set(places)) == len(values) and all(0 <= p < SIZE for p in places)
    assert permutation.to_values(places) == values
    assert permutation.to_places(permutation.to_values(values)) == values


def test_a_long_run_has_no_collision_and_looks_spread() -> None:
    places = Permutation(KEY).to_places(range(60_000))
    assert len(set(places)) == 60_000
    sixteenths = [sum(p * 16 // SIZE == n for p in places) for n in range(16)]
    assert all(3500 < count < 4000 for count in sixteenths), sixteenths  # 3750 ± 4 sigma


def test_batches_do_not_matter_and_keys_do() -> None:
    permutation = Permutation(KEY)
    values = [0, 1, 95, 96, SIZE - 1]
    assert permutation.to_places(values) == [permutation.to_places([v])[0] for v in values]
    assert permutation.to_places(values) != Permutation(KEY[::-1]).to_places(values)
    assert permutation.to_places([]) == []
    # A change here would lose every pass of the day.
    assert permutation.to_places(values) == KNOWN


KNOWN = [227608421, 113873934, 505873045, 647429271, 610808192]


@pytest.mark.parametrize("value", [-1, SIZE, 1 << 40])
def test_outside_the_range(value: int) -> None:
    for function in (Permutation(KEY).to_places, Permutation(KEY).to_values):
        with pytest.raises(ValueError, match="range"):
            function([value])
    with pytest.raises(ValueError, match="32 bytes"):
        Permutation(os.urandom(16))


def test_decoys_belong_to_nobody() -> None:
    assert place_of_value(DECOY_NUMBER * SLOTS_A_DAY) is None
    assert place_of_value(SIZE - 1) is None
    last = place_of_value(DECOY_NUMBER * SLOTS_A_DAY - 1)
    assert last and (last.number, last.slot_of_day) == (DECOY_NUMBER - 1, 95)


async def test_a_days_key_outlives_a_rotation_of_the_master_keys(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = Keyring([bytes(range(32))]), bytes(range(1, 33))
    monkeypatch.setattr(day_keys, "get_keyring", lambda: old)
    before = (await day_keys.get_permutations([20_000]))[20_000].to_places(range(96))
    monkeypatch.setattr(day_keys, "get_keyring", lambda: Keyring([new, bytes(range(32))]))
    found = await day_keys.find_permutation(20_000)
    assert found and found.to_places(range(96)) == before
    assert (await day_keys.get_permutations([20_001]))[20_001].to_places(range(96)) != before
    monkeypatch.setattr(day_keys, "get_keyring", lambda: Keyring([new]))
    with pytest.raises(SealBroken):
        await day_keys.find_permutation(20_000)
    assert await day_keys.find_permutation(19_999) is None
