"""Names that deceive: hidden characters are refused under a signature, twins never issued."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.codes.badges.short_name import is_short_name
from credit.codes.core.citizen_pass import issue_pass
from credit.codes.core.merchant_token import issue_token
from credit.codes.core.names import is_masked_name, is_plain_name
from vectors import world as w
from vectors.hostile import HIDDEN_NAMES

HOMOGLYPHS = {
    "cyrillic a": "КFС", "greek": "ΑΒC", "kangxi radical": "⼀品", "compatibility": "\uf900州",
    "full width": "ＡＢＣ", "math letter": "𝐀店",
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN_NAMES)
def test_hidden_characters_are_never_signed(name: str) -> None:
    text = HIDDEN_NAMES[name]
    assert not is_plain_name(text)
    assert not is_short_name(text)
    with pytest.raises(ValueError):
        issue_token(w.SHOP._replace(short_name=text), w.MERCHANT, w.private_key(w.MERCHANT))


@pytest.mark.parametrize("name", HOMOGLYPHS)
def test_look_alikes_are_never_issued(name: str) -> None:
    assert not is_short_name(HOMOGLYPHS[name])


@pytest.mark.parametrize("text", ["*明", "*A", "*𠮷", "*་"])
def test_masked_names(text: str) -> None:
    assert is_masked_name(text) is (len(text.encode()) <= 5)
    assert issue_pass(w.PASS._replace(masked_name=text), 4, w.private_key(4))


@pytest.mark.parametrize("text", ["", "*", "明", "**", "李明", "*明明", "* ", "*\u3000", "*\u202e"])
def test_other_masks(text: str) -> None:
    assert not is_masked_name(text)
    with pytest.raises(ValueError):
        issue_pass(w.PASS._replace(masked_name=text), 4, w.private_key(4))


# Format characters that are seen: marks around numbers, hieroglyphs, shorthand.
SEEN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


@given(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Zs"], exclude_characters=f" {SEEN}"))
def test_controls_formats_and_blanks(char: str) -> None:
    """Every one of Unicode's own categories is covered, but for the plain blank inside."""
    script = unicodedata.name(char, "")
    if script.startswith(("EGYPTIAN HIEROGLYPH", "SHORTHAND FORMAT")):
        return
    assert not is_plain_name(f"店{char}铺"), f"U+{ord(char):04X}"
