"""Search on the map beside the plain statement that a service would begin with."""

import statistics
import time
from typing import Any

from map_viewports import NOW, median, read
from map_world import XINING

WORDS = (
    "面馆",
    "牛肉面",
    "青稞",
    "药",
    "hhtf",
    "餐饮",
    "五四大街",
    "长江路",
    "91630104MA",
    "城西 药店",
    "没有这条路",
)
# Everything that can match, nearest first; what a trigram index cannot help (an OR with a sort).
PLAIN = """
SELECT uscc, name, trade, address FROM subject
WHERE lng IS NOT NULL AND (name LIKE $1 OR short_name LIKE $1 OR name_initials LIKE $1
  OR name_pinyin LIKE $1 OR address LIKE $1 OR trade LIKE $1 OR uscc LIKE $1)
ORDER BY power((lng - $2) * 0.8, 2) + power(lat - $3, 2) LIMIT 20"""


async def searches(db: Any, rounds: int) -> None:
    """p50 over words of every kind; with a position, without, and under a filter."""
    from credit.map.following import current_edition
    from credit.map.search import read_words, search_map
    from credit.places.datum import Place

    edition = await current_edition()
    plain = [await _plain(db, word) for word in WORDS]
    base = statistics.median(plain)
    print(f"search, {len(WORDS)} words; plain LIKE p50 {base * 1e3:.0f} ms")
    here = Place(*XINING)
    kinds: tuple[tuple[str, Place | None, str], ...] = (
        ("anywhere", None, ""), ("around", here, ""), ("around, filter", here, NOW),
    )  # fmt: skip
    for name, at, text in kinds:
        walls = []
        for word in WORDS:

            async def ask(word: str = word, at: Any = at, text: str = text) -> int:
                return len((await search_map(edition, read_words(word), at, read(text), 20)).items)

            walls.append((await median(ask, max(3, rounds // 3)))[0])
        half = statistics.median(walls)
        print(
            f"  {name:15} p50 {half * 1e3:5.1f} ms ({base / half:.0f}× plain), "
            f"slowest {max(walls) * 1e3:.0f} ms ({WORDS[walls.index(max(walls))]})"
        )


async def _plain(db: Any, word: str) -> float:
    began = time.perf_counter()
    await db.fetch(PLAIN, f"%{word}%", *XINING)
    return time.perf_counter() - began
