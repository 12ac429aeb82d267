"""Fictitious subjects."""

from itertools import count

from credit.kit.uscc import make_uscc
from credit.subjects.actions import NewSubject, create_subject
from credit.subjects.queries import SubjectRow, get_subject_by_uscc

_numbers = count(1)


def next_uscc(division: str = "630104", category: str = "1") -> str:
    """A valid code that no other test has."""
    return make_uscc("9", category, division, f"MA7{next(_numbers):05d}")


async def make_subject(
    name: str = "示例面馆",
    *,
    uscc: str = "",
    division: str | None = "630104",
    short_name: str = "",
    trade: str = "",
    address: str = "",
) -> SubjectRow:
    """A fictitious merchant, created through the action."""
    code = uscc or next_uscc()
    new = NewSubject(
        uscc=code,
        name=name,
        division=division,
        short_name=short_name,
        trade=trade,
        address=address,
        demo=True,
    )
    await create_subject(new, actor="test")
    return await get_subject_by_uscc(code)
