"""A process of its own that answers codes, one line each; its memory lasts a minute."""

import asyncio
import sys

from credit.codes.core.code_text import DigitsCode
from credit.codes.verdicts import cache as verdict_cache
from credit.kit.db import start_pool
from credit.kit.hotcache import Limits
from credit.kit.invalidation import start_listening


async def main() -> None:
    """Reads digits from standard input until it ends."""
    for cache in verdict_cache._CACHES.values():
        cache.limits = Limits(l1=60)
    await start_pool(size=2)
    await start_listening()
    while line := await asyncio.to_thread(sys.stdin.readline):
        answer = await verdict_cache.find_answer(DigitsCode(line.strip()), "json")
        print(answer.body.decode(), flush=True)


asyncio.run(main())
