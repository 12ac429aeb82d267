"""Inviting operators, what they may do, and how it ends."""

from datetime import timedelta

import httpx
import pytest

from credit.identity.authority.rules import code_hash, new_code
from credit.identity.queries import access_subject
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from factories.accounts import Person, make_account
from factories.subjects import make_subject


@pytest.fixture
async def uscc(db: Connection) -> str:
    return (await make_subject("示例面馆")).uscc or ""


@pytest.fixture
async def owner(uscc: str) -> Person:
    return await make_account(owns=uscc)


async def invite(
    client: httpx.AsyncClient, by: Person, uscc: str, *roles: str, label: str = ""
) -> httpx.Response:
    body = {"roles": list(roles), "label": label}
    address = f"/api/subjects/{uscc}/invitations"
    return await client.post(address, json=body, headers=by.headers)


async def accept(client: httpx.AsyncClient, who: Person, code: str) -> httpx.Response:
    return await client.post("/api/invitations/accept", json={"code": code}, headers=who.headers)


async def show(client: httpx.AsyncClient, by: Person, uscc: str) -> httpx.Response:
    return await client.get(f"/api/subjects/{uscc}/authority", headers=by.headers)


async def test_a_citizen_is_invited_accepts_acts_and_is_revoked(
    client: httpx.AsyncClient, uscc: str, owner: Person, db: Connection
) -> None:
    clerk = await make_account("citizen")
    made = await invite(client, owner, uscc, "badge", "redeem", label="早班小马")
    assert made.status_code == 201
    code = made.json()["code"]
    offer = await client.post(
        "/api/invitations/offer", json={"code": code.lower()}, headers=clerk.headers
    )
    assert (offer.json()["name"], offer.json()["roles"]) == ("示例面馆", ["badge", "redeem"])
    open_ = (await show(client, owner, uscc)).json()["invitations"]
    assert [(one["label"], one["roles"]) for one in open_] == [("早班小马", ["badge", "redeem"])]
    with pytest.raises(Problem, match="forbidden"):
        await access_subject(clerk.caller, uscc)

    assert (await accept(client, clerk, f" {code.replace('-', ' ')} ")).status_code == 200
    assert (await accept(client, clerk, code)).status_code == 404, "a code works once"
    assert (await access_subject(clerk.caller, uscc, roles=("redeem",))).uscc == uscc
    with pytest.raises(Problem, match="forbidden"):
        await access_subject(clerk.caller, uscc, roles=("finance",))
    view = (await show(client, owner, uscc)).json()
    assert [(o["id"], o["roles"], o["you"]) for o in view["operators"]] == [
        (owner.caller.id, ["owner"], True),
        (clerk.caller.id, ["badge", "redeem"], False),
    ]

    operator = f"/api/subjects/{uscc}/operators/{clerk.caller.id}"
    changed = await client.put(operator, json={"roles": ["finance"]}, headers=owner.headers)
    assert changed.status_code == 200
    with pytest.raises(Problem, match="forbidden"):
        await access_subject(clerk.caller, uscc, roles=("redeem",))
    assert (await client.delete(operator, headers=owner.headers)).status_code == 204
    with pytest.raises(Problem, match="forbidden"):
        await access_subject(clerk.caller, uscc, roles=("finance",))
    log = (await show(client, owner, uscc)).json()["log"]
    assert [one["kind"] for one in log] == ["revoked", "changed", "accepted", "invited"]
    kept = await db.fetchval("SELECT label_sealed FROM invitation")
    assert kept is None, "what the owner called the person is gone with the invitation"


async def test_only_owners_see_and_invite(
    client: httpx.AsyncClient, uscc: str, owner: Person
) -> None:
    badge, stranger = await make_account(owns=uscc, role="badge"), await make_account()
    citizen = await make_account("citizen")
    for person in (badge, stranger, citizen):
        assert (await show(client, person, uscc)).status_code == 403
        assert (await invite(client, person, uscc, "badge")).status_code == 403
    assert (await invite(client, owner, uscc, "owner")).status_code == 400
    officer = await make_account("officer")
    code = (await invite(client, officer, uscc, "owner")).json()["code"]
    assert (await accept(client, citizen, code)).status_code == 200
    assert (await access_subject(citizen.caller, uscc, roles=("owner",))).uscc == uscc


async def test_the_last_owner_stays_and_operators_may_leave(
    client: httpx.AsyncClient, uscc: str, owner: Person
) -> None:
    clerk = await make_account(owns=uscc, role="redeem")
    base = f"/api/subjects/{uscc}/operators"
    last = await client.delete(f"{base}/{owner.caller.id}", headers=owner.headers)
    assert last.status_code == 409
    assert (await access_subject(owner.caller, uscc, roles=("owner",))).uscc == uscc
    other = await client.delete(f"{base}/{owner.caller.id}", headers=clerk.headers)
    assert other.status_code == 403
    left = await client.delete(f"{base}/{clerk.caller.id}", headers=clerk.headers)
    assert left.status_code == 204


async def test_an_invitation_ends(
    client: httpx.AsyncClient, uscc: str, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = await make_account("citizen")
    cancelled, late = [(await invite(client, owner, uscc, "badge")).json() for _ in range(2)]
    address = f"/api/subjects/{uscc}/invitations/{cancelled['id']}"
    assert (await client.delete(address, headers=owner.headers)).status_code == 204
    assert (await client.delete(address, headers=owner.headers)).status_code == 404
    assert (await accept(client, clerk, cancelled["code"])).status_code == 404
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    for operation in ("offer", "accept"):
        # Not through HTTP: the access token of the factory is over as well.
        answer = await client.post(
            f"/api/invitations/{operation}", json={"code": late["code"]}, headers=clerk.headers
        )
        assert answer.status_code == 404


async def test_codes_cannot_be_guessed(client: httpx.AsyncClient, uscc: str) -> None:
    clerk = await make_account("citizen")
    tries = [(await accept(client, clerk, new_code())).status_code for _ in range(12)]
    assert tries[:10] == [404] * 10
    assert tries[10:] == [429] * 2


def test_a_code_is_read_as_people_write_it() -> None:
    assert code_hash("7K2QP-M4X01") == code_hash(" 7k2qp m4xol ") != code_hash("7K2QP-M4X02")
