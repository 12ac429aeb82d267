"""Files stay small, free of machine traces, and load nothing from other hosts."""

import ast
import os
import re
from urllib.parse import urlsplit

import pytest

from contracts.sources import files, nodes, read, repository_files

FILE_LINES, FUNCTION_LINES = 400, 60
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_files_are_short() -> None:
    sources = files(".py", ".ts", ".svelte", ".css", ".mjs", ".sh")
    long = {p: n for p in sources if (n := read(p).count("\n")) > FILE_LINES}
    assert not long, f"split these (more than {FILE_LINES} lines): {long}"


def test_functions_are_short() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in files(".py")
        for kind in (ast.FunctionDef, ast.AsyncFunctionDef)
        for node in nodes(path, kind)
        if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert not long, f"split these functions (more than {FUNCTION_LINES} lines): {long}"


def test_no_drawer_for_everything() -> None:
    names = ("utils.py", "helpers.py", "common.py", "misc.py", "service.py", "repository.py")
    drawers = [p for p in files(".py", under="backend/") if p.rsplit("/", 1)[-1] in names]
    assert not drawers, f"name these after what they hold: {drawers}"


# Split so that this file does not name them itself.
HOSTS = ("registry." + "npmjs", "files." + "pythonhosted", "pypi." + "org", "npm" + "mirror")
PATHS = re.compile(r"(?<![\w.~-])/(?:work|root|home/(?!runner\b)\w+)/(?=\w)")


def machine_hosts() -> set[str]:
    """The package hosts that this machine is set to use, if any."""
    names = ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "npm_config_registry")
    return {h for name in names if (h := urlsplit(os.environ.get(name, "")).hostname)}


def text_lines() -> list[tuple[str, int, str]]:
    binary = (".png", ".ico", ".woff2", ".ttf", ".otf", ".xlsx", ".pmtiles", ".wasm", ".gz", ".zip")
    return [
        (path, number, line)
        for path in repository_files()
        if not path.endswith(binary)
        for number, line in enumerate(read_any(path).splitlines(), 1)
    ]


def read_any(path: str) -> str:
    try:
        return read(path)
    except UnicodeDecodeError:  # test files in GB18030 and deliberately broken ones
        return ""


def test_no_machine_paths_and_no_registry_hosts() -> None:
    hosts = {*HOSTS, *machine_hosts()}
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, number, line in text_lines()
        if PATHS.search(line) or any(host in line for host in hosts)
    ]
    assert not found, "\n".join(found[:20])


# Places where a browser fetches something by itself. A link to click is not one.
LOADS = [
    re.compile(
        r"""\b(?:src|srcset|poster|data|action|formaction)\s*=\s*["'{`]*(https?:)?//""", re.I
    ),
    re.compile(r"""<link\b[^>]*\bhref\s*=\s*["']?(https?:)?//""", re.I),
    re.compile(r"""\burl\(\s*["']?(https?:)?//"""),
    re.compile(r"""@import\s+["'](https?:)?//""", re.I),
    re.compile(
        r"""\b(?:import|fetch|importScripts|Worker|EventSource|WebSocket|sendBeacon|register)"""
        r"""\(\s*["'`](?:https?:|wss?:)?//""",
    ),
    re.compile(r"""\bfrom\s+["'](https?:)?//"""),
]


def external_loads(text: str) -> list[str]:
    """The places in HTML, CSS or JavaScript that load from another host."""
    return [match[0] for pattern in LOADS for match in pattern.finditer(text)]


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "<link rel=stylesheet href=//fonts.example/f.css>",
        "a{background:url(http://x.example/a.png)}",
        "@import 'https://x.example/a.css'",
        "fetch(`https://x.example/`)",
        'import x from "https://x.example/x.js"',
    ],
)
def test_the_search_for_external_loads_finds_them(text: str) -> None:
    assert external_loads(text)


def test_nothing_is_loaded_from_another_host() -> None:
    pages = files(".html", ".svelte", ".ts", ".js", ".css", ".svg", ".webmanifest", ".jinja")
    shipped = [p for p in pages if not p.startswith(("tests/", "pwa/tests/"))]
    found = {p: loads for p in shipped if (loads := external_loads(read(p)))}
    assert not found, found
