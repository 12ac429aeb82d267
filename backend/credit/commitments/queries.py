"""Reading commitments."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from credit.commitments import rules
from credit.commitments.rules import Performance
from credit.commitments.schemas import CommitmentView, OwnCommitment
from credit.commitments.templates import ParameterValue, SignedText, fill, load_templates
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem

MAX_LISTED = 100
MAX_CALL = 1000


class CommitmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A commitment as stored, with the uscc of its subject."""

    id: int
    code: str
    subject_id: int
    uscc: str
    subject_name: str
    template: str
    template_version: int
    matter: str
    plain_text: str
    parameters: dict[str, ParameterValue]
    made_on: date
    valid_until: date | None
    performance: Performance
    determined_on: date | None
    determined_by: str
    determined_by_code: str
    unfulfilled: str
    liability_outcome: str
    legal_basis: str
    notice_on: date | None
    withdrawn: bool


# In the order of `CommitmentRow`; `s` is the subject.
COMMITMENT_COLUMNS = """
  c.id, c.code, c.subject_id, coalesce(s.uscc, '') AS uscc, s.name AS subject_name,
  c.template, c.template_version, c.matter, c.plain_text, c.parameters, c.made_on, c.valid_until,
  c.performance, c.determined_on, c.determined_by, c.determined_by_code, c.unfulfilled,
  c.liability_outcome, c.legal_basis, c.notice_on, c.withdrawn_at IS NOT NULL"""
_SELECT = f"""
SELECT {COMMITMENT_COLUMNS} AS withdrawn
FROM commitment c JOIN subject s ON s.id = c.subject_id
"""  # noqa: S608 - constants
# The public board: what runs today, and what was found kept or broken lately. So a broken
# promise cannot be hidden by withdrawing it, and leaves the board by itself.
# $2 is today, $3 `rules.board_since(today)`.
ON_BOARD = """c.publicity = 1 AND c.made_on <= $2
  AND ((c.withdrawn_at IS NULL AND (c.valid_until IS NULL OR c.valid_until >= $2))
       OR c.determined_on >= $3)"""
_BOARD = f"""{_SELECT}
WHERE c.subject_id = ANY($1) AND {ON_BOARD}
ORDER BY c.subject_id, c.made_on DESC, c.id DESC
LIMIT $4
"""
_BY_CODE = f"{_SELECT} WHERE c.code = $1"
_BY_CODE_LOCKED = f"{_BY_CODE} FOR NO KEY UPDATE OF c"


_RUNNING = """
SELECT code FROM commitment
WHERE subject_id = $1 AND template = $2 AND withdrawn_at IS NULL
  AND daterange(made_on, coalesce(valid_until, 'infinity'::date), '[]')
      && daterange($3::date, coalesce($4::date, 'infinity'::date), '[]')
LIMIT 1
"""
_OWN = f"""
SELECT {COMMITMENT_COLUMNS} AS withdrawn, c.withdrawn_at, c.replaces, c.replaced_by,
  c.statement <> '' AS has_receipt
FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE c.subject_id = $1 ORDER BY c.made_on DESC, c.id DESC LIMIT {MAX_LISTED}
"""  # noqa: S608 - constants


async def list_own_commitments(subject_id: int) -> list[OwnCommitment]:
    """All promises of a subject, for who acts for it: also those that ended; at most 100."""
    async with connection() as held:
        rows = await held.fetch(_OWN, subject_id)
    return [_own(row) for row in rows]


async def list_commitments(subject_id: int, *, english: bool = False) -> list[CommitmentView]:
    """The board of one subject, newest first; at most 100."""
    boards = await list_commitments_of([subject_id], english=english)
    return boards.get(subject_id, [])[:MAX_LISTED]


async def list_commitments_of(
    subject_ids: list[int], *, english: bool = False
) -> dict[int, list[CommitmentView]]:
    """The boards of several subjects in one query; at most 1,000 commitments in all."""
    today = clock.today()
    values = (subject_ids, today, rules.board_since(today), MAX_CALL)
    boards: dict[int, list[CommitmentView]] = {}
    async with connection() as held:
        rows = await held.fetch(_BOARD, *values)
    for row in map(_decode, rows):
        boards.setdefault(row.subject_id, []).append(view_of(row, english=english))
    return boards


def board_of(rows: Iterable[Sequence[Any]]) -> list[CommitmentView]:
    """Commitments for people, from rows of `COMMITMENT_COLUMNS`."""
    names = CommitmentRow.__struct_fields__
    return [view_of(_decode(dict(zip(names, row, strict=True)))) for row in rows]


async def get_commitment(code: str, *, lock: bool = False) -> CommitmentRow:
    """The commitment with this 承诺编码, locked for a change on request; Problem not-found."""
    row = None
    if rules.is_code(code):
        async with connection() as held:
            row = await held.fetchrow(_BY_CODE_LOCKED if lock else _BY_CODE, code)
    if row is None:
        raise Problem("not-found", detail="没有这个承诺编码")
    return _decode(row)


async def find_running_code(
    subject_id: int, template: str, made_on: date, valid_until: date | None
) -> str | None:
    """The code of the subject's commitment of this template that runs in that time, or None."""
    async with connection() as held:
        code: str | None = await held.fetchval(_RUNNING, subject_id, template, made_on, valid_until)
    return code


def view_of(row: CommitmentRow, *, english: bool = False) -> CommitmentView:
    """A commitment for people. Imported ones have no template and stay in their language."""
    template = load_templates().get(row.template)
    version = template.find_version(row.template_version) if template else None
    plain = row.plain_text
    if english and version:
        plain = fill(version, version.plain_en, row.parameters, english=True)
    name = (template.name_en if english else template.name) if template else row.matter
    return CommitmentView(
        code=row.code,
        template=row.template,
        name=name,
        matter=row.matter,
        plain_text=plain,
        made_on=row.made_on,
        valid_until=row.valid_until,
        performance=row.performance,
        performance_name=rules.performance_name(row.performance, english=english),
        notice_on=row.notice_on,
    )


def _own(row: Any) -> OwnCommitment:
    view = view_of(_decode(row))
    gone, noticed = row["withdrawn_at"], row["notice_on"] is not None
    state = rules.state_of(
        view.made_on,
        view.valid_until,
        noticed=noticed,
        withdrawn=gone is not None,
        on=clock.today(),
    )
    return OwnCommitment(
        **{name: getattr(view, name) for name in CommitmentView.__struct_fields__},
        state=state,
        withdrawn_on=clock.day_of(gone) if gone else row["notice_on"],
        replaces=row["replaces"],
        replaced_by=row["replaced_by"],
        has_receipt=row["has_receipt"],
    )


def view_of_new(code: str, text: SignedText) -> CommitmentView:
    """The view of a promise just signed, without reading it back."""
    return CommitmentView(
        code=code,
        template=text.template,
        name=load_templates()[text.template].name,
        matter=text.matter,
        plain_text=text.plain,
        made_on=text.made_on,
        valid_until=text.valid_until,
        performance=Performance.UNKNOWN,
        performance_name=rules.performance_name(Performance.UNKNOWN),
    )


def _decode(row: Any) -> CommitmentRow:
    values = dict(row) | {"parameters": msgspec.json.decode(row["parameters"])}
    return msgspec.convert(values, CommitmentRow)  # what else was selected is left out
