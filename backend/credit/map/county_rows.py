"""The merchants of a county as its pack has them, in the one order that everybody can rebuild.

By key at the packs' level, then uscc: what a phone knows of its merchants is enough to write the
same file again after a delta. A merchant without a uscc is in none, since nothing names it.
"""

import asyncio
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from credit.map.index import Columns, Index
from credit.map.legend import Legend
from credit.map.merchants import NOBODY, Merchant, find_merchants
from credit.map.pack import pack_keys
from credit.map.streets import street_of

AT_ONCE: Final = 20_000


class Named(msgspec.Struct, frozen=True, array_like=True):
    """A line of the names: `[uscc, name, trade, initials, street, promises, district, hours]`.

    `promises` are bits in the order of `marks.COMMITMENTS`; `district` a code, or 0.
    """

    uscc: str
    name: str
    trade: str
    initials: str
    street: str
    promises: int
    district: str | int
    hours: str


class CountyRow(NamedTuple):
    """A merchant of a pack: key at the packs' level, look (see `marks`), and the rest."""

    key: int
    look: int
    named: Named


async def county_rows(
    index: Index, adcode: str, only: NDArray[np.uint32] | None = None
) -> list[CountyRow]:
    """The merchants of a county in the packs' order; `only`: of these subjects."""
    columns = index.of_division(int(adcode))
    if only is not None:
        columns = columns.taken(np.isin(columns.ids, only))
    merchants: dict[int, Merchant] = {}
    for start in range(0, len(columns.ids), AT_ONCE):
        merchants |= await find_merchants(columns.ids[start : start + AT_ONCE].tolist())
    return await asyncio.to_thread(_rows, columns, index.legend, adcode, merchants)


def _rows(
    columns: Columns, legend: Legend, adcode: str, merchants: dict[int, Merchant]
) -> list[CountyRow]:
    wanted = (columns.ids, pack_keys(columns.keys), columns.looks, columns.promises,
              columns.districts, columns.hours)  # fmt: skip
    rows = []
    for subject, key, look, promises, district, hours in zip(
        *(column.tolist() for column in wanted), strict=True
    ):
        merchant = merchants.get(subject, NOBODY)
        if merchant.uscc:
            named = Named(
                merchant.uscc, merchant.name, merchant.trade, merchant.initials.lower(),
                street_of(merchant.address, adcode), promises,
                legend.districts[district] or 0, legend.hours[hours],
            )  # fmt: skip
            rows.append(CountyRow(key, look, named))
    rows.sort(key=lambda row: (row.key, row.named.uscc))
    return rows
