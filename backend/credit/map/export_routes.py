"""Files of a county: offline packs for phones, open data for everybody."""

import hashlib
import re
from typing import Annotated, Any, Final

from litestar import Response, get, route
from litestar.params import PathParameter, QueryParameter
from litestar.response import Stream

from credit.kit.conditional import AnyRequest, is_known, not_modified, ranged
from credit.kit.problems import Problem, problem_responses
from credit.kit.ratelimit import Limit, limits
from credit.map.deltas import get_delta
from credit.map.following import Edition, current_edition
from credit.map.open_data import csv_of, geojson_of, guide
from credit.map.packs import check_county, county_version, get_pack, list_packs
from credit.map.schemas import OpenDataGuide, PackList

READ: Any = ["GET", "HEAD"]
GZIP: Final = "application/gzip"
CSV: Final = "text/csv; charset=utf-8"
GEOJSON: Final = "application/geo+json"
PACKS = Limit(name="map-packs", count=120, seconds=60)
EXPORTS = Limit(name="map-open-data", count=20, seconds=60)
# The address names no version, so whoever keeps a file must ask whether it is still current.
REVALIDATE: Final = "no-cache"
PackFile = Annotated[
    str,
    PathParameter(
        max_length=40,
        description="630102.bin 位置与等级；630102.names.gz 名称；630102.delta 自某版本以来的变化",
    ),
]
Since = Annotated[
    int | None, QueryParameter(ge=1, le=10**15, description="只用于 .delta：手里的版本")
]
DataFile = Annotated[str, PathParameter(max_length=40, description="630102.csv 或 630102.geojson")]
_FILE = re.compile(r"([0-9]{6})\.(bin|names\.gz|delta|csv|geojson)")


@get(
    "/api/map/packs",
    opt={"public": True, "bounded": "one entry a county"},
    responses=problem_responses("service-unavailable"),
)
async def list_map_packs() -> Response[PackList]:
    """The counties that can be taken offline, with the version of each."""
    edition = await current_edition()
    return Response(list_packs(edition), headers={"cache-control": REVALIDATE})


@route(
    "/api/map/packs/{file:str}",
    http_method=READ,
    opt={"public": True, "quiet": True},
    guards=[limits(PACKS)],
    media_type=GZIP,
    responses=problem_responses(
        "invalid-input", "not-found", "outdated-version", "range-not-satisfiable", "rate-limited"
    ),
)
async def get_map_pack(request: AnyRequest, file: PackFile, since: Since = None) -> Response[bytes]:
    """A county's offline pack as a gzip file: `.bin` positions and grades, `.names.gz` names.

    ETag and Range: a download cut off goes on where it stopped. `.delta?since=` brings a pack of
    that version up to date; 410 outdated-version when the pack itself is the shorter way. See
    docs/map-packs.md.
    """
    adcode, kind = _parts(file, "bin", "names.gz", "delta")
    edition = await current_edition()
    body = await _pack_file(edition, adcode, kind, since)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "etag": etag,
        "cache-control": REVALIDATE,
        "content-type": GZIP,
        "x-map-version": str(county_version(edition, adcode)),
    }
    return not_modified(headers) if is_known(request, etag) else ranged(request, body, headers)


@get("/api/map/open-data", opt={"public": True}, sync_to_thread=False)
def get_open_data_guide() -> OpenDataGuide:
    """The data dictionary (数据字典) and the terms of use of the open data."""
    return guide()


@get(
    "/api/map/open-data/{file:str}",
    opt={"public": True},
    guards=[limits(EXPORTS)],
    media_type=CSV,
    responses=problem_responses("not-found", "rate-limited"),
)
async def get_open_data(request: AnyRequest, file: DataFile) -> Response[bytes]:
    """All merchants of a county with a position, as CSV or GeoJSON, free with attribution."""
    adcode, kind = _parts(file, "csv", "geojson")
    version = county_version(await current_edition(), adcode)
    headers = {
        "etag": f'"{adcode}-{kind}-{version}"',
        "cache-control": REVALIDATE,
        "content-disposition": f'attachment; filename="{adcode}-{version}.{kind}"',
        "link": '</api/map/open-data>; rel="license describedby"',
        "x-map-version": str(version),
        "content-type": CSV if kind == "csv" else GEOJSON,
    }
    if is_known(request, headers["etag"]):
        return not_modified(headers)
    pieces = csv_of(adcode) if kind == "csv" else geojson_of(adcode, version)
    answer: Any = Stream(pieces, headers=headers, media_type=headers["content-type"])
    return answer  # type: ignore[no-any-return]


routes = [list_map_packs, get_map_pack, get_open_data_guide, get_open_data]


async def _pack_file(edition: Edition, adcode: str, kind: str, since: int | None) -> bytes:
    if kind != "delta":
        pack = await get_pack(edition, adcode)
        return pack.positions if kind == "bin" else pack.names
    if since is None:
        raise Problem("invalid-input", errors=[("since", "请写手里的版本，例如 ?since=1795491830")])
    return await get_delta(edition, adcode, since)


def _parts(file: str, *kinds: str) -> tuple[str, str]:
    """(adcode, ending) of a file's name; Problem not-found for any other name."""
    name = _FILE.fullmatch(file)
    if name is None or name.group(2) not in kinds:
        raise Problem("not-found", detail=f"文件名是六位县级代码加 .{' 或 .'.join(kinds)}")
    return check_county(name.group(1)), name.group(2)
