"""`credit demo`: the fictitious province, or a large world for benchmarks."""

import sys
from typing import Annotated

import typer

from credit.demo import load_demo
from credit.demo.large import make_large_world
from credit.kit.console import run_with_database
from credit.kit.progress import progress_bar
from credit.settings import get_settings


def demo(
    subjects: Annotated[int, typer.Option(min=0, help="Size of a large world; 0 = demo.")] = 0,
    records: Annotated[int, typer.Option(min=0, help="Records of the large world.")] = 0,
) -> None:
    """Load the demo province (示例数据), or with sizes a large world for benchmarks."""
    if get_settings().is_production:
        sys.exit("refused: the production profile takes no demo data")
    run_with_database(lambda: _load(subjects, records))


async def _load(subjects: int, records: int) -> None:
    with progress_bar() as report:
        if subjects:
            await make_large_world(subjects=subjects, records=records, progress=report)
        else:
            await load_demo(report)
