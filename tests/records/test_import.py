"""Penalties and licences end to end: accepted, refused, unchanged, corrected, withdrawn."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asyncpg import Connection

from credit.kit.problems import Problem
from credit.records.actions import ImportReport, import_path
from credit.records.queries import count_facts, list_facts
from records.helpers import CAFE, LICENCE, PENALTY, SHOP, penalty, write_csv


async def load(path: Path, kind: str = "penalties") -> ImportReport:
    return await import_path(path, kind, started_by="test")


async def rejects(db: Connection) -> list[tuple[int, str, str]]:
    rows = await db.fetch("SELECT line, field, reason FROM import_reject ORDER BY id")
    return [(row["line"], row["field"], row["reason"]) for row in rows]


async def current(db: Connection) -> list[Any]:
    return list(await db.fetch("SELECT * FROM record WHERE is_current ORDER BY decision_no"))


async def test_penalty_is_stored_with_its_deadlines(db: Connection, tmp_path: Path) -> None:
    report = await load(write_csv(tmp_path / "a.csv", [penalty()]))
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (1, 1, 0)
    (record,) = await current(db)
    assert record["amount_yuan"] == Decimal("5000.00")
    assert record["publish_by"] == date(2026, 6, 29)  # seven working days over 端午
    assert record["valid_until"] is None  # 2099-12-31 means 长期
    assert (record["facet"], record["severity"], record["withheld"]) == ("fine", 2, False)
    assert record["publicity_until"] == date(2027, 6, 17)
    subject = await db.fetchrow("SELECT * FROM subject WHERE id = $1", record["subject_id"])
    assert (subject["uscc"], subject["grade"], subject["name_initials"][:4]) == (SHOP, "N", "slsh")


async def test_same_file_twice_changes_nothing(db: Connection, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [penalty(), penalty(CF_WSH="青示罚2号")])
    await load(path)
    again = await load(path)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 2)
    assert await db.fetchval("SELECT count(*) FROM record") == 2


async def test_correction_keeps_the_old_version(db: Connection, tmp_path: Path) -> None:
    await load(write_csv(tmp_path / "a.csv", [penalty()]))
    brackets = penalty(CF_WSH="青示市监罚[2026] 1号", CF_NR_FK="0.00075")
    report = await load(write_csv(tmp_path / "b.csv", [brackets]))
    assert report.rows_accepted == 1
    versions = await db.fetch(
        "SELECT version, is_current, amount_yuan FROM record ORDER BY version"
    )
    assert [tuple(row) for row in versions] == [
        (1, False, Decimal("5000.00")),
        (2, True, Decimal("7.50")),
    ]


async def test_withdrawal_and_no_way_back(db: Connection, tmp_path: Path) -> None:
    active = write_csv(tmp_path / "a.csv", [penalty()])
    await load(active)
    await load(write_csv(tmp_path / "b.csv", [penalty(CF_ZT="撤销", BZ="复议后撤销")]))
    (record,) = await current(db)
    assert (record["state"], record["withdraw_reason"]) == ("withdrawn", "复议后撤销")
    assert record["withdraw_by"] > date(2026, 1, 1)
    assert await list_facts(record["subject_id"]) == []
    report = await load(active)
    assert report.rows_rejected == 1
    assert "已撤回" in (await rejects(db))[-1][2]


async def test_repeats_in_one_file(db: Connection, tmp_path: Path) -> None:
    rows = [
        penalty(),
        penalty(),
        penalty(CF_NR="罚款6000元。"),
        penalty(CF_ZT="1"),
        penalty(CF_XDR_SHXYM=CAFE, CF_XDR_MC="示例咖啡馆"),
    ]
    path = write_csv(tmp_path / "a.csv", rows)
    report = await load(path)
    assert (report.rows_accepted, report.rows_unchanged, report.rows_rejected) == (3, 1, 1)
    assert (await rejects(db))[0][0] == 4
    assert "第 2 行" in (await rejects(db))[0][2]
    states = {row["state"] for row in await current(db)}
    assert states == {"active", "withdrawn"}
    again = await load(path)
    assert again.rows_accepted == 0


BAD = [
    ({"CF_XDR_SHXYM": SHOP[:-1] + ("0" if SHOP[-1] != "0" else "1")}, "CF_XDR_SHXYM", "校验码"),
    ({"CF_XDR_SHXYM": "00000000000000000X"}, "CF_XDR_SHXYM", "校验码"),
    ({"CF_XDR_SHXYM": ""}, "CF_XDR_SHXYM", "缺少统一社会信用代码"),
    ({"CF_JDRQ": "2031-01-01"}, "CF_JDRQ", "之后"),
    ({"CF_JDRQ": "2026-02-30"}, "CF_JDRQ", "没有这一天"),
    ({"CF_JDRQ": ""}, "CF_JDRQ", "不能为空"),
    ({"CF_YXQ": "2020-01-01"}, "CF_YXQ", "之前"),
    ({"CF_NR_FK": "-1"}, "CF_NR_FK", "金额"),
    ({"CF_NR_FK": "0.0000001"}, "CF_NR_FK", "一分"),
    ({"CF_CFLB": "训诫"}, "CF_CFLB", "第九条"),
    ({"CF_YJ": ""}, "CF_YJ", "不能为空"),
    ({"CF_SY": "=cmd|' /C calc'!A0"}, "CF_SY", "公式"),
    ({"CF_NR": "+1+1"}, "CF_NR", "公式"),
    ({"CF_WSH": "@SUM(A1)"}, "CF_WSH", "公式"),
    ({"CF_SY": "现场\ufffd检查"}, "CF_SY", "乱码"),
    ({"CF_SY": "长" * 5001}, "CF_SY", "上限"),
    ({"CF_ZT": "9"}, "CF_ZT", "状态"),
    ({"CF_CFJGDM": "123"}, "CF_CFJGDM", "18 位"),
]


@pytest.mark.parametrize(("changes", "field", "reason"), BAD)
async def test_bad_cells_are_named(
    db: Connection, tmp_path: Path, changes: dict[str, str], field: str, reason: str
) -> None:
    report = await load(
        write_csv(tmp_path / "a.csv", [penalty(CF_WSH="好1号"), penalty(**changes)])
    )
    assert (report.rows_accepted, report.rows_rejected) == (1, 1)
    ((line, named, why),) = await rejects(db)
    assert (line, named) == (3, field)
    assert reason in why


async def test_natural_person_is_masked_and_withheld(db: Connection, tmp_path: Path) -> None:
    number = "11010519491231002X"
    row = penalty(
        CF_XDR_MC="张三丰", CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJHM=number,
        CF_SY=f"张三丰（{number}）在集市摆摊。",
    )  # fmt: skip
    other = row | {"CF_XDR_MC": "张四", "CF_XDR_ZJHM": "110105194912310038", "CF_SY": "占道"}
    report = await load(write_csv(tmp_path / "a.csv", [row, other]))
    assert report.rows_accepted == 2
    stored = str([tuple(record.values()) for record in await current(db)])
    assert number not in stored and "张三丰" not in stored and "张**" in stored
    for record in await current(db):
        assert record["withheld"] and record["subject_id"] is None
    again = await load(write_csv(tmp_path / "b.csv", [other, row]))
    assert again.rows_unchanged == 2


async def test_sole_trader_with_registration_number_only(db: Connection, tmp_path: Path) -> None:
    row = penalty(CF_XDR_LB="个体工商户", CF_XDR_SHXYM="") | {"CF_XDR_GSZC": "630102600123456"}
    assert (await load(write_csv(tmp_path / "a.csv", [row]))).rows_accepted == 1
    subject = await db.fetchrow("SELECT * FROM subject")
    assert (subject["uscc"], subject["registration_no"]) == (None, "630102600123456")
    assert (await load(write_csv(tmp_path / "b.csv", [row | {"CF_NR": "改"}]))).rows_accepted == 1
    assert await db.fetchval("SELECT count(*) FROM subject") == 1


async def test_first_generation_in_gb18030(db: Connection, tmp_path: Path) -> None:
    row = {
        "CF_WSH": "青罚【2017】3号", "CF_CFMC": "价格案", "CF_CFLB1": "警告", "CF_CFLB2": "罚款",
        "CF_SY": "未明码标价", "CF_YJ": "价格法第四十二条", " cf_xdr ": "示例商户一号有限公司",
        "CF_XDR_SHXYM": SHOP.lower(), "CF_XDR_ZDM": "", "CF_XDR_GSDJ": "", "CF_XDR_SWDJ": "",
        "CF_XDR_SFZ": "", "CF_FR": "示例", "CF_JG": "警告并罚款", "CF_JDRQ": "2017/3/5",
        "CF_XZJG": "示例县发展改革局", "CF_ZT": "0", "DFBM": "630102", "SJC": "2017/3/6", "BZ": "",
    }  # fmt: skip
    assert (await load(write_csv(tmp_path / "a.csv", [row], "gb18030"))).rows_accepted == 1
    (record,) = await current(db)
    assert (record["title"], record["decided_on"]) == ("警告、罚款", date(2017, 3, 5))
    assert await db.fetchval("SELECT encoding FROM import_run") == "GB18030"


async def test_licence_dates_are_not_swapped(db: Connection, tmp_path: Path) -> None:
    blank = LICENCE | {"XK_WSH": "登字1号", "XK_YXQZ": "", "XK_YXQZI": "2099-01-31"}
    swapped = LICENCE | {"XK_WSH": "3号", "XK_YXQZ": "2031-05-05", "XK_YXQZI": "2026-05-06"}
    path = write_csv(tmp_path / "a.csv", [LICENCE, blank, swapped], "utf-8-sig")
    report = await load(path, "permits")
    assert (report.rows_accepted, report.rows_rejected) == (2, 1)
    first, second = sorted(await current(db), key=lambda row: row["valid_until"] is None)
    assert (first["valid_from"], first["valid_until"]) == (date(2026, 5, 6), date(2031, 5, 5))
    assert (second["valid_from"], second["valid_until"]) == (None, None)
    assert (await rejects(db))[0][1] == "XK_YXQZI"


async def test_public_facts(db: Connection, tmp_path: Path) -> None:
    rows = [penalty(CF_WSH=f"{i}号", CF_JDRQ=f"2026-06-{i:02d}") for i in range(1, 6)]
    minor = penalty(CF_WSH="轻微", CF_CFLB="警告", CF_NR_FK="")
    await load(write_csv(tmp_path / "a.csv", [*rows, minor]))
    subject_id = await db.fetchval("SELECT id FROM subject")
    assert await count_facts(subject_id) == 5
    page = await list_facts(subject_id, 3)
    assert [fact.decision_no for fact in page] == ["5号", "4号", "3号"]
    assert page[0].tone == "bad" and page[0].detail == "罚款5000元。"
    rest = await list_facts(subject_id, 3, page[-1].id)
    assert [fact.decision_no for fact in rest] == ["2号", "1号"]


async def test_files_refused_as_a_whole(db: Connection, tmp_path: Path) -> None:
    good = write_csv(tmp_path / "a.csv", [penalty()]).read_bytes()
    broken = {
        "encoding": good + "好".encode()[:2] + b",\n",
        "quote": good + b'"abc\n',
        "truncated": good + b"half,a,row",
        "nul": good + b"\0\n",
        "empty": b"",
        "header": b"a,b\n1,2\n",
        "missing": good.replace(b"CF_YJ", b"OTHER"),
        "double": good.replace(b"CF_ZT", b"CF_YJ"),
        "xls": b"\xd0\xcf\x11\xe0" + b"x" * 100,
        "utf16": good.decode().encode("utf-16"),
    }
    for name, content in broken.items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(content)
        with pytest.raises(Problem) as caught:
            await load(path)
        assert caught.value.slug == "import-refused", name
    assert await db.fetchval("SELECT count(*) FROM record") == 0
    assert await db.fetchval("SELECT count(*) FROM subject") == 0
    problems = await db.fetch("SELECT problem FROM import_run WHERE status = 'failed'")
    assert len(problems) == len(broken)
    assert all(row["problem"] for row in problems)


async def test_outside_the_catalogue(db: Connection, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [PENALTY])
    with pytest.raises(Problem) as caught:
        await load(path, "gossip")
    assert caught.value.slug == "not-in-catalogue"
