"""Entering for a draw, and the public number that nobody can know before the entries are closed."""

import secrets
from typing import Final

from credit.identity.queries import access_subject
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.idempotency import asked_of, once
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem
from credit.kit.ratelimit import check_limit
from credit.perks.attempts.recording import Refused, note_refusal
from credit.perks.draws.rows import DrawRow, get_draw, lock_draw, share_draw
from credit.perks.draws.rules import MAX_ENTRIES, NUMBER_DIGITS
from credit.perks.programme.rows import PerkRow, get_perk
from credit.perks.turns.joining import (
    PER_PERSON,
    account_of,
    check_eligible,
    check_free,
    note,
)
from credit.perks.turns.queries import find_own_turn
from credit.perks.turns.schemas import OwnTurn

TRIES: Final = 20
_ENTER: Final = """
INSERT INTO perk_turn (perk_id, account_id, state, number) VALUES ($1, $2, 'entered', $3)
ON CONFLICT (perk_id, number) WHERE number <> '' DO NOTHING RETURNING id
"""
_COUNT: Final = "SELECT count(*) FROM perk_turn WHERE perk_id = $1 AND state = 'entered'"
_PROPOSE: Final = """
UPDATE perk_draw SET public_number = $2, public_number_by = $3 WHERE id = $1
"""
_CONFIRM: Final = "UPDATE perk_draw SET public_number_confirmed_by = $2 WHERE id = $1"


async def enter_draw(caller: Caller, public_id: str, key: str) -> OwnTurn:
    """Take part in a draw under a number at random; the same key gives the same answer.

    Problem not-found, forbidden, not-started, ended, paused, not-eligible with each condition,
    already-claimed, rate-limited, or conflict: entered already, or no room.
    """
    try:
        await check_limit(PER_PERSON, f"user:{caller.id}")
        return await _enter(caller, await get_perk(public_id), key)
    except Problem as problem:
        note_refusal(Refused(kind="draw", outcome=problem.slug, perk=public_id, account=caller.id))
        raise


async def _enter(caller: Caller, perk: PerkRow, key: str) -> OwnTurn:
    public_id = str(perk.public_id)

    async def effect(held: Connection) -> OwnTurn:
        await check_eligible(caller, perk)
        check_entering(await share_draw(held, public_id))
        account = await account_of(held, caller)
        await check_free(held, perk, account, per_person=1)
        if await held.fetchval(_COUNT, perk.id) >= MAX_ENTRIES:
            raise Problem("conflict", detail="报名人数已满")
        await _take_number(held, perk.id, account)
        await note(held, "draw", "done", perk.id, account)
        return OwnTurn(turn=await find_own_turn(caller.id, public_id))

    return await once(asked_of(caller.id, "perk-enter", key, public_id), OwnTurn, effect)


def check_entering(draw: DrawRow) -> None:
    """Problem not-started, ended or paused, by the database's time."""
    if draw.perk_status != "running":
        slug = "paused" if draw.perk_status == "paused" else "ended"
        raise Problem(slug, detail="这项权益暂停或结束了，现在不能报名")
    if draw.now < draw.enter_from:
        raise Problem("not-started", detail="报名还没有开始")
    if draw.state != "open" or draw.now >= draw.enter_until:
        raise Problem("ended", detail="报名已经结束")


async def _take_number(held: Connection, perk_id: int, account: int) -> None:
    """Numbers are at random: they say neither who somebody is nor when they came."""
    for _ in range(TRIES):
        number = f"{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}}"
        if await held.fetchval(_ENTER, perk_id, account, number):
            return
    raise Problem("service-unavailable")


async def give_public_number(caller: Caller, public_id: str, number: str) -> None:
    """The number of the announced public source: one officer types it, another types the same.

    Problem not-found, forbidden, or conflict: the draw needs none, is not closed, was drawn, or
    the second officer typed another number (the first may then correct theirs).
    """
    number = number.strip()
    draw = await get_draw(public_id)
    provider = (await get_perk(public_id)).provider_uscc
    await access_subject(caller, provider, roles=("owner",))
    async with transaction() as held:
        draw = await lock_draw(held, draw.id)
        _check_number(draw, number)
        if draw.public_number_by in ("", caller.id):
            await held.execute(_PROPOSE, draw.id, number, caller.id)
            step = "propose_public_number"
        elif draw.public_number == number:
            await held.execute(_CONFIRM, draw.id, caller.id)
            await enqueue("perks.draw_steps", {})
            step = "confirm_public_number"
        else:
            raise Problem("conflict", detail="和第一位工作人员录入的不一样，请一起核对来源")
        await append_audit(
            actor=caller.id,
            action=f"perk.{step}",
            object_type="perk",
            object_id=public_id,
            detail={"number": number},
        )


def _check_number(draw: DrawRow, number: str) -> None:
    if not draw.public_source:
        raise Problem("conflict", detail="这次摇号不用公开号码")
    if draw.state != "closed" or draw.public_number_confirmed_by:
        raise Problem("conflict", detail="报名截止后、摇号以前才能录入，确认后不能再改")
    if not number:
        raise Problem("invalid-input", errors=[("number", "请填写公开号码")])
