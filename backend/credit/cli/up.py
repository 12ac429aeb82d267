"""`credit up`: everything a trial needs, in one terminal, stopped by one Ctrl-C."""

import contextlib
import signal
import socket
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from credit.cli import pwa
from credit.cli.banner import print_banner
from credit.cli.processes import Processes
from credit.demo import complete_demo, is_demo_loaded, load_demo
from credit.kit.console import run_with_database
from credit.kit.progress import progress_bar
from credit.kit.services import running_services
from credit.settings import Settings, get_settings

PORTS_TRIED = 20
console = Console(stderr=True, highlight=False)


def up(
    port: Annotated[int | None, typer.Option(help="Port of the API and the PWA.")] = None,
    reload: Annotated[bool, typer.Option(help="Reload the API; Vite serves the PWA.")] = False,
    demo: Annotated[bool, typer.Option(help="Load the demo province when empty.")] = True,
) -> None:
    """Start databases, API, worker and PWA; load the demo province when the database is empty."""
    signal.signal(signal.SIGTERM, _interrupt)
    chosen = choose_port(get_settings(), port)
    with contextlib.suppress(KeyboardInterrupt):
        _run(chosen, reload=reload, demo=demo)
    console.print("\nStopped. `./just up` finds everything again.")


def _run(port: int, *, reload: bool, demo: bool) -> None:
    settings = get_settings()
    with running_services(settings), ThreadPoolExecutor(1) as background:
        building = background.submit(_build_pwa, settings.data_dir) if not reload else None
        run_with_database(_load_demo if demo and not settings.is_production else _nothing)
        _await_build(building)
        with Processes(port, reload=reload) as processes:
            processes.wait_until_ready()
            print_banner(processes.address, demo=demo)
            processes.watch()


async def _nothing() -> None:
    """A start without demo data still migrates (run_with_database does)."""


async def _load_demo() -> None:
    if await is_demo_loaded():
        await complete_demo()  # an older release knew no places, hours or districts
        return
    console.print("Loading the demo province (示例数据) …")
    with progress_bar(console) as report:
        await load_demo(report)


def _build_pwa(data_dir: Path) -> None:
    if pwa.needs_build():
        console.print("Building the PWA …")
        pwa.build(log=data_dir / "pwa-build.log")


def _await_build(building: Future[None] | None) -> None:
    if building is not None and building.exception() is not None:
        raise SystemExit(f"The PWA could not be built: {building.exception()}")


def choose_port(settings: Settings, wanted: int | None) -> int:
    """The wanted port, or the next free one, said aloud."""
    first = wanted or settings.port
    free = next((p for p in range(first, first + PORTS_TRIED) if _is_free(settings.host, p)), None)
    if free is None:
        sys.exit(f"Ports {first} to {first + PORTS_TRIED - 1} are all in use: ./just up --port N")
    if free != first:
        console.print(f"Port {first} is in use by another program: taking {free}.")
    return free


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
