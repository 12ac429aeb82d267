"""Reading what a scanner or a hand gives: our link, bare digits, a short code, or what else."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from credit.codes.core import short_code
from credit.codes.core.digits import CANONICAL
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.look_alike import skeleton

MAX_TEXT = 1000  # characters (code points)
BLANKS = " \t\n\r\f\v"
MIN_DIGITS = 100  # no COSE_Sign1 is shorter; every payment code is

# Payment codes (付款码): WeChat 10–15 + 16 digits, Alipay 25–30 + 14–22, UnionPay 62 + 17.
_PAYMENT_DIGITS = re.compile(r"1[0-5][0-9]{16}|(?:2[5-9]|30)[0-9]{14,22}|62[0-9]{17}", re.ASCII)
_PAYMENT_LINKS = (
    "wxp://",
    "https://qr.alipay.com/",
    "https://qr.95516.com/",
    "https://payapp.weixin.qq.com/",
    "weixin://wxpay/",
)


class DigitsCode(NamedTuple):
    """A full signed code, as canonical digits."""

    digits: str


class TypedCode(NamedTuple):
    """A short code typed by hand, normalised to nine characters, check passed."""

    code: str


class PassCode(NamedTuple):
    """A citizen's pass, as canonical digits: nothing after ``#`` ever reaches a server's log."""

    digits: str


def read_any_code(text: str, origin: str) -> DigitsCode | TypedCode | PassCode:
    """Read scanned or pasted text: our links, bare digits (a merchant's), or a short code.

    ``origin`` is the exact public origin (``https://host``); anything that only looks like
    it is foreign. ``CodeFault`` says what the text is instead.
    """
    _check_length(text)
    if text.startswith(f"{origin}/v/"):
        return read_segment(text.removeprefix(f"{origin}/v/"))
    if text.startswith(f"{origin}/v#"):
        return _read_fragment(text.removeprefix(f"{origin}/v#"))
    if text.lower().startswith(_PAYMENT_LINKS):
        raise CodeFault(Fault.PAYMENT_CODE)
    if "://" in text or text.lower().startswith(("http:", "https:", "//")):
        raise CodeFault(_link_fault(text, origin))
    return read_segment(text.strip(BLANKS))


def read_code_text(text: str, origin: str) -> DigitsCode | TypedCode:
    """The same where only a shop's code is wanted: a citizen's pass is the wrong kind."""
    code = read_any_code(text, origin)
    if isinstance(code, PassCode):
        raise CodeFault(Fault.WRONG_KIND)
    return code


def read_segment(segment: str) -> DigitsCode | TypedCode:
    """Read what stands after ``/v/`` or was typed into the box."""
    _check_length(segment)
    if _PAYMENT_DIGITS.fullmatch(segment):
        raise CodeFault(Fault.PAYMENT_CODE)
    if CANONICAL.fullmatch(segment) and len(segment) >= MIN_DIGITS:
        return DigitsCode(segment)
    if short_code.is_attempt(segment):
        return TypedCode(short_code.normalise_short_code(segment))
    raise CodeFault(_other_fault(segment))


def read_path(segment: str, origin: str) -> DigitsCode | TypedCode:
    """Read a whole path segment of our own server, where somebody may paste a full link."""
    _check_length(segment)
    if "://" in segment:
        return read_code_text(segment, origin)
    return read_segment(segment)


def _read_fragment(fragment: str) -> PassCode:
    if CANONICAL.fullmatch(fragment) and len(fragment) >= MIN_DIGITS:
        return PassCode(fragment)
    raise CodeFault(_other_fault(fragment))


def _check_length(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise CodeFault(Fault.TOO_LONG)
    if not text.strip(BLANKS):
        raise CodeFault(Fault.EMPTY)


def _other_fault(segment: str) -> Fault:
    """Mostly digits and long: one of ours, misread. Anything else was never a code."""
    digits = sum(char.isdecimal() for char in segment)
    is_ours = digits >= MIN_DIGITS and digits * 10 >= len(segment) * 9
    return Fault.NOT_CANONICAL if is_ours else Fault.NOT_A_CODE


def _link_fault(text: str, origin: str) -> Fault:
    host = skeleton(urlsplit(origin).netloc)
    return Fault.LOOK_ALIKE_HOST if host in skeleton(text) else Fault.FOREIGN_HOST
