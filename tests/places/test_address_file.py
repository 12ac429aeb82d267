"""`credit places`: a file of addresses with all that people do to such files."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from credit.cli.places import app
from credit.places import address_file
from credit.places.boundaries import county_polygon

RUN = CliRunner()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("header", ["地址", "address", "住所"])
def test_every_row_is_placed_or_explained(tmp_path: Path, encoding: str, header: str) -> None:
    source = tmp_path / "shops.csv"
    lines = [f"编号,{header}", "1,湟中县多巴镇通海南路3号", "2,", "3,西宁市滨河西路7号"]
    source.write_text("\n".join(lines) + "\n", encoding=encoding)
    result = RUN.invoke(app, ["locate", str(source)])
    assert result.exit_code == 0, result.output
    first, empty, coarse = read(tmp_path / "shops-located.csv")
    assert first == {
        "编号": "1", header: "湟中县多巴镇通海南路3号", "县区代码": "630106",
        "县区": "西宁市湟中区", "县区依据": "写明县区", "乡镇代码": "630106105",
        "乡镇街道": "多巴镇", "村社区": "",
        "道路": "通海南路", "门牌号": "3", "精度": "门牌", "未定位原因": "",
    }  # fmt: skip
    assert empty["精度"] == "未定位" and "没有县区" in empty["未定位原因"]
    assert "地址只到西宁市" in coarse["未定位原因"]
    assert "33.33%" in result.output
    assert not (tmp_path / "shops-located-rejects.csv").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_one_column_and_the_code_as_last_resort(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("地址\n互助县威远镇\n", encoding="utf-8")
    assert RUN.invoke(app, ["locate", str(source), "-o", str(tmp_path / "b.csv")]).exit_code == 0
    assert read(tmp_path / "b.csv")[0]["乡镇街道"] == "威远镇"
    source.write_text("统一社会信用代码,地址\n91632123MA7520002X,新街1号\n", encoding="utf-8")
    assert RUN.invoke(app, ["locate", str(source), "-o", str(tmp_path / "b.csv")]).exit_code == 0
    assert read(tmp_path / "b.csv")[0]["县区依据"] == "信用代码"


def test_bad_rows_are_named_with_line_and_column(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    rows = ["编号,地址", "1,同仁县隆务镇", "2,同仁县,隆务镇", f"3,{'长' * 401}", "4,同仁县保安镇"]
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = RUN.invoke(app, ["locate", str(source)])
    assert result.exit_code == 0
    assert [row["编号"] for row in read(tmp_path / "a-located.csv")] == ["1", "4"]
    bad = read(tmp_path / "a-located-rejects.csv")
    assert [(row["行"], row["列"]) for row in bad] == [("3", ""), ("4", "地址")]
    assert "上限 400" in bad[1]["原因"] and "第 3 行" in result.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        ("编号,名称\n1,甲\n".encode(), "表头"),
        ("地址\n".encode() + b"\xff\xfe\xff\n", "GB18030"),
        ('编号,地址\n1,"同仁县\n'.encode(), "引号"),
    ],
)
def test_a_broken_file_leaves_nothing(tmp_path: Path, content: bytes, said: str) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(content)
    result = RUN.invoke(app, ["locate", str(source)])
    assert result.exit_code == 1 and said in str(result.output)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_crash_keeps_the_former_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a.csv", tmp_path / "a-located.csv"
    source.write_text("编号,地址\n1,同仁县隆务镇\n", encoding="utf-8")
    target.write_text("former", encoding="utf-8")

    def break_down(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(address_file, "geocode", break_down)
    assert RUN.invoke(app, ["locate", str(source)]).exit_code != 0
    assert target.read_text(encoding="utf-8") == "former"
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "a-located.csv"}


def test_the_source_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("编号,地址\n1,同仁县\n", encoding="utf-8")
    assert RUN.invoke(app, ["locate", str(source), "-o", str(source)]).exit_code == 1
    gone = str(tmp_path / "none" / "b.csv")
    assert RUN.invoke(app, ["locate", str(source), "-o", gone]).exit_code == 1
    assert source.read_text(encoding="utf-8") == "编号,地址\n1,同仁县\n"


def test_boundaries_are_written_with_their_attribution(tmp_path: Path) -> None:
    from shapely.geometry import shape

    result = RUN.invoke(app, ["boundaries", str(tmp_path / "out")])
    assert result.exit_code == 0 and "GS(2024)0650" in result.output
    levels = {
        p.stem: json.loads(p.read_text(encoding="utf-8")) for p in (tmp_path / "out").iterdir()
    }
    assert {name: len(level["features"]) for name, level in levels.items()} == {
        "province": 1, "prefecture": 8, "county": 45,
    }  # fmt: skip
    named = {
        f["properties"]["code"]: f["properties"]["name"] for f in levels["prefecture"]["features"]
    }
    assert named["632800"] == "海西蒙古族藏族自治州"
    assert levels["province"]["features"][0]["properties"] == {"code": "630000", "name": "青海省"}
    county = levels["county"]["features"][0]
    polygon = county_polygon(county["properties"]["code"])
    assert polygon is not None and shape(county["geometry"]).equals(polygon)
    assert shape(levels["province"]["features"][0]["geometry"]).is_valid
