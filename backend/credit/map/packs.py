"""Offline packs of counties: made once a version and county, kept in Redis, the same without it."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from credit.commitments.templates import load_templates
from credit.kit.cache import cached
from credit.kit.problems import Problem
from credit.map.county_rows import CountyRow, county_rows
from credit.map.following import Edition
from credit.map.index import Index
from credit.map.legend import Legend
from credit.map.marks import COMMITMENTS
from credit.map.pack import pack_body, zipped
from credit.map.schemas import PackEntry, PackList
from credit.places.divisions import current_code, division_name, list_counties

KEEP_SECONDS: Final = 6 * 3600


class PackHead(msgspec.Struct, frozen=True):
    """The first line of names and of a delta, but for their digests.

    `titles`: what the commitments are called, in their order.
    """

    adcode: str
    version: int
    merchants: int
    commitments: tuple[str, ...]
    titles: tuple[str, ...]
    districts: dict[str, str]
    perks: list[str]


class CountyPack(msgspec.Struct, frozen=True):
    """Both files of a county, made of one edition; `names` begin with the digest of `positions`.

    `body`: the SHA-256 of what is packed in `positions`, in hexadecimal.
    """

    version: int
    positions: bytes
    names: bytes
    body: str
    head: PackHead


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
        return await make_pack(edition.index, adcode, version)

    return await cached(f"public:map-pack-2:{adcode}:{version}", CountyPack, KEEP_SECONDS, make)


async def make_pack(index: Index, adcode: str, version: int) -> CountyPack:
    """Both files of a county; the same for the same data, whatever a process went through."""
    rows = await county_rows(index, adcode)
    return await asyncio.to_thread(_written, rows, index.legend, adcode, version)


def head_of(rows: Sequence[CountyRow], legend: Legend, adcode: str, version: int) -> PackHead:
    """What the rows' numbers and codes mean."""
    codes = sorted({f"{row.named.district}" for row in rows} & legend.known.keys())
    return PackHead(
        adcode=adcode,
        version=version,
        merchants=len(rows),
        commitments=COMMITMENTS,
        titles=tuple(load_templates()[slug].name for slug in COMMITMENTS),
        districts={code: legend.known[code].name for code in codes},
        perks=[code for code in codes if legend.known[code].perk],
    )


def body_of(rows: Sequence[CountyRow], adcode: str, version: int) -> bytes:
    """The unpacked `.bin`."""
    keys = np.array([row.key for row in rows], np.uint64)
    looks = np.array([row.look for row in rows], np.uint8)
    return pack_body(int(adcode), version, keys, looks)


def _written(rows: Sequence[CountyRow], legend: Legend, adcode: str, version: int) -> CountyPack:
    body = body_of(rows, adcode, version)
    positions = zipped(body)
    digest = hashlib.sha256(body).hexdigest()
    head = head_of(rows, legend, adcode, version)
    digests = {"positions": hashlib.sha256(positions).hexdigest(), "body": digest}
    first = msgspec.to_builtins(head) | digests
    lines = (msgspec.json.encode(line) for line in (first, *(row.named for row in rows)))
    names = zipped(b"\n".join(lines) + b"\n", 6)
    return CountyPack(version, positions, names, digest, head)
