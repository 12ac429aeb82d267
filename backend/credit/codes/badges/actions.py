"""Issuing and ending badges: one function per write, one transaction, audited."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from credit.codes.badges.queries import list_held, list_wanted, lock_subject
from credit.codes.badges.rules import (
    INSUFFICIENT_BASIS,
    INSUFFICIENT_REASON,
    Wanted,
    badge_expiry,
    decide,
)
from credit.codes.core.digits import token_to_digits
from credit.codes.core.merchant_token import LIST_SIZE, MerchantClaims, issue_token
from credit.codes.core.short_code import make_short_code
from credit.codes.trust.publishing import request_publication
from credit.codes.trust.rules import list_numbers
from credit.codes.trust.signing import SigningPair, get_signing_pair
from credit.codes.verdicts.cache import forget_subjects
from credit.codes.verdicts.queries import BadgeRow, find_active_badge
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem

CHUNK = 250
MAX_DRAWS = 60  # three lists half full: one subject in 10¹⁸ draws so often in vain
_REPLACE = """
UPDATE badge SET status = 'replaced', status_reason = '', status_basis = '', status_at = $3
WHERE subject_id = ANY($1) AND (status = 'active' OR (status = 'suspended' AND status_reason = $2))
"""
_SUSPEND = """
UPDATE badge SET status = 'suspended', status_reason = $2, status_at = $3, status_basis = $4
WHERE subject_id = ANY($1) AND status = 'active'
"""
_INSERT = """
INSERT INTO badge (subject_id, kid, list_no, list_index, token, digits, short_code, short_name,
  grade, issued_at, expires_at, status_at)
SELECT r.subject_id, $1, r.list_no, r.list_index, r.token, r.digits, r.short_code, r.short_name,
  r.grade, $2, $3, $2
FROM unnest($4::bigint[], $5::int[], $6::int[], $7::bytea[], $8::text[], $9::text[], $10::text[],
  $11::text[])
  AS r (subject_id, list_no, list_index, token, digits, short_code, short_name, grade)
ON CONFLICT DO NOTHING RETURNING subject_id
"""
# Every code that could still be believed, printed ones too; and a suspension for lack of data
# becomes the officer's, so that fresh data does not lift it.
_END = """
UPDATE badge SET status = $2, status_reason = $3, status_at = $4, status_basis = $6
WHERE subject_id = $1 AND expires_at > $4 AND status <> 'revoked'
  AND (status, status_reason, status_basis) <> ($2, $3, $6)
  AND ($5::text IS NULL OR short_code = $5)
RETURNING id
"""
_RESUME = """
UPDATE badge SET status = 'replaced', status_reason = '', status_basis = '', status_at = $2
WHERE subject_id = $1 AND status = 'suspended'
"""


async def issue_badge(subject_id: int, *, actor: str = "system") -> BadgeRow | None:
    """The subject's badge as it should be now; None when its information is insufficient.

    Idempotent: nothing is written while the present badge says the truth for 15 more days.
    """
    await issue_badges([subject_id], actor=actor)
    return await find_active_badge(subject_id)


async def issue_badges(subject_ids: Sequence[int], *, actor: str = "system") -> int:
    """Bring the badges of many subjects up to date; returns how many were written.

    One transaction for each 250 subjects, so that a long run holds no lock for long.
    """
    ids = sorted(set(subject_ids))
    return sum(
        [
            await _issue_chunk(ids[start : start + CHUNK], actor)
            for start in range(0, len(ids), CHUNK)
        ]
    )


async def end_badges(
    subject_id: int,
    status: Literal["suspended", "revoked"],
    reason: str,
    *,
    actor: str,
    basis: str,
    short_code: str | None = None,
) -> int:
    """Suspend or revoke every code of a subject, printed ones too, or just the one named.

    `basis` is the law or rule behind it, required. Seen within a second. Returns how many
    changed; a revoked code stays revoked.
    """
    if not reason.strip():
        raise Problem("invalid-input", errors=[("reason", "请写明原因")])
    if not basis.strip():
        raise Problem("invalid-input", errors=[("legalBasis", "请写明依据")])
    async with transaction() as held:
        await lock_subject(subject_id)
        now = clock.now()
        ended = await held.fetch(_END, subject_id, status, reason, now, short_code, basis)
        await _pass_on([subject_id])
        await append_audit(
            actor=actor,
            action=f"badge.{status}",
            object_type="subject",
            object_id=str(subject_id),
            detail={
                "reason": reason,
                "legalBasis": basis,
                "shortCode": short_code or "",
                "badges": len(ended),
            },
        )
    return len(ended)


async def resume_badges(subject_id: int, *, actor: str, reason: str = "") -> BadgeRow | None:
    """Lift a suspension: printed codes lead to the shop again, and it gets a fresh badge."""
    async with transaction() as held:
        await lock_subject(subject_id)
        await held.execute(_RESUME, subject_id, clock.now())
        await _pass_on([subject_id])
        await append_audit(
            actor=actor,
            action="badge.resumed",
            object_type="subject",
            object_id=str(subject_id),
            detail={"reason": reason},
        )
        return await issue_badge(subject_id, actor=actor)


async def _pass_on(subject_ids: list[int]) -> None:
    """Cached answers are forgotten, and phones without a network are told, after the commit."""
    await forget_subjects(subject_ids)
    await request_publication()


async def _issue_chunk(subject_ids: list[int], actor: str) -> int:
    now = clock.now()
    expires_at = badge_expiry(now)
    pair = await get_signing_pair(expires_at)
    async with transaction() as held:
        wanted = await list_wanted(subject_ids)
        present = await list_held(subject_ids)
        decisions = {w: decide(w, present.get(w.subject_id), pair.kid, now) for w in wanted}
        issue = [w for w, decision in decisions.items() if decision == "issue"]
        suspend = [w for w, decision in decisions.items() if decision == "suspend"]
        if not issue and not suspend:
            return 0
        await held.execute(_SUSPEND, _ids(suspend), INSUFFICIENT_REASON, now, INSUFFICIENT_BASIS)
        await held.execute(_REPLACE, _ids(issue), INSUFFICIENT_REASON, now)
        await _insert(held, issue, pair, expires_at)
        await _pass_on(_ids([*issue, *suspend]))
        await _audit(issue, suspend, pair.kid, actor)
    return len(issue) + len(suspend)


async def _insert(
    held: Connection, wanted: list[Wanted], pair: SigningPair, expires_at: datetime
) -> None:
    """Insert; whoever drew a used index or short code (rare) draws again."""
    left = {w.subject_id: w for w in wanted}
    for _ in range(MAX_DRAWS):
        if not left:
            return
        rows = [_sign(w, pair, expires_at) for w in left.values()]
        columns = [list(column) for column in zip(*rows, strict=True)]
        done = await held.fetch(_INSERT, pair.kid, clock.now(), expires_at, *columns)
        for row in done:
            left.pop(row["subject_id"])
    if left:
        raise RuntimeError(f"no free place in the status lists after {MAX_DRAWS} draws")


def _sign(wanted: Wanted, pair: SigningPair, expires_at: datetime) -> tuple[Any, ...]:
    list_no, index = secrets.choice(list_numbers(expires_at)), secrets.randbelow(LIST_SIZE)
    claims = MerchantClaims(
        short_name=wanted.short_name,
        expires=int(expires_at.timestamp()),
        list_no=list_no,
        list_index=index,
        grade=wanted.grade,
        demo=wanted.demo,
    )
    token = issue_token(claims, pair.kid, pair.private_key)
    digits, code = token_to_digits(token), make_short_code()
    return wanted.subject_id, list_no, index, token, digits, code, wanted.short_name, wanted.grade


def _ids(wanted: Iterable[Wanted]) -> list[int]:
    return [w.subject_id for w in wanted]


async def _audit(issued: list[Wanted], suspended: list[Wanted], kid: int, actor: str) -> None:
    """One entry a chunk; 250 codes of 18 characters stay below the size of an entry."""
    detail: dict[str, Any] = {"kid": kid}
    if issued:
        detail["issued"] = " ".join(f"{w.uscc}{w.grade}" for w in issued)
    if suspended:
        detail["suspended"] = " ".join(w.uscc for w in suspended)
    single = [*issued, *suspended]
    await append_audit(
        actor=actor,
        action="badge.issue" if issued else "badge.suspend",
        object_type="subject",
        object_id=single[0].uscc if len(single) == 1 else f"{len(single)} subjects",
        detail=detail,
    )
