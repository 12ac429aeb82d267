"""Search on the map: merchants, districts and divisions that a few words may mean.

At most three statements, whatever is typed; candidates are bounded, and each has to be on the
map and kept by the caller's filter. Nothing is cached: an answer depends on where somebody is.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from credit.districts.rules.names import KIND_NAMES
from credit.kit.problems import Problem
from credit.map.counting import View
from credit.map.filters import Filter
from credit.map.following import Edition
from credit.map.hits import Ranked, metres_between, to_ten
from credit.map.index import HIDDEN
from credit.map.marks import DEMO_BIT, GRADE_BITS, GRADES, PRECISION_SHIFT, PRECISIONS
from credit.map.morton import degrees_of
from credit.map.nearest import distances, nearest_rows
from credit.map.place_names import find_divisions
from credit.map.ranking import Quality, Texts, order, rate
from credit.map.schemas import MapHit, MapHits
from credit.map.search_queries import Candidate, DistrictRow, find_candidates
from credit.places.datum import Place
from credit.places.divisions import division_name
from credit.subjects.rules import GRADE_WORDS, read_query

MAX_WORDS: Final = 4
MAX_AREAS: Final = 3
AROUND: Final = 2_000
AROUND_METRES: Final = 100_000
OF_A_TRADE: Final = 100
Rows = NDArray[np.intp]


def read_words(q: str) -> list[str]:
    """The words of a query, narrow and in lower case; Problem invalid-input when none or many."""
    words = read_query(q).split()
    if not words:
        raise Problem("invalid-input", errors=[("q", "请输入名称、拼音、首字母、街道或行业")])
    if len(words) > MAX_WORDS:
        raise Problem("invalid-input", errors=[("q", f"最多 {MAX_WORDS} 个词，用空格分开")])
    return words


async def search_map(
    edition: Edition, words: Sequence[str], at: Place | None, wanted: Filter, limit: int
) -> MapHits:
    """The best hits first; `at` is the middle of the caller's cell of about 100 m, or None."""
    view = edition.views.get(wanted)
    trades = [[name for name in view.index.legend.trades if word in name.lower()] for word in words]
    candidates, districts = await find_candidates(
        words, trades, _around(view, at), _of_trades(view, trades, at), wanted
    )
    areas = _districts(words, districts, at) + find_divisions(words, at)
    hits = [*_first(areas, "district"), *_first(areas, "division")]
    hits += _merchants(view, words, candidates, at, limit)
    hits.sort(key=lambda ranked: ranked[0])
    return MapHits(version=edition.version, items=[hit for _, hit in hits[:limit]])


def _around(view: View, at: Place | None) -> list[int]:
    """Subjects to look through one by one: all that the filter keeps if few, else the nearest."""
    ids = view.index.columns.ids
    if int(view.total().sum()) <= AROUND:
        rows = view.shown_between(0, len(view.index))
        if at is None:
            return [int(key) for key in np.sort(ids[rows])]
        return [int(key) for key in ids[rows[np.argsort(_metres(view, rows, at))]]]
    if at is None:
        return []
    rows, _ = nearest_rows(view, *at, AROUND_METRES, AROUND)
    return [int(key) for key in ids[rows]]


def _of_trades(view: View, trades: Sequence[Sequence[str]], at: Place | None) -> list[int]:
    """The nearest of a trade that the whole query names; without a position some of it."""
    legend, columns = view.index.legend, view.index.columns
    if not all(trades):
        return []
    named = set.intersection(*map(set, trades))
    of_trade = np.array([name in named for name in legend.trades], np.bool_)
    rows = np.flatnonzero(of_trade[columns.trades] & (view.classes[: len(columns.ids)] != HIDDEN))
    if at is not None and len(rows) > OF_A_TRADE:
        rows = rows[np.argpartition(_metres(view, rows, at), OF_A_TRADE)[:OF_A_TRADE]]
    return [int(key) for key in np.sort(columns.ids[rows])[:OF_A_TRADE]]


def _metres(view: View, rows: Rows, at: Place) -> NDArray[np.float64]:
    return distances(*at, *degrees_of(view.index.columns.keys[rows]))


class _Found(NamedTuple):
    """A candidate that is on the map under the filter, and how it is ranked."""

    key: tuple[float, int, str]
    candidate: Candidate
    quality: Quality
    look: int
    place: Place
    metres: float | None


def _merchants(
    view: View, words: Sequence[str], candidates: Sequence[Candidate], at: Place | None, limit: int
) -> list[Ranked]:
    """The best of the candidates that are on the map under the filter, as hits."""
    ids, by_id = view.index.columns.ids, {each.id: each for each in candidates}
    rows = np.flatnonzero(np.isin(ids, np.fromiter(by_id, np.uint32, len(by_id))))
    rows = rows[view.classes[rows] != HIDDEN]
    columns = view.index.columns.taken(rows)
    far = _metres(view, rows, at).tolist() if at is not None else [None] * len(rows)
    places = map(Place, *(degrees.tolist() for degrees in degrees_of(columns.keys)))
    found = []
    for key, look, place, metres in zip(
        columns.ids.tolist(), columns.looks.tolist(), places, far, strict=True
    ):
        candidate = by_id[key]
        quality = rate(words, _texts(candidate))
        if quality is not None:
            by = order(quality.points, metres, _name(candidate), candidate.uscc)
            found.append(_Found(by, candidate, quality, look, place, metres))
    return [_merchant(each) for each in sorted(found, key=lambda each: each.key)[:limit]]


def _texts(candidate: Candidate) -> Texts:
    return Texts(
        names=(candidate.name.lower(), candidate.short_name.lower()),
        code=candidate.uscc.lower(),
        pinyin=candidate.pinyin,
        initials=candidate.initials,
        street=candidate.address.lower(),
        trade=candidate.trade.lower(),
    )


def _name(candidate: Candidate) -> str:
    return candidate.short_name or candidate.name


def _merchant(found: _Found) -> Ranked:
    candidate, grade = found.candidate, GRADES[found.look & GRADE_BITS]
    hit = MapHit(
        kind="merchant",
        code=candidate.uscc,
        name=_name(candidate),
        detail=candidate.address,
        trade=candidate.trade,
        grade=grade,
        grade_word=GRADE_WORDS[grade],
        lng=round(found.place.lng, 6),
        lat=round(found.place.lat, 6),
        precision=PRECISIONS[found.look >> PRECISION_SHIFT],
        metres=None if found.metres is None else to_ten(found.metres),
        match=found.quality.match,
        demo=bool(found.look & DEMO_BIT),
    )
    return found.key, hit


def _districts(words: Sequence[str], rows: Sequence[DistrictRow], at: Place | None) -> list[Ranked]:
    whole = "".join(words)
    rated = ((row, rate([whole], Texts((row.name.lower(),), row.code))) for row in rows)
    return [_district(row, quality, at) for row, quality in rated if quality is not None]


def _district(row: DistrictRow, quality: Quality, at: Place | None) -> Ranked:
    hit = MapHit(
        kind="district",
        code=row.code,
        name=row.name,
        detail=f"{division_name(row.division)} · {KIND_NAMES[row.kind]}",
        grade=row.grade,
        grade_word=GRADE_WORDS[row.grade],
        lng=row.lng,
        lat=row.lat,
        metres=metres_between(at, Place(row.lng, row.lat)),
        match=quality.match,
        demo=row.demo,
    )
    return order(quality.points, None, row.name, row.code), hit


def _first(areas: Sequence[Ranked], kind: str) -> list[Ranked]:
    some = [ranked for ranked in areas if ranked[1].kind == kind]
    return sorted(some, key=lambda ranked: ranked[0])[:MAX_AREAS]
