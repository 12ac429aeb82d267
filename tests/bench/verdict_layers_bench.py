"""The verdict from each layer of its cache: server CPU per request against a bare ASGI app.

    .venv/bin/python tests/bench/verdict_layers_bench.py [--small]

One Granian worker each, uvloop; the bare app sends as many constant bytes and asks nobody.
Aims: from this process ≥ 0.75 of it, from Redis ≥ 0.6, from PostgreSQL ≥ 0.15 with one query.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack

import httpx
from badge_world import main
from rig import Round, compare, granian

BADGES = 400  # enough that requests under way at one time ask for different ones


def report(results: dict[str, Round]) -> None:
    for name, aim in (("memory", 0.75), ("redis", 0.6), ("postgres", 0.15)):
        ratio = results["raw"].microseconds / results[name].microseconds
        print(
            f"{name:9} {results[name].microseconds:7.1f} µs CPU a request"
            f"   bare ASGI ÷ it: {ratio:5.2f}  (aim ≥ {aim})"
        )
    print(f"bare ASGI {results['raw'].microseconds:7.1f} µs")


def run(digits: Sequence[str], rounds: int, count: int) -> None:
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


if __name__ == "__main__":
    main(__doc__, run, badges=BADGES, requests=6000)
