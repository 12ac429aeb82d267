"""Writes ``map_packs.json``: two packs, a delta, and what the server's code answers from the same.

The TypeScript twin on the phone (``pwa/src/map/packs``) must answer alike:
``python tests/vectors/make_map_packs.py``. Nothing in it is by chance but by a fixed seed.
"""

import base64
import hashlib
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from credit.map.answers import facets_of
from credit.map.counting import View
from credit.map.county_rows import CountyRow, Named
from credit.map.filters import read_filter
from credit.map.following import Edition
from credit.map.index import Batch, Index, build_index, encoded
from credit.map.legend import Told, new_legend
from credit.map.marks import COMMITMENTS
from credit.map.morton import degrees_of, keys_of
from credit.map.nearest import distances
from credit.map.pack import pack_keys, zipped
from credit.map.packs import _written, body_of, head_of
from credit.map.ranking import Texts, order, rate
from credit.places.divisions import divisions
from credit.subjects.opening_hours import is_open, parse_hours
from map.world import DISTRICTS, HOURS, KNOWN, TRADES, XINING, random_batch, tile_of

TARGET: Final = Path(__file__).with_name("map_packs.json")
COUNTIES: Final = ("630103", "630104")
VERSION: Final = 1_795_491_830
WORDS: Final = {
    "马": "m", "盛": "s", "牦": "m", "牛": "n", "面": "m", "馆": "g", "昆": "k", "仑": "l",
    "药": "y", "店": "d", "A": "a", "7": "7",
}  # fmt: skip
STREETS: Final = ("五四大街 1 号", "长江路 12 号", "", "Xinning Lu 3")
# As canonical as `hours_text` writes them; past midnight, past Sunday, and all the time.
WEEKS: Final = (*HOURS, "Sa,Su 10:00-02:30", "Mo-Th,Su 22:15-06:05; Fr 08:00-12:00,13:30-24:00")
FILTERS: Final = (
    "", "g:AB", "g:N", "t:餐饮,民宿", "c:no_reason_return", "c:clear_price,no_reason_return",
    "d:630104", "d:6301", "d:6328", "z:630103001,630103002", "p:1", "o:3-1430", "o:7-2345",
    "o:1-0115", "g:ABC;p:1;t:餐饮", "c:no_reason_return;d:630103;g:AB;o:6-1130;t:民宿,药店",
    "t:没有这行",
)  # fmt: skip
ZOOMS: Final = (5, 8, 11, 13, 14, 16, 19)
QUERIES: Final = (
    "马盛", "牦牛", "mnmg", "ms", "面馆", "餐饮", "五四大街", "xinning", "7", "药店 长江",
    "城西区", "没有的店",
)  # fmt: skip
TYPED: Final = (" 马　盛 ", "ＭＳＭＮ", "ma sheng", "a'b c", "餐饮 五四", "马\u200b盛", "9163", "")


def make() -> dict[str, Any]:
    """All cases; the same each time."""
    chance = random.Random(20261130)
    rows = {code: _rows(chance, code, 180 if code == "630104" else 60) for code in COUNTIES}
    index = _index(rows)
    return {
        "about": "Packs and what the server answers from the same merchants. See the maker.",
        "packs": [_pack(rows[code], index, code) for code in COUNTIES],
        "delta": _delta(chance, rows["630104"], index),
        "clusters": [_clusters(index, z, text) for z in ZOOMS for text in FILTERS],
        "facets": [_facets(index, text) for text in FILTERS],
        "near": [_near(rows, radius, limit) for radius in (100, 900, 20_000) for limit in (1, 30)],
        "search": [_search(rows, q, at) for q in QUERIES for at in (None, XINING)],
        "words": [[text, _words(text)] for text in TYPED],
        "hours": [_week(text) for text in WEEKS],
    }


def _rows(chance: random.Random, code: str, count: int) -> list[CountyRow]:
    """So many merchants in the packs' order; all around Xining, some on one spot."""
    batch = random_batch(chance, count)
    keys = pack_keys(keys_of(batch.lng, batch.lat)).tolist()
    keys[1] = keys[0]
    rows = [
        CountyRow(key, int(batch.looks[i]), _named(chance, code, i)) for i, key in enumerate(keys)
    ]
    return sorted(rows, key=lambda row: (row.key, row.named.uscc))


def _named(chance: random.Random, code: str, number: int) -> Named:
    letters = chance.choices(list(WORDS), k=chance.randint(2, 6))
    return Named(
        f"91{code}MA7{number:06}X", "".join(letters), chance.choice(TRADES),
        "".join(WORDS[letter] for letter in letters), chance.choice(STREETS),
        chance.randrange(1 << len(COMMITMENTS)), chance.choice(DISTRICTS) or 0,
        chance.choice(WEEKS),
    )  # fmt: skip


def _index(rows: dict[str, list[CountyRow]]) -> Index:
    """The server's index of the same merchants, each in the middle of its pack's cell."""
    every = [(int(code), row) for code, county in rows.items() for row in county]
    lngs, lats = degrees_of(np.array([row.key for _, row in every], np.uint64), 22)

    def column(of: Any) -> Any:
        return np.array([of(code, row) for code, row in every], np.int64)

    batch = Batch(
        np.arange(1, len(every) + 1), lngs, lats,
        column(lambda _, row: row.look), column(lambda code, _: code),
        column(lambda _, row: TRADES.index(row.named.trade)),
        column(lambda _, row: row.named.promises),
        column(lambda _, row: DISTRICTS.index(row.named.district or "")),
        column(lambda _, row: WEEKS.index(row.named.hours)),
    )  # fmt: skip
    return build_index([encoded(batch)], new_legend(Told(TRADES, DISTRICTS, WEEKS), KNOWN))


def _pack(rows: Sequence[CountyRow], index: Index, code: str) -> dict[str, Any]:
    pack = _written(rows, index.legend, code, VERSION)
    county = divisions()[code]
    return {
        "adcode": code, "name": county.name, "region": divisions()[county.parent].name,
        "positions": _text(pack.positions), "names": _text(pack.names), "merchants": len(rows),
        "keys": [row.key for row in rows], "looks": [row.look for row in rows],
        "rows": [msgspec.to_builtins(row.named) for row in rows],
    }  # fmt: skip


def _delta(chance: random.Random, rows: Sequence[CountyRow], index: Index) -> dict[str, Any]:
    """Some leave, some change, one comes; and the pack that this makes."""
    gone = {rows[i].named.uscc for i in (0, 7, 150)}
    moved = [
        CountyRow(row.key + 5, row.look ^ 1, msgspec.structs.replace(row.named, name="改了名"))
        for row in rows[20:40]
    ]
    news = [*moved, CountyRow(rows[90].key, 2, _named(chance, "630104", 900))]
    changed = gone | {row.named.uscc for row in news}
    kept = [row for row in rows if row.named.uscc not in changed] + news
    kept.sort(key=lambda row: (row.key, row.named.uscc))
    body = body_of(kept, "630104", VERSION + 9)
    head = msgspec.to_builtins(head_of(kept, index.legend, "630104", VERSION + 9))
    head |= {"from": VERSION, "positions": hashlib.sha256(body).hexdigest()}
    lines: list[Any] = [head, *([code] for code in sorted(gone))]
    for row in news:
        uscc, *rest = msgspec.to_builtins(row.named)
        lines.append([uscc, row.key, row.look, *rest])
    packed = zipped(b"".join(msgspec.json.encode(line) + b"\n" for line in lines), 6)
    return {
        "file": _text(packed), "version": VERSION + 9, "body": _text(body),
        "rows": [msgspec.to_builtins(row.named) for row in kept],
    }  # fmt: skip


def _clusters(index: Index, z: int, text: str) -> list[Any]:
    x, y = tile_of(XINING, z)
    return [z, x, y, text, View(index, read_filter(text)).clusters(z, x, y)]


def _facets(index: Index, text: str) -> list[Any]:
    found = msgspec.to_builtins(facets_of(Edition(index, 0, {}), read_filter(text)))
    return [text, found]


def _near(rows: dict[str, list[CountyRow]], radius: int, limit: int) -> dict[str, Any]:
    """The slow way: all distances, sorted."""
    every = [row for county in rows.values() for row in county]
    metres = distances(*XINING, *degrees_of(np.array([row.key for row in every], np.uint64), 22))
    near = sorted(
        (far, row.named.uscc) for far, row in zip(metres.tolist(), every, strict=True)
        if far <= radius
    )  # fmt: skip
    return {
        "radius": radius, "limit": limit, "at": list(XINING),
        "found": [[code, round(far / 10) * 10] for far, code in near[:limit]],
    }  # fmt: skip


def _search(
    rows: dict[str, list[CountyRow]], q: str, at: tuple[float, float] | None
) -> dict[str, Any]:
    """Every merchant rated by the server's rule; names of districts and counties left out."""
    words = _words(q)
    hits = []
    for code, county in rows.items():
        division = divisions()[code]
        before = divisions()[division.parent].name + division.name
        for row in county:
            quality = rate(words, _texts(row.named, before))
            if quality is None:
                continue
            lng, lat = (degrees[0] for degrees in degrees_of(np.array([row.key], np.uint64), 22))
            far = None if at is None else float(distances(*at, lng, lat))
            key = order(quality.points, far, row.named.name, row.named.uscc)
            hits.append((key, [row.named.uscc, quality.match]))
    hits.sort(key=lambda hit: hit[0])
    return {"q": q, "at": at and list(at), "found": [hit for _, hit in hits[:20]]}


def _texts(named: Named, before: str) -> Texts:
    street = f"{before}{named.street}" if named.street else ""
    return Texts(
        names=(named.name.lower(),), code=named.uscc.lower(), initials=named.initials,
        street=street.lower(), trade=named.trade.lower(),
    )  # fmt: skip


def _words(text: str) -> list[str]:
    from credit.subjects.rules import read_query

    return read_query(text).split()


def _week(text: str) -> dict[str, Any]:
    week = parse_hours(text)
    clocks = [f"{hour:02}{minute:02}" for hour in range(24) for minute in range(0, 60, 15)]
    slots = "".join("1" if is_open(week, day, at) else "0" for day in range(1, 8) for at in clocks)
    return {"text": text, "week": [[list(span) for span in day] for day in week], "open": slots}


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def main() -> None:
    """Write the file."""
    text = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text.replace('],"', '],\n"').replace("},{", "},\n{") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
