"""Giving out perks: claims of one hot perk ÷ a plain INSERT … COMMIT; "sold out" ÷ a verdict.

    .venv/bin/python tests/bench/perks_bench.py [--small]

Both halves of each comparison run in the same minute, in interleaved rounds, on the same durable
PostgreSQL (fsync on). Claims: 64 tasks and 16 connections in one process, from the request for a
voucher to the acknowledged commit, with stock, money, idempotency key and attempt; the baseline
inserts one row a transaction over the same pool. Aim ≥ 3 (batched). Sold out: server CPU of the
whole answer over HTTP, against the cached verdict, the hottest read. Aim ≥ 0.7.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import uvloop
from badge_world import main
from rig import Connection, Server, cpu_seconds, granian, load

sys.path.insert(0, str(Path(__file__).parents[1]))
TASKS, CONNECTIONS = 64, 16
_PEOPLE = """
INSERT INTO account (public_id, login, password_hash, kind, name)
SELECT gen_random_uuid(), $1 || n, '', 'citizen', '' FROM generate_series(1, $2) AS n
RETURNING public_id::text
"""
_PLAIN = "INSERT INTO bench_plain (who, perk, note) VALUES ($1, $2, 'claimed')"


class Refused(Connection):
    """Asks for a perk that is sold out."""

    expected = b" 409 "


async def _give(perk_id: int, people: list[str]) -> float:
    """Seconds for one claim each of so many people."""
    from credit.kit.idempotency import asked_of
    from credit.perks.claims.batching import give_one
    from credit.perks.claims.giving import Wish
    from credit.perks.claims.schemas import ClaimView

    async def claim(person: str) -> None:
        asked = asked_of(person, "perk-claim", f"bench-{perk_id}-{person}", perk_id)
        got = await give_one(perk_id, Wish(UUID(person), None, False, asked))
        assert isinstance(got, ClaimView), got

    return await _spread(people, claim)


async def _insert(perk_id: int, people: list[str]) -> float:
    """Seconds for one plain row each."""
    from credit.kit.db import transaction

    async def insert(person: str) -> None:
        async with transaction(acquire_timeout=30) as held:
            await held.execute(_PLAIN, UUID(person), perk_id)

    return await _spread(people, insert)


async def _spread(people: list[str], work: object) -> float:
    waiting = iter(people)

    async def one() -> None:
        for person in waiting:
            await work(person)  # type: ignore[operator]  # one of the two above

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(TASKS)))
    return time.perf_counter() - began


async def claims(rounds: int, count: int) -> None:
    """Prints claims ÷ inserts, as throughput and as CPU of this process."""
    from credit.kit.db import close_pool, start_pool, transaction
    from factories.accounts import make_account
    from factories.subjects import make_subject

    await start_pool(size=CONNECTIONS)
    async with transaction() as held:
        await held.execute("CREATE TABLE bench_plain (id bigserial PRIMARY KEY, who uuid, "
                           "perk bigint, note text, at timestamptz DEFAULT now())")  # fmt: skip
    shop = await make_subject("示例停车场", uscc=_uscc())
    officers = await make_account("officer"), await make_account("officer")
    ratios, spent = [], []
    for number in range(rounds + 1):
        async with transaction() as held:
            people = [row[0] for row in await held.fetch(_PEOPLE, f"b{number}-", count)]
        perk_id = await _perk(shop.uscc or "", officers, count)
        before = time.process_time()
        plain = await _insert(perk_id, people)
        middle = time.process_time()
        given = await _give(perk_id, people)
        after = time.process_time()
        if number:
            ratios.append(plain / given)
            spent.append((after - middle) / (middle - before))
            print(f"  {count / plain:7.0f} inserts/s {count / given:7.0f} claims/s")
    low, high = min(ratios), max(ratios)
    print(f"claims ÷ INSERT … COMMIT:        {statistics.median(ratios):5.2f}  (aim ≥ 3;"
          f" {low:.2f}–{high:.2f}; CPU of the client {statistics.median(spent):.2f})")  # fmt: skip
    await close_pool()


async def _perk(uscc: str, officers: Sequence[object], count: int) -> int:
    from credit.kit.db import connection
    from credit.perks.programme.rules.terms import Money, Quota
    from perks.world import make_perk

    proposer, approver = officers
    public_id = await make_perk(
        proposer,
        approver,
        uscc,
        quota=Quota(total=count),
        money=Money(cap_fen=count * 500),  # type: ignore[arg-type]
    )
    async with connection() as held:
        found: int = await held.fetchval("SELECT id FROM perk WHERE public_id = $1", public_id)
    return found


async def _sold_out() -> tuple[str, str]:
    """A perk with nothing left, and the token of somebody who would like it."""
    from credit.kit.db import close_pool, start_pool, transaction
    from credit.kit.tokens import issue_access_token
    from factories.accounts import make_account
    from factories.subjects import make_subject

    await start_pool(size=4)
    shop = await make_subject("示例书店", uscc=_uscc())
    officers = await make_account("officer"), await make_account("officer")
    perk_id = await _perk(shop.uscc or "", officers, 1)
    async with transaction() as held:
        person = (await held.fetch(_PEOPLE, "last-", 1))[0][0]
        perk = await held.fetchval("SELECT public_id::text FROM perk WHERE id = $1", perk_id)
    await _give(perk_id, [person])
    late = await make_account("citizen")
    await close_pool()
    return perk, issue_access_token(late.caller, session_version=1).token


def _uscc() -> str:
    from factories.subjects import next_uscc

    return next_uscc("630104", "2")


async def _ask(port: int, request: bytes, count: int) -> None:
    requests = iter([request] * count)
    loop = asyncio.get_running_loop()
    finished = [loop.create_future() for _ in range(32)]
    for future in finished:
        await loop.create_connection(
            lambda future=future: Refused(requests, future),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*finished)


def sold_out(server: Server, rounds: int, count: int) -> None:
    """Prints the CPU of a verdict ÷ the CPU of a refusal."""
    perk, token = asyncio.run(_sold_out())
    body = b"{}"
    request = (
        f"POST /api/perks/{perk}/claims HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Idempotency-Key: bench-sold-out\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    verdicts, refusals = [], []
    for number in range(rounds + 1):
        for work, series in ((load(server, count, 32), verdicts),
                             (_ask(server.port, request, count), refusals)):  # fmt: skip
            before = cpu_seconds(server.pid)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(work)
            if number:
                series.append((cpu_seconds(server.pid) - before) / count * 1e6)
    verdict, refusal = statistics.median(verdicts), statistics.median(refusals)
    print(f"verdict {verdict:.1f} µs, sold out {refusal:.1f} µs CPU a request")
    print(f"sold out ÷ verdict:              {verdict / refusal:5.2f}  (aim ≥ 0.7)")


def run(digits: Sequence[str], rounds: int, count: int) -> None:
    os.environ["CREDIT_POOL_SIZE"] = str(CONNECTIONS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(claims(rounds, count))
    with ExitStack() as stack:
        paths = [f"/api/verdicts/{each}" for each in digits]
        server = stack.enter_context(
            granian("credit", "credit.main:create_app", paths, factory=True)
        )
        sold_out(server, rounds, count * 2)


if __name__ == "__main__":
    main(__doc__, run, badges=20, requests=6000)
