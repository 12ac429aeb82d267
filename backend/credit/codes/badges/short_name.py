"""The signed shop name (店招简称): at most eight 汉字, so that the code stays printable.

The name under the signature is the user's guard against a badge copied to another door,
so it may hold no invisible, bidirectional or look-alike characters.
"""

import re
import unicodedata

MAX_CHARACTERS = 8
_BRACKETED = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
_LEGAL_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|个人独资企业|普通合伙企业|"
    r"有限合伙企业|合伙企业|农民专业合作社联合社|农民专业合作社|专业合作社|总公司|分公司)$"
)
_PLACE = re.compile(
    r"^(?:中国)?(?:青海省?)?(?:[一-鿿]{2,7}?(?:藏族自治州|自治州))?(?:[一-鿿]{2,4}?市(?!场))?"
    r"(?:[一-鿿]{2,8}?(?:自治县|县|(?<![小社街园])区))?"
)
# Han, Tibetan, ASCII letters and digits, the middle dot and "&": nothing that can deceive.
_ALLOWED = re.compile(r"[^0-9A-Za-z㐀-䶿一-鿿ༀ-༔ཀ-ྼ·&]")
_MIN_REST = 2


def is_short_name(text: str) -> bool:
    """True when the text can be signed as it stands."""
    return bool(text) and len(text) <= MAX_CHARACTERS and not _ALLOWED.search(text)


def short_name_of(name: str, preferred: str | None = None) -> str:
    """The name to sign: the shop's own short name if it may be signed, else a cut of the full.

    Brackets, legal form and place go first, as long as something telling remains; then the
    rest is cut to eight characters. An unusable name becomes 商户.
    """
    if preferred and is_short_name(clean := _clean(preferred)):
        return clean
    rest = _clean(_BRACKETED.sub("", unicodedata.normalize("NFKC", name)))
    for pattern in (_LEGAL_FORM, _PLACE):
        if len(rest) <= MAX_CHARACTERS:
            break
        shorter = pattern.sub("", rest, count=1)
        rest = shorter if len(shorter) >= _MIN_REST else rest
    return rest[:MAX_CHARACTERS] or "商户"


def _clean(text: str) -> str:
    return _ALLOWED.sub("", unicodedata.normalize("NFC", text))
