"""Masked names, quarter hours, purposes, texts."""

from datetime import UTC, datetime

import pytest

from credit.codes.core.faults import REASON_OF, Fault
from credit.codes.core.names import is_masked_name
from credit.codes.passes.masking import mask_name
from credit.codes.passes.purposes import PURPOSES, may_state
from credit.codes.passes.rules import (
    day_of_slot,
    first_open_slot,
    first_slot_of,
    is_too_far,
    list_of_day,
    slot_of,
    slot_of_day,
)
from credit.codes.passes.texts import texts_of


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李晓明", "*明"),
        ("李明", "*明"),
        ("欧阳娜娜", "*娜"),
        ("才让·卓玛", "*玛"),
        ("阿卜杜拉·买买提・", "*提"),
        ("尕藏 才旦", "*旦"),
        ("马𫘝", "*𫘝"),  # four bytes in UTF-8
        ("王\U00030edd", "*\U00030edd"),
        ("李〇", "*〇"),
        ("葛󠄀葛󠄀", "*葛"),  # with variation selectors
        ("བཀྲ་ཤིས་", "*ས"),
        ("ᠪᠠᠭᠠ", "*ᠠ"),
        ("Tenzin", "*n"),
        ("李晓明（演示）", "*示"),
        ("明", None),  # would be shown whole
        ("·明·", None),
        ("", None),
        ("  ", None),
        ("王\u3164", None),  # an invisible letter
    ],
)
def test_masked_names(name: str, masked: str | None) -> None:
    assert mask_name(name) == masked
    if masked:
        assert is_masked_name(masked) and len(masked.encode()) <= 5


def test_days_are_those_of_qinghai() -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=UTC)
    slot = slot_of(midnight)
    day = day_of_slot(slot)
    assert slot_of_day(slot) == 0 and first_slot_of(day) == slot
    assert slot_of_day(slot - 1) == 95 and day_of_slot(slot - 1) == day - 1
    assert day_of_slot(slot + 95) == day and list_of_day(day) == day % 24


def test_what_a_verifier_may_still_believe() -> None:
    start = 900 * 2_000_000
    assert first_open_slot(start + 60) == 2_000_000
    assert first_open_slot(start + 59) == 1_999_999
    assert not is_too_far(2_000_001, 96, start) and is_too_far(2_000_002, 96, start)


def test_purposes_by_kind() -> None:
    assert may_state("merchant", "courtesy_perk") and not may_state("merchant", "officer_check")
    assert all(may_state("officer", p) and may_state("client", p) for p in PURPOSES)


@pytest.mark.parametrize("fault", list(REASON_OF))
def test_every_fault_has_words_and_blames_nobody(fault: Fault) -> None:
    reason, title, message = texts_of(fault)
    assert reason == REASON_OF[fault] and title and message
    assert not any(word in title + message for word in ("失信", "伪造", "可疑", "骗"))
