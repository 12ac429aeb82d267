"""Entering many promises at once, as when a street office hands in the paper ones it collected.

Set-based: one transaction, one audit entry, the same texts, codes and rules as one by one.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from credit.commitments import rules
from credit.commitments.actions.telling import tell_subjects
from credit.commitments.actions.writing import Known, Promise, Promisor, Signer, write_promises
from credit.commitments.rules import Act, Performance
from credit.commitments.templates import SignedText, fill_all, load_templates
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.problems import Problem

_SUBJECTS = "SELECT uscc, id, name, division FROM subject WHERE uscc = ANY($1::text[])"


class PaperPromise(msgspec.Struct, frozen=True, kw_only=True):
    """A promise made on paper with the template's usual parameters, and what became of it."""

    uscc: str
    template: str
    made_on: date
    performance: Performance = Performance.UNKNOWN
    determined_on: date | None = None
    determined_by: str = ""
    determined_by_code: str = ""
    unfulfilled: str = ""
    liability_outcome: str = ""
    legal_basis: str = ""


async def enter_promises(
    promises: Sequence[PaperPromise], *, entered_by: str, accepted_by: str
) -> int:
    """Record promises; returns how many were new. One that runs already is left as it is.

    Raises Problem invalid-input, naming the first faults by their place in the list; then
    nothing is recorded.
    """
    texts = _texts_of(promises)
    signer = Signer(entered_by, rules.mask_signer(""), "", Act.PAPER)
    async with transaction() as held:
        rows = await held.fetch(_SUBJECTS, list({p.uscc for p in promises}))
        known = {row["uscc"]: _promisor(row) for row in rows}
        _refuse_unknown(promises, known)
        pile = [
            Promise(
                promisor=known[paper.uscc],
                text=text,
                signer=signer,
                accepted_by=accepted_by,
                known=_known(paper),
            )
            for paper, text in zip(promises, texts, strict=True)
        ]
        written = await write_promises(held, pile)
        new = [(p, w.code) for p, w in zip(pile, written, strict=True) if w.is_new]
        await _tell(entered_by, new)
    return len(new)


def _promisor(row: Any) -> Promisor:
    division = row["division"] or rules.PROVINCE
    return Promisor(row["id"], row["uscc"], row["name"], division)


def _known(paper: PaperPromise) -> Known:
    return Known(**{name: getattr(paper, name) for name in Known.__struct_fields__})


def _texts_of(promises: Sequence[PaperPromise]) -> list[SignedText]:
    faults: list[tuple[str, str]] = []
    texts: list[SignedText] = []
    for place, promise in enumerate(promises):
        template = load_templates().get(promise.template)
        version = template.version_on(promise.made_on) if template else None
        if template is None or version is None or promise.made_on > clock.today():
            faults.append((f"[{place}].template", "没有这个承诺模板，或模板当日无效"))
            continue
        text, wrong = fill_all(template, version, {}, promise.made_on)
        texts.append(text)
        faults += [(f"[{place}].{field}", message) for field, message in wrong]
        faults += [(f"[{place}].{field}", message) for field, message in _finding_faults(promise)]
    if faults:
        raise Problem("invalid-input", errors=faults[:20])
    return texts


def _finding_faults(promise: PaperPromise) -> list[tuple[str, str]]:
    if promise.performance is Performance.UNKNOWN:
        return []
    found = rules.Finding(
        promise.performance,
        promise.determined_on or clock.today(),
        promise.unfulfilled,
        promise.liability_outcome,
        promise.legal_basis,
    )
    return rules.determination_faults(found, made_on=promise.made_on, today=clock.today())


def _refuse_unknown(promises: Sequence[PaperPromise], known: dict[str, Promisor]) -> None:
    unknown = [
        (f"[{place}].uscc", "没有这个主体")
        for place, promise in enumerate(promises)
        if promise.uscc not in known
    ]
    if unknown:
        raise Problem("invalid-input", errors=unknown[:20])


async def _tell(entered_by: str, new: list[tuple[Promise, str]]) -> None:
    if not new:
        return
    await tell_subjects([promise.promisor.id for promise, _ in new])
    first, last = new[0][1], new[-1][1]
    await append_audit(
        actor=entered_by,
        action="commitment.enter",
        object_type="commitment",
        object_id=first,
        detail={"count": len(new), "first": first, "last": last},
    )
