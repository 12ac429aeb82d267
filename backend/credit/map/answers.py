"""Makes the answers of an edition.

Points are kept in Redis, since their names cost a query, and facets, since they look at every
merchant; clusters cost less than asking Redis. Who stands where is kept nowhere (`near_page`).
"""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote, unquote

import msgspec
import numpy as np
from numpy.typing import NDArray

from credit.commitments.templates import load_templates
from credit.districts.schemas.views import GradeCounts
from credit.kit.hotcache import HotCache, Limits, Loaded
from credit.map.filters import Filter, read_filter
from credit.map.following import Edition, get_edition
from credit.map.index import Columns
from credit.map.legend import Legend
from credit.map.marks import COMMITMENTS, DEMO_BIT, GRADE_BITS, GRADES, PRECISION_SHIFT, PRECISIONS
from credit.map.merchants import NOBODY, Merchant, find_merchants
from credit.map.morton import degrees_of
from credit.map.nearest import find_near
from credit.map.schemas import (
    CommitmentCount,
    DistrictCount,
    MapClusters,
    MapFacets,
    MapHead,
    MapPoint,
    MapPoints,
    NearPage,
    NearPoint,
    TiandituLayer,
    TradeCount,
)
from credit.settings import get_settings
from credit.subjects.rules import GRADE_WORDS

MAX_POINTS: Final = 400
MAX_TRADES: Final = 50
MAX_DISTRICTS: Final = 50
Rows = NDArray[np.intp]
encode = msgspec.json.Encoder().encode


class Tile(msgspec.Struct, frozen=True):
    """A tile of the map (z, x, y as everybody counts them) under a filter."""

    z: int
    x: int
    y: int
    wanted: Filter


def head_of(edition: Edition) -> MapHead:
    """Version and size of the data, and what the operator has set for the map."""
    settings = get_settings()
    totals = edition.views.get(Filter()).total()
    return MapHead(
        version=edition.version,
        merchants=len(edition.index),
        grades=_grades(totals),
        counties=edition.counties,
        approval_no=settings.map_approval_no,
        tianditu=TiandituLayer(key=settings.tianditu_key) if settings.tianditu_key else None,
    )


def clusters_of(edition: Edition, tile: Tile) -> bytes:
    """The JSON of a tile as cells."""
    view = edition.views.get(tile.wanted)
    cells = view.clusters(tile.z, tile.x, tile.y)
    answer = MapClusters(
        version=edition.version, z=tile.z, x=tile.x, y=tile.y,
        total=sum(cell[1] for cell in cells), cells=cells,
    )  # fmt: skip
    return encode(answer)


async def points_of(edition: Edition, tile: Tile) -> bytes:
    """The JSON of a tile merchant by merchant; of more than 400, or of none, without a query."""
    view = edition.views.get(tile.wanted)
    total = view.shown_in(tile.z, tile.x, tile.y)[0]
    if 0 < total <= MAX_POINTS:
        key = f"{edition.version}/{tile.z}/{tile.x}/{tile.y}/{_in_key(tile.wanted)}"
        if entry := await _points.get(key):
            return entry.body
    cells = view.clusters(tile.z, tile.x, tile.y) if total else []
    return _points_answer(edition, tile, total, [], cells)


async def near_page(
    edition: Edition, wanted: Filter, lng: float, lat: float, radius: int, limit: int
) -> NearPage:
    """The nearest merchants that a filter keeps."""
    view = edition.views.get(wanted)
    near = find_near(view, lng, lat, radius, limit)
    points = await _points_at(edition, np.array([each.row for each in near], np.intp))
    items = [
        NearPoint(**msgspec.structs.asdict(point), metres=round(each.metres / 10) * 10)
        for point, each in zip(points, near, strict=True)
    ]
    return NearPage(version=edition.version, lng=lng, lat=lat, radius=radius, items=items)


def facets_of(edition: Edition, wanted: Filter) -> MapFacets:
    """How many a filter keeps, by grade, trade, commitment and district."""
    index, view = edition.index, edition.views.get(wanted)
    rows, legend = view.shown_between(0, len(index)), index.legend
    trades = _counted(index.columns.trades[rows], legend.trades, MAX_TRADES)
    numbers = index.columns.districts[rows]
    districts = _counted(numbers, legend.districts, MAX_DISTRICTS)
    return MapFacets(
        version=edition.version,
        total=len(rows),
        grades=_grades(view.total()),
        trades=[TradeCount(trade=name, count=n) for n, name in trades],
        commitments=_commitments(index.columns.promises[rows]),
        districts=[
            DistrictCount(code=code, name=legend.known[code].name, count=n)
            for n, code in districts
            if code in legend.known
        ],
        perks=int(np.count_nonzero(legend.perk_lookup()[numbers])),
        open=len(rows) if wanted.open_at else None,
    )


def _commitments(promises: NDArray[np.uint32]) -> list[CommitmentCount]:
    return [
        CommitmentCount(
            commitment=slug,
            name=load_templates()[slug].name,
            count=int(np.count_nonzero(promises & np.uint32(1 << bit))),
        )
        for bit, slug in enumerate(COMMITMENTS)
    ]


def _counted(numbers: NDArray[np.uint16], names: Sequence[str], most: int) -> list[tuple[int, str]]:
    """(how many, name) of the commonest names but the empty one, by number."""
    counts = np.bincount(numbers, minlength=len(names)).tolist()
    ranked = sorted((-n, name) for n, name in zip(counts, names, strict=True) if n and name)
    return [(-n, name) for n, name in ranked[:most]]


async def facets_body(edition: Edition, wanted: Filter) -> bytes:
    """The JSON of `facets_of`."""
    entry = await _facets.get(f"{edition.version}/{_in_key(wanted)}")
    return entry.body if entry else encode(facets_of(edition, wanted))


async def _load_facets(key: str) -> Loaded | None:
    version, text = key.split("/")
    edition = await get_edition(int(version))
    return Loaded(encode(facets_of(edition, read_filter(unquote(text)))))


async def _load_points(key: str) -> Loaded | None:
    version, z, x, y, text = key.split("/")
    edition = await get_edition(int(version))
    tile = Tile(int(z), int(x), int(y), read_filter(unquote(text)))
    view = edition.views.get(tile.wanted)
    total, first, last = view.shown_in(tile.z, tile.x, tile.y)
    points = await _points_at(edition, view.shown_between(first, last))
    return Loaded(_points_answer(edition, tile, total, points, []))


# A key holds the version, so an entry is never wrong; it ends only to make room.
_LIMITS: Final = Limits(l1=60, fresh=600, stale=60, entries=200)
_points: Final = HotCache("map-points", _load_points, _LIMITS)
_facets: Final = HotCache("map-facets", _load_facets, _LIMITS)


def _in_key(wanted: Filter) -> str:
    return quote(wanted.text, safe="")  # a trade may have a slash in its name


def _points_answer(
    edition: Edition, tile: Tile, total: int, points: list[MapPoint], cells: list[list[int]]
) -> bytes:
    return encode(
        MapPoints(
            version=edition.version, z=tile.z, x=tile.x, y=tile.y,
            total=total, points=points, cells=cells,
        )
    )  # fmt: skip


async def _points_at(edition: Edition, rows: Rows) -> list[MapPoint]:
    columns = edition.index.columns.taken(rows)
    named = await find_merchants(columns.ids.tolist())
    return list(_named_points(columns, named, edition.index.legend))


def _named_points(
    columns: Columns, named: dict[int, Merchant], legend: Legend
) -> Iterator[MapPoint]:
    lngs, lats = degrees_of(columns.keys)
    numbers = zip(
        *(c.tolist() for c in (columns.ids, columns.looks, columns.districts, lngs, lats)),
        strict=True,
    )
    for key, look, district, lng, lat in numbers:
        grade, code = GRADES[look & GRADE_BITS], legend.districts[district]
        merchant = named.get(key, NOBODY)
        yield MapPoint(
            uscc=merchant.uscc,
            name=merchant.name,
            trade=merchant.trade,
            address=merchant.address,
            grade=grade,
            grade_word=GRADE_WORDS[grade],
            lng=round(lng, 6),
            lat=round(lat, 6),
            precision=PRECISIONS[look >> PRECISION_SHIFT],
            district=code,
            district_name=legend.known[code].name if code in legend.known else "",
            demo=bool(look & DEMO_BIT),
        )


def _grades(counts: NDArray[np.int64]) -> GradeCounts:
    a, b, c, d, n = (int(count) for count in counts)
    return GradeCounts(a=a, b=b, c=c, d=d, n=n)
