"""One spelling for letters that look the same, to call out a host that imitates ours. Pure."""

import unicodedata

# Cyrillic, Greek and other twins of Latin letters, as common fonts draw them: odd, plain.
_PAIRS = "аaвbсcԁdеeһhіiјjкkӏlмmоoрpԛqѕsтtцuѵvԝwхxуyαaβbηnιiκkνvοoρpτtυuχxγyıiɡgℓl"
_TWINS = str.maketrans(_PAIRS[::2], _PAIRS[1::2])


def skeleton(text: str) -> str:
    """Compatibility forms folded, lower case, twins mapped to ASCII."""
    return unicodedata.normalize("NFKC", text).lower().translate(_TWINS)
