"""A status list from the database to a phone: 1 M badges in one list, 1 % revoked.

    ./just bench status-list                          (1,000,000 badges, 1 % revoked)
    ./just bench status-list --badges 50000 --share 0.05

One round revokes a badge, publishes (SQL, Rice coding, signature, read back, INSERT) and makes
the delta; then a phone takes both. The baseline is the bare SELECT of the same rows on the same
server. The coding alone, beside zlib, is in `tokens_bench.py --lists`. Wall times, the best of
the rounds, since other processes share the machine.
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

CHUNK = 50_000
BARE = """
SELECT list_no, array_agg(list_index) FROM badge WHERE status <> 'active' AND expires_at > now()
GROUP BY 1
"""
# A subject for each badge would be needed; nobody reads them, so the foreign keys sleep.
FILL = """
INSERT INTO badge (subject_id, kid, list_no, list_index, token, digits, short_code, short_name,
  grade, expires_at, status, status_basis)
SELECT n, 1, $1, n, '', '', lpad(n::text, 9, '0'), '示例店', 'A', $2,
  CASE WHEN n = ANY($3::int[]) THEN 'revoked' ELSE 'active' END, '测试'
FROM generate_series($4::int, $5::int) n
"""
REVOKE = """
UPDATE badge SET status = 'revoked', status_basis = '测试', status_at = now() WHERE subject_id = $1
"""


def main(
    badges: Annotated[int, typer.Option(min=1000, max=1 << 20)] = 1_000_000,
    share: Annotated[float, typer.Option(min=0, max=0.5, help="Share that is revoked.")] = 0.01,
    rounds: Annotated[int, typer.Option(min=1)] = 7,
) -> None:
    """Make the badges, measure, print."""
    with tempfile.TemporaryDirectory(prefix="credit-bench-") as name:
        Path(name).chmod(0o755)  # the server's own account must pass
        os.environ |= {"CREDIT_DATA_DIR": name, "CREDIT_PROFILE": "test"}
        from credit.kit.services.home import Home
        from credit.kit.services.postgres import EmbeddedPostgres

        with EmbeddedPostgres(Home(Path(name))).shared() as url:
            # No Redis: nothing here is served, and forgetting must not wait for one.
            os.environ |= {"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1"}
            asyncio.run(bench(badges, share, rounds))


async def bench(badges: int, share: float, rounds: int) -> None:
    from credit.codes.trust.rules import plan_merchant_lists
    from credit.kit import clock
    from credit.kit.db import close_pool, start_pool
    from credit.kit.migrate import migrate

    await migrate()
    await start_pool()
    entry = plan_merchant_lists(clock.now())[0]
    places = random.Random(1).sample(range(badges), round(badges * share))
    await fill(badges, places, entry)
    print(f"{badges:,} badges in one list, {len(places):,} revoked")
    seen = await measure(entry.list_id, sorted(set(range(badges)) - set(places)), rounds)
    await close_pool()
    report(seen)


async def fill(badges: int, places: list[int], entry: Any) -> None:
    from credit.kit.db import transaction

    ends = datetime.fromtimestamp(entry.expires - 1, UTC)
    async with transaction() as held:
        await held.execute("SET LOCAL session_replication_role = replica")
        for start in range(0, badges, CHUNK):
            end = min(start + CHUNK, badges) - 1
            revoked = [place for place in places if start <= place <= end]
            await held.execute(FILL, entry.list_no, ends, revoked, start, end)
    async with transaction() as held:
        await held.execute("ANALYZE badge")


async def measure(list_id: str, valid: list[int], rounds: int) -> dict[str, list[float]]:
    from credit.codes.core.status_delta import apply_delta
    from credit.codes.core.status_list import accept_list
    from credit.codes.core.trust_bundle import open_bundle
    from credit.codes.trust import artefacts, jobs
    from credit.codes.trust.queries import find_current_bundle, find_lists, list_key_entries
    from credit.kit.db import connection, transaction

    seen: dict[str, list[float]] = {}
    await timed(seen, "first publication, keys and bundle too", jobs.renew({}))
    bundle = open_bundle(await find_current_bundle() or b"", await list_key_entries())
    for number in range(rounds):
        before = (await find_lists([list_id]))[list_id]
        held_list = accept_list(before.body, bundle, list_id, None)
        async with connection() as held:
            await timed(seen, "bare SELECT of the ended badges", held.fetch(BARE))
        async with transaction() as held:
            await held.execute(REVOKE, valid[number])
        await timed(seen, "a revocation published", jobs.publish({"changed": True}))
        after = (await find_lists([list_id]))[list_id]
        loaded = await timed(seen, "delta made", artefacts._load_delta(f"{list_id}/{before.seq}/x"))
        jwt = await timed(seen, "JWT made", artefacts.make_jwt(list_id))
        await jobs.publish({})
        await timed(seen, "minute tick, nothing happened", jobs.publish({}))
        take = partial(accept_list, after.body, bundle, list_id, None)
        phone_takes(seen, "phone takes the list", take)
        phone_takes(seen, "phone takes the delta", partial(apply_delta, loaded, bundle, held_list))
    print(f"bytes: list {len(after.body):,}, delta of one {len(loaded)}, JWT {len(jwt):,}")
    return seen


async def timed(seen: dict[str, list[float]], name: str, work: Awaitable[Any]) -> Any:
    began = time.perf_counter()
    result = await work
    seen.setdefault(name, []).append(time.perf_counter() - began)
    return result


def phone_takes(seen: dict[str, list[float]], name: str, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    seen.setdefault(name, []).append(time.perf_counter() - began)


def report(seen: dict[str, list[float]]) -> None:
    bare = min(seen["bare SELECT of the ended badges"])
    for name, series in seen.items():
        best = min(series)
        print(f"  {name:42} {best * 1e3:9.1f} ms   ÷ bare SELECT {best / bare:7.2f}")


if __name__ == "__main__":
    typer.run(main)
