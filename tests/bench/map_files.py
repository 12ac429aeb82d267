"""Bytes of offline packs and of their deltas."""

from typing import Any

COUNTY = "630104"


async def packs() -> None:
    """Bytes a merchant, of the province in one file and of its counties."""
    from credit.map.following import current_edition
    from credit.map.index import Columns
    from credit.map.pack import pack_body, pack_keys, zipped
    from credit.map.packs import get_pack
    from credit.places.divisions import list_counties

    edition = await current_edition()

    def size(adcode: int, columns: Columns) -> int:
        keys = pack_keys(columns.keys)
        return len(zipped(pack_body(adcode, edition.version, keys, columns.looks)))

    whole = edition.index.columns
    merchants = parts = 0
    for county in list_counties():
        own = edition.index.of_division(int(county.code))
        merchants += len(own.ids)
        parts += size(int(county.code), own)
    pack = await get_pack(edition, COUNTY)
    print(
        f"packs: province in one {size(630000, whole) / len(whole.ids):.2f} B a merchant, "
        f"45 counties {parts / merchants:.2f} B (positions and grade, gzip); names of {COUNTY} "
        f"{len(pack.names) / pack.head.merchants:.1f} B a merchant"
    )


async def deltas(db: Any) -> None:
    """What a phone fetches after so many edits of a county, instead of its pack."""
    from credit.map.deltas import get_delta
    from credit.map.following import follower
    from credit.map.packs import county_version, get_pack

    county = len((await follower.catch_up()).index.of_division(int(COUNTY)).ids)
    for edits in (1, 100, county // 10):
        edition = await follower.catch_up()
        since = county_version(edition, COUNTY)
        await db.execute(
            """UPDATE subject SET grade = CASE grade WHEN 'A' THEN 'B' ELSE 'A' END WHERE id IN
                 (SELECT id FROM subject WHERE division = $1 ORDER BY id LIMIT $2)""",
            COUNTY, edits,
        )  # fmt: skip
        edition = await follower.catch_up()
        delta, pack = await get_delta(edition, COUNTY, since), await get_pack(edition, COUNTY)
        whole = len(pack.positions) + len(pack.names)
        print(
            f"delta after {edits} edits of {pack.head.merchants:,}: {len(delta):,} B "
            f"({len(delta) / edits:.0f} B an edit), {len(delta) / whole:.2%} of the pack"
        )
