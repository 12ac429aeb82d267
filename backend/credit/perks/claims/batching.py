"""Many who want the same perk at once share a transaction (50 at most).

While one batch of a perk is under way, later wishes gather; when it is done, they are the next.
So an ordinary claim goes alone at once, and a rush pays for one commit in fifty; only within a
rush does the next batch let the loop turn a few times, to be fuller. When a batch fails as a whole,
its wishes are tried one by one: one bad wish spoils no other.
"""

import asyncio
import logging
from collections import deque
from typing import Final

import asyncpg

from credit.kit.db import in_transaction, is_retryable
from credit.kit.idempotency import in_flight
from credit.kit.tasks import spawn
from credit.perks.claims.giving import Outcome, Wish, give_out

MAX_BATCH: Final = 50
RETRIES: Final = 2
# Turns of the loop after a shared batch: who was answered or is being read joins the next one.
# A wait of milliseconds would cost more than the fuller batch saves (measured).
GATHER_TURNS: Final = 4
log = logging.getLogger(__name__)
_Waiting = tuple[Wish, "asyncio.Future[Outcome]"]
_queues: dict[int, deque[_Waiting]] = {}


async def give_one(perk_id: int, wish: Wish) -> Outcome:
    """The outcome of one wish; raises what the database raises when it cannot be known.

    A caller that goes away cancels nothing: the voucher may be theirs, and a repeated request
    with the same key will say so.
    """
    if in_transaction():  # a batch has a transaction of its own, so this one goes alone
        return (await give_out(perk_id, [wish]))[0]
    answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    queue = _queues.get(perk_id)
    if queue is None:
        _queues[perk_id] = deque([(wish, answer)])
        spawn(_serve(perk_id))
    else:
        queue.append((wish, answer))
    return await asyncio.shield(answer)


async def _serve(perk_id: int) -> None:
    """Serves a perk's queue until it is empty."""
    queue = _queues[perk_id]
    try:
        while queue:
            batch = _next_batch(queue)
            await _serve_batch(perk_id, batch)
            for _ in range(GATHER_TURNS if len(batch) > 1 else 0):
                await asyncio.sleep(0)
    finally:
        del _queues[perk_id]
        for _, answer in queue:  # only when this task was cancelled
            answer.cancel()


def _next_batch(queue: deque[_Waiting]) -> list[_Waiting]:
    """The next wishes, at most one a holder and a key; a holder's second one keeps its turn."""
    batch: list[_Waiting] = []
    later: list[_Waiting] = []
    holders: set[object] = set()
    keys: set[tuple[str, str]] = set()
    while queue and len(batch) < MAX_BATCH:
        wish, answer = queue.popleft()
        holder, key = wish.subject_id or wish.account, (wish.asked.scope, wish.asked.key)
        if key in keys:
            _settle(answer, in_flight())
        elif holder in holders:
            later.append((wish, answer))
        else:
            holders.add(holder)
            keys.add(key)
            batch.append((wish, answer))
    queue.extendleft(reversed(later))
    return batch


async def _serve_batch(perk_id: int, batch: list[_Waiting]) -> None:
    if len(batch) == 1:
        await _serve_alone(perk_id, *batch[0])
        return
    try:
        outcomes = await give_out(perk_id, [wish for wish, _ in batch])
    except Exception as error:
        if not isinstance(error, asyncpg.IntegrityConstraintViolationError):
            for _, answer in batch:
                _fail(answer, error)
            return
        log.warning("a batch was refused; one by one", extra={"reason": type(error).__name__})
        for wish, answer in batch:
            await _serve_alone(perk_id, wish, answer)
        return
    for (_, answer), outcome in zip(batch, outcomes, strict=True):
        _settle(answer, outcome)


async def _serve_alone(perk_id: int, wish: Wish, answer: "asyncio.Future[Outcome]") -> None:
    for attempt in range(RETRIES + 1):
        try:
            _settle(answer, (await give_out(perk_id, [wish]))[0])
            return
        except Exception as error:
            if attempt == RETRIES or not is_retryable(error):
                _fail(answer, error)
                return


def _settle(answer: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
    if not answer.done():
        answer.set_result(outcome)


def _fail(answer: "asyncio.Future[Outcome]", error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
        answer.exception()  # nobody may be waiting any more
