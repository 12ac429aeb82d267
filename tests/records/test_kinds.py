"""Every class of the catalogue imports through the same engine, by Chinese headers."""

from pathlib import Path

import pytest
from asyncpg import Connection

from credit.records.actions import import_path
from credit.records.catalogue import KIND_CLASSES, fields_of
from records.helpers import AGENCY, SHOP, write_csv

COMMON = {
    "party_name": "示例商户一号有限公司",
    "uscc": SHOP,
    "agency": "示例省发展改革委",
    "agency_code": AGENCY,
    "decision_no": "1号",
    "decided_on": "2026-06-17",
    "legal_basis": "《示例条例》第一条",
}
OWN = {
    "permits": ({"certificate": "食品经营许可证", "licence_kind": "普通"}, "ordinary", 0),
    "penalties": (
        {"penalty_kinds": "警告", "outcome": "警告", "facts": "a", "offence": "b"},
        "warning",
        1,
    ),
    "judgments": ({"nature": "失信被执行人"}, "defaulter", 3),
    "dishonesty": (
        {"list_name": "拖欠农民工工资失信联合惩戒对象", "reason": "拖欠"},
        "serious_dishonesty",
        3,
    ),
    "abnormal": ({"reason": "未按期公示年报"}, "abnormal_list", 1),
    "contracts": ({"contract": "采购合同", "performance": "全部履行", "amount": "12"}, "kept", 0),
    "commitments": ({"matter": "保质量", "performance": "全部未履行"}, "broken", 2),
    "honours": ({"honour": "诚信示范企业", "level": "省级"}, "provincial_honour", 0),
    "declared": (
        {"category": "社会公益", "matter": "捐助", "truth_pledge": "是"},
        "public_welfare",
        0,
    ),
    "inspections": ({"matter": "食品安全", "result": "未发现问题"}, "passed", 0),
}


def row(kind: str, **changes: str) -> dict[str, str]:
    """A sound row of a kind under its Chinese headers."""
    cells = COMMON | OWN[kind][0] | changes
    fields = fields_of(KIND_CLASSES[kind])
    return {f.name: cells[f.attribute] for f in fields if f.attribute in cells}


@pytest.mark.parametrize("kind", list(KIND_CLASSES))
async def test_kind(db: Connection, tmp_path: Path, kind: str) -> None:
    path = write_csv(tmp_path / "a.csv", [row(kind)])
    assert (await import_path(path, kind, started_by="test")).rows_accepted == 1
    record = await db.fetchrow("SELECT * FROM record")
    assert record["record_class"] == KIND_CLASSES[kind]
    assert (record["facet"], record["severity"]) == OWN[kind][1:]
    assert record["title"]
    assert (await import_path(path, kind, started_by="test")).rows_unchanged == 1


async def test_negative_without_basis_is_refused(db: Connection, tmp_path: Path) -> None:
    rows = [
        row("commitments", legal_basis=""),
        row("commitments", legal_basis="", performance="践诺"),
    ]
    report = await import_path(write_csv(tmp_path / "a.csv", rows), "commitments", started_by="t")
    assert (report.rows_accepted, report.rows_rejected) == (1, 1)
    assert "依据" in await db.fetchval("SELECT reason FROM import_reject")


async def test_leaving_a_list_withdraws(db: Connection, tmp_path: Path) -> None:
    listed = row("abnormal") | {"移出日期": "", "移出原因": ""}
    await import_path(write_csv(tmp_path / "a.csv", [listed]), "abnormal", started_by="test")
    left = listed | {"移出日期": "2026-07-01", "移出原因": "已补报年报"}
    await import_path(write_csv(tmp_path / "b.csv", [left]), "abnormal", started_by="test")
    record = await db.fetchrow(
        "SELECT state, withdraw_reason, version FROM record WHERE is_current"
    )
    assert tuple(record) == ("withdrawn", "已补报年报", 2)


async def test_declaration_needs_its_pledge(db: Connection, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row("declared", truth_pledge="否")])
    assert (await import_path(path, "declared", started_by="test")).rows_rejected == 1


async def test_unknown_columns_are_named_not_stored(db: Connection, tmp_path: Path) -> None:
    extra = row("honours") | {"家庭住址": "某小区"}
    path = write_csv(tmp_path / "a.csv", [extra])
    report = await import_path(path, "honours", started_by="test")
    assert (report.rows_accepted, report.rows_rejected) == (1, 0)
    assert await db.fetchval("SELECT field FROM import_reject") == "家庭住址"
    assert "小区" not in str(tuple(await db.fetchrow("SELECT * FROM record")))
