"""The public map. A version in the address makes an answer immutable; an old one is refused."""

import hashlib
from typing import Annotated, Any, Final

from litestar import Request, Response, get, route
from litestar.datastructures import CacheControlHeader
from litestar.enums import MediaType
from litestar.params import FromPath, PathParameter, QueryParameter

from credit.kit.conditional import is_known, not_modified
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.map import export_routes
from credit.map.answers import Tile, clusters_of, encode, facets_body, head_of, near_page, points_of
from credit.map.counting import CELL_LEVELS
from credit.map.filters import EXAMPLE, MAX_TEXT, read_filter
from credit.map.following import Edition, current_edition, get_edition
from credit.map.morton import LEVEL
from credit.map.schemas import MapClusters, MapFacets, MapHead, MapHits, MapPoints, NearPage
from credit.map.search import read_words, search_map
from credit.places.datum import Datum, Place, is_in_province, to_wgs84
from credit.subjects.rules import MAX_QUERY

READ: Any = ["GET", "HEAD"]
MAX_ZOOM: Final = LEVEL - CELL_LEVELS - 1
POINTS_FROM: Final = 14
MAX_RADIUS: Final = 20_000
MAX_NEAR: Final = 100
MAX_HITS: Final = 50
# Three decimals: about 100 m. More would say where a person stands (PIPL Art. 6).
COARSE: Final = r"^-?[0-9]{1,3}(\.[0-9]{1,3})?$"
IMMUTABLE: Final = "public, max-age=31536000, immutable"
POINTS_LIMIT = Limit(name="map-points", count=600, seconds=60)
NEARBY_LIMIT = Limit(name="map-nearby", count=120, seconds=60)
SEARCH_LIMIT = Limit(name="map-search", count=120, seconds=60)
AnyRequest = Request[Any, Any, Any]
Edited = Annotated[str, PathParameter(pattern="^v[0-9]{1,15}$", description="v 加版本号")]
F = Annotated[str, QueryParameter(max_length=MAX_TEXT, description=f"筛选，例如 {EXAMPLE}")]
Query = Annotated[str, QueryParameter(min_length=1, max_length=MAX_QUERY, description="词")]
DegreesOrNone = Annotated[
    str | None, QueryParameter(pattern=COARSE, description="WGS-84，至多三位小数；可不填")
]
Degrees = Annotated[str, QueryParameter(pattern=COARSE, description="WGS-84，至多三位小数")]
Radius = Annotated[int, QueryParameter(ge=100, le=MAX_RADIUS, description="米")]
Number = Annotated[int, QueryParameter(ge=1, le=MAX_NEAR)]
Hits = Annotated[int, QueryParameter(ge=1, le=MAX_HITS)]
DatumParameter = Annotated[Datum, QueryParameter(description="坐标系；非 wgs84 只换算并提示")]
_SLUGS: Final = ("invalid-input", "not-found", "outdated-version", "service-unavailable")
_OF_A_VERSION = problem_responses(*_SLUGS)


@route(
    "/api/map/head",
    http_method=READ,
    opt={"public": True, "quiet": True},
    responses=problem_responses("service-unavailable"),
)
async def get_map_head(request: AnyRequest) -> Response[MapHead]:
    """The current version, for the addresses of tiles; ask again every second or so while open."""
    body = encode(head_of(await current_edition()))
    # Not the version alone: the operator's settings are in it, too.
    headers = {"cache-control": "no-cache", "etag": f'"{hashlib.sha256(body).hexdigest()[:20]}"'}
    if is_known(request, headers["etag"]):
        return not_modified(headers)
    return Response(body, headers=headers, media_type=MediaType.JSON)  # type: ignore[arg-type]


@route(
    "/api/map/{edited:str}/clusters/{z:int}/{x:int}/{y:int}",
    http_method=READ,
    opt={"public": True, "quiet": True},
    responses=_OF_A_VERSION,
)
async def get_map_clusters(
    request: AnyRequest,
    edited: Edited,
    z: FromPath[int],
    x: FromPath[int],
    y: FromPath[int],
    f: F = "",
) -> Response[MapClusters]:
    """Merchants of a tile by cells with their grade mix; immutable, since `v…` names the data.

    An older version is 410 outdated-version with the current one in `errors`; never a stale body.
    """
    tile = _tile(z, x, y, f)
    edition = await get_edition(_version(edited))
    if is_known(request, _tag(edition)):
        return not_modified(_kept(edition))
    return _answer(edition, clusters_of(edition, tile))


@route(
    "/api/map/{edited:str}/points/{z:int}/{x:int}/{y:int}",
    http_method=READ,
    opt={"public": True, "quiet": True},
    guards=[limits(POINTS_LIMIT)],
    responses=problem_responses(*_SLUGS, "rate-limited"),
)
async def get_map_points(
    request: AnyRequest,
    edited: Edited,
    z: FromPath[int],
    x: FromPath[int],
    y: FromPath[int],
    f: F = "",
) -> Response[MapPoints]:
    """Merchants of a tile one by one, from zoom 14; with more than 400 in it as cells instead."""
    tile = _tile(z, x, y, f, lowest=POINTS_FROM)
    edition = await get_edition(_version(edited))
    if is_known(request, _tag(edition)):
        return not_modified(_kept(edition))
    return _answer(edition, await points_of(edition, tile))


@route(
    "/api/map/{edited:str}/facets",
    http_method=READ,
    opt={"public": True, "quiet": True},
    guards=[limits(POINTS_LIMIT)],
    responses=problem_responses(*_SLUGS, "rate-limited"),
)
async def get_map_facets(request: AnyRequest, edited: Edited, f: F = "") -> Response[MapFacets]:
    """How many merchants a filter keeps, by grade, trade and commitment: the filter's live counts.

    The trades named here are those that `f` understands.
    """
    wanted = read_filter(f)
    edition = await get_edition(_version(edited))
    if is_known(request, _tag(edition)):
        return not_modified(_kept(edition))
    return _answer(edition, await facets_body(edition, wanted))


@get(
    "/api/map/nearby",
    opt={"public": True, "quiet": True},
    guards=[limits(NEARBY_LIMIT)],
    cache_control=CacheControlHeader(no_store=True),
    responses=problem_responses("invalid-input", "rate-limited"),
)
async def list_nearby(
    lng: Degrees,
    lat: Degrees,
    radius: Radius = 1000,
    limit: Number = 20,
    f: F = "",
    datum: DatumParameter = "wgs84",
) -> NearPage:
    """Merchants around a cell of about 100 m, nearest first.

    Finer positions are refused: where a person stands is nobody's business. Coordinates that are
    swapped, outside the province or not WGS-84 are refused with the place that was meant.
    """
    here = _place(lng, lat, datum)
    wanted = read_filter(f)
    return await near_page(await current_edition(), wanted, here.lng, here.lat, radius, limit)


@get(
    "/api/map/search",
    opt={"public": True, "quiet": True, "bounded": "at most 50 hits"},
    guards=[limits(SEARCH_LIMIT)],
    cache_control=CacheControlHeader(no_store=True),
    responses=problem_responses("invalid-input", "rate-limited"),
)
async def search_the_map(
    q: Query,
    lng: DegreesOrNone = None,
    lat: DegreesOrNone = None,
    f: F = "",
    limit: Hits = 20,
) -> MapHits:
    """Merchants, credit districts and divisions by name, pinyin, initials, street, trade or code.

    Several words must all match. Ranked by match, then distance from a cell of about 100 m, if
    one is told. Merchants are those that the filter keeps.
    """
    words, wanted = read_words(q), read_filter(f)
    if (lng is None) != (lat is None):
        raise _fault("lat" if lat is None else "lng", "经度和纬度要一起给，或都不给")
    here = None if lng is None or lat is None else _place(lng, lat, "wgs84")
    return await search_map(await current_edition(), words, here, wanted, limit)


routes = [
    get_map_head, get_map_clusters, get_map_points, get_map_facets, list_nearby, search_the_map,
    *export_routes.routes,
]  # fmt: skip


def _version(edited: str) -> int:
    return int(edited[1:])


def _tile(z: int, x: int, y: int, f: str, *, lowest: int = 0) -> Tile:
    if not lowest <= z <= MAX_ZOOM:
        raise _fault("z", f"缩放级别只能是 {lowest} 到 {MAX_ZOOM}")
    if not 0 <= x < 1 << z:
        raise _fault("x", f"这一级的列号只能是 0 到 {(1 << z) - 1}")
    if not 0 <= y < 1 << z:
        raise _fault("y", f"这一级的行号只能是 0 到 {(1 << z) - 1}")
    return Tile(z, x, y, read_filter(f))


def _place(lng: str, lat: str, datum: Datum) -> Place:
    place = Place(float(lng), float(lat))
    meant = to_wgs84(place, datum)
    if datum != "wgs84" and is_in_province(meant):
        hint = f"lng={meant.lng:.3f}&lat={meant.lat:.3f}"
        raise _fault("datum", f"只收 WGS-84 坐标；按 {datum.upper()} 换算后应为 {hint}")
    if is_in_province(place):
        return place
    if is_in_province(Place(place.lat, place.lng)):
        raise _fault("lng", f"经纬度写反了：应为 lng={lat}&lat={lng}")
    raise _fault("lng", "这个位置不在青海省范围内")


def _fault(field: str, message: str) -> Problem:
    return Problem("invalid-input", errors=[(field, message)])


def _tag(edition: Edition) -> str:
    return f'"{edition.version}"'


def _kept(edition: Edition) -> dict[str, str]:
    return {"cache-control": IMMUTABLE, "etag": _tag(edition)}


def _answer(edition: Edition, body: bytes) -> Response[Any]:
    return Response(body, headers=_kept(edition), media_type=MediaType.JSON)
