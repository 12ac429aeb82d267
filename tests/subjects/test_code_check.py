"""`credit subjects check-codes FILE`."""

from pathlib import Path

from typer.testing import CliRunner

from credit.subjects.cli import app
from credit.subjects.code_check import check_codes

# From GB 32100-2015 and published registers; fictitious ones are in the importers' tests.
LINES = """\ufeff91630000226593742J
９１６３００００２２６５９３７４２ｊ

913100001322041051
91350100M000100Y4Z
91630000226593742O
000000000000000000
"""


def test_each_line_has_its_outcome() -> None:
    found = [(code, outcome) for code, outcome, _ in check_codes(LINES.splitlines())]
    assert found == [
        ("91630000226593742J", "ok"),
        ("91630000226593742J", "ok"),
        ("913100001322041051", "warn"),
        ("91350100M000100Y4Z", "reject"),
        ("91630000226593742O", "reject"),
        ("000000000000000000", "reject"),
    ]


def test_command_prints_code_outcome_reason(tmp_path: Path) -> None:
    file = tmp_path / "codes.txt"
    file.write_text(LINES, encoding="utf-8")
    result = CliRunner().invoke(app, ["check-codes", str(file)])
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert rows[0] == ["91630000226593742J", "ok", ""]
    assert [row[1] for row in rows] == ["ok", "ok", "warn", "reject", "reject", "reject"]
    assert all(row[2] for row in rows[2:])


def test_any_bytes_are_answered_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "codes.bin"
    file.write_bytes(b"\xff\xfe\x00\n\x80abc\n91630000226593742J\n")
    result = CliRunner().invoke(app, ["check-codes", str(file)])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "91630000226593742J\tok\t"
