"""`credit evaluation …`: run, explain, compare, check."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from credit.evaluation import queries
from credit.evaluation.actions import RunSummary, recompute_all
from credit.evaluation.model import Model
from credit.evaluation.model_file import ModelFileError, find_model, list_models, read_model
from credit.evaluation.schemas import EvaluationView
from credit.kit import clock
from credit.kit.console import run_with_database
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.kit.progress import progress_bar
from credit.subjects.queries import get_subject_by_uscc

app = typer.Typer(no_args_is_help=True)
console = Console()


@app.command("run")
def run() -> None:
    """Evaluate every subject under the model in force; goes on where a killed run stopped."""

    async def work() -> RunSummary:
        with progress_bar() as report:
            return await recompute_all(report=report)

    summary = run_with_database(work)
    resumed = f", resumed after subject {summary.resumed_from}" if summary.resumed_from else ""
    console.print(
        f"{summary.subjects:,} subjects evaluated by {summary.model_version} as of "
        f"{summary.as_of}, {summary.changed:,} changed{resumed}"
    )


@app.command("explain")
def explain(uscc: str) -> None:
    """Print the reasoning behind a subject's grade."""

    async def work() -> tuple[str, EvaluationView]:
        subject = await get_subject_by_uscc(uscc)
        return subject.name, await queries.get_evaluation_view(subject.id)

    try:
        name, view = run_with_database(work)
    except Problem as problem:
        sys.exit(f"{problem.title}: {uscc}")
    for part in explanation(name, uscc, view):
        console.print(part)


def explanation(name: str, uscc: str, view: EvaluationView) -> list[Table | str]:
    """Headline, points of every indicator, moves with their ends and remedies, disclaimer."""
    score = "" if view.score is None else f"  {view.score} / {view.max_score}"
    parts: list[Table | str] = [
        f"[bold]{name}[/bold] {uscc}",
        f"[bold]{view.grade} {view.grade_word}[/bold]{score}  {view.evaluated_on}"
        + (f"  {view.cap}" if view.cap else ""),
    ]
    if view.grade == "N":
        parts.append(f"有效记录 {view.record_count} 条，少于 {view.minimum_records} 条，不评等级")
        return [*parts, _moves_table(view), view.disclaimer]
    return [*parts, _points_table(view), _moves_table(view), view.disclaimer]


def _table(title: str, *columns: str) -> Table:
    """A table whose cells break anywhere: Chinese has no spaces to break at."""
    table = Table(title=title, title_justify="left", show_lines=True)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _points_table(view: EvaluationView) -> Table:
    table = _table("指标得分", "维度", "指标", "基础分", "记录影响", "得分", "满分")
    names = {dimension.code: dimension.name for dimension in view.dimensions}
    for each in view.indicators:
        moved = each.points - each.base_points
        table.add_row(
            names[each.dimension], each.name, str(each.base_points), f"{moved:+d}" if moved else "",
            str(each.points), str(each.max_points),
        )  # fmt: skip
    table.add_row("合计", "", "", "", str(view.score), str(view.max_score))
    return table


def _moves_table(view: EvaluationView) -> Table:
    table = _table("记录的影响", "记录", "指标", "影响", "截止", "如何改善", "依据")
    for move in view.moves:
        cut = "" if move.points == move.full_points else f"（上下限外 {move.full_points:+d}）"
        table.add_row(
            move.title, move.indicator_name, f"{move.points:+d}{cut}",
            str(move.ends_on or "长期"), move.remedy, move.legal_basis,
        )  # fmt: skip
    return table


@app.command("compare")
def compare(
    old: Annotated[str, typer.Argument(help="Version, or a rule file.")],
    new: Annotated[str, typer.Argument(help="Version, or a rule file.")],
    limit: Annotated[int, typer.Option(min=0, max=10_000, help="Subjects to list.")] = 20,
) -> None:
    """Show how many and whose grades would move if NEW were in force instead of OLD."""
    models = _model(old), _model(new)

    async def work() -> queries.Comparison:
        async with transaction() as held:
            return await queries.compare_models(held, *models, clock.today(), limit=limit)

    comparison = run_with_database(work)
    for table in comparison_tables(comparison):
        console.print(table)


def comparison_tables(comparison: queries.Comparison) -> list[Table]:
    """How many subjects go from which grade to which, and the largest moves by name."""
    counts = Table("旧等级", "新等级", "主体数", title="等级变化")
    for (before, after), subjects in comparison.counts.items():
        style = "dim" if before == after else ("red" if after > before else "green")
        counts.add_row(before, after, f"{subjects:,}", style=style)
    moved = Table("代码", "名称", "旧", "新", "旧分", "新分", title="变化最大的主体")
    for each in comparison.moved:
        moved.add_row(
            each.uscc, each.name, each.old_grade, each.new_grade,
            str(each.old_score or ""), str(each.new_score or ""),
        )  # fmt: skip
    return [counts, moved]


@app.command("check")
def check(file: Path) -> None:
    """Check a rule file; every fault is printed as FILE:LINE: what is wrong."""
    model = _read(file)
    typer.echo(
        f"{file.name}: {model.header.name}, {len(model.indicators)} indicators, "
        f"{len(model.effects)} effects: no faults"
    )


def _model(name: str) -> Model:
    """A shipped version, or a file on disk."""
    model = find_model(name)
    if model is not None:
        return model
    if Path(name).is_file():
        return _read(Path(name))
    known = ", ".join(each.version for each in list_models())
    sys.exit(f"no model {name}; there are: {known}")


def _read(file: Path) -> Model:
    try:
        return read_model(file)
    except ModelFileError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{file}: {error.strerror}")
