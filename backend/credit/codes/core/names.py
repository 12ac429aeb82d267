"""Names under a signature: nothing in them may hide, turn or pretend to be blank. Pure.

The name is what the user compares with the sign over the door, so a character that is not
seen, or that reorders what is seen, makes a code unbelievable even when its signature
holds. The ranges are written out, because two verifiers must agree whatever version of
Unicode they carry. Look-alikes of other scripts are the issuer's business: it signs only
characters of its own allow-list (``badges/short_name.py``).
"""

import re

# Controls, blanks other than U+0020, joiners, bidirectional controls, fillers, selectors, tags.
HIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_MASKED = re.compile(r"\*[^ *]", re.DOTALL)


def is_plain_name(text: str) -> bool:
    """True when every character of the text is seen, in the order in which it stands."""
    return bool(text) and text == text.strip(" ") and not HIDDEN.search(text)


def is_masked_name(text: str) -> bool:
    """True for ``*`` and one plain character (``*明``): all that a pass may tell of a name."""
    return bool(_MASKED.fullmatch(text)) and is_plain_name(text)
