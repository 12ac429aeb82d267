"""Promises end with notice where they say so, and are replaced in one step, linked both ways."""

from datetime import timedelta

import httpx

from commitments.acts import replace, sign
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import make_account
from factories.subjects import make_subject

RETURN = {"template": "no_reason_return", "parameters": {"days": 7}}
MORE = {"template": "no_reason_return", "parameters": {"days": 30}}
EVE = timedelta(days=7)


async def test_a_withdrawal_with_notice_runs_on(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await make_subject()
    uscc, owner = subject.uscc or "", await make_account(owns=subject.uscc or "")
    code = (await sign(client, uscc, owner, RETURN)).json()["code"]
    path, reason = f"/api/commitments/{code}/withdraw", {"reason": "转行"}
    ended = await client.post(path, json=reason, headers=owner.headers)
    assert ended.status_code == 200
    last = (clock.today() + EVE).isoformat()
    assert (ended.json()["validUntil"], ended.json()["noticeOn"]) == (last, str(clock.today()))
    assert (await client.post(path, json=reason, headers=owner.headers)).status_code == 409
    board = (await client.get(f"/api/subjects/{uscc}/commitments")).json()["items"]
    assert [item["code"] for item in board] == [code], "it still binds"
    again = await sign(client, uscc, owner, RETURN)
    assert again.status_code == 409, "no second one while it runs"
    page = (await client.get(f"/api/commitments/{code}")).json()
    assert (page["state"], page["kept"]) == ("ending", "撤回前买的，仍按承诺退。")
    with clock.frozen(clock.now() + EVE + timedelta(days=1)):
        page = (await client.get(f"/api/commitments/{code}")).json()
        assert page["state"] == "withdrawn"
        assert (await client.get(f"/api/subjects/{uscc}/commitments")).json()["items"] == []
    jobs = await db.fetch("SELECT entrypoint FROM pgqueuer")
    assert "districts.inspect_subjects" in {job["entrypoint"] for job in jobs}


async def test_replacing_ends_the_old_and_links_both(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await make_subject()
    uscc, owner = subject.uscc or "", await make_account(owns=subject.uscc or "")
    old = (await sign(client, uscc, owner, RETURN)).json()["code"]
    answer = await replace(client, uscc, old, owner, MORE)
    assert answer.status_code == 201, answer.text
    new = answer.json()["code"]
    assert "30天内" in answer.json()["plainText"]
    pages = [(await client.get(f"/api/commitments/{code}")).json() for code in (old, new)]
    assert [page["state"] for page in pages] == ["withdrawn", "running"]
    assert (pages[0]["replacedBy"], pages[1]["replaces"]) == (new, old)
    own = await client.get(f"/api/subjects/{uscc}/commitments/own", headers=owner.headers)
    assert [(i["code"], i["state"]) for i in own.json()["items"]] == [
        (new, "running"), (old, "withdrawn"),
    ]  # fmt: skip
    assert (await replace(client, uscc, old, owner, MORE)).status_code == 409
    bad = await replace(client, uscc, new, owner, MORE | {"parameters": {"days": 1}})
    assert bad.status_code == 400
    assert await db.fetchval("SELECT count(*) FROM commitment WHERE withdrawn_at IS NULL") == 1


async def test_a_failed_replacement_ends_nothing(client: httpx.AsyncClient) -> None:
    subject, other = await make_subject(), await make_subject()
    uscc, owner = subject.uscc or "", await make_account(owns=subject.uscc or "")
    stranger = await make_account(owns=other.uscc or "")
    code = (await sign(client, uscc, owner, RETURN)).json()["code"]
    path = f"/api/commitments/{code}/replace"
    wrong = {"parameters": {"days": 30}, "textSha256": "0" * 64, "password": "x"}
    assert (await client.post(path, json=wrong, headers=owner.headers)).status_code == 409
    assert (await client.post(path, json=wrong, headers=stranger.headers)).status_code == 403
    assert (await client.get(f"/api/commitments/{code}")).json()["state"] == "running"
