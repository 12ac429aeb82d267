"""A file of addresses in, the same file with places out; every miss and every bad row explained.

CSV (UTF-8 or GB18030) or XLSX in, CSV (UTF-8 with byte order mark, as Excel wants it) out. Read
and written in blocks; both results are written beside their names first and renamed at the end,
so that nothing half-written is ever found under them.
"""

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec

from credit.kit.progress import Report
from credit.kit.sheets import Block, Limits, Reject, Sheet, SheetFault, open_sheet
from credit.places.geocode import HOW_NAMES, LEVEL_NAMES, Geocoded, geocode
from credit.places.locate import How

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "address": ("address", "地址", "注册地址", "住所", "经营场所", "详细地址", "经营地址"),
    "uscc": ("uscc", "统一社会信用代码", "信用代码", "社会信用代码"),
    "prefecture": ("prefecture", "市州", "地区"),
}
ADDED: Final = (
    "县区代码", "县区", "县区依据", "乡镇代码", "乡镇街道", "村社区", "道路", "门牌号", "精度",
    "未定位原因",
)  # fmt: skip
REJECT_HEADER: Final = ("行", "列", "原因")
MAX_ADDRESS: Final = 400


class FileReport(msgspec.Struct):
    """What was found: rows by finest part, by clue, and why parts are missing."""

    encoding: str = ""
    rows: int = 0
    bad: int = 0
    first_bad: list[Reject] = msgspec.field(default_factory=list)
    parts: Counter[str] = msgspec.field(default_factory=Counter)
    levels: Counter[str] = msgspec.field(default_factory=Counter)
    hows: Counter[How] = msgspec.field(default_factory=Counter)
    unplaced: Counter[str] = msgspec.field(default_factory=Counter)

    def count(self, found: Geocoded) -> None:
        """Takes one row in."""
        self.rows += 1
        self.levels[found.level] += 1
        self.hows[found.how] += 1
        for part in ("county", "town", "village", "road", "number"):
            self.parts[part] += bool(getattr(found, part))
        if not found.county:
            self.unplaced[found.why[0]] += 1


def locate_file(source: Path, target: Path, rejects: Path, progress: Report) -> FileReport:
    """Write `target`, and `rejects` when there are bad rows. Raises SheetFault, OSError."""
    report = FileReport()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="credit-locate-")))
        sheet = open_sheet(
            source, count_known=_count_known, limits=Limits(), spool=folder / "spool.csv"
        )
        report.encoding = sheet.encoding
        places = _places(sheet.header)
        out = csv.writer(stack.enter_context(_renamed_at_the_end(target)))
        out.writerow([*sheet.header, *ADDED])
        bad = _Rejects(rejects, stack)
        for block in sheet.blocks():
            _locate_block(block, sheet, places, out, report, bad)
            progress("地址", block.lines[-1] if block.lines else 0, sheet.lines)
    return report


class _Rejects:
    """The file of bad rows, which is made for the first of them."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._path, self._stack = path, stack
        self._writer: Any = None

    def write(self, reject: Reject) -> None:
        if self._writer is None:
            file = self._stack.enter_context(_renamed_at_the_end(self._path))
            self._writer = csv.writer(file)
            self._writer.writerow(REJECT_HEADER)
        self._writer.writerow((reject.line, reject.field, reject.reason))


def _locate_block(
    block: Block, sheet: Sheet, places: dict[str, int], out: Any, report: FileReport, bad: _Rejects
) -> None:
    rejects = [Reject(misfit.line, "", "", misfit.reason) for misfit in block.misfits]
    addresses = block.columns[places["address"]] if block.columns else ()
    hints = _column(block, places.get("prefecture"))
    codes = _column(block, places.get("uscc"))
    rows = zip(*block.columns, strict=True)
    for line, row, address, hint, code in zip(
        block.lines, rows, addresses, hints, codes, strict=True
    ):
        if fault := _fault(address):
            rejects.append(Reject(line, sheet.header[places["address"]], "", fault))
            continue
        found = geocode(address.strip(), hint.strip(), code.strip())
        report.count(found)
        out.writerow([*row, *_cells(found)])
    for reject in sorted(rejects, key=lambda one: one.line):
        bad.write(reject)
    report.bad += len(rejects)
    report.first_bad += rejects[: 5 - len(report.first_bad)]


def _column(block: Block, place: int | None) -> Sequence[str]:
    return [""] * len(block.lines) if place is None else block.columns[place]


def _fault(address: str) -> str:
    if "\ufffd" in address:
        return "含有乱码字符，源文件转码时已损坏"
    if len(address) > MAX_ADDRESS:
        return f"地址有 {len(address)} 个字，上限 {MAX_ADDRESS}"
    return ""


def _cells(found: Geocoded) -> tuple[str, ...]:
    return (
        found.county, found.county_name, HOW_NAMES[found.how] if found.county else "", found.town,
        found.town_name, found.village, found.road, found.number, LEVEL_NAMES[found.level],
        "；".join(found.why),
    )  # fmt: skip


def _count_known(cells: Sequence[str]) -> int:
    """An address column alone makes a header (`open_sheet` asks for two known ones)."""
    places = _find(cells)
    return len(places) + 1 if "address" in places else 0


def _places(header: Sequence[str]) -> dict[str, int]:
    places = _find(header)
    if "address" not in places:
        raise SheetFault("表头里没有地址列（地址、住所、经营场所或 address）")
    return places


def _find(cells: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in cells]
    return {
        key: next(names.index(name) for name in known if name in names)
        for key, known in HEADERS.items()
        if not set(known).isdisjoint(names)
    }


@contextmanager
def _renamed_at_the_end(path: Path) -> Iterator[TextIO]:
    """A file beside `path` that takes its name when all went well, and is gone otherwise."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            yield file
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
