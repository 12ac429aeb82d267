"""The signed shop name (店招简称): at most eight 汉字, so that the code stays printable.

The name under the signature is the user's guard against a badge copied to another door,
so it may hold no invisible, bidirectional or look-alike characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from credit.places.divisions import divisions

MAX_CHARACTERS = 8
MAX_BYTES = 24
MAX_SUGGESTIONS = 6
Rule = Literal[
    "automatic", "signboard", "as_registered", "no_brackets", "no_branch", "no_legal_form",
    "no_place", "no_industry", "first_eight",
]  # fmt: skip
RULE_NAMES: Final[dict[Rule, str]] = {
    "automatic": "系统建议",
    "signboard": "店招简称",
    "as_registered": "登记名称",
    "no_brackets": "去掉括号里的字",
    "no_branch": "去掉分支机构",
    "no_legal_form": "去掉组织形式",
    "no_place": "去掉地名",
    "no_industry": "去掉行业通用词",
    "first_eight": "取前八个字",
}
_BRACKETED = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]")
_LEGAL_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|个人独资企业|普通合伙企业|"
    r"有限合伙企业|合伙企业|农民专业合作社联合社|农民专业合作社|专业合作社|总公司|分公司)$"
)
_PLACE = re.compile(
    r"^(?:中国)?(?:青海省?)?(?:[一-鿿]{2,7}?(?:藏族自治州|自治州))?(?:[一-鿿]{2,4}?市(?!场))?"
    r"(?:[一-鿿]{2,8}?(?:自治县|县|(?<![小社街园])区))?"
)
_BRANCH = re.compile(
    r"((?:股份|集团|责任)?有限公司|有限责任公司|合作社).*(?:分公司|分店|营业部|门店)$"
)
_TOWNS = sorted({division.short_name for division in divisions().values()} - {"海南"})
_SHORT_PLACE = re.compile(rf"^(?:青海|{'|'.join(_TOWNS)})(?!湖|路|街)")
_INDUSTRY = re.compile(
    r"(?:商贸|贸易|实业|科技|发展|投资|管理|连锁|专卖|经营|文化传播|文化旅游|餐饮服务|服务)+"
    r"(?:集团|中心|部|店)?$"
)
# Names that no shop has, and words that only a registered name may bring along (农村信用社).
_PLATFORM = re.compile(r"信用青海|信用中国|12315|[A-D]级|AAA", re.IGNORECASE)
_OFFICIAL: Final = (
    "信用", "诚信", "守信", "官方", "权威", "认证", "示范", "指定", "国家", "中央", "政府", "政务",
    "人民法院", "检察", "公安", "警察", "税务", "海关", "监管", "监督", "执法", "管理局", "委员会",
    "办公室", "城管",
)  # fmt: skip
# The same words in other spellings: traditional characters, and dots between the letters.
_PLAIN: Final = str.maketrans(
    "誠認證權國務檢稅關監執會辦導標", "诚认证权国务检税关监执会办导标", "·&"
)
_UNSEEN: Final = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
# Han, Tibetan, ASCII letters and digits, the middle dot and "&": nothing that can deceive.
_ALLOWED = re.compile(r"[^0-9A-Za-z㐀-䶿一-鿿ༀ-༔ཀ-ྼ·&]")
_MIN_REST = 2
_CUTS: Final[tuple[tuple[Rule, re.Pattern[str]], ...]] = (
    ("no_brackets", _BRACKETED),
    ("no_branch", _BRANCH),
    ("no_legal_form", _LEGAL_FORM),
    ("no_place", _PLACE),
    ("no_place", _SHORT_PLACE),
    ("no_industry", _INDUSTRY),
)


class Suggestion(NamedTuple):
    """A name that may be signed, and the rule that made it."""

    text: str
    rule: Rule


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


def suggest_short_names(name: str, signboard: str = "") -> list[Suggestion]:
    """Names that may be signed for a registered name, best first, at most six.

    The automatic choice comes first; then each rule's own result where it fits, and the first
    eight characters of what is left in the end. Without anything usable only 商户.
    """
    found = [Suggestion(short_name_of(name, signboard), "automatic")]
    if is_short_name(sign := _clean(signboard)):
        found.append(Suggestion(sign, "signboard"))
    steps = list(_steps(name))
    found += [Suggestion(rest, rule) for rule, rest in steps]
    found.append(Suggestion(steps[-1][1][:MAX_CHARACTERS], "first_eight"))
    first = {s.text: s for s in reversed(found) if is_short_name(s.text)}
    more = [s for s in found[1:] if first.get(s.text) is s and len(s.text) >= _MIN_REST]
    return [found[0], *more][:MAX_SUGGESTIONS]


def _steps(name: str) -> Iterator[tuple[Rule, str]]:
    """What is left of a name after each rule, applied one after another."""
    rest = unicodedata.normalize("NFKC", name)
    yield "as_registered", _clean(rest)
    for rule, pattern in _CUTS:
        shorter = pattern.sub("", rest, count=1)
        if len(_clean(shorter)) >= _MIN_REST and shorter != rest:
            rest = shorter
            yield rule, _clean(rest)


def short_name_fault(text: str, *, registered: str, recorded: str = "") -> str | None:
    """Why an owner may not have this name signed, in Chinese; None when he may.

    ``registered`` is the name in the registry, ``recorded`` the short name on file. Every rule
    can be checked by a machine: whether a brand is somebody else's is for objections to say.
    """
    if any(unicodedata.category(char) in _UNSEEN for char in text):
        return "含有看不见的字符或控制字符"
    if unicodedata.normalize("NFKC", text) != text:
        return "含有形近的特殊字符，请用普通汉字、字母和数字重打一遍"
    if not text.strip() or len(text) > MAX_CHARACTERS or len(text.encode()) > MAX_BYTES:
        return f"要有一到{MAX_CHARACTERS}个字"
    if not is_short_name(text):
        return "只能用汉字、藏文、字母、数字、间隔号和 &"
    if _sounds_official(text, registered):
        return "不能像是机关、官方或信用评价结果"
    if not _shares_word(text, registered) and text != recorded:
        return "和登记名称没有相同的字号，请联系工作人员核对后修改"
    return None


def _sounds_official(text: str, registered: str) -> bool:
    """Whether a name speaks for the platform, or for an office that is not in its own name."""
    plain, own = text.translate(_PLAIN), registered.translate(_PLAIN)
    return bool(_PLATFORM.search(plain)) or any(w in plain and w not in own for w in _OFFICIAL)


def _shares_word(text: str, registered: str) -> bool:
    """Two characters in a row of the registered name that are not just place or legal form.

    The signed name protects from a code hung on another's door, so it must be the shop's own.
    """
    telling = _LEGAL_FORM.sub("", unicodedata.normalize("NFKC", registered))
    telling = _PLACE.sub("", telling, count=1) or telling
    pairs = {telling[i : i + 2] for i in range(len(telling) - 1)} or {telling}
    return any(pair in text for pair in pairs)


def _clean(text: str) -> str:
    return _ALLOWED.sub("", unicodedata.normalize("NFC", text))
