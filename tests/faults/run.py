"""`./just faults --operations N`: break everything while perks are claimed and used; then check.

Prints what was done and what came of it; exit code 1 when any law was broken.
"""

import argparse
import asyncio
import json
import logging
import sys
import time
from contextlib import suppress
from random import Random

import asyncpg

from credit.kit.db import transaction
from credit.perks.claims.expiring import expire_claims, lapse_reservations
from credit.perks.ledger.reconciling import list_differences
from faults.players import Players
from faults.rig import SERVERS, Rig, retrying
from faults.stage import build_stage
from faults.verdict import broken_laws, check_histories

CLIENTS = 64
_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError,
         TimeoutError)  # fmt: skip
_LET_LAPSE = """
UPDATE perk_claim SET reserved_until = now() - interval '1 second'
WHERE state = 'reserved' AND id % 3 = 0
"""
_LET_EXPIRE = """
UPDATE perk_claim SET usable_until = now() - interval '1 second'
WHERE state = 'claimed' AND id % 41 = 0
  AND perk_id IN (SELECT perk_id FROM perk_stock WHERE issued >= 20)
"""


async def run(operations: int, seed: int, *, small: int, pause: float) -> dict[str, object]:
    """One run; the result names every broken law."""
    random, rig = Random(seed), Rig()
    try:
        await rig.start()
        stage = await build_stage(operations, small, random)
        players = Players(stage, rig.front_ports, operations, random)
        began = time.monotonic()
        chaos = asyncio.create_task(_make_chaos(rig, random, pause))
        clock = asyncio.create_task(_let_time_pass())
        samples: list[str] = []
        sampler = asyncio.create_task(_sample(samples))
        reporter = asyncio.create_task(_report(players, operations))
        await asyncio.gather(*(players.play(number) for number in range(CLIENTS)))
        seconds = time.monotonic() - began
        for task in (chaos, clock, sampler, reporter):
            task.cancel()
        ends = await asyncio.gather(chaos, clock, sampler, return_exceptions=True)
        died = [repr(end) for end in ends if not isinstance(end, asyncio.CancelledError)]
        await _heal(rig)
        broken = await retrying(lambda: broken_laws(stage, players.told))
        good, wrong = check_histories(stage, players.told)
        told = players.told
        return {
            "operations": sum(told.counts.values()), "seconds": round(seconds, 1),
            "clients": CLIENTS, "servers": SERVERS, "faults": len(rig.log),
            "kinds of fault": sorted(set(rig.log)),
            "replies dropped": sum(p.dropped for p in (*rig.fronts, rig.line)),
            "asked again": told.retried, "never settled": told.lost,
            "acknowledged claims": len(told.claims), "redemptions": len(told.redemptions),
            "reversals": len(told.reversals), "given back": len(told.cancelled),
            "instants sampled": len(samples), "histories linearizable": good,
            "outcomes": dict(sorted(told.counts.items())),
            "broken": broken + wrong + died + [each for each in samples if each],
        }  # fmt: skip
    finally:
        await rig.stop()


async def _make_chaos(rig: Rig, random: Random, pause: float) -> None:
    """One fault after the other, in an order that the seed decides; the worst ones seldom."""
    while True:
        await asyncio.sleep(random.uniform(0.3, 1.0) * pause)
        server = f"server{random.randrange(SERVERS)}"
        roll = random.random()
        if roll < 0.35:
            number = random.randrange(SERVERS)
            await rig.spoil(rig.fronts[number], f"front of server{number}", random)
        elif roll < 0.55:
            await rig.spoil(rig.line, "database line", random)
        elif roll < 0.65:
            await rig.freeze(server, random.uniform(0.3, 1.5))
        elif roll < 0.73:
            await rig.kill_and_restart(server, away=0.1)
        elif roll < 0.80:
            await rig.freeze("postgres", random.uniform(0.3, 1.0))
        elif roll < 0.88:
            await rig.kill_and_restart("postgres", away=0.2)
        elif roll < 0.94:
            await rig.kill_and_restart("valkey", away=0.3)
        else:
            await rig.freeze("valkey", random.uniform(0.3, 1.0))


async def _let_time_pass() -> None:
    """Reservations and vouchers run out while everything goes on, and the jobs see to them."""
    while True:
        await asyncio.sleep(1.0)
        with suppress(*_AWAY):
            async with transaction() as held:
                await held.execute(_LET_LAPSE)
                await held.execute(_LET_EXPIRE)
            await lapse_reservations()
            await expire_claims()


async def _sample(samples: list[str]) -> None:
    """Conservation at every instant that can be looked at: one snapshot, all laws.

    In a long run a look takes a while; it gets a fifth of the time, so that the run goes on.
    """
    took = 0.0
    while True:
        await asyncio.sleep(max(0.25, 4 * took))
        began = time.monotonic()
        with suppress(*_AWAY):
            found = await list_differences()
            samples.append("; ".join(map(str, found)))
        took = time.monotonic() - began


async def _report(players: Players, operations: int) -> None:
    """Says every half minute how far a long run is."""
    while True:
        await asyncio.sleep(30)
        done, broken = operations - players.remaining, len(players.told.contradictions)
        print(f"{done:,} of {operations:,}, {broken} contradictions", file=sys.stderr, flush=True)


async def _heal(rig: Rig) -> None:
    """Whatever the last fault was: all processes run, all lines are good."""
    for proxy in (*rig.fronts, rig.line):
        proxy.set_mode("pass")
    for name, process in list(rig.processes.items()):
        if process.poll() is not None:
            await rig.kill_and_restart(name, away=0)
        else:
            await rig.freeze(name, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", type=int, default=240, help="perks whose histories are checked")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between faults, at most")
    given = parser.parse_args()
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # it is meant to lose connections
    result = asyncio.run(run(given.operations, given.seed, small=given.small, pause=given.pause))
    broken = result.pop("broken")
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if broken:
        print("BROKEN:", *list(broken)[:20], sep="\n  ")  # type: ignore[call-overload]
        sys.exit(1)
    print("nothing oversold, nothing used twice, nothing acknowledged was lost")


if __name__ == "__main__":
    main()
