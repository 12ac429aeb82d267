"""Signing under 64 concurrent signers, and the first page of the commitments column.

    ./just bench commitments [--signatures 6400] [--promises 300000] [--profile]

Uses its own embedded PostgreSQL (durable, as shipped) in a temporary directory. All sign for the
same county on the same day, so all want the same serial; afterwards the codes are checked: no
gap, no duplicate, an unbroken audit chain. Three rates, taken in turn in the same run, the
median of the rounds:

- *plain*: the promise's row by INSERT, committed by itself, 64 connections, into a table with
  the same indexes and constraints. No authority, code, signature, audit entry or jobs.
- *with audit row*: the same with the signature's audit entry in the same transaction.
- *signed*: `sign_commitment`, 64 at once, everything that belongs to it: authority, serial,
  the platform's signature, audit entry, jobs. Aim: ≥ 0.6 of plain.
- *one by one*: the same with a transaction for each, which is how it was before group commit. A
  few of them are enough: each waits for all before it, and on a busy machine that takes its time.
"""

import argparse
import asyncio
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

SIGNERS = 64
ROUNDS = 3
ONE_BY_ONE = 2 * SIGNERS
DIVISION = "630104"
AIM = 0.6
_SUBJECTS = """
INSERT INTO subject (uscc, name, kind, trade, division, lng, lat, geo_precision, demo)
SELECT code, '示例商户' || n, 'sole_trader', '餐饮', $2, 101.7, 36.6, 'street', true
FROM unnest($1::text[]) WITH ORDINALITY AS given (code, n)
"""
# Promises of the same subjects over two years, every fiftieth found broken.
_PROMISES = """
INSERT INTO commitment (code, subject_id, type, template, matter, content, plain_text, liability,
  text_hash, made_on, valid_until, signed_by, performance, determined_on, legal_basis)
SELECT '630105' || to_char(day, 'YYYYMMDD') || lpad((n % 1000000)::text, 6, '0'), s.id, 6,
  'bench' || n, '明码标价', '内容', '价格写清楚', '责任', '', day, day + 900, 'bench',
  CASE WHEN n % 50 = 0 THEN 'broken' ELSE 'unknown' END,
  CASE WHEN n % 50 = 0 THEN day END, CASE WHEN n % 50 = 0 THEN '法' ELSE '' END
FROM generate_series(1, $1::int) AS n
CROSS JOIN LATERAL (SELECT current_date - 1 - n % 700 AS day) AS d
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS of FROM subject) AS s
  ON s.place = 1 + n % s.of
"""


def main() -> None:
    """Measures and prints; exits with 1 when an aim is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--signatures", type=int, default=3200)
    parser.add_argument("--promises", type=int, default=300_000)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="credit-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        os.environ.update(CREDIT_PROFILE="test", CREDIT_DATA_DIR=str(home))
        met = asyncio.run(_measure(home, options))
    sys.exit(0 if met else 1)


async def _measure(home: Path, options: argparse.Namespace) -> bool:
    from credit.kit.db import close_pool, start_pool
    from credit.kit.migrate import migrate
    from credit.kit.services.home import Home
    from credit.kit.services.postgres import EmbeddedPostgres
    from credit.settings import get_settings

    with EmbeddedPostgres(Home(home)).shared() as url:
        os.environ["DATABASE_URL"] = url
        get_settings.cache_clear()
        await migrate()
        await start_pool(size=SIGNERS)
        met = await _signing(url, options)
        await _column(url, options.promises)
        await close_pool()
    return met


async def _signing(url: str, options: argparse.Namespace) -> bool:
    db = await asyncpg.connect(url)
    caller, usccs = await _world(db, options.signatures)
    rates: dict[str, list[float]] = {
        "plain": [],
        "with audit row": [],
        "signed": [],
        "one by one": [],
    }
    if options.profile:
        await _profiled(db, caller, usccs)
    for _ in range(ROUNDS):
        rates["signed"].append(await _sign_all(db, caller, usccs, alone=False))
        await _check(db, len(usccs))
        rates["plain"].append(await _insert_all(db, ("commitment",)))
        rates["with audit row"].append(await _insert_all(db, ("commitment", "audit_entry")))
        few = usccs[: min(len(usccs), ONE_BY_ONE)]
        rates["one by one"].append(await _sign_all(db, caller, few, alone=True))
    plain = median(rates["plain"])
    for name, series in rates.items():
        each = ", ".join(f"{rate:,.0f}" for rate in series)
        print(f"{name:17} {median(series):8,.0f} a second ({each}), {median(series) / plain:.2f}")
    ratio = median(rates["signed"]) / plain
    print(f"signed ÷ plain {ratio:.2f} (aim ≥ {AIM}); no gap, no duplicate, chain unbroken")
    await db.close()
    return ratio >= AIM


async def _column(url: str, promises: int) -> None:
    """Milliseconds of a first page of the column, from the query to the answer's objects."""
    from credit.commitments.board.queries import Wanted, list_board

    db = await asyncpg.connect(url)
    await db.execute(_PROMISES, promises)
    await db.execute("ANALYZE")
    await db.close()
    asked = {
        "all": Wanted(),
        "a trade of a county": Wanted(trade="餐饮", division=DIVISION),
        "one promise": Wanted(template="price_pledge"),
        "broken": Wanted(standing="broken"),
        "a shop's name": Wanted(q="商户99"),
    }
    for name, wanted in asked.items():
        took = []
        for _ in range(30):
            began = time.perf_counter()
            await list_board(wanted, limit=20, after=None)
            took.append((time.perf_counter() - began) * 1000)
        print(f"column, {name:20} {median(took):7.2f} ms (of {promises:,} promises)")


async def _world(db: Any, signatures: int) -> tuple[Any, list[str]]:
    from credit.kit.caller import Caller
    from credit.kit.uscc import make_uscc

    usccs = [make_uscc("9", "2", DIVISION, f"M{number:07}") for number in range(signatures)]
    await db.execute(_SUBJECTS, usccs, DIVISION)
    for table in ("commitment", "audit_entry"):
        await db.execute(f"CREATE TABLE plain_{table} (LIKE {table} INCLUDING ALL)")
    account = await db.fetchval(
        "INSERT INTO account (public_id, login, password_hash, kind, name) "
        "VALUES (gen_random_uuid(), 'bench', '', 'merchant', '测试') RETURNING public_id::text"
    )
    await db.execute(
        "INSERT INTO account_subject (account_id, subject_uscc, role) "
        "SELECT a.id, s.uscc, 'owner' FROM account a, subject s"
    )
    await db.execute("ANALYZE")
    return Caller(account, "merchant", "测试员", session="bench"), usccs


async def _sign_all(db: Any, caller: Any, usccs: list[str], *, alone: bool) -> float:
    """Signatures a second, from empty tables."""
    from credit.commitments.actions.signing import sign_commitment
    from credit.kit.db import transaction

    async def sign(uscc: str) -> None:
        await sign_commitment(caller, uscc, "clear_price")

    async def sign_alone(uscc: str) -> None:
        async with transaction(acquire_timeout=60):
            await sign(uscc)

    await _empty(db)
    return await _rate(sign_alone if alone else sign, usccs)


async def _insert_all(db: Any, tables: Sequence[str]) -> float:
    """Signatures a second, their rows inserted as they are, with a commit for each."""
    from credit.kit.db import connection, transaction

    inserts: list[str] = []
    series: list[list[Any]] = []
    for table in tables:
        await db.execute(f"TRUNCATE plain_{table}")
        rows = await db.fetch(f"SELECT * FROM {table} ORDER BY id")
        blanks = ", ".join(f"${place}" for place in range(1, len(rows[0]) + 1))
        inserts.append(f"INSERT INTO plain_{table} VALUES ({blanks})")
        series.append(rows)

    async def put(rows: tuple[Any, ...]) -> None:
        async with connection() if len(rows) == 1 else transaction() as held:
            for insert, row in zip(inserts, rows, strict=True):
                await held.execute(insert, *row.values())

    return await _rate(put, zip(*series, strict=True))


async def _rate(work: Callable[[Any], Awaitable[None]], items: Iterable[Any]) -> float:
    """Items a second by `SIGNERS` workers."""
    waiting = list(items)
    count = len(waiting)

    async def worker() -> None:
        while waiting:
            await work(waiting.pop())

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(SIGNERS)))
    return count / (time.perf_counter() - began)


async def _empty(db: Any) -> None:
    await db.execute("TRUNCATE commitment, commitment_serial, pgqueuer, map_touched CASCADE")
    await db.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
    await db.execute("TRUNCATE audit_entry")
    await db.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    await db.execute("CHECKPOINT")


async def _check(db: Any, count: int) -> None:
    """Raises RuntimeError for a gap, a duplicate or a broken chain."""
    from credit.kit.audit import verify_chain

    codes = [row["code"] for row in await db.fetch("SELECT code FROM commitment ORDER BY code")]
    if [int(code[-6:]) for code in codes] != list(range(1, count + 1)):
        raise RuntimeError("the codes have a gap or a duplicate")
    if not (await verify_chain()).ok:
        raise RuntimeError("the audit chain is broken")


async def _profiled(db: Any, caller: Any, usccs: list[str]) -> None:
    for alone in (True, False):
        few = usccs[: len(usccs) // 4]
        profile = cProfile.Profile()
        profile.enable()
        rate = await _sign_all(db, caller, few, alone=alone)
        profile.disable()
        print(f"--- {'one by one' if alone else 'together'}: {rate:,.0f} a second")
        pstats.Stats(profile).sort_stats("tottime").print_stats(18)


if __name__ == "__main__":
    main()
