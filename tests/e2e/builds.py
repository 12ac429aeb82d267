"""One front-end build after the other at the same address, as after an upgrade of the service."""

import functools
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DIST = Path(__file__).parents[2] / "pwa" / "dist"
REVISION = r'(?<="revision":")(\w+)(?=","url":"index\.html")'
MARK = '<meta name="build" content="2" />'


class _Shell(SimpleHTTPRequestHandler):
    """The build's files, the shell for every page address, nothing kept by the browser."""

    def end_headers(self) -> None:
        self.send_header("cache-control", "no-store")
        super().end_headers()

    def translate_path(self, path: str) -> str:
        found = super().translate_path(path)
        is_page = "." not in path.rsplit("/", 1)[-1]
        return str(Path(self.directory) / "index.html") if is_page else found

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class Builds:
    """A served copy of the present build, which `publish_next` replaces by a later one."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    def publish_next(self) -> None:
        """Build 2: another shell, and a worker that lists it under another revision."""
        shell = self.folder / "index.html"
        shell.write_text(shell.read_text("utf-8").replace("<head>", f"<head>{MARK}"), "utf-8")
        worker = self.folder / "sw.js"
        text, found = re.subn(REVISION, r"\g<1>2", worker.read_text("utf-8"))
        assert found == 1, "the worker does not precache the shell under a revision"
        worker.write_text(text, "utf-8")


@contextmanager
def served_builds(folder: Path) -> Iterator[Builds]:
    """The front end alone, from a copy in `folder`; the API is not there."""
    shutil.copytree(DIST, folder)
    handler = functools.partial(_Shell, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Builds(folder, f"http://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()
