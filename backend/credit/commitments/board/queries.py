"""Reading the commitments column and one commitment's page."""

import re
from datetime import date
from typing import Any, Final, Literal, NamedTuple

import msgspec

from credit.commitments import rules
from credit.commitments.board.schemas import BoardFinding, BoardItem, BoardPage, CommitmentPage
from credit.commitments.matters.matter_list import matter_of_template
from credit.commitments.queries import ON_BOARD
from credit.commitments.rules import TYPE_NAMES, CommitmentType, Performance
from credit.commitments.templates import fill, load_templates
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.places.divisions import PROVINCE, division_name, divisions
from credit.subjects.rules import read_query, search_pattern

MAX_PAGE: Final = 50
Standing = Literal["running", "kept", "broken"]
# The order is (made_on, id), newest first; `ix_commitment_board*` serve it, so a first page reads
# as many rows as it shows. $1 a place after which to go on, $4 … the filters.
_PAGE = f"""
SELECT c.id, c.code, c.template, c.template_version, c.matter, c.plain_text, c.parameters,
  c.made_on, c.valid_until, c.notice_on, c.performance,
  coalesce(s.uscc, '') AS uscc, coalesce(nullif(s.short_name, ''), s.name) AS merchant,
  s.trade, s.division, s.demo
FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE {ON_BOARD} AND (c.made_on, c.id) < ($1, $4::bigint)
  %s
ORDER BY c.made_on DESC, c.id DESC LIMIT $5
"""  # noqa: S608 - constants
_FILTERS: Final = {
    "template": "AND c.template = {}",
    "type": "AND c.type = {}",
    "trade": "AND s.trade = {}",
    "division": "AND s.division = ANY({})",
    "q": "AND s.search_text LIKE {}",
}
_STANDINGS: Final[dict[Standing, str]] = {
    "running": "AND c.withdrawn_at IS NULL AND (c.valid_until IS NULL OR c.valid_until >= $2)",
    "kept": "AND c.performance = 'kept' AND c.performance <> 'unknown'",
    "broken": "AND c.performance IN ('partly', 'broken') AND c.performance <> 'unknown'",
}
_ONE = """
SELECT c.*, coalesce(s.uscc, '') AS uscc, s.name AS merchant, s.trade, s.address,
  s.division, s.demo
FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE c.code = $1 AND c.publicity = 1
"""
_AFTER: Final = re.compile(r"(\d{8})-(\d{1,18})")
_START: Final = (date.max, 2**63 - 1)


class Wanted(NamedTuple):
    """The filters; None means any. `division` is a code of a county or prefecture."""

    q: str | None = None
    trade: str | None = None
    division: str | None = None
    template: str | None = None
    type: int | None = None
    standing: Standing | None = None


async def list_board(
    wanted: Wanted, *, limit: int, after: str | None, english: bool = False
) -> BoardPage:
    """One page of the column, newest first; Problem invalid-input for a foreign `after`."""
    today, (day, last) = clock.today(), _read(after)
    parts, values = [], []
    for name, clause in _FILTERS.items():
        value = getattr(wanted, name)
        if value is not None and value != PROVINCE:
            values.append(_as_asked(name, value))
            parts.append(clause.format(f"${5 + len(values)}"))
    if wanted.standing:
        parts.append(_STANDINGS[wanted.standing])
    async with connection() as held:
        rows = await held.fetch(
            _PAGE % "\n  ".join(parts), day, today, rules.board_since(today), last, limit + 1,
            *values,
        )  # fmt: skip
    more = rows[limit - 1] if len(rows) > limit else None
    return BoardPage(
        items=[_item(row, english=english) for row in rows[:limit]],
        next=f"{more['made_on']:%Y%m%d}-{more['id']}" if more else None,
    )


async def get_page(code: str, *, english: bool = False) -> CommitmentPage:
    """Everything public about a commitment, in whatever state; Problem not-found."""
    row = None
    if rules.is_code(code):
        async with connection() as held:
            row = await held.fetchrow(_ONE, code)
    if row is None:
        raise Problem("not-found", detail="没有这个承诺编码")
    return _page(row, english=english)


def _as_asked(name: str, value: Any) -> Any:
    if name == "q":
        return search_pattern(read_query(value))
    if name == "division":
        return [value, *(d.code for d in divisions().values() if d.parent == value)]
    return value


def _read(after: str | None) -> tuple[date, int]:
    if not after:
        return _START
    found = _AFTER.fullmatch(after)
    try:
        if found:
            return date.fromisoformat(found[1]), int(found[2])
    except ValueError:
        pass
    raise Problem("invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")])


def _item(row: Any, *, english: bool) -> BoardItem:
    name, plain = _words(row, english=english)
    plainly = ("code", "template", "made_on", "valid_until", "notice_on", "uscc", "merchant",
               "trade", "demo")  # fmt: skip
    return BoardItem(
        **{field: row[field] for field in plainly},
        name=name,
        plain_text=plain,
        performance=Performance(row["performance"]),
        performance_name=rules.performance_name(row["performance"], english=english),
        division=row["division"] or "",
        division_name=division_name(row["division"]),
    )


def _words(row: Any, *, english: bool) -> tuple[str, str]:
    """(name, plain words); an imported promise has no template and stays in its language."""
    template = load_templates().get(row["template"])
    version = template.find_version(row["template_version"]) if template else None
    if template is None or version is None:
        return row["matter"], row["plain_text"] or row["matter"]
    if not english:
        return template.name, row["plain_text"]
    values = msgspec.json.decode(row["parameters"])
    return template.name_en, fill(version, version.plain_en, values, english=True)


def _page(row: Any, *, english: bool) -> CommitmentPage:
    name, plain = _words(row, english=english)
    template = load_templates().get(row["template"])
    version = template.find_version(row["template_version"]) if template else None
    matter = matter_of_template(row["template"]) if template else None
    gone = row["withdrawn_at"]
    plainly = ("code", "template", "matter", "content", "liability", "made_on", "valid_until",
               "notice_on", "accepted_by", "replaces", "replaced_by", "uscc", "merchant",
               "trade", "address", "demo")  # fmt: skip
    return CommitmentPage(
        **{field: row[field] for field in plainly},
        name=name,
        plain_text=plain,
        type_name=TYPE_NAMES[CommitmentType(row["type"])][english],
        version=row["template_version"],
        legal_basis=list(version.legal_basis) if version else [],
        state=_state(row),
        withdrawn_on=clock.day_of(gone) if gone else None,
        kept=(version.kept_en if english else version.kept) if version else "",
        office=matter.office if matter else row["accepted_by"],
        text_sha256=bytes(row["text_hash"]).hex() if row["statement"] else "",
        has_receipt=bool(row["statement"]),
        finding=_finding(row, english=english),
        division_name=division_name(row["division"]),
    )


def _state(row: Any) -> str:
    return rules.state_of(
        row["made_on"],
        row["valid_until"],
        noticed=row["notice_on"] is not None,
        withdrawn=row["withdrawn_at"] is not None,
        on=clock.today(),
    )


def _finding(row: Any, *, english: bool) -> BoardFinding | None:
    """Gone from the page when it has left the board: nothing negative is shown for ever."""
    if row["determined_on"] is None or row["determined_on"] < rules.board_since(clock.today()):
        return None
    plainly = ("determined_on", "determined_by", "unfulfilled", "liability_outcome", "legal_basis")
    return BoardFinding(
        **{field: row[field] for field in plainly},
        performance=Performance(row["performance"]),
        performance_name=rules.performance_name(row["performance"], english=english),
    )
