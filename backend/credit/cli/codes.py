"""`credit codes …`: the verdict on a code without the web, and a look into any signed object."""

import base64
import binascii
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer

from credit.codes.core.code_text import DigitsCode, PassCode, read_any_code
from credit.codes.core.describe import describe_object
from credit.codes.core.digits import CANONICAL, digits_to_token
from credit.codes.core.faults import CodeFault, RefusedData
from credit.codes.core.keys import BUNDLE_USE, KeyEntry, fingerprint, pinned_root
from credit.codes.core.offline import OfflineVerdict, verify_offline
from credit.codes.core.status_list import (
    MAX_LIST_BYTES,
    StatusList,
    accept_list,
    claimed_list_id,
)
from credit.codes.core.trust_bundle import Bundle, open_bundle, own_roots, read_bundle
from credit.codes.trust.queries import find_current_bundle, list_current_lists, list_key_entries
from credit.kit import clock
from credit.kit.console import run_with_database
from credit.kit.services.home import ServiceError
from credit.settings import get_settings

EXIT_CODES = {"valid": 0, "invalid": 1, "unverifiable": 2}
BAD_INPUT = 3
"""A file or option that cannot be used: no verdict was reached."""
MAX_STDIN = 2 * MAX_LIST_BYTES
app = typer.Typer(no_args_is_help=True)


class Held(NamedTuple):
    """What the verification rests on. ``pinned``: the root came from elsewhere than the bundle."""

    bundle: Bundle | None
    lists: dict[str, StatusList]
    pinned: bool


class Installation(NamedTuple):
    """What the running installation publishes, and its roots."""

    bundle: bytes | None
    lists: dict[str, bytes]
    roots: dict[int, KeyEntry]


@app.command("verify")
def verify(
    code: Annotated[str, typer.Argument(help="A link, digits or a typed code; - reads stdin.")],
    bundle: Annotated[Path | None, typer.Option(help="A trust bundle (/api/trust/bundle).")] = None,
    lists: Annotated[
        list[Path] | None, typer.Option("--list", help="A status list; may be repeated.")
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="The pinned root (/api/trust/root) of the bundle.")
    ] = None,
    at: Annotated[str, typer.Option(help="Unix seconds or ISO 8601; else now.")] = "",
) -> None:
    """Verify a code offline and print the verdict as JSON.

    Exits with 0 valid, 1 invalid, 2 unverifiable; 3 when an input cannot be used. Without
    --bundle it takes this installation's own bundle and lists. Without --root the bundle is
    taken at its word (rootPinned: false): only its integrity is checked.
    """
    now = read_time(at)
    held = _from_files(bundle, lists or [], root) if bundle else _from_database(lists or [])
    origin = held.bundle.origin if held.bundle else get_settings().public_origin
    verdict = verify_offline(read_text(code), origin, now, held.bundle, held.lists)
    _print(verdict_json(verdict, now, held))
    sys.exit(EXIT_CODES[verdict.verdict])


@app.command("inspect")
def inspect(
    code: Annotated[str, typer.Argument(help="A code, hex, base64url, a FILE, or - for stdin.")],
) -> None:
    """Decode a code or any signed object; nothing is verified."""
    try:
        _print({"verified": False} | describe_object(read_object(code)))
    except CodeFault as fault:
        _fail(f"not one of our signed objects: {fault}")


def read_time(text: str) -> int:
    """Unix seconds of ``--at``; a time without a zone is Qinghai's."""
    try:
        if not text:
            return int(clock.now().timestamp())
        if text.isdecimal():
            return int(text)
        moment = datetime.fromisoformat(text)
        return int(moment.replace(tzinfo=moment.tzinfo or clock.SHANGHAI).timestamp())
    except (ValueError, OverflowError):
        _fail(f"--at {text!r} is neither Unix seconds nor ISO 8601")


def read_text(code: str) -> str:
    """The code itself, or standard input without its line end for ``-``."""
    if code != "-":
        return code
    return sys.stdin.buffer.read(MAX_STDIN).decode("utf-8", "replace").rstrip("\r\n")


def read_object(code: str) -> bytes:
    """The bytes of an object given as code text, hex, base64url, file name or standard input."""
    if code == "-":
        raw = sys.stdin.buffer.read(MAX_STDIN)
        return raw if raw[:1] == b"\xd2" else _from_text(raw.decode("utf-8", "replace").strip())
    path = Path(code)
    if len(code) < 256 and path.is_file():
        raw = _read(path)
        return raw if raw[:1] == b"\xd2" else _from_text(raw.decode("utf-8", "replace").strip())
    return _from_text(code.strip())


def verdict_json(verdict: OfflineVerdict, now: int, held: Held) -> dict[str, Any]:
    """The verdict and what it rests on."""
    bundle = held.bundle
    about = bundle and {
        "seq": bundle.seq,
        "issued": bundle.issued,
        "roots": [fingerprint(entry.public_key) for entry in own_roots(bundle).values()],
        "rootPinned": held.pinned,
    }
    lists = {list_id: status.seq for list_id, status in sorted(held.lists.items())}
    return verdict.to_json() | {"at": now, "bundle": about, "lists": lists}


def _from_files(path: Path, lists: list[Path], root: Path | None) -> Held:
    body = _read(path)
    try:
        roots = _read_root(root) if root else own_roots(read_bundle(body)[1])
        bundle = open_bundle(body, roots)
    except CodeFault as fault:
        _fail(f"{path}: not a bundle to believe: {fault}")
    return Held(bundle, _open_lists([(str(p), _read(p)) for p in lists], bundle), root is not None)


def _from_database(lists: list[Path]) -> Held:
    try:
        own = run_with_database(read_installation)
    except (ServiceError, OSError) as error:
        typer.echo(f"no bundle: the database cannot be reached: {error}", err=True)
        return Held(None, {}, pinned=False)
    return hold(own, [(str(path), _read(path)) for path in lists])


async def read_installation() -> Installation:
    """What this installation publishes now."""
    keys = await list_key_entries()
    roots = {kid: entry for kid, entry in keys.items() if entry.use == BUNDLE_USE}
    return Installation(await find_current_bundle(), await list_current_lists(), roots)


def hold(own: Installation, given: list[tuple[str, bytes]]) -> Held:
    """The installation's bundle and lists, opened, and the lists given beside them."""
    if own.bundle is None:
        return Held(None, {}, pinned=False)
    try:
        bundle = open_bundle(own.bundle, own.roots)
    except CodeFault as fault:
        _fail(f"the stored bundle is not to be believed: {fault}")
    return Held(bundle, _open_lists([*own.lists.items(), *given], bundle), pinned=True)


def _open_lists(bodies: list[tuple[str, bytes]], bundle: Bundle) -> dict[str, StatusList]:
    held: dict[str, StatusList] = {}
    for name, body in bodies:
        try:
            list_id = claimed_list_id(body)
            held[list_id] = accept_list(body, bundle, list_id, held.get(list_id))
        except (CodeFault, RefusedData) as error:
            _fail(f"{name}: not a status list to believe: {error}")
    return held


def _read_root(path: Path) -> dict[int, KeyEntry]:
    try:
        said = json.loads(_read(path))
        point = base64.urlsafe_b64decode(said["publicKey"] + "==")
        return {int(said["kid"]): pinned_root(int(said["kid"]), point)}
    except (ValueError, KeyError, TypeError) as error:
        _fail(f'{path}: not {{"kid": …, "publicKey": …}}: {error}')


def _from_text(text: str) -> bytes:
    """Hex and base64url before the link: a link holds characters that neither has."""
    if CANONICAL.fullmatch(text):
        return digits_to_token(text)
    if re.fullmatch("(?:[0-9a-fA-F]{2})+", text):
        return bytes.fromhex(text)
    if re.fullmatch("[0-9A-Za-z_-]+", text):
        try:
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except binascii.Error:
            _fail("neither digits, hex, base64url nor a file")
    origin = re.match("[^/]*//[^/]*", text)
    code = read_any_code(text, origin[0] if origin else get_settings().public_origin)
    if isinstance(code, DigitsCode | PassCode):
        return digits_to_token(code.digits)
    _fail("a typed code holds nothing to decode: it is looked up")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_STDIN)
    except OSError as error:
        _fail(str(error))


def _print(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(BAD_INPUT)
