"""The badge for a shop's own site: an SVG that says the grade of this minute, and its minute. Pure.

No script, no style, no link inside: it may stand in any page. Grade by letter, word, shape
and colour; on its own ground, so that it reads on light and dark pages alike.
"""

from datetime import datetime
from html import escape
from typing import Final, NamedTuple

from credit.kit.clock import SHANGHAI

WIDTH, HEIGHT = 300, 96
LONGEST_DISTRICT: Final = 15
NO_CODE: Final = "现在没有有效信用码"
FONTS: Final = (
    "'PingFang SC','HarmonyOS Sans SC',MiSans,'Microsoft YaHei','Noto Sans SC',"
    "'Noto Sans CJK SC',sans-serif"
)
COLOURS: Final = {"A": "#0a7a58", "B": "#1f5fae", "C": "#8f5f00", "D": "#a5321c"}
_RING: Final = 'fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="1.2"'
# Shapes in a 46×46 box, as on every screen: circle, square, diamond, octagon.
_SHAPES: Final = {
    "A": f'<circle cx="23" cy="23" r="22"/><circle cx="23" cy="23" r="18.4" {_RING}/>',
    "B": '<rect x="2" y="2" width="42" height="42" rx="12"/>'
    f'<rect x="5.6" y="5.6" width="34.8" height="34.8" rx="9" {_RING}/>',
    "C": f'<path d="M23 1 45 23 23 45 1 23z"/><path d="M23 6 40 23 23 40 6 23z" {_RING}/>',
    "D": '<path d="M14.5 1.5h17L44.5 14.5v17L31.5 44.5h-17L1.5 31.5v-17z"/>'
    f'<path d="M16 5.5h14L40.5 16v14L30 40.5H16L5.5 30V16z" {_RING}/>',
}
_NO_SEAL: Final = (
    '<circle cx="23" cy="23" r="21" fill="none" stroke="#5b6b76" stroke-width="1.6" '
    'stroke-dasharray="4 4"/><path d="m16 16 14 14m0-14-14 14" stroke="#5b6b76" '
    'stroke-width="2.6" stroke-linecap="round"/>'
)
_DEMO: Final = (
    '<rect x="247.5" y="46.5" width="36" height="17" rx="5" fill="none" stroke="#5b6b76"/>'
    '<text x="265.5" y="59" font-size="11" text-anchor="middle" fill="#5b6b76">示例</text>'
)


class WebBadge(NamedTuple):
    """What the image says. ``grade`` empty: the shop has no code that counts now."""

    grade: str
    grade_word: str
    name: str
    moment: datetime
    demo: bool
    district: str = ""


def web_badge_svg(badge: WebBadge) -> str:
    """A whole SVG document, 300×96; everything that comes from data is escaped."""
    head = f"信用等级 {badge.grade} · {badge.grade_word}" if badge.grade else NO_CODE
    moment = f"{badge.moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    demo = "，示例数据" if badge.demo else ""
    member = f"{badge.district}成员" if badge.district else ""
    about = f"，{member}" if member else ""
    label = escape(f"信用青海：{badge.name}，{head}{about}，{moment} 查询{demo}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f"<title>{label}</title>"
        '<rect x=".5" y=".5" width="299" height="95" rx="15.5" fill="#fff" stroke="#d5dee4"/>'
        f'<g transform="translate(17 17) scale(1.348)">{_seal(badge.grade)}</g>'
        f'<g font-family="{FONTS}">'
        f"{_lines(head, badge, member, f'信用青海 · {moment} 查询')}"
        f"{_DEMO if badge.demo else ''}</g></svg>"
    )


def _lines(head: str, badge: WebBadge, member: str, asked: str) -> str:
    """Three lines, four with the district; one too long for the image is left to the label."""
    fits = member and len(badge.district) <= LONGEST_DISTRICT
    top, name, last = (31, 51, 85) if fits else (38, 59, 79)
    district = _line(68, 11, "#0d5a8a", member) if fits else ""
    return (
        f"{_line(top, 18, '#14222c', head, bold=True)}{_line(name, 13, '#4d5f6c', badge.name)}"
        f"{district}{_line(last, 11, '#5b6b76', asked)}"
    )


def _seal(grade: str) -> str:
    if grade not in _SHAPES:
        return _NO_SEAL
    letter = (
        f'<text x="23" y="30.5" font-size="21" font-weight="800" text-anchor="middle" '
        f'fill="#fff" font-family="{FONTS}">{grade}</text>'
    )
    return f'<g fill="{COLOURS[grade]}">{_SHAPES[grade]}</g>{letter}'


def _line(y: int, size: int, colour: str, text: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="96" y="{y}" font-size="{size}" fill="{colour}"{weight}>{escape(text)}</text>'
