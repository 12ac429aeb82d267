"""`credit evaluation …`: what an operator reads."""

import io
import random
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from credit.evaluation import cli, queries
from credit.evaluation.model_file import list_models, model_on
from credit.evaluation.views import evaluation_view
from evaluation.evidence import TODAY, add_records, add_subjects, evidence, random_evidence

SHIPPED = Path(str(files("credit.evaluation"))) / "models" / "2026.1.toml"


def printed(parts: list[Any]) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200, no_color=True)
    for part in parts:
        console.print(part)
    return out.getvalue()


def test_a_sound_file() -> None:
    done = CliRunner().invoke(cli.app, ["check", str(SHIPPED)])
    assert done.exit_code == 0 and "15 indicators" in done.output


def test_a_faulty_file_is_told_by_line(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace("weight = 300", "weight = 301")
    path = tmp_path / "new.toml"
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("weight = 301")].count("\n") + 1
    with pytest.raises(SystemExit, match=rf"new\.toml:{line}: 各维度 weight 合计 1001"):
        cli.check(path)


@pytest.mark.parametrize("name", ["2031.7", "missing.toml"])
def test_an_unknown_model_names_the_known_ones(name: str) -> None:
    with pytest.raises(SystemExit, match=r"2026\.1, 2026\.2-draft"):
        cli.compare(name, "2026.1")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No such file"):
        cli.check(tmp_path / "none.toml")


def test_the_explanation_adds_up_and_names_the_law() -> None:
    records = [
        evidence("licence", title="食品经营许可证"),
        evidence("penalty", 2, title="罚款"),
        *(evidence("honour", facet="national_honour", title=f"示范{n}") for n in range(3)),
    ]
    view = evaluation_view(model_on(TODAY), records, TODAY)
    text = printed(cli.explanation("示例商户", "92630100MA00000001", view))
    for expected in (
        f"{view.score} / 1000", "食品经营许可证", "-60", "上下限外", "第36号", "2026-11-23",
        "非信用中国官方",
    ):  # fmt: skip
        assert expected in text, expected


def test_too_little_data_is_explained() -> None:
    view = evaluation_view(model_on(TODAY), [evidence("licence")], TODAY)
    text = printed(cli.explanation("示例商户", "92630100MA00000001", view))
    assert "N 信息不足" in text and "少于 2 条" in text


async def test_a_comparison_shows_how_many_and_who(db: Any) -> None:
    chance = random.Random(11)
    ids = await add_subjects(db, 200)
    await add_records(db, {s: [random_evidence(chance) for _ in range(12)] for s in ids})
    old, new = list_models()
    comparison = await queries.compare_models(db, old, new, TODAY)
    text = printed(list(cli.comparison_tables(comparison)))
    assert comparison.moved and comparison.moved[0].uscc in text
    assert all(each.old_grade != each.new_grade for each in comparison.moved)
