"""Making accounts, giving and ending authority, and `access_subject`."""

import asyncio

import msgspec
import pytest

from credit.identity import actions, sessions
from credit.identity.queries import access_subject, find_account_by_login
from credit.identity.rules import cookie_name, is_own_origin
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.kit.problems import Problem
from credit.settings import get_settings
from factories.accounts import PASSWORD, make_account
from factories.subjects import make_subject, next_uscc


async def test_account_is_stored_hashed_and_audited(db: Connection) -> None:
    account_id = await actions.create_account(
        login=" Boss@Example ", password=PASSWORD, kind="merchant", name="老板", actor="test"
    )
    account = await find_account_by_login("boss@example")
    assert account and account.public_id == account_id
    assert account.password_hash.startswith("$argon2id$") and PASSWORD not in account.password_hash
    assert (await sessions.sign_in("BOSS@example", PASSWORD)).account.id == account.id
    entries = await db.fetch("SELECT action, detail::text FROM audit_entry ORDER BY id")
    assert [e["action"] for e in entries] == ["account.create", "session.start"]
    assert not any("boss" in e["detail"].lower() for e in entries)


@pytest.mark.parametrize(
    ("login", "password", "field"), [("", PASSWORD, "login"), ("x", "short", "password")]
)
async def test_poor_accounts_are_refused(
    db: Connection, login: str, password: str, field: str
) -> None:
    with pytest.raises(Problem) as caught:
        await actions.create_account(
            login=login, password=password, kind="officer", name="x", actor="test"
        )
    assert [e.field for e in caught.value.errors] == [field]


async def test_login_is_taken_once(db: Connection) -> None:
    person = await make_account()
    with pytest.raises(Problem, match="conflict"):
        await actions.create_account(
            login=person.login.upper(), password=PASSWORD, kind="merchant", name="x", actor="test"
        )


async def test_demo_accounts_stay_out_of_production(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = await make_account(demo=True)
    assert await sessions.sign_in(demo.login, PASSWORD)
    production = msgspec.structs.replace(get_settings(), profile="production")
    for module in ("sessions", "actions"):
        monkeypatch.setattr(f"credit.identity.{module}.get_settings", lambda: production)
    with pytest.raises(Problem, match="sign-in-failed"):
        await sessions.sign_in(demo.login, PASSWORD)
    with pytest.raises(Problem, match="forbidden"):
        await actions.create_account(
            login="d", password=PASSWORD, kind="merchant", name="d", actor="test", demo=True
        )


async def test_access_by_role(db: Connection) -> None:
    subject = await make_subject()
    uscc = subject.uscc or ""
    owner = await make_account(owns=uscc)
    badge = await make_account(owns=uscc, role="badge")
    officer, stranger = await make_account("officer"), await make_account()
    for person in (owner, badge, officer):
        assert (await access_subject(person.caller, uscc.lower())).id == subject.id
    assert (await access_subject(owner.caller, uscc, roles=("owner",))).id == subject.id
    for person, roles in ((badge, ("owner",)), (stranger, ("owner", "badge"))):
        with pytest.raises(Problem, match="forbidden"):
            await access_subject(person.caller, uscc, roles=roles)
    liar = msgspec.structs.replace(stranger.caller, subject_uscc=(uscc,))
    with pytest.raises(Problem, match="forbidden"):
        await access_subject(liar, uscc)


async def test_access_to_unknown_subjects(db: Connection) -> None:
    officer = await make_account("officer")
    for uscc in (next_uscc(), "", "x" * 500, "\x00"):
        with pytest.raises(Problem, match="unknown-subject"):
            await access_subject(officer.caller, uscc)


async def test_imports_and_demo_act_without_an_account(db: Connection) -> None:
    subject = await make_subject()
    importer = Caller("import", "officer", "导入")
    assert (await access_subject(importer, subject.uscc or "")).id == subject.id
    with pytest.raises(Problem, match="forbidden"):
        await access_subject(Caller("import", "merchant", "导入"), subject.uscc or "")


async def test_grant_and_revoke(db: Connection) -> None:
    subject, person = await make_subject(), await make_account()
    uscc = subject.uscc or ""
    for _ in range(2):
        await actions.grant_subject(person.caller.id, uscc, role="owner", actor="test")
    assert (await access_subject(person.caller, uscc)).uscc == uscc
    await actions.revoke_subject(person.caller.id, uscc, actor="test")
    with pytest.raises(Problem, match="forbidden"):
        await access_subject(person.caller, uscc)
    with pytest.raises(Problem, match="not-found"):
        await actions.revoke_subject(person.caller.id, uscc, actor="test")
    with pytest.raises(Problem, match="not-found"):
        await actions.grant_subject(person.caller.id, next_uscc(), role="owner", actor="test")
    with pytest.raises(Problem, match="invalid-input"):
        await actions.grant_subject(person.caller.id, uscc, role="king", actor="test")


@pytest.mark.usefixtures("committed_db")
async def test_parallel_use_of_one_token_has_one_winner_and_ends_the_family() -> None:
    person = await make_account()
    session = await sessions.sign_in(person.login, PASSWORD)
    tries = [sessions.refresh_session(session.refresh_token) for _ in range(8)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    won = [result for result in done if not isinstance(result, BaseException)]
    assert len(won) == 1
    with pytest.raises(Problem, match="unauthenticated"):
        await sessions.refresh_session(won[0].refresh_token)
    async with connection() as held:
        left = await held.fetchval("SELECT count(*) FROM refresh_token WHERE revoked_at IS NULL")
    assert left == 0


@pytest.mark.parametrize(
    ("origin", "site", "own"),
    [
        ("https://credit.example", None, True),
        ("http://127.0.0.1:8000", None, True),
        ("https://evil.example", "same-origin", False),
        ("null", None, False),
        (None, "same-origin", True),
        (None, "none", True),
        (None, "same-site", False),
        (None, "cross-site", False),
        (None, None, True),
    ],
)
def test_own_origin(origin: str | None, site: str | None, own: bool) -> None:
    asked = is_own_origin(
        origin, site, host="127.0.0.1:8000", public_origin="https://credit.example"
    )
    assert asked is own


def test_cookie_is_marked_secure_over_https() -> None:
    assert cookie_name(secure=True).startswith("__Secure-")
    assert not cookie_name(secure=False).startswith("__")
