"""One of several processes that hammer the same limit; prints how many calls got through."""

import asyncio
import sys

from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit

LIMIT = Limit(name="probe", count=20, seconds=600, closed=True)


async def attempt() -> int:
    try:
        await check_limit(LIMIT, "one")
    except Problem as problem:
        assert problem.slug == "rate-limited", problem
        return 0
    return 1


async def main() -> None:
    passed = 0
    for _ in range(5):
        passed += sum(await asyncio.gather(*(attempt() for _ in range(12))))
    sys.stdout.write(str(passed))


if __name__ == "__main__":
    asyncio.run(main())
