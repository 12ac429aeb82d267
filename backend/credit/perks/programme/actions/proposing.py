"""Proposing terms and deciding on them: never one person alone (双人复核)."""

from typing import Final, Literal

import msgspec

from credit.identity.queries import access_subject
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.perks.availability import forget_perk
from credit.perks.programme.absences import follow_perk
from credit.perks.programme.rows import PerkRow, get_perk, terms_of
from credit.perks.programme.rules.terms import DrawTerms, Fault, Terms, terms_faults

ROLES: Final = ("owner",)
_CREATE: Final = """
INSERT INTO perk (public_id, provider_id, audience, category, demo, created_by)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5) RETURNING id, public_id::text
"""
_PROPOSE: Final = """
INSERT INTO perk_version (perk_id, number, terms, state, created_by)
SELECT $1, 1 + coalesce(max(number), 0), $2, 'proposed', $3 FROM perk_version WHERE perk_id = $1
RETURNING number
"""
_OPEN: Final = """
SELECT number, terms, created_by FROM perk_version WHERE perk_id = $1 AND state = 'proposed'
"""
_DECIDE: Final = """
UPDATE perk_version SET state = $3, decided_by = $4, decided_at = now(), reason = $5
WHERE perk_id = $1 AND number = $2 AND state = 'proposed'
"""
_UNKNOWN_PLACES: Final = """
SELECT count(*) FROM unnest($1::text[]) AS wanted (uscc)
WHERE NOT EXISTS (SELECT FROM subject s WHERE s.uscc = wanted.uscc)
"""
# The stock row first, as whoever takes stock does. Of a drawn perk nothing is for who passes by.
_STOCK: Final = """
INSERT INTO perk_stock AS s (perk_id, issued, left_count, cap_fen, draw_only, kept_count)
VALUES ($1, $2, $2, $3, $4, CASE WHEN $4 THEN $2 ELSE 0 END)
ON CONFLICT (perk_id) DO UPDATE SET
  left_count = s.left_count + excluded.issued - s.issued, issued = excluded.issued,
  cap_fen = excluded.cap_fen
WHERE s.left_count + excluded.issued - s.issued >= 0
  AND s.open_fen + s.spent_fen <= excluded.cap_fen
RETURNING waiting
"""
_RUN: Final = """
UPDATE perk SET status = CASE status WHEN 'draft' THEN 'running' ELSE status END, version = $2,
  claim_from = $3, claim_until = $4, use_until = $5, use_days = $6, per_person = $7, period = $8,
  per_period = $9, uses = $10, value_fen = $11, reserve_seconds = $12, reversal_hours = $13
WHERE id = $1
"""
_WITHDRAW_PLACES: Final = """
UPDATE perk_place SET withdrawn = true WHERE perk_id = $1
"""
_PLACES: Final = """
INSERT INTO perk_place (perk_id, subject_id, per_day)
SELECT $1, s.id, $3 FROM subject s WHERE s.uscc = ANY($2::text[])
ON CONFLICT (perk_id, subject_id) DO UPDATE SET per_day = excluded.per_day, withdrawn = false
"""
_BUDGETS: Final = """
INSERT INTO perk_budget (perk_id, scope, key, cap_fen)
SELECT $1, b.* FROM unnest($2::text[], $3::text[], $4::bigint[]) AS b
ON CONFLICT (perk_id, scope, key) DO UPDATE SET cap_fen = excluded.cap_fen
"""


async def propose_perk(caller: Caller, provider_uscc: str, terms: Terms) -> str:
    """Propose a new perk of a provider; returns its public id.

    By an officer, or by who owns the provider. Raises Problem unknown-subject, forbidden, or
    invalid-input with the fields.
    """
    async with transaction() as held:
        provider = await access_subject(caller, provider_uscc, roles=ROLES)
        await _check(held, terms)
        row = await held.fetchrow(
            _CREATE, provider.id, terms.audience, terms.category, provider.demo, caller.id
        )
        number = await held.fetchval(_PROPOSE, row["id"], _encode(terms), caller.id)
        await _audit(caller, "propose", row["public_id"], number, {"provider": provider.uscc})
        public_id: str = row["public_id"]
    return public_id


async def propose_version(caller: Caller, public_id: str, terms: Terms) -> int:
    """Propose other terms for a perk; the ones in force stay so until they are approved.

    Raises Problem not-found, forbidden, invalid-input, or conflict while another proposal waits.
    """
    async with transaction() as held:
        perk = await get_perk(public_id, lock=True)
        await access_subject(caller, perk.provider_uscc, roles=ROLES)
        await _check(held, terms)
        if (terms.audience, terms.category) != (perk.audience, perk.category):
            raise Problem(
                "invalid-input", errors=[("category", "对象和类别不能改，请另立一项权益")]
            )
        if perk.version and _fixed(terms) != _fixed(perk.terms):
            raise Problem("invalid-input", errors=[("draw", "摇号的安排和名额公布以后不能改")])
        if perk.status == "ended" or await held.fetchrow(_OPEN, perk.id):
            raise Problem("conflict", detail="权益已经结束，或有一份方案正在等待审核")
        number: int = await held.fetchval(_PROPOSE, perk.id, _encode(terms), caller.id)
        await _audit(caller, "propose", public_id, number, {})
    return number


async def decide_version(
    caller: Caller, public_id: str, *, decision: Literal["approve", "refuse"], reason: str
) -> PerkRow:
    """Approve the waiting terms, which puts them in force, or refuse them with a reason.

    Officers only, and never who proposed them. Raises Problem forbidden, not-found, or conflict:
    nothing waits, or more vouchers or money are out already than the new terms allow.
    """
    if caller.kind != "officer":
        raise Problem("forbidden", detail="权益方案由工作人员审核")
    if decision == "refuse" and not reason.strip():
        raise Problem("invalid-input", errors=[("reason", "请写明不通过的理由")])
    async with transaction() as held:
        perk = await get_perk(public_id, lock=True)
        open_ = await held.fetchrow(_OPEN, perk.id)
        if open_ is None:
            raise Problem("conflict", detail="没有等待审核的方案")
        if open_["created_by"] == caller.id:
            raise Problem("forbidden", detail="提出方案的人不能自己审核")
        state = "approved" if decision == "approve" else "refused"
        await held.execute(_DECIDE, perk.id, open_["number"], state, caller.id, reason.strip())
        if decision == "approve":
            await _put_in_force(held, perk, open_["number"], terms_of(open_["terms"]))
            await follow_perk(held, perk.id)
        await forget_perk(public_id)
        await _audit(caller, state, public_id, open_["number"], {"reason": reason.strip()})
        return await get_perk(public_id)


async def _put_in_force(held: Connection, perk: PerkRow, number: int, terms: Terms) -> None:
    windows, quota, cap = terms.windows, terms.quota, terms.money.cap_fen
    by_draw = terms.draw is not None
    waiting = await held.fetchval(_STOCK, perk.id, quota.total, cap, by_draw)
    if waiting is None:
        raise Problem("conflict", detail="已领出的数量或金额超过新方案的上限")
    await held.execute(
        _RUN, perk.id, number, windows.claim_from, windows.claim_until, windows.use_until,
        windows.use_days, quota.per_person, quota.period, quota.per_period, quota.uses,
        terms.claim_value_fen, terms.reserve_seconds, terms.reversal_hours,
    )  # fmt: skip
    await held.execute(_WITHDRAW_PLACES, perk.id)
    await held.execute(_PLACES, perk.id, list(terms.places), quota.per_place_day)
    budgets = [("division", b.division, b.cap_fen) for b in terms.money.divisions]
    if terms.money.place_cap_fen:
        budgets += [("place", uscc, terms.money.place_cap_fen) for uscc in terms.places]
    if budgets:
        scopes, keys, caps = zip(*budgets, strict=True)
        await held.execute(_BUDGETS, perk.id, list(scopes), list(keys), list(caps))
    if by_draw and not perk.version:
        await enqueue("perks.publish_draws", {})
    elif waiting:
        await enqueue("perks.offer", {"perk_id": perk.id})


async def find_faults(held: Connection, terms: Terms) -> list[Fault]:
    """What is wrong with terms, as (field, message); empty when they may be proposed."""
    faults = terms_faults(terms)
    if await held.fetchval(_UNKNOWN_PLACES, list(terms.places)):
        faults.append(("places", "有不存在的使用地点"))
    return faults


async def _check(held: Connection, terms: Terms) -> None:
    if faults := await find_faults(held, terms):
        raise Problem("invalid-input", errors=faults)


def _fixed(terms: Terms) -> tuple[DrawTerms | None, int]:
    """What people rely on once a draw is published; nothing of a perk without one."""
    return terms.draw, terms.quota.total if terms.draw else 0


def _encode(terms: Terms) -> str:
    return msgspec.json.encode(terms, order="deterministic").decode()


async def _audit(
    caller: Caller, step: str, public_id: str, number: int, detail: dict[str, str]
) -> None:
    await append_audit(
        actor=caller.id,
        action=f"perk.{step}",
        object_type="perk",
        object_id=public_id,
        detail={"version": number, **detail},
    )
