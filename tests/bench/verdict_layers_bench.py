"""The verdict from each layer of its cache: server CPU per request against a bare ASGI app.

    .venv/bin/python tests/bench/verdict_layers_bench.py [--small]

One Granian worker each, uvloop; the bare app sends as many constant bytes and asks nobody.
Aims: from this process ≥ 0.75 of it, from Redis ≥ 0.6, from PostgreSQL ≥ 0.15 with one query.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx
from rig import Round, compare, granian

BADGES = 400  # enough that requests under way at one time ask for different ones

os.environ["CREDIT_PROFILE"] = "dev"


async def prepare() -> list[str]:
    """A small demo province; the digits of some of its badges."""
    from credit.demo import load_demo
    from credit.kit.db import connection

    await load_demo()
    async with connection() as held:
        rows = await held.fetch("SELECT digits FROM badge WHERE status = 'active' LIMIT $1", BADGES)
    return [row["digits"] for row in rows]


def report(results: dict[str, Round]) -> None:
    for name, aim in (("memory", 0.75), ("redis", 0.6), ("postgres", 0.15)):
        ratio = results["raw"].microseconds / results[name].microseconds
        print(
            f"{name:9} {results[name].microseconds:7.1f} µs CPU a request"
            f"   bare ASGI ÷ it: {ratio:5.2f}  (aim ≥ {aim})"
        )
    print(f"bare ASGI {results['raw'].microseconds:7.1f} µs")


def run(digits: Sequence[str], *, rounds: int, count: int) -> None:
    paths = [f"/api/verdicts/{d}" for d in digits]
    with ExitStack() as stack:
        ours = [
            stack.enter_context(granian(name, f"verdict_layers:{target}", paths, factory=True))
            for name, target in (
                ("memory", "from_memory"),
                ("redis", "from_redis"),
                ("postgres", "from_postgres"),
            )
        ]
        sizes = [
            len(httpx.get(f"http://127.0.0.1:{ours[0].port}{path}").content) for path in paths[:20]
        ]
        os.environ["BENCH_BODY_SIZE"] = str(sum(sizes) // len(sizes))
        print(f"one answer: {os.environ['BENCH_BODY_SIZE']} bytes of JSON on average")
        raw = stack.enter_context(granian("raw", "verdict_layers:raw", paths))
        report(compare([*ours, raw], rounds=rounds, count=count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="fewer rounds, a rough figure")
    small = parser.parse_args().small
    with tempfile.TemporaryDirectory(prefix="credit-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["CREDIT_DATA_DIR"] = folder
        from credit.kit.console import run_with_database
        from credit.kit.services import running_services
        from credit.settings import get_settings

        with running_services(get_settings()):
            digits = run_with_database(prepare)
            run(digits, rounds=3 if small else 9, count=2000 if small else 6000)


if __name__ == "__main__":
    main()
