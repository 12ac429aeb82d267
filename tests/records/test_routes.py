"""Uploads by officers, their runs and rejects, and the public list of facts."""

from asyncio import to_thread
from pathlib import Path

import httpx
from asyncpg import Connection

from credit.records.jobs import import_file
from factories.accounts import make_account
from records.helpers import SHOP, csv_text, penalty

FILE = csv_text(
    [penalty(), penalty(CF_WSH="2号", CF_SY="=cmd|x"), penalty(CF_WSH="3号", CF_ZT="=1")]
)


async def upload(
    client: httpx.AsyncClient, kind: str, content: bytes, headers: dict[str, str]
) -> httpx.Response:
    files = {"file": ("../penalties.csv", content, "text/csv")}
    return await client.post("/api/imports", data={"kind": kind}, files=files, headers=headers)


async def test_upload_run_and_rejects(client: httpx.AsyncClient, db: Connection) -> None:
    officer = await make_account("officer")
    answer = await upload(client, "penalties", FILE.encode(), officer.headers)
    assert answer.status_code == 201, answer.text
    run = answer.json()
    assert (run["status"], run["fileName"], run["kind"]) == ("queued", "penalties.csv", "penalties")
    assert (
        await db.fetchval("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'records.import'") == 1
    )
    await import_file({"import_id": await db.fetchval("SELECT id FROM import_run")})
    shown = (await client.get(f"/api/imports/{run['id']}", headers=officer.headers)).json()
    assert (shown["status"], shown["rowsAccepted"], shown["rowsRejected"]) == ("done", 1, 2)
    assert shown["firstRejects"][0]["line"] == 3
    listed = (await client.get("/api/imports?limit=1", headers=officer.headers)).json()
    assert listed["items"][0]["id"] == run["id"]
    rejects = await client.get(f"/api/imports/{run['id']}/rejects.csv", headers=officer.headers)
    assert rejects.text.startswith("\ufeff行,字段,值,原因")
    assert "'=cmd|x" in rejects.text and ",=cmd" not in rejects.text
    facts = (await client.get(f"/api/subjects/{SHOP}/records")).json()
    assert [fact["decisionNo"] for fact in facts["items"]] == ["青示市监罚〔2026〕1号"]
    assert facts["next"] is None


async def test_refused_file_is_told_in_the_run(client: httpx.AsyncClient, db: Connection) -> None:
    officer = await make_account("officer")
    run = (await upload(client, "penalties", b"\xff\xfe,\n", officer.headers)).json()
    await import_file({"import_id": await db.fetchval("SELECT id FROM import_run")})
    shown = (await client.get(f"/api/imports/{run['id']}", headers=officer.headers)).json()
    assert shown["status"] == "failed" and shown["problem"]
    path = await db.fetchval("SELECT file_path FROM import_run")
    assert not await to_thread(Path(path).exists)  # uploads may hold ID numbers


async def test_who_may_and_what_is_refused(client: httpx.AsyncClient, db: Connection) -> None:
    assert (await upload(client, "penalties", b"x", {})).status_code == 401
    merchant = await make_account("merchant")
    assert (await upload(client, "penalties", b"x", merchant.headers)).status_code == 403
    officer = await make_account("officer")
    gossip = await upload(client, "gossip", b"x", officer.headers)
    assert (gossip.status_code, gossip.json()["type"][-16:]) == (422, "not-in-catalogue")
    assert (await upload(client, "penalties", b"", officer.headers)).status_code == 400
    bad = await client.get("/api/imports?after=zzz", headers=officer.headers)
    assert bad.status_code == 400
    unknown = "00000000-0000-4000-8000-000000000000"
    assert (await client.get(f"/api/imports/{unknown}", headers=officer.headers)).status_code == 404
    assert (await client.get("/api/subjects/91630102000000001X/records")).status_code == 404
