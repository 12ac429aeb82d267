"""The cached verdict: server CPU per request against a bare ASGI app and against FastAPI.

    .venv/bin/python tests/bench/verdict_bench.py [--small]

All three run as one Granian worker with uvloop on the same Valkey and answer the same JSON.
Aims: at least 0.7 of the bare app (one Redis GET, bytes sent as they are), at least 3 times
FastAPI (one Redis GET, a pydantic model in and out).
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack

import httpx
from badge_world import main
from rig import Round, Server, compare, granian

BADGES = 20  # asked for in turn, as a street of shops would be


def store_answers(ours: Server) -> None:
    """Put the bodies of our answers where the two others read them."""
    import redis

    cache = redis.from_url(os.environ["REDIS_URL"])
    with httpx.Client(base_url=f"http://127.0.0.1:{ours.port}") as client:
        for path in ours.paths:
            answer = client.get(path)
            assert answer.status_code == 200
            assert answer.json()["verdict"] == "valid", answer.text[:300]
            cache.set("bench:" + path.rsplit("/", 1)[-1], answer.content)
    print(f"one answer: {len(answer.content)} bytes of JSON; {len(ours.paths)} badges in turn")


def report(results: dict[str, Round]) -> None:
    ours = results["credit"].microseconds
    for name, result in results.items():
        print(
            f"{name:8} {result.microseconds:7.1f} µs CPU a request"
            f" {result.per_second:8.0f} requests/s (wall, generator included)"
        )
    print(
        f"÷ bare ASGI, one Redis GET:      {results['bare'].microseconds / ours:5.2f}  (aim ≥ 0.7)"
    )
    print(
        f"÷ FastAPI + pydantic + redis:    {results['fastapi'].microseconds / ours:5.2f}  (aim ≥ 3)"
    )


def run(digits: Sequence[str], rounds: int, count: int) -> None:
    paths = [f"/api/verdicts/{d}" for d in digits]
    with ExitStack() as stack:
        ours = stack.enter_context(granian("credit", "credit.main:create_app", paths, factory=True))
        store_answers(ours)
        bare = stack.enter_context(granian("bare", "verdict_baselines:bare", paths))
        usual = stack.enter_context(granian("fastapi", "verdict_baselines:usual", paths))
        report(compare([ours, bare, usual], rounds=rounds, count=count))


if __name__ == "__main__":
    main(__doc__, run, badges=BADGES, requests=8000)
