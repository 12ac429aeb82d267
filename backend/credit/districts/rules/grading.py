"""The grade of a district out of its members' grades, with every step in plain Chinese.

The mean of the members that have a grade (优 4 … 差 1), each merchant counting the same; caps
on top of it. Whole numbers only, so no rounding decides a grade.
"""

from typing import Final, NamedTuple

from credit.subjects.rules import GRADE_WORDS

MIN_GRADED: Final = 5
# More members of grade D than one in ten, or one on the serious list: at most B.
MAX_BAD_SHARE: Final = 10
# Twice the lowest mean of a grade: 3.5, 2.5, 1.5.
_TWICE: Final = (("A", 7), ("B", 5), ("C", 3))


class Counts(NamedTuple):
    """Members by grade; `n` are those whose information is insufficient (信息不足)."""

    a: int = 0
    b: int = 0
    c: int = 0
    d: int = 0
    n: int = 0

    @property
    def graded(self) -> int:
        return self.a + self.b + self.c + self.d

    @property
    def members(self) -> int:
        return self.graded + self.n


class Step(NamedTuple):
    """One step of the reckoning: what, how much, why."""

    label: str
    value: str
    text: str


class DistrictGrade(NamedTuple):
    """`grade` is A, B, C, D or N (信息不足); `explanation` says it in one sentence."""

    grade: str
    steps: tuple[Step, ...]
    explanation: str


def grade_of(counts: Counts, serious: int) -> str:
    """The grade alone; `serious` counts members on the serious dishonesty list."""
    mean = _mean_grade(counts)
    return "B" if mean == "A" and _caps(counts, serious) else mean


def grade_district(counts: Counts, serious: int) -> DistrictGrade:
    """The grade with its steps."""
    first = Step("成员", f"{counts.members} 家", _members_text(counts))
    if counts.graded < MIN_GRADED:
        text = f"有等级的成员只有 {counts.graded} 家，不足 {MIN_GRADED} 家，暂不评定街区等级"
        return DistrictGrade("N", (first, Step("结论", GRADE_WORDS["N"], text)), text + "。")
    mean, grade = _mean_grade(counts), grade_of(counts, serious)
    caps = _caps(counts, serious)
    steps = (
        first,
        Step("构成", _shares(counts), "每家成员的分量相同"),
        Step("平均分", f"{_two_places(counts)} 分", "优 4 分、良 3 分、中 2 分、差 1 分，取平均"),
        Step(
            "对应等级",
            GRADE_WORDS[mean],
            "3.5 分以上为优，2.5 分以上为良，1.5 分以上为中，其余为差",
        ),
        Step("上限", "最高为良" if caps else "没有触发", "；".join(caps) or _NO_CAP),
        Step("结论", f"{grade}（{GRADE_WORDS[grade]}）", _conclusion(mean, grade)),
    )
    return DistrictGrade(grade, steps, _explanation(counts, mean, grade, caps))


_BOUNDS: Final = "3.5 分以上为优，2.5 分以上为良，1.5 分以上为中，其余为差"
_NO_CAP: Final = f"差等成员不超过 {MAX_BAD_SHARE}%，也没有成员在严重失信主体名单上"


def _mean_grade(counts: Counts) -> str:
    if counts.graded < MIN_GRADED:
        return "N"
    twice = 2 * _points(counts)
    return next((grade for grade, low in _TWICE if twice >= low * counts.graded), "D")


def _points(counts: Counts) -> int:
    return 4 * counts.a + 3 * counts.b + 2 * counts.c + counts.d


def _caps(counts: Counts, serious: int) -> list[str]:
    caps = []
    if counts.d * 100 > MAX_BAD_SHARE * counts.graded:
        share = _percent(counts.d, counts.graded)
        caps.append(f"差等成员 {counts.d} 家，占 {share}，超过 {MAX_BAD_SHARE}%")
    if serious:
        caps.append(f"有 {serious} 家成员在严重失信主体名单上")
    return caps


def _members_text(counts: Counts) -> str:
    left_out = f"；信息不足 {counts.n} 家，不参与计算" if counts.n else ""
    return f"其中有等级的 {counts.graded} 家{left_out}"


def _shares(counts: Counts) -> str:
    named = (("优", counts.a), ("良", counts.b), ("中", counts.c), ("差", counts.d))
    return "、".join(
        f"{word} {number} 家（{_percent(number, counts.graded)}）"
        for word, number in named
        if number
    )


def _percent(part: int, whole: int) -> str:
    """One place, cut off and not rounded: 10.04 % is not shown as no more than 10 %."""
    tenths = part * 1000 // whole
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


def _two_places(counts: Counts) -> str:
    """Cut off: 3.499 must not read 3.50 and be no 优."""
    hundredths = _points(counts) * 100 // counts.graded
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _conclusion(mean: str, grade: str) -> str:
    return "平均分对应的等级" if mean == grade else "平均分够优，因触发上限定为良"


def _explanation(counts: Counts, mean: str, grade: str, caps: list[str]) -> str:
    base = f"{counts.graded} 家有等级的成员平均 {_two_places(counts)} 分"
    why = f"，因{caps[0]}，最高为良" if mean != grade else ""
    return f"{base}{why}，街区等级为{GRADE_WORDS[grade]}。"
