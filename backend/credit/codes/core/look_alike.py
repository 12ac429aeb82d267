"""One spelling for letters that look the same, to call out a host that imitates ours. Pure."""

import unicodedata

# Cyrillic and Greek twins of Latin letters as common fonts draw them (odd, plain), then i and
# 1 for l, 0 for o, and the ideographic full stop that browsers take for a dot.
_PAIRS = "аaвbсcԁdеeһhіlјjкkӏlмmоoрpԛqѕsтtцuѵvԝwхxуyαaβbηnιlκkνvοoρpτtυuχxγyılɡgil1l0o。."
_TWINS = str.maketrans(_PAIRS[::2], _PAIRS[1::2])


def skeleton(text: str) -> str:
    """Compatibility forms folded, lower case, each group of twins as one letter."""
    return unicodedata.normalize("NFKC", text).lower().translate(_TWINS)
