"""What the subject does: declare with a signed truth commitment, show, hide, withdraw."""

import hashlib
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from credit.declarations import rules
from credit.declarations.actions.stepping import audit, move, tell_desk
from credit.declarations.forms import Filled, Form, Words, fill, find_form, load_forms, words_on
from credit.declarations.queries import get_declaration
from credit.declarations.rules import DeclarationState
from credit.declarations.schemas import DeclareFact
from credit.identity.queries import AccessibleSubject, access_subject
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.photos import Photo, seal_photo, take_photos
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.kit.statements import sign_statement

# A truth commitment binds the business, so no other role is enough.
ROLES: Final = ("owner",)
PURPOSE: Final = "self-declaration"
A_DAY: Final = Limit(name="declarations", count=30, seconds=86_400)
_STANDING: Final = "SELECT count(*) FROM self_declaration WHERE subject_id = $1 AND state = ANY($2)"
_INSERT: Final = """
INSERT INTO self_declaration (public_id, subject_id, form, form_version, title, content,
  valid_until, truth_version, text_hash, statement, declared_by, declared_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
"""
_PHOTO: Final = """
INSERT INTO declaration_photo (public_id, declaration_id, place, photo) VALUES ($1, $2, $3, $4)
"""
_SHOW: Final = """
INSERT INTO declaration_consent (declaration_id, given_by, text_version, text_hash, given_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (declaration_id) WHERE withdrawn_at IS NULL DO NOTHING
"""
_HIDE: Final = """
UPDATE declaration_consent SET withdrawn_at = $2
WHERE declaration_id = $1 AND withdrawn_at IS NULL RETURNING id
"""


async def declare_fact(caller: Caller, uscc: str, data: DeclareFact) -> UUID:
    """Declare something, its truth signed; returns the public id.

    Raises Problem unknown-subject, forbidden (officers too: nobody declares for a subject),
    invalid-input with the field, rate-limited, or conflict: an older text, or a hundred standing.
    """
    if caller.kind == "officer":
        raise Problem("forbidden", detail="自主填报只能由店主本人填")
    subject = await access_subject(caller, uscc, roles=ROLES)
    form, filled, truth = _read(data)
    await check_limit(A_DAY, subject.uscc)
    photos = await take_photos(data.photos)
    async with transaction() as held:
        standing = await held.fetchval(_STANDING, subject.id, list(rules.STANDING))
        if standing >= rules.MAX_STANDING:
            raise Problem("conflict", detail=f"最多同时填报 {rules.MAX_STANDING} 条，请先撤下旧的")
        key, inner = await _insert(held, caller, subject, form, filled, truth)
        await _keep_photos(held, inner, photos)
        await tell_desk(key)
        await audit(caller, key, "declare", {"uscc": subject.uscc, "form": form.code})
    return key


async def withdraw_declaration(caller: Caller, key: UUID) -> None:
    """Take a declaration back; it is shown no more. Problem not-found, forbidden or conflict."""
    async with transaction() as held:
        row = await get_declaration(held, key, lock=True)
        await _own(caller, row.uscc)
        await move(held, row, DeclarationState.WITHDRAWN)
        await held.execute(_HIDE, row.id, clock.now())
        await audit(caller, key, "withdraw", {"uscc": row.uscc})


async def show_declaration(caller: Caller, key: UUID, text_version: str) -> None:
    """Consent to show this declaration in public; twice is once.

    Raises Problem not-found, forbidden, or conflict for one that has ended or an older text.
    """
    text = words_on(load_forms().publication, clock.today())
    if text.version != text_version:
        raise Problem("conflict", detail="公开同意书已经更新，请读过新的再同意")
    async with transaction() as held:
        row = await get_declaration(held, key, lock=True)
        await _own(caller, row.uscc)
        if row.state not in rules.STANDING:
            raise Problem("conflict", detail=f"这条{rules.STATE_NAMES[row.state]}，不能公开")
        await held.execute(_SHOW, row.id, caller.id, text.version, text.sha256, clock.now())
        detail = {"uscc": row.uscc, "version": text.version, "sha256": text.sha256.hex()}
        await audit(caller, key, "show", detail)


async def hide_declaration(caller: Caller, key: UUID) -> None:
    """Take the consent back, at once and without a reason (PIPL Art. 15); none: nothing happens."""
    async with transaction() as held:
        row = await get_declaration(held, key, lock=True)
        await _own(caller, row.uscc)
        if await held.fetchval(_HIDE, row.id, clock.now()):
            await audit(caller, key, "hide", {"uscc": row.uscc})


async def _own(caller: Caller, uscc: str) -> None:
    """Only an owner acts on a declaration: an officer's say is `deciding`."""
    if caller.kind == "officer":
        raise Problem("forbidden", detail="自主填报只能由店主本人办理")
    await access_subject(caller, uscc, roles=ROLES)


def _read(data: DeclareFact) -> tuple[Form, Filled, Words]:
    today = clock.today()
    form = find_form(data.form, today)
    truth = words_on(load_forms().truth, today)
    if form is None or truth.version != data.truth_version:
        raise Problem("conflict", detail="真实性承诺已经更新，请读过新的再签")
    filled, faults = fill(form, data.fields, today)
    if filled is None:
        raise Problem("invalid-input", errors=faults)
    return form, filled, truth


async def _insert(
    held: Connection,
    caller: Caller,
    subject: AccessibleSubject,
    form: Form,
    filled: Filled,
    truth: Words,
) -> tuple[UUID, int]:
    key, now = uuid4(), clock.now()
    signed: list[Any] = [subject.uscc, form.code, form.version, filled.content, list(truth.points)]
    digest = hashlib.sha256(msgspec.json.encode(signed, order="deterministic")).digest()
    # The signer by hash: the statement may be shown, the account may not.
    signer = hashlib.sha256(f"{key}/{caller.id}/{caller.session}".encode()).hexdigest()
    claims = {"id": str(key), "uscc": subject.uscc, "text": digest.hex(), "signer": signer,
              "iat": int(now.timestamp())}  # fmt: skip
    inner: int = await held.fetchval(
        _INSERT, key, subject.id, form.code, form.version, filled.title,
        msgspec.json.encode(filled.content).decode(), filled.valid_until, truth.version, digest,
        sign_statement(PURPOSE, claims), caller.id, now,
    )  # fmt: skip
    return key, inner


async def _keep_photos(held: Connection, declaration: int, photos: list[Photo]) -> None:
    for place, photo in enumerate(photos):
        key = uuid4()
        sealed = seal_photo(photo, table="declaration_photo", row=str(key))
        await held.execute(_PHOTO, key, declaration, place, sealed)
