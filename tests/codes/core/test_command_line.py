"""`credit codes verify` and `inspect`: JSON on stdout, one exit code for each verdict."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from codes.core.test_vectors import VECTORS
from codes.test_badges import graded, issued
from credit.cli import codes as cli
from credit.codes.badges.actions import end_badges
from credit.codes.core.digits import code_url
from credit.codes.core.keys import fingerprint, point_of
from credit.codes.core.offline import verify_offline
from credit.codes.trust.jobs import publish
from credit.kit.db import Connection
from vectors import held
from vectors import world as w

SHOP = w.shop_url(w.shop_code())


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Every bundle and list of the vectors as a file, and the pinned root."""
    found = {}
    for name, body in {**held.bundles(), **held.lists(), **held.deltas()}.items():
        path = tmp_path / f"{name}.cose"
        path.write_bytes(body)
        found[name] = str(path)
    root = tmp_path / "root.json"
    key = base64.urlsafe_b64encode(point_of(w.PINNED[w.ROOT].public_key)).decode().rstrip("=")
    root.write_text(json.dumps({"kid": w.ROOT, "publicKey": key}))
    return found | {"root": str(root)}


def run(*arguments: str, stdin: str | bytes | None = None) -> tuple[int, Any]:
    done = CliRunner().invoke(cli.app, list(arguments), input=stdin)
    return done.exit_code, json.loads(done.stdout) if done.stdout.startswith("{") else done.output


def verify(files: dict[str, str], text: str, *more: str, **given: Any) -> tuple[int, Any]:
    at = ("--at", str(w.NOW)) if "--at" not in more else ()
    return run("verify", text, "--bundle", files["fresh"], *at, *more, **given)


@pytest.mark.parametrize("case", VECTORS["cases"][::9], ids=lambda case: str(case["name"]))
def test_the_verdicts_of_the_vectors(case: dict[str, Any], files: dict[str, str]) -> None:
    if case["bundle"] != "fresh" or "pad" in case or not case["text"]:
        pytest.skip("needs another bundle, or no argument can hold the text")
    lists = [
        arg for name in case["lists"] if "wrong_use" not in name for arg in ("--list", files[name])
    ]
    code, found = verify(files, case["text"], *lists, "--at", str(case["now"]))
    assert found["verdict"] == case["expect"]["verdict"]
    assert (found["reason"], found["fault"]) == (case["expect"]["reason"], case["expect"]["fault"])
    assert code == {"valid": 0, "invalid": 1, "unverifiable": 2}[found["verdict"]]


def test_what_the_verdict_rests_on(files: dict[str, str]) -> None:
    code, found = verify(files, SHOP, "--list", files["m3"], "--root", files["root"])
    assert code == 0
    assert found["claims"]["shortName"] == w.SHOP.short_name
    assert found["bundle"]["seq"] == 7 and found["bundle"]["rootPinned"] is True
    assert found["bundle"]["roots"] == [fingerprint(w.private_key(w.ROOT).public_key())]
    assert found["lists"] == {"m3": 5}
    assert verify(files, SHOP)[1]["bundle"]["rootPinned"] is False


def test_standard_input(files: dict[str, str]) -> None:
    assert verify(files, "-", "--list", files["m3"], stdin=f"{SHOP}\n")[0] == 0
    code, found = verify(files, "-", stdin="9" * 100_000)
    assert (code, found["fault"]) == (1, "too_long")
    assert verify(files, "-", stdin=b"\xff\xfe")[0] == 1


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("2026-09-21T22:13:20+08:00", None),
        ("2026-09-21T22:13:20", None),
        ("2026-09-21T14:13:20Z", None),
        ("2026-09-29", "stale_bundle"),
        ("0", "suspect_clock"),
    ],
)
def test_times(files: dict[str, str], at: str, fault: str | None) -> None:
    assert verify(files, SHOP, "--list", files["m3"], "--at", at)[1]["fault"] == fault


@pytest.mark.parametrize(
    "wrong",
    [
        ("--at", "yesterday"),
        ("--bundle", "none.cose"),
        ("--bundle", "m3"),
        ("--list", "fresh"),
        ("--list", "m3_wrong_use"),
        ("--list", "m3_small"),
        ("--root", "m3"),
    ],
)
def test_inputs_that_cannot_be_used(files: dict[str, str], wrong: tuple[str, str]) -> None:
    """No verdict is made up: exit code 3, nothing on stdout."""
    option, name = wrong
    done = CliRunner().invoke(
        cli.app,
        ["verify", SHOP, "--bundle", files["fresh"], option, files.get(name, name)],
    )
    assert done.exit_code == 3
    assert done.stdout == "" and done.stderr


def test_a_root_that_did_not_sign(files: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    point = point_of(w.private_key(w.FOREIGN).public_key())
    key = base64.urlsafe_b64encode(point).decode()
    other.write_text(json.dumps({"kid": w.ROOT, "publicKey": key}))
    done = CliRunner().invoke(
        cli.app, ["verify", SHOP, "--bundle", files["fresh"], "--root", str(other)]
    )
    assert done.exit_code == 3 and "bad_signature" in done.stderr


@pytest.mark.parametrize(
    ("name", "kind"),
    [("fresh", "trust_bundle"), ("m3", "status_list"), ("m3_5_6", "status_list_delta")],
)
def test_inspect_a_file(files: dict[str, str], name: str, kind: str) -> None:
    code, found = run("inspect", files[name])
    assert (code, found["object"], found["verified"]) == (0, kind, False)
    body = Path(files[name]).read_bytes()
    assert run("inspect", "-", stdin=body)[1] == found


def test_inspect_every_spelling_of_a_token() -> None:
    token = w.shown_pass(26, w.NAMED_PASS)
    encoded = base64.urlsafe_b64encode(token).decode().rstrip("=")
    link = w.shown_url(token)
    spellings = [link, link.split("#")[1], token.hex(), encoded]
    seen = [run("inspect", each) for each in spellings]
    assert all(each == seen[0] for each in seen)
    code, found = seen[0]
    assert (code, found["object"], found["content"]["masked_name"]) == (0, "citizen_pass", "*明")
    assert "grade" not in found["content"]
    assert found["unprotected"]["-65537 private"][0] == 26


@pytest.mark.parametrize("text", ["你好", "abc", "ABCD-EFGH-R", "00ff", "https://a/v/1"])
def test_inspect_what_is_none_of_ours(text: str) -> None:
    done = CliRunner().invoke(cli.app, ["inspect", text])
    assert done.exit_code == 3 and done.stdout == ""


async def test_with_the_installations_own_bundle(db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)

    async def verdict() -> str | None:
        await publish({})
        held_now = cli.hold(await cli.read_installation(), [])
        assert held_now.bundle
        origin = held_now.bundle.origin
        url = code_url(origin, badge.digits)
        return verify_offline(
            url, origin, held_now.bundle.issued, held_now.bundle, held_now.lists
        ).fault

    assert await verdict() is None
    await end_badges(subject.id, "revoked", "报失", actor="test", basis="示例规定第八条")
    assert await verdict() == "revoked"
