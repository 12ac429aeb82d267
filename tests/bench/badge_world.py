"""A small demo province to ask for verdicts in, for the benchmarks of the verdict."""

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

Run = Callable[[Sequence[str], int, int], None]


async def _digits(badges: int) -> list[str]:
    """Load the province; the digits of some of its badges."""
    from credit.demo import load_demo
    from credit.kit.db import connection

    await load_demo()
    async with connection() as held:
        rows = await held.fetch("SELECT digits FROM badge WHERE status = 'active' LIMIT $1", badges)
    return [row["digits"] for row in rows]


def main(about: str | None, run: Run, *, badges: int, requests: int) -> None:
    """`run(digits, rounds, requests a round)` against a database and a cache of its own."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--small", action="store_true", help="fewer rounds, a rough figure")
    small = parser.parse_args().small
    with tempfile.TemporaryDirectory(prefix="credit-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ |= {"CREDIT_PROFILE": "dev", "CREDIT_DATA_DIR": folder}
        from credit.kit.console import run_with_database
        from credit.kit.services import running_services
        from credit.settings import get_settings

        with running_services(get_settings()):
            digits = run_with_database(lambda: _digits(badges))
            run(digits, 3 if small else 9, 2000 if small else requests)
