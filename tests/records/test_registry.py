"""Registry files become subjects with county, pinyin and no grade."""

from pathlib import Path

from asyncpg import Connection

from credit.kit.uscc import make_uscc
from credit.records.actions import import_path
from records.helpers import CAFE, SHOP, write_csv

COOP = make_uscc("9", "3", "632126", "MA75C00P".replace("O", "0"))
ROW = {
    "name": "青海示例商贸有限公司",
    "uscc": SHOP,
    "registered_on": "2015-03-01",
    "type": "有限责任公司",
    "scope": "日用百货※※※",
    "prefecture": "西宁",
    "address": "青海省西宁市城中区南大街1号",
}


async def test_subjects_are_placed_and_spelt(db: Connection, tmp_path: Path) -> None:
    rows = [
        ROW,
        ROW | {"name": "互助示例合作社", "uscc": COOP, "address": "互助县威远镇", "type": ""},
    ]
    report = await import_path(write_csv(tmp_path / "r.csv", rows), "registry", started_by="test")
    assert report.rows_accepted == 2
    first, second = await db.fetch("SELECT * FROM subject ORDER BY id")
    shop, coop = (first, second) if first["uscc"] == SHOP else (second, first)
    assert (shop["division"], shop["kind"], shop["grade"]) == ("630103", "organisation", "N")
    assert (shop["scope"], shop["name_initials"], shop["demo"]) == ("日用百货", "qhslsmyxgs", False)
    assert (coop["division"], coop["kind"]) == ("630223", "cooperative")


async def test_reimport_updates_only_what_changed(db: Connection, tmp_path: Path) -> None:
    rows = [ROW, ROW | {"uscc": CAFE, "name": "示例咖啡"}]
    path = write_csv(tmp_path / "r.csv", rows)
    await import_path(path, "registry", started_by="test")
    again = await import_path(path, "registry", started_by="test")
    assert (again.rows_accepted, again.rows_unchanged) == (0, 2)
    moved = [ROW | {"address": "西宁市城西区五四大街3号"}, rows[1]]
    third = await import_path(write_csv(tmp_path / "s.csv", moved), "registry", started_by="test")
    assert (third.rows_accepted, third.rows_unchanged) == (1, 1)
    assert await db.fetchval("SELECT division FROM subject WHERE uscc = $1", SHOP) == "630104"


async def test_faults_name_line_and_column(db: Connection, tmp_path: Path) -> None:
    rows = [
        ROW | {"uscc": "916300006791575725"},
        ROW | {"name": ""},
        ROW | {"registered_on": "2199-01-01"},
        ROW | {"scope": "=HYPERLINK(1)"},
        ROW,
        ROW | {"name": "另一个名字"},
        ROW,
        ROW | {"uscc": CAFE, "address": "某处", "prefecture": "N/A"},
    ]
    report = await import_path(write_csv(tmp_path / "r.csv", rows), "registry", started_by="test")
    assert (report.rows_accepted, report.rows_rejected, report.rows_unchanged) == (2, 5, 1)
    places = [
        tuple(r) for r in await db.fetch("SELECT line, field FROM import_reject ORDER BY line")
    ]
    assert places == [(2, "uscc"), (3, "name"), (4, "registered_on"), (5, "scope"), (7, "uscc")]
    cafe = await db.fetchrow("SELECT * FROM subject WHERE uscc = $1", CAFE)
    assert cafe["division"] == "630103"  # the code says so, the address does not


async def test_demo_rows_are_marked_and_stay_apart(db: Connection, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "r.csv", [ROW])
    await import_path(path, "registry", started_by="demo")
    assert await db.fetchval("SELECT demo FROM subject") is True
    real = write_csv(tmp_path / "s.csv", [ROW | {"name": "真名"}])
    await import_path(real, "registry", started_by="test")
    assert await db.fetchval("SELECT name FROM subject") == ROW["name"]
