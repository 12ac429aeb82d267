"""Reading declarations."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.declarations import rules
from credit.declarations.forms import find_form, list_forms, load_forms, words_on
from credit.declarations.rules import DeclarationState
from credit.declarations.schemas import (
    DeclarationCard,
    DeclarationForms,
    DeclarationPage,
    DeclarationView,
    DeclaredField,
    FormFieldView,
    FormView,
    PublicDeclaration,
    PublicDeclarations,
    SignedWords,
)
from credit.identity.queries import HOME_DIVISION
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.kit.photos import open_photo
from credit.kit.problems import Problem

PAGE: Final = 30
_COLUMNS: Final = """
SELECT d.id, d.public_id::text AS public_id, d.subject_id, s.uscc, s.name AS subject_name, s.demo,
  d.form, d.form_version, d.title, d.content, d.valid_until, d.state, d.truth_version, d.text_hash,
  d.declared_by, d.declared_at, d.decided_at, d.reason, c.given_at AS consented_at
FROM self_declaration d JOIN subject s ON s.id = d.subject_id
LEFT JOIN declaration_consent c ON c.declaration_id = d.id AND c.withdrawn_at IS NULL
"""
_ONE: Final = f"{_COLUMNS} WHERE d.public_id = $1"
_LOCKED: Final = f"{_ONE} FOR NO KEY UPDATE OF d"
_OWN: Final = f"""{_COLUMNS}
WHERE d.subject_id = $1 AND ($2::bigint IS NULL OR d.id < $2) ORDER BY d.id DESC LIMIT $3
"""
_PUBLIC: Final = f"""{_COLUMNS}
WHERE s.uscc = $1 AND c.id IS NOT NULL AND d.state = ANY($2)
  AND (d.valid_until IS NULL OR d.valid_until >= $3)
ORDER BY d.form, d.id DESC LIMIT {rules.MAX_STANDING}
"""
_QUEUE: Final = f"""{_COLUMNS}
WHERE d.state = 'declared' AND ($1::bigint IS NULL OR d.id > $1)
  AND starts_with({HOME_DIVISION}, $3) ORDER BY d.id LIMIT $2
"""
_DECIDED: Final = f"""{_COLUMNS}
WHERE d.decided_at IS NOT NULL AND ($1::bigint IS NULL OR d.id < $1)
  AND starts_with({HOME_DIVISION}, $3) ORDER BY d.id DESC LIMIT $2
"""
_WRITTEN: Final = f"{_COLUMNS} WHERE d.declared_by = $1 ORDER BY d.id DESC LIMIT 500"
_PHOTOS: Final = """
SELECT public_id::text FROM declaration_photo WHERE declaration_id = $1 ORDER BY place
"""
_PHOTO: Final = """
SELECT p.photo FROM declaration_photo p JOIN self_declaration d ON d.id = p.declaration_id
WHERE p.public_id = $1 AND d.public_id = $2
"""


class DeclarationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration as stored; `consented_at`: since when it may be shown, None: it may not."""

    id: int
    public_id: str
    subject_id: int
    uscc: str
    subject_name: str
    demo: bool
    form: str
    form_version: int
    title: str
    content: dict[str, str]
    valid_until: date | None
    state: DeclarationState
    truth_version: str
    text_hash: bytes
    declared_by: str
    declared_at: datetime
    decided_at: datetime | None
    reason: str
    consented_at: datetime | None

    @property
    def form_name(self) -> str:
        form = find_form(self.form, clock.today(), self.form_version)
        return form.name if form else self.form

    @property
    def fields(self) -> list[DeclaredField]:
        """What was filled in, under the names of the form that was filled in."""
        form = find_form(self.form, clock.today(), self.form_version)
        names = {field.code: field.name for field in form.fields} if form else {}
        order = [code for code in names if code in self.content]
        return [DeclaredField(names[code], self.content[code]) for code in order]


async def get_declaration(held: Connection, key: UUID, *, lock: bool = False) -> DeclarationRow:
    """One declaration, locked for a step on request; Problem not-found."""
    row = await held.fetchrow(_LOCKED if lock else _ONE, key)
    if row is None:
        raise Problem("not-found", detail="没有这条填报")
    return _decode(row)


async def find_row(key: UUID) -> DeclarationRow:
    """The same outside of a step."""
    async with connection() as held:
        return await get_declaration(held, key)


async def view_declaration(caller: Caller, key: UUID) -> DeclarationView:
    """One declaration; who may see it is the route's matter."""
    async with connection() as held:
        row = await get_declaration(held, key)
        photos = [each["public_id"] for each in await held.fetch(_PHOTOS, row.id)]
    return _view(caller, row, photos)


async def read_photo(key: UUID, photo: UUID) -> bytes:
    """The JPEG of a proof of this declaration; Problem not-found."""
    async with connection() as held:
        sealed = await held.fetchval(_PHOTO, photo, key)
    if sealed is None:
        raise Problem("not-found", detail="没有这张照片")
    return open_photo(sealed, table="declaration_photo", row=str(photo))


async def list_own(subject_id: int, after: int | None) -> DeclarationPage:
    """The declarations of a subject, newest first, 30 a page."""
    return await _list(_OWN, subject_id, after, PAGE + 1)


async def list_queue(after: int | None, jurisdiction: str) -> DeclarationPage:
    """What waits for an officer of a jurisdiction, oldest first, 30 a page."""
    return await _list(_QUEUE, after, PAGE + 1, jurisdiction)


async def list_decided(after: int | None, jurisdiction: str) -> DeclarationPage:
    """What officers decided in a jurisdiction, newest first, 30 a page."""
    return await _list(_DECIDED, after, PAGE + 1, jurisdiction)


async def list_public(uscc: str) -> PublicDeclarations:
    """What a subject shows of its declarations; at most 100."""
    async with connection() as held:
        rows = await held.fetch(_PUBLIC, uscc, list(rules.STANDING), clock.today())
    return PublicDeclarations([_public(_decode(row)) for row in rows])


async def list_written(account_id: str) -> list[dict[str, Any]]:
    """What an account declared, for the copy of its data."""
    async with connection() as held:
        rows = [_decode(row) for row in await held.fetch(_WRITTEN, account_id)]
    return [
        {"店铺": row.subject_name, "类别": row.form_name, "填报时间": row.declared_at,
         "状态": rules.STATE_NAMES[row.state], "核实理由": row.reason,
         **{each.name: each.value for each in row.fields}}
        for row in rows
    ]  # fmt: skip


def describe_forms() -> DeclarationForms:
    """The forms and texts of today."""
    today, file = clock.today(), load_forms()
    return DeclarationForms(
        items=[_form(form) for form in list_forms(today)],
        truth=_words(words_on(file.truth, today)),
        publication=_words(words_on(file.publication, today)),
    )


async def _list(sql: str, *values: Any) -> DeclarationPage:
    async with connection() as held:
        rows = [_decode(row) for row in await held.fetch(sql, *values)]
    more = str(rows[PAGE - 1].id) if len(rows) > PAGE else None
    return DeclarationPage(items=[DeclarationCard(**_card(row)) for row in rows[:PAGE]], next=more)


def _decode(row: Any) -> DeclarationRow:
    values = dict(row)
    return msgspec.convert(
        values | {"content": msgspec.json.decode(values["content"])}, DeclarationRow
    )


def _card(row: DeclarationRow) -> dict[str, Any]:
    return {
        "id": row.public_id, "uscc": row.uscc, "subject_name": row.subject_name, "demo": row.demo,
        "form": row.form, "form_name": row.form_name, "title": row.title, "state": row.state,
        "state_name": rules.STATE_NAMES[row.state], "declared_at": row.declared_at,
        "valid_until": row.valid_until,
        "public": rules.is_public(
            row.state, consented=row.consented_at is not None, valid_until=row.valid_until,
            today=clock.today(),
        ),
    }  # fmt: skip


def _view(caller: Caller, row: DeclarationRow, photos: list[str]) -> DeclarationView:
    truth = next(text for text in load_forms().truth if text.version == row.truth_version)
    officer, standing = caller.kind == "officer", row.state in rules.STANDING
    return DeclarationView(
        **_card(row),
        fields=row.fields,
        photos=photos,
        reason=row.reason,
        decided_at=row.decided_at,
        truth=list(truth.points),
        text_hash=row.text_hash.hex(),
        consented_at=row.consented_at,
        may_withdraw=standing and not officer,
        may_show=standing and not officer,
        may_decide=officer
        and row.state is DeclarationState.DECLARED
        and row.declared_by != caller.id,
    )


def _public(row: DeclarationRow) -> PublicDeclaration:
    return PublicDeclaration(
        id=row.public_id,
        form_name=row.form_name,
        title=row.title,
        mark=rules.STATE_NAMES[row.state],
        verified=row.state is DeclarationState.VERIFIED,
        fields=row.fields,
        declared_on=clock.day_of(row.declared_at),
        valid_until=row.valid_until,
    )


def _form(form: Any) -> FormView:
    fields = [
        FormFieldView(
            code=f.code, name=f.name, format=f.format, required=f.required, max=f.max,
            choices=list(f.choices), example=f.example,
        )
        for f in form.fields
    ]  # fmt: skip
    return FormView(code=form.code, name=form.name, about=form.about, fields=fields)


def _words(text: Any) -> SignedWords:
    return SignedWords(version=text.version, points=list(text.points), hash=text.sha256.hex())
