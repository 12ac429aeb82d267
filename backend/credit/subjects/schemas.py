"""What the subjects API sends."""

from credit.kit.model import Out


class SubjectCard(Out, frozen=True):
    """A subject in a list. `grade` is A, B, C, D or N; `demo` marks fictitious 示例数据."""

    uscc: str
    name: str
    short_name: str
    trade: str
    address: str
    division_name: str
    grade: str
    grade_word: str
    demo: bool


class SubjectCardPage(Out, frozen=True):
    """One page of cards; `next` goes back as `after`, null on the last page."""

    items: list[SubjectCard]
    next: str | None = None
    total: int | None = None
