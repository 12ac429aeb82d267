"""Export, requests and closing, and a canary: nothing of a person lies anywhere in plain text."""

import logging
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from pypdfium2 import PdfDocument
from redis.asyncio import Redis

from credit.identity.personal import closing, exporting, requests
from credit.identity.personal.exporting import make_export, read_export
from credit.identity.personal.holdings import list_holdings
from credit.identity.personal.jobs import close_due_hourly, make_export_of
from credit.identity.personal.keys import find_data_keyring
from credit.identity.phones.actions import request_code, send_code, sign_in_by_code
from credit.identity.phones.delivery import mailbox_folder
from credit.identity.phones.queries import find_phone
from credit.identity.real_name.actions import verify
from credit.identity.real_name.queries import read_verified_name
from credit.identity.sessions import Device
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import Connection, connection
from credit.kit.mailbox import read_mailbox
from credit.kit.problems import Problem
from credit.kit.services import ServiceUrls
from credit.kit.services.home import Home
from credit.kit.services.postgres import EmbeddedPostgres
from credit.kit.tokens import issue_access_token
from credit.settings import get_settings
from factories.accounts import make_account
from factories.subjects import make_subject

CANARY_PHONE = "13977315599"
CANARY_NAME = "燕雀安知"
CANARY_NUMBER = "639999199001017777"
CANARY_WORDS = "金丝雀身份证630104199001017777"
DEVICE = Device(b"\7" * 32, "安卓手机")


async def citizen_by_phone(phone: str = CANARY_PHONE) -> tuple[str, dict[str, str]]:
    """A new citizen who signed in by phone: public id and headers."""
    request = await request_code(phone)
    await send_code(request)
    letters = read_mailbox(mailbox_folder(get_settings()), 50)
    text = next(one["text"] for one in letters if one["id"] == request)
    code = text.split("验证码 ")[1][:6]
    session = await sign_in_by_code(UUID(request), code, "adult", DEVICE)
    caller = Caller(session.account.public_id, "citizen", session.account.name)
    token = issue_access_token(caller, session_version=1).token
    return session.account.public_id, {"authorization": f"Bearer {token}"}


async def agree(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    text = (await client.get("/api/consents/texts/citizen_pass")).json()
    body = {"purpose": "citizen_pass", "textVersion": text["version"]}
    assert (await client.post("/api/consents", json=body, headers=headers)).status_code == 201


async def test_an_export_holds_everything_and_only_mine(client: httpx.AsyncClient) -> None:
    account, headers = await citizen_by_phone()
    _, others = await citizen_by_phone("13977315500")
    await agree(client, headers)
    ask = {"kind": "correction", "text": CANARY_WORDS}
    assert (await client.post("/api/me/requests", json=ask, headers=headers)).status_code == 201
    asked = await client.post("/api/me/exports", headers=headers)
    assert asked.status_code == 202
    export = asked.json()["items"][0]
    file = f"/api/me/exports/{export['id']}/file"
    assert (await client.get(file, headers=headers)).status_code == 404, "not made yet"
    await make_export(export["id"])
    answer = await client.get(file, headers=headers)
    assert answer.headers["content-disposition"].startswith("attachment")
    content = answer.json()
    assert content["account"]["phone"] == CANARY_PHONE and content["account"]["id"] == account
    held = {part["table"]: part["rows"] for part in content["held"]}
    assert [row["purpose"] for row in held["consent"]] == ["citizen_pass"]
    assert held["sign_in_session"][0]["label"] == "安卓手机"
    assert not {"refresh_token", "data_key"} & set(held)
    [written] = [part["rows"] for part in content["written"] if "请求" in part["title"]]
    assert written[0]["内容"] == CANARY_WORDS, "what is sealed is in the person's own copy"
    assert (await client.get(file, headers=others)).status_code == 404


async def test_the_copy_as_pdf_reads_the_same(client: httpx.AsyncClient) -> None:
    account, headers = await citizen_by_phone()
    await agree(client, headers)
    ask = {"kind": "correction", "text": CANARY_WORDS * 40}
    await client.post("/api/me/requests", json=ask, headers=headers)
    export = (await client.post("/api/me/exports", headers=headers)).json()["items"][0]
    await make_export(export["id"])
    file = f"/api/me/exports/{export['id']}/file"
    answer = await client.get(f"{file}?format=pdf", headers=headers)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith('my-data.pdf"')
    pages = [page.get_textpage().get_text_range() for page in PdfDocument(answer.content)]
    text = "".join(pages).replace("\r\n", "")
    for words in ("我的个人数据", account, CANARY_PHONE, "同意和撤回（1条）", "个人信用码",
                  "我提的请求和答复（1条）", "第1页 共2页"):  # fmt: skip
        assert words in text, words
    assert text.count("金丝雀") == 40
    assert (await client.get(f"{file}?format=xml", headers=headers)).status_code == 400


async def test_an_export_expires(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, headers = await citizen_by_phone()
    export = (await client.post("/api/me/exports", headers=headers)).json()["items"][0]
    await make_export(export["id"])
    assert await read_export(account, UUID(export["id"]))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7))
    with pytest.raises(Problem, match="not-found"):
        await read_export(account, UUID(export["id"]))


async def test_every_table_of_a_person_is_found(db: Connection) -> None:
    names = {one.name for one in await list_holdings(db)}
    assert {"consent", "sign_in_session", "data_key", "message", "pass_device", "pass_lookup",
            "pledge", "personal_request"} <= names  # fmt: skip


async def test_closing_shreds_the_key_and_leaves_what_must_stay(
    client: httpx.AsyncClient, db: Connection
) -> None:
    account, headers = await citizen_by_phone()
    await agree(client, headers)
    told = (await client.get("/api/me/closing", headers=headers)).json()
    assert told["dueAt"] is None
    assert all(one["why"] and one["until"] for one in told["kept"])
    soon = await client.post("/api/me/closing", json={}, headers=headers)
    assert soon.json()["dueAt"]
    assert (await client.delete("/api/me/closing", headers=headers)).status_code == 204
    assert await closing.close_due() == 0
    done = await client.post("/api/me/closing", json={"atOnce": True}, headers=headers)
    assert done.status_code == 200
    assert await find_data_keyring(account) is None and await find_phone(account) is None
    row = await db.fetchrow("SELECT * FROM account WHERE public_id = $1", account)
    assert (row["name"], row["active"], row["phone_index"]) == ("已注销", False, None)
    assert await db.fetchval("SELECT withdrawn_at IS NOT NULL FROM consent")
    for table in ("sign_in_session", "refresh_token", "data_key", "account_closing"):
        assert await db.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_a_closing_takes_effect_after_a_week(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, headers = await citizen_by_phone()
    await client.post("/api/me/closing", json={}, headers=headers)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6, hours=23))
    assert await closing.close_due() == 0
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7))
    await close_due_hourly({})
    assert await find_data_keyring(account) is None


async def test_who_must_not_close(client: httpx.AsyncClient) -> None:
    uscc = (await make_subject()).uscc or ""
    owner, demo = await make_account(owns=uscc), await make_account("citizen", demo=True)
    officer = await make_account("officer")
    for person, status in ((owner, 409), (demo, 403), (officer, 403)):
        answer = await client.post("/api/me/closing", json={"atOnce": True}, headers=person.headers)
        assert answer.status_code == status


async def test_a_minor_s_case_is_reviewed_by_an_officer(
    client: httpx.AsyncClient, db: Connection
) -> None:
    account, headers = await citizen_by_phone()
    review = {"kind": "age_review", "text": "我十六岁，在工厂上班，靠自己生活。"}
    assert (await client.post("/api/me/requests", json=review, headers=headers)).status_code == 409
    await db.execute("UPDATE account SET age_band = 'minor' WHERE public_id = $1", account)
    assert (await client.post("/api/me/requests", json=review, headers=headers)).status_code == 201
    officer = await make_account("officer")
    open_ = await client.get("/api/personal-requests", headers=officer.headers)
    [one] = open_.json()["items"]
    assert one["text"] == review["text"]
    assert (await client.get("/api/personal-requests", headers=headers)).status_code == 403
    decision = {"approve": True, "answer": "核对了劳动合同，可以使用。"}
    address = f"/api/personal-requests/{one['id']}/decision"
    answer = await client.post(address, json=decision, headers=officer.headers)
    assert answer.status_code == 204
    assert (await client.post(address, json=decision, headers=officer.headers)).status_code == 404
    await agree(client, headers)
    own = (await client.get("/api/me/requests", headers=headers)).json()["items"]
    assert (own[0]["status"], own[0]["answer"]) == ("approved", decision["answer"])


@pytest.mark.usefixtures("committed_db")
async def test_a_canary_is_nowhere_in_plain_text(
    services: ServiceUrls, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """Sign in, write, ask, export; then search the dump, the WAL, Redis, the queue and the logs."""
    caplog.set_level(logging.DEBUG)
    account, _ = await citizen_by_phone()
    await requests.ask(account, "correction", f"{CANARY_WORDS} {CANARY_PHONE}")
    export = await exporting.ask_for_export(account)
    await make_export_of({"export": export})
    await verify(account, CANARY_NAME, CANARY_NUMBER)
    assert await read_verified_name(account) == CANARY_NAME
    needles = [CANARY_PHONE, CANARY_NAME, CANARY_NUMBER, "金丝雀", "630104199001017777"]

    assert await find_phone(account) == CANARY_PHONE

    home = Home(get_settings().data_dir)
    postgres = EmbeddedPostgres(home, durable=False)
    places = {
        "dump": _dump(postgres, services.database_url),
        "wal": b"".join(p.read_bytes() for p in await _wal()),
        "redis": await _redis(redis),
        "logs": caplog.text.encode(),
        "queue": await _queue(),
    }
    assert len(places["dump"]) > 10_000 and len(places["wal"]) > 1_000_000
    assert b"sign_in_code" in places["dump"] and account.encode() in places["dump"]
    hits = [(place, word) for place, content in places.items() for word in needles
            if word.encode() in content]  # fmt: skip
    assert hits == []

    async with connection() as held:
        sealed = await held.fetchval("SELECT phone_sealed FROM account WHERE public_id = $1::uuid",
                                     account)  # fmt: skip
    ring = await find_data_keyring(account)
    assert ring is not None
    await closing.ask_to_close(account, at_once=True)
    assert await find_data_keyring(account) is None
    after = _dump(postgres, services.database_url)
    assert sealed.hex().encode() not in after, "not even the sealed value is left"
    assert not [word for word in needles if word.encode() in after]


def _dump(postgres: EmbeddedPostgres, url: str) -> bytes:
    command = [str(postgres.bin / "pg_dump"), "--dbname", url]
    return subprocess.run(command, check=True, capture_output=True).stdout


async def _wal() -> list[Path]:
    """The files of the write-ahead log, wherever the server keeps them."""
    async with connection() as held:
        data = Path(await held.fetchval("SHOW data_directory"))
    return [path for path in (data / "pg_wal").iterdir() if path.is_file()]


async def _redis(redis: Redis) -> bytes:
    """Every key with its value, as the server would hand it to a backup."""
    content = b""
    async for key in redis.scan_iter(count=1000):
        content += key + (await redis.dump(key) or b"")
    return content


async def _queue() -> bytes:
    async with connection() as held:
        rows = await held.fetch(
            "SELECT to_jsonb(q)::text || coalesce(encode(q.payload, 'escape'), '') AS row "
            "FROM pgqueuer q"
        )
        log = await held.fetch("SELECT to_jsonb(l)::text AS row FROM pgqueuer_log l")
    return "\n".join(row["row"] for row in (*rows, *log)).encode()
