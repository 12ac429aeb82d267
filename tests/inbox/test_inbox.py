"""The caller's own messages through the API; and how long they are kept."""

from datetime import timedelta

import httpx
import pytest

from credit.inbox import actions
from credit.inbox.jobs import delete_old_messages_daily
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person, make_account

KIND = register_kind("inbox.test", "测试通知")


async def tell(person: Person, count: int) -> None:
    for number in range(count):
        message = Message(kind=KIND, title=f"第{number}件", body="", link="/shops")
        await tell_account(person.caller.id, message)


async def test_pages_go_back_in_time(client: httpx.AsyncClient) -> None:
    person = await make_account()
    await tell(person, 5)
    seen, after = [], ""
    for _ in range(3):
        answer = await client.get(f"/api/inbox?limit=2{after}", headers=person.headers)
        assert answer.headers["cache-control"] == "private, no-store"
        body = answer.json()
        assert body["unread"] == 5
        seen += [item["title"] for item in body["items"]]
        after = f"&after={body['next']}"
    assert seen == [f"第{n}件" for n in (4, 3, 2, 1, 0)] and body["next"] is None


async def test_reading_one_and_all(client: httpx.AsyncClient) -> None:
    person = await make_account()
    await tell(person, 3)
    first = (await client.get("/api/inbox", headers=person.headers)).json()["items"][0]
    for _ in range(2):
        read = await client.post(f"/api/inbox/{first['id']}/read", headers=person.headers)
        assert read.json() == {"unread": 2}
    assert (await client.post("/api/inbox/read-all", headers=person.headers)).json() == {
        "unread": 0
    }
    items = (await client.get("/api/inbox", headers=person.headers)).json()["items"]
    assert all(item["read"] for item in items)


async def test_nobody_reads_anothers_messages(client: httpx.AsyncClient) -> None:
    person, other = await make_account(), await make_account("officer")
    await tell(person, 1)
    key = (await client.get("/api/inbox", headers=person.headers)).json()["items"][0]["id"]
    theirs = await client.get(f"/api/inbox?after={key}", headers=other.headers)
    assert theirs.json()["items"] == [] and theirs.json()["unread"] == 0
    foreign = await client.post(f"/api/inbox/{key}/read", headers=other.headers)
    assert foreign.status_code == 404
    await client.post("/api/inbox/read-all", headers=other.headers)
    assert (await client.get("/api/inbox", headers=person.headers)).json()["unread"] == 1
    assert (await client.get("/api/inbox")).status_code == 401


async def test_messages_are_kept_for_a_year(db: Connection) -> None:
    person = await make_account()
    await tell(person, 2)
    await db.execute(
        "UPDATE message SET created_at = $1 WHERE title = '第0件'",
        clock.now() - actions.KEPT - timedelta(minutes=1),
    )
    await delete_old_messages_daily({})
    assert [r["title"] for r in await db.fetch("SELECT title FROM message")] == ["第1件"]


async def test_an_account_keeps_a_bounded_number(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, other = await make_account(), await make_account()
    await tell(person, 5)
    await tell(other, 2)
    monkeypatch.setattr(actions, "KEPT_AN_ACCOUNT", 3)
    assert await actions.delete_old_messages() == 2
    rows = await db.fetch("SELECT title FROM message ORDER BY id")
    assert [r["title"] for r in rows] == ["第2件", "第3件", "第4件", "第0件", "第1件"]
