"""Citizens' own pledges: opt-in, positive only, gone when taken back, never public by name."""

from typing import Any

import httpx
import msgspec
import pytest

from credit.commitments.pledges.jobs import erase_pledges_of
from credit.commitments.pledges.queries import SMALL, list_active_pledges
from credit.commitments.pledges.texts import load_pledges
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person, make_account

PURPOSE = "citizen_pledge"
KIND = "honest_travel"


@pytest.fixture
async def citizen(db: Connection) -> Person:
    return await make_account("citizen")


async def agree(client: httpx.AsyncClient, person: Person) -> None:
    version = (await client.get(f"/api/consents/texts/{PURPOSE}")).json()["version"]
    body = {"purpose": PURPOSE, "textVersion": version}
    given = await client.post("/api/consents", json=body, headers=person.headers)
    assert given.status_code == 201, given.text


async def make(
    client: httpx.AsyncClient, person: Person, kind: str = KIND, version: int = 1
) -> httpx.Response:
    path = f"/api/me/pledges/{kind}"
    return await client.put(path, json={"textVersion": version}, headers=person.headers)


async def own(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    answer = await client.get("/api/me/pledges", headers=person.headers)
    assert answer.headers["cache-control"] == "private, no-store"
    found: dict[str, Any] = answer.json()
    return found


async def test_without_consent_nothing_is_kept(
    client: httpx.AsyncClient, citizen: Person, db: Connection
) -> None:
    refused = await make(client, citizen)
    assert refused.status_code == 403 and refused.json()["type"].endswith("consent-required")
    assert await own(client, citizen) == {"items": [], "consented": False}
    assert await db.fetchval("SELECT count(*) FROM pledge") == 0


async def test_making_is_idempotent_and_taking_back_deletes(
    client: httpx.AsyncClient, citizen: Person, db: Connection
) -> None:
    await agree(client, citizen)
    for _ in range(2):
        made = await make(client, citizen)
        assert made.status_code == 200, made.text
        assert [item["kind"] for item in made.json()["items"]] == [KIND]
    assert set(made.json()["items"][0]) == {
        "id", "kind", "textVersion", "name", "points", "madeAt",
    }, "no score, no level, no performance"  # fmt: skip
    assert await list_active_pledges(citizen.caller.id) == [KIND]
    for _ in range(2):
        gone = await client.delete(f"/api/me/pledges/{KIND}", headers=citizen.headers)
        assert gone.status_code == 204
    assert await db.fetchval("SELECT count(*) FROM pledge") == 0
    told = await db.fetch("SELECT action, detail FROM audit_entry WHERE object_type = 'pledge'")
    assert [row["action"] for row in told] == ["pledge.make", "pledge.take_back"]
    assert all(row["detail"] == "{}" for row in told), "the trail never says which pledge"


async def test_words_that_changed_and_unknown_kinds_are_refused(
    client: httpx.AsyncClient, citizen: Person
) -> None:
    await agree(client, citizen)
    assert (await make(client, citizen, version=99)).status_code == 409
    assert (await make(client, citizen, kind="worship")).status_code == 404


async def test_withdrawing_consent_erases_every_pledge(
    client: httpx.AsyncClient, citizen: Person, db: Connection
) -> None:
    await agree(client, citizen)
    for kind in load_pledges():
        await make(client, citizen, kind=kind)
    assert len(await list_active_pledges(citizen.caller.id)) == len(load_pledges())
    gone = await client.delete(f"/api/consents/{PURPOSE}", headers=citizen.headers)
    assert gone.status_code == 204
    assert await list_active_pledges(citizen.caller.id) == [], "at once, before the job has run"
    job = await db.fetchrow(
        "SELECT payload FROM pgqueuer WHERE entrypoint = 'commitments.erase_pledges'"
    )
    await erase_pledges_of(msgspec.json.decode(job["payload"]))
    assert await db.fetchval("SELECT count(*) FROM pledge") == 0


async def test_pledges_of_a_later_consent_survive_a_late_job(
    client: httpx.AsyncClient, citizen: Person, db: Connection
) -> None:
    await agree(client, citizen)
    await make(client, citizen)
    until = clock.now().isoformat()
    await client.delete(f"/api/consents/{PURPOSE}", headers=citizen.headers)
    await erase_pledges_of({"account": citizen.caller.id, "until": until})
    await agree(client, citizen)
    await make(client, citizen)
    await erase_pledges_of({"account": citizen.caller.id, "until": until})
    assert await list_active_pledges(citizen.caller.id) == [KIND]


async def test_the_public_reads_counts_only_and_none_of_few(
    client: httpx.AsyncClient, db: Connection
) -> None:
    for number in range(SMALL):
        offers = (await client.get("/api/pledges")).json()
        shown = {item["kind"]: item["people"] for item in offers["items"]}
        assert set(shown) == set(load_pledges()) and shown[KIND] is None, number
        person = await make_account("citizen")
        await agree(client, person)
        await make(client, person)
        assert person.caller.id not in str(offers)
    offers = (await client.get("/api/pledges")).json()
    assert {item["kind"]: item["people"] for item in offers["items"]}[KIND] == SMALL


@pytest.mark.parametrize("kind", ["merchant", "officer"])
async def test_only_citizens_pledge(client: httpx.AsyncClient, db: Connection, kind: Any) -> None:
    person = await make_account(kind)
    assert (await make(client, person)).status_code == 403
    assert (await client.get("/api/me/pledges")).status_code == 401
