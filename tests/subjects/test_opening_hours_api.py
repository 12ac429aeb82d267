"""Opening hours through the API: kept in canonical form, by who may act for the shop."""

import httpx
import pytest

from credit.kit.db import Connection
from factories.accounts import make_account
from factories.subjects import make_subject


async def test_kept_canonically_and_taken_back(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await make_subject()
    clerk = await make_account(owns=str(subject.uscc), role="badge")
    path = f"/api/subjects/{subject.uscc}/opening-hours"
    stored = "SELECT opening_hours FROM subject WHERE id = $1"

    body = {"text": "周一至周五9:00-21:00；周六 18:00-2:00"}
    answer = await client.put(path, json=body, headers=clerk.headers)
    assert answer.status_code == 200
    assert answer.json()["text"] == "Mo-Fr 09:00-21:00; Sa 18:00-02:00"
    assert answer.json()["week"][5:] == [[["18:00", "24:00"]], [["00:00", "02:00"]]]
    assert await db.fetchval(stored, subject.id) == "Mo-Fr 09:00-21:00; Sa 18:00-02:00"
    jobs = await db.fetch("SELECT entrypoint FROM pgqueuer")
    assert "codes.forget" in {job["entrypoint"] for job in jobs}

    answer = await client.put(path, json={"text": ""}, headers=clerk.headers)
    assert answer.json() == {"text": "", "week": [[]] * 7}
    assert await db.fetchval(stored, subject.id) == ""


@pytest.mark.parametrize("text", ["九点开门", "Mo 09:00-09:00", "Mo 9:00-21:00\u200b", "M" * 201])
async def test_bad_text_says_what_to_write(client: httpx.AsyncClient, text: str) -> None:
    subject = await make_subject()
    owner = await make_account(owns=str(subject.uscc))
    path = f"/api/subjects/{subject.uscc}/opening-hours"
    answer = await client.put(path, json={"text": text}, headers=owner.headers)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "text"


async def test_nobody_else(client: httpx.AsyncClient) -> None:
    subject = await make_subject()
    path = f"/api/subjects/{subject.uscc}/opening-hours"
    assert (await client.put(path, json={"text": "24/7"})).status_code == 401
    for person in (await make_account(), await make_account("citizen")):
        answer = await client.put(path, json={"text": "24/7"}, headers=person.headers)
        assert answer.status_code == 403
