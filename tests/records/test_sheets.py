"""Readers: any bytes give a clear message and never a crash; bombs are refused unread."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credit.kit.sheets import Limits, SheetFault, open_sheet
from credit.kit.sheets.sheet import Sheet
from credit.records.catalogue import RecordClass
from credit.records.layout import count_known, fold_header, resolve_layout
from credit.records.preparer import Preparer
from credit.records.stage_text import prepare
from records.helpers import PENALTY, csv_text, penalty

TODAY = date(2026, 11, 24)
LIMITS = Limits(block_bytes=1 << 16, record_bytes=1 << 14, rows=500, xlsx_inflated_bytes=4 << 20)


def opened(path: Path, limits: Limits = LIMITS) -> Sheet:
    spool = path.with_suffix(".spool")
    spool.unlink(missing_ok=True)
    return open_sheet(
        path, count_known=lambda cells: count_known(RecordClass.PENALTY, cells), limits=limits,
        spool=spool,
    )  # fmt: skip


def rows_of(path: Path, limits: Limits = LIMITS) -> list[tuple[int, tuple[str, ...]]]:
    found = []
    for block in opened(path, limits).blocks():
        found += list(zip(block.lines, zip(*block.columns, strict=True), strict=True))
    return found


def imported(content: bytes, path: Path) -> tuple[int, int]:
    """(accepted, refused) of a penalty file without a database."""
    path.write_bytes(content)
    sheet = opened(path)
    layout = resolve_layout(RecordClass.PENALTY, sheet.header, sheet.header_line)
    preparer = Preparer(RecordClass.PENALTY, layout, TODAY, b"key")
    parts = [prepare(preparer, block) for block in sheet.blocks()]
    return sum(p.size for p in parts), sum(len(p.rejects) for p in parts)


GOOD = csv_text([penalty(), penalty(CF_WSH="2号")]).encode()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=3_000))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    try:
        imported(content, tmp_path / "x.csv")
    except SheetFault as fault:
        assert str(fault)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=40), st.integers(0, len(GOOD)), st.integers(0, 40))
def test_damaged_file(tmp_path: Path, noise: bytes, place: int, cut: int) -> None:
    try:
        imported(GOOD[:place] + noise + GOOD[place + cut :], tmp_path / "x.csv")
    except SheetFault as fault:
        assert fault.reason


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(list(PENALTY)), st.text(max_size=60)), max_size=6))
def test_any_cells(tmp_path: Path, changes: list[tuple[str, str]]) -> None:
    text = csv_text([penalty(**{key: value.replace("\0", "") for key, value in changes})])
    accepted, refused = 0, 0
    try:
        accepted, refused = imported(text.encode("utf-8", "replace"), tmp_path / "x.csv")
    except SheetFault:
        return
    assert accepted + refused <= 2


def test_blocks_keep_lines_quotes_and_order(tmp_path: Path) -> None:
    rows = [
        penalty(CF_WSH=f"{i}号", CF_SY='第一行\n第二行，"引文"' if i % 3 == 0 else "事实")
        for i in range(200)
    ]
    path = tmp_path / "x.csv"
    path.write_text(csv_text(rows), encoding="gb18030")
    small = Limits(block_bytes=4_096, record_bytes=2_048)
    assert sum(1 for _ in opened(path, small).blocks()) > 10
    found = rows_of(path, small)
    assert [cells[4] for _, cells in found] == [row["CF_WSH"] for row in rows]
    assert [cells[6] for _, cells in found] == [row["CF_SY"] for row in rows]
    lines = path.read_text(encoding="gb18030").split("\n")
    assert all(cells[4] in lines[line - 1] for line, cells in found)


def test_a_record_longer_than_a_block(tmp_path: Path) -> None:
    rows = [penalty(CF_WSH=f"{i}号", CF_SY="事实" * 20 * i) for i in range(9)]
    path = tmp_path / "x.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    found = rows_of(path, Limits(block_bytes=512, record_bytes=4_096))
    assert [cells[6] for _, cells in found] == [row["CF_SY"] for row in rows]


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        (GOOD + "青海".encode("gb18030") + b",x\n", 4, "0xC7"),
        (GOOD[: GOOD.index("限".encode()) + 1], 2, "断开"),
        (GOOD + b'"open\nnext\n', 4, "引号"),
        (GOOD + b"a\0b\n", 4, "NUL"),
        (GOOD + b"half,row", 4, "没有传完"),
        (GOOD + b"x" * 20_000 + b"\n", 4, "上限"),
        (GOOD.replace(b"CF_YJ", b"CF_XY"), 1, "处罚依据"),
        (GOOD.replace(b"CF_ZT", b"CF_YJ"), 1, "同一个字段"),
        (GOOD + GOOD.split(b"\n")[1] * 0 + b"\n" * 600, None, "行"),
        (b"a,b,c\n1,2,3\n", 1, "表头"),
        (GOOD.replace(b"\n", b"\r"), 1, "换行"),
    ],
)
def test_whole_file_faults_name_their_place(
    tmp_path: Path, content: bytes, line: int | None, word: str
) -> None:
    with pytest.raises(SheetFault) as caught:
        imported(content, tmp_path / "x.csv")
    assert word in str(caught.value)
    assert line in (None, caught.value.line)


def test_misfit_rows_are_refused_singly(tmp_path: Path) -> None:
    content = GOOD + b"one,two\n" + csv_text([penalty(CF_WSH="3")]).encode().split(b"\n")[1] + b"\n"
    assert imported(content, tmp_path / "x.csv") == (3, 1)


def _book(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_xlsx(tmp_path: Path) -> None:
    day = date(2026, 6, 17)
    typed: list[object] = [
        {"CF_JDRQ": day, "CF_NR_FK": 0.00075}.get(key, value) for key, value in PENALTY.items()
    ]
    formula: list[object] = [
        "=1+1" if key == "CF_NR" else value for key, value in penalty(CF_WSH="2号").items()
    ]
    book = _book([["标题"], list(PENALTY), typed, [], formula])
    path = tmp_path / "x.xlsx"
    path.write_bytes(book)
    found = rows_of(path)
    assert [line for line, _ in found] == [3, 5]
    cells = dict(zip(PENALTY, found[0][1], strict=True))
    assert (cells["CF_JDRQ"], cells["CF_NR_FK"]) == ("2026-06-17", "0.00075")
    assert imported(book, tmp_path / "y.xlsx") == (1, 1)


def _zip(entries: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return data.getvalue()


PARTS = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (_zip(PARTS | {"xl/worksheets/sheet1.xml": b"0" * (5 << 20)}), "炸弹"),
        (_zip(PARTS | {f"x{i}": b"" for i in range(600)}), "条目"),
        (_zip({"readme.txt": b"hello"}), "不是 XLSX"),
        (_zip(PARTS | {"xl/a.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>'}), "实体"),
        (_zip(PARTS)[:-30], "损坏"),
        (_zip(PARTS), "无法读取"),
        (_book([["a", "b"], [1, 2]]), "表头"),
    ],
)
def test_bad_archives(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(SheetFault) as caught:
        imported(content, tmp_path / "x.xlsx")
    assert word in str(caught.value)


def test_a_lying_archive_is_stopped_while_inflating(tmp_path: Path) -> None:
    honest = _zip(PARTS | {"xl/worksheets/sheet1.xml": b"0" * (6 << 20)})
    small = (6 << 20).to_bytes(4, "little")
    lying = honest.replace(small, (1000).to_bytes(4, "little"))
    with pytest.raises(SheetFault):
        imported(lying, tmp_path / "x.xlsx")


@pytest.mark.parametrize(
    ("cell", "folded"),
    [
        (" cf_wsh ", "CF_WSH"),
        ("行政相对人代码_1（统一社会信用代码）", "统一社会信用代码"),
        ("罚款金额（万元）", "罚款金额(万元)"),
        ("\ufeff处罚 机关*", "处罚机关"),
    ],
)
def test_headers_fold(cell: str, folded: str) -> None:
    assert fold_header(cell) == folded
