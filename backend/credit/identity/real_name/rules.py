"""Pure rules of names: how they are written, compared and masked."""

from typing import Final

_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙●.．", "·"))


def normalise_name(text: str) -> str:
    """Without spaces, with one kind of dot: 才让•卓玛 and 才让·卓玛 are the same."""
    return "".join(text.split()).translate(_DOTS)


def mask_name(name: str) -> str:
    """`*玛`: only the last character, as on a pass; how long the name is stays hidden."""
    return f"*{name[-1:]}" if name else ""
