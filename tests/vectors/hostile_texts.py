"""Texts that are not our code, or not in its one spelling: foreign hosts, odd digits, bombs."""

from collections.abc import Iterator

from credit.codes.core.faults import Fault
from vectors import world as w
from vectors.cases import Case, case
from vectors.world import shop_code, shop_url, shown_pass, shown_url


def texts() -> list[Case]:
    """Texts that are not our code, or not in its one spelling."""
    digits = shop_url(shop_code()).rsplit("/", 1)[1]
    people = shown_url(shown_pass(w.step_now())).rsplit("#", 1)[1]
    rows = [*_foreign(digits), *_misspelt(digits), *_no_codes()]
    listed = [case(name, text, fault, kind=kind) for name, text, fault, kind in rows]
    fragment = [
        ("a pass with a leading zero", f"0{people}", Fault.NOT_CANONICAL),
        ("a short code after #", "ABCDEFGHR", Fault.NOT_A_CODE),
        ("nothing after #", "", Fault.NOT_A_CODE),
        ("a pass and a query", f"{people}?a=1", Fault.NOT_CANONICAL),
    ]
    return listed + [
        case(name, f"{w.ORIGIN}/v#{rest}", fault, kind=None) for name, rest, fault in fragment
    ]


def _foreign(digits: str) -> Iterator[tuple[str, str, Fault, None]]:
    fault = Fault.LOOK_ALIKE_HOST
    for name, link in [
        ("our host as a part of another", f"https://xyqh.example.evil.com/v/{digits}"),
        ("our host as a user name", f"https://xyqh.example@evil.com/v/{digits}"),
        ("our host as a password", f"https://a:xyqh.example@evil.com/v/{digits}"),
        ("upper case host", f"https://XYQH.example/v/{digits}"),
        ("upper case scheme", f"HTTPS://xyqh.example/v/{digits}"),
        ("trailing dot", f"https://xyqh.example./v/{digits}"),
        ("a port", f"https://xyqh.example:443/v/{digits}"),
        ("without encryption", f"http://xyqh.example/v/{digits}"),
        ("full-width letter", f"https://ｘyqh.example/v/{digits}"),
        ("cyrillic letter", f"https://хyqh.example/v/{digits}"),
        ("a digit for a letter", f"https://xyqh.examp1e/v/{digits}"),
        ("an ideographic full stop", f"https://xyqh。example/v/{digits}"),
        ("without a scheme", f"//xyqh.example/v/{digits}"),
        ("backslashes", f"https:\\\\xyqh.example\\v\\{digits}"),
        ("a subdomain", f"https://www.xyqh.example/v/{digits}"),
        ("our host in the query", f"https://evil.com/?u=https://xyqh.example/v/{digits}"),
        ("another path of ours", f"https://xyqh.example/w/{digits}"),
    ]:
        yield name, link, fault, None
    punycode = f"https://xn--yqh-8cd.example/v/{digits}"
    yield "punycode", punycode, Fault.FOREIGN_HOST, None
    yield "another site", "https://example.com/", Fault.FOREIGN_HOST, None
    yield "a script", "javascript://example.com/%0aalert(1)", Fault.FOREIGN_HOST, None


def _misspelt(digits: str) -> Iterator[tuple[str, str, Fault, str | None]]:
    wide = digits.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    arabic = digits.translate({ord("0") + n: 0x0660 + n for n in range(10)})
    for name, text in [
        ("leading zero", f"0{digits}"),
        ("plus sign", f"+{digits}"),
        ("underscore", f"{digits[:20]}_{digits[20:]}"),
        ("blank inside", f"{digits[:20]} {digits[20:]}"),
        ("full-width digits", wide),
        ("one full-width digit", wide[0] + digits[1:]),
        ("arabic digits", arabic),
        ("no-break blank behind", f"{digits}\u00a0"),
        ("decimal point", f"{digits}.0"),
    ]:
        yield name, text, Fault.NOT_CANONICAL, None
        yield f"{name}, as a link", f"{w.ORIGIN}/v/{text}", Fault.NOT_CANONICAL, None
    for name, tail in [("query", "?a=1"), ("fragment", "#x"), ("slash", "/"), ("line end", "\n")]:
        yield f"{name} behind the digits", f"{w.ORIGIN}/v/{digits}{tail}", Fault.NOT_CANONICAL, None
    yield "first byte is not the marker", str(2 << 1000), Fault.NOT_CANONICAL, "merchant"
    yield "521 digits", "1" * 521, Fault.TOO_LONG, "merchant"


def _no_codes() -> Iterator[tuple[str, str, Fault, None]]:
    for name, text, fault in [
        ("empty", "", Fault.EMPTY),
        ("only blanks", " \t\r\n", Fault.EMPTY),
        ("a wide blank", "\u3000", Fault.NOT_A_CODE),
        ("1001 characters", "x" * 1001, Fault.TOO_LONG),
        ("1001 blanks", " " * 1001, Fault.TOO_LONG),
        ("600 characters beyond the basic plane", "😀" * 600, Fault.NOT_A_CODE),
        ("100 kB of digits", "9" * 100_000, Fault.TOO_LONG),
        ("100 kB as our link", f"{w.ORIGIN}/v/{'9' * 100_000}", Fault.TOO_LONG),
        ("100 kB behind #", f"{w.ORIGIN}/v#{'9' * 100_000}", Fault.TOO_LONG),
        ("a greeting", "你好", Fault.NOT_A_CODE),
        ("hexadecimal", "0x10", Fault.NOT_A_CODE),
        ("99 digits", "9" * 99, Fault.NOT_A_CODE),
        ("a wrong check character", "ABCD-EFGH-2", Fault.MISTYPED),
        ("a pay link behind our path", f"{w.ORIGIN}/v/wxp://f2f0", Fault.NOT_A_CODE),
        ("wechat's pay code", "134567890123456789", Fault.PAYMENT_CODE),
        ("alipay's pay code", "281234567890123456", Fault.PAYMENT_CODE),
        ("unionpay's pay code", "6212345678901234567", Fault.PAYMENT_CODE),
        ("a pay link", "wxp://f2f0abcdef", Fault.PAYMENT_CODE),
        ("a pay link by https", "https://qr.alipay.com/fkx00", Fault.PAYMENT_CODE),
    ]:
        yield name, text, fault, None
