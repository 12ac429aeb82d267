"""Offline packs of counties: made once a version and county, kept in Redis, the same without it."""

import asyncio
import gzip
import hashlib
from typing import Final

import msgspec
import numpy as np

from credit.kit.cache import cached
from credit.kit.problems import Problem
from credit.map.following import Edition
from credit.map.index import Columns
from credit.map.merchants import NOBODY, find_merchants
from credit.map.pack import write_pack
from credit.map.schemas import PackEntry, PackList
from credit.places.divisions import current_code, division_name, list_counties

KEEP_SECONDS: Final = 6 * 3600
AT_ONCE: Final = 20_000


class CountyPack(msgspec.Struct, frozen=True):
    """Both files of a county, made of one edition; `names` begin with the digest of `positions`."""

    version: int
    positions: bytes
    names: bytes


def check_county(adcode: str) -> str:
    """The code, if it is a county of today; Problem not-found names the successor of an old one."""
    if any(county.code == adcode for county in list_counties()):
        return adcode
    now = current_code(adcode)
    if now != adcode:
        detail = f"{adcode} 已撤销，现为 {now} {division_name(now)}"
        raise Problem("not-found", detail=detail, errors=[("adcode", now)])
    raise Problem("not-found", detail="没有这个县级区划代码")


def county_version(edition: Edition, adcode: str) -> int:
    """The last version in which the county changed; 1 when it never did since versions began."""
    return edition.counties.get(adcode, 1)


def list_packs(edition: Edition) -> PackList:
    """Every county with merchants on the map, in code order."""
    items = []
    counts = edition.index.count_divisions()
    for county in list_counties():
        if merchants := counts.get(int(county.code), 0):
            items.append(
                PackEntry(
                    adcode=county.code,
                    name=division_name(county.code),
                    version=county_version(edition, county.code),
                    merchants=merchants,
                    positions=f"/api/map/packs/{county.code}.bin",
                    names=f"/api/map/packs/{county.code}.names.gz",
                )
            )
    return PackList(version=edition.version, items=items)


async def get_pack(edition: Edition, adcode: str) -> CountyPack:
    """The pack of a county of today as it is in the edition."""
    version = county_version(edition, adcode)

    async def make() -> CountyPack:
        return await _make(edition.index.of_division(int(adcode)), int(adcode), version)

    return await cached(f"public:map-pack:{adcode}:{version}", CountyPack, KEEP_SECONDS, make)


async def _make(unordered: Columns, adcode: int, version: int) -> CountyPack:
    # Neighbours of the same key stand as their history has it; files must be alike everywhere.
    columns = unordered.taken(np.lexsort((unordered.ids, unordered.keys)))
    positions = await asyncio.to_thread(write_pack, adcode, version, columns.keys, columns.looks)
    head = {
        "adcode": f"{adcode}",
        "version": version,
        "merchants": len(columns.ids),
        "positions": hashlib.sha256(positions).hexdigest(),
    }
    lines = [msgspec.json.encode(head)]
    for start in range(0, len(columns.ids), AT_ONCE):
        some: list[int] = columns.ids[start : start + AT_ONCE].tolist()
        named = await find_merchants(some)
        people = (named.get(key, NOBODY) for key in some)
        lines += [msgspec.json.encode((p.uscc, p.name, p.trade)) for p in people]
    names = await asyncio.to_thread(_zipped, lines)
    return CountyPack(version, positions, names)


def _zipped(lines: list[bytes]) -> bytes:
    return gzip.compress(b"\n".join(lines) + b"\n", 6, mtime=0)
