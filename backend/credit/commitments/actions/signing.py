"""Signing a promise for a subject."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import asyncpg

from credit.commitments import rules
from credit.commitments.actions.telling import tell_subjects
from credit.commitments.actions.writing import Promise, Promisor, Signer, write_promises
from credit.commitments.queries import view_of_new
from credit.commitments.rules import Act
from credit.commitments.schemas import CommitmentView
from credit.commitments.templates import ParameterValue, SignedText, fill_all, load_templates
from credit.identity.queries import AccessibleSubject, access_subjects
from credit.kit import clock
from credit.kit.audit import Entry, append_audits
from credit.kit.caller import Caller
from credit.kit.db import connection, in_transaction, transaction
from credit.kit.group_commit import GroupCommit
from credit.kit.problems import Problem

PLATFORM = "信用青海"
# A promise binds the business, so the badge role is not enough.
SIGNING_ROLES = ("owner",)
MOST_AT_ONCE = 64


class Wish(NamedTuple):
    """Who wants to sign which text for which subject, and how."""

    caller: Caller
    uscc: str
    text: SignedText
    act: Act
    replaces: str = ""


async def sign_commitment(
    caller: Caller,
    uscc: str,
    template_id: str,
    parameters: dict[str, ParameterValue] | None = None,
    *,
    made_on: date | None = None,
    act: Act = Act.SESSION,
) -> CommitmentView:
    """Sign a template for a subject; an officer may enter a paper promise of an earlier day.

    Who signs at the same moment shares a transaction (decision 0025); inside the caller's own
    one the promise belongs to that. Raises Problem unknown-subject, forbidden, invalid-input
    with the field, or conflict with the existing code when the same promise already runs (so a
    repeated request does no harm).
    """
    day = made_on or clock.today()
    check_day(caller, day)
    text = text_to_sign(template_id, parameters or {}, day)
    wish = Wish(caller, uscc, text, act)
    code = await (sign_one(wish) if in_transaction() else _together.submit(wish))
    return view_of_new(code, text)


async def sign_one(wish: Wish) -> str:
    """Sign by itself, in the current transaction if there is one; the code. Raises Problem."""
    (result,) = await _sign_group([wish])
    if isinstance(result, Exception):
        raise result
    return result


async def _sign_group(wishes: Sequence[Wish]) -> list[str | Exception]:
    """For each its code, or the Problem that refuses it alone; one transaction for all."""
    try:
        async with transaction():
            return await _sign(wishes)
    except asyncpg.ExclusionViolationError:  # signed meanwhile for another day or division
        if len(wishes) > 1:
            raise
        return [Problem("conflict", detail="这项承诺正在履行")]


_together = GroupCommit[Wish, str](_sign_group, most=MOST_AT_ONCE)


async def _sign(wishes: Sequence[Wish]) -> list[str | Exception]:
    asked = [(wish.caller, wish.uscc) for wish in wishes]
    found = await access_subjects(asked, roles=SIGNING_ROLES)
    pile = [
        _promise(wish, subject)
        for wish, subject in zip(wishes, found, strict=True)
        if isinstance(subject, AccessibleSubject)
    ]
    results = iter(await _write_and_tell(pile))
    return [subject if isinstance(subject, Problem) else next(results) for subject in found]


def _promise(wish: Wish, subject: AccessibleSubject) -> Promise:
    """What is about to be written; an officer's is always a paper one."""
    caller, division = wish.caller, subject.division or rules.PROVINCE
    how = Act.PAPER if caller.kind == "officer" else wish.act
    return Promise(
        promisor=Promisor(subject.id, subject.uscc, subject.name, division),
        text=wish.text,
        signer=Signer(caller.id, rules.mask_signer(caller.name), caller.session, how),
        accepted_by=PLATFORM,
        replaces=wish.replaces,
    )


async def _write_and_tell(pile: Sequence[Promise]) -> list[str | Exception]:
    """Promises, the jobs and the audit entries that follow from them."""
    if not pile:
        return []
    async with connection() as held:
        written = await write_promises(held, pile)
    new = [(p, w.code) for p, w in zip(pile, written, strict=True) if w.is_new]
    if new:
        await tell_subjects([promise.promisor.id for promise, _ in new])
        # Last, since the chain's lock makes every other writer wait until we commit.
        await append_audits([_entry(promise, code) for promise, code in new])
    return [one.code if one.is_new else _already(one.code) for one in written]


def check_day(caller: Caller, day: date) -> None:
    """Only an officer may date a promise back; raises Problem invalid-input."""
    today = clock.today()
    if day > today or (day < today and caller.kind != "officer"):
        raise Problem("invalid-input", errors=[("madeOn", "只能签署今天的承诺")])


def text_to_sign(template_id: str, given: dict[str, ParameterValue], day: date) -> SignedText:
    """The template's text of that day, filled; raises Problem invalid-input with the field."""
    template = load_templates().get(template_id)
    version = template.version_on(day) if template else None
    if template is None or version is None:
        raise Problem("invalid-input", errors=[("template", "没有这个承诺模板，或模板当日无效")])
    text, faults = fill_all(template, version, given, day)
    if faults:
        raise Problem("invalid-input", errors=faults)
    return text


def _already(code: str) -> Problem:
    return Problem("conflict", detail=f"这项承诺正在履行，编码 {code}", errors=[("code", code)])


def _entry(promise: Promise, code: str) -> Entry:
    text = promise.text
    detail: dict[str, Any] = {
        "uscc": promise.promisor.uscc,
        "template": text.template,
        "textSha256": text.sha256.hex(),
        "act": promise.signer.act.value,
    }
    return Entry(
        actor=promise.signer.account,
        action="commitment.sign",
        object_type="commitment",
        object_id=code,
        detail=detail,
    )
