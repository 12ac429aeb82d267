"""Out of the app: the demo mailbox, and SMS through a real HTTP server that checks signatures."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from credit.cli import app as cli
from credit.inbox.channels import provider
from credit.inbox.channels.provider import SmsChannel
from credit.inbox.handing_out import hand_out
from credit.inbox.jobs import hand_out_message
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_account
from credit.kit import clock, mailbox
from credit.kit.db import Connection
from credit.kit.sms import SmsGateway, SmsRefused, SmsUnavailable
from credit.settings import SettingsError, get_settings, load_settings
from factories.accounts import Person, make_account

KIND = register_kind("inbox.test", "测试通知")
KEY = bytes(range(32))
PHONE = "13800000000"


class Gateway:
    """A small SMS gateway: answers as told and keeps what it took, once an id."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.calls = 0
        self.taken: dict[str, dict[str, str]] = {}
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
        self.calls += 1
        status = self.answers.pop(0) if self.answers else 200
        if status == 0:  # hang up without a word
            writer.close()
            return
        key = headers["idempotency-key"]
        text = f"{headers['x-credit-time']}\n{key}\n{hashlib.sha256(body).hexdigest()}"
        wanted = hmac.new(KEY, text.encode(), "sha256").hexdigest()
        if headers["x-credit-signature"] != wanted or PHONE in head:
            status = 401
        if status == 200:
            self.taken[key] = json.loads(body)
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def running_gateway() -> AsyncIterator[Gateway]:
    gateway = Gateway()
    server = await asyncio.start_server(gateway.serve, "127.0.0.1", 0)
    gateway.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sms"
    async with server:
        yield gateway


def client_of(gateway: Gateway, key: bytes = KEY) -> SmsGateway:
    return SmsGateway(gateway.url, "k1", key, first_pause=0.01)


@pytest.fixture
def known_phones() -> Iterator[dict[str, str]]:
    """Accounts with a phone; today no account has one, so the finder is the test's own."""
    phones: dict[str, str] = {}

    async def find(account_id: str) -> str | None:
        return phones.get(account_id)

    provider.find_phones_with(find)
    yield phones
    provider._phone_finder.clear()


async def tell(db: Connection, person: Person) -> int:
    await tell_account(person.caller.id, Message(kind=KIND, title="结果出来了", body="内容"))
    return int(await db.fetchval("SELECT max(id) FROM message"))


async def test_a_signed_message_arrives() -> None:
    async with running_gateway() as gateway:
        await client_of(gateway).send(PHONE, "你好", id="a1")
        assert gateway.taken == {"a1": {"phone": PHONE, "text": "你好"}}
        with pytest.raises(SmsRefused) as refused:
            await client_of(gateway, bytes(32)).send(PHONE, "你好", id="a2")
        assert refused.value.status == 401 and gateway.calls == 2


@pytest.mark.parametrize("answers", [[503], [0, 429], [500, 0]])
async def test_a_busy_gateway_is_asked_again_with_the_same_id(answers: list[int]) -> None:
    async with running_gateway() as gateway:
        gateway.answers = list(answers)
        await client_of(gateway).send(PHONE, "你好", id="b1")
        assert list(gateway.taken) == ["b1"] and gateway.calls == len(answers) + 1


async def test_tries_are_bounded() -> None:
    async with running_gateway() as gateway:
        gateway.answers = [503] * 9
        with pytest.raises(SmsUnavailable) as error:
            await client_of(gateway).send(PHONE, "你好", id="c1")
        assert gateway.calls == 3 and PHONE not in str(error.value)
        url = gateway.url
    with pytest.raises(SmsUnavailable):
        await SmsGateway(url, "k1", KEY, first_pause=0.01).send(PHONE, "x", id="c2")


async def test_sms_says_the_title_only_and_once(
    db: Connection, known_phones: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, without = await make_account(), await make_account()
    known_phones[person.caller.id] = PHONE
    async with running_gateway() as gateway:
        channel = SmsChannel(client_of(gateway))
        monkeypatch.setattr("credit.inbox.handing_out.list_channels", lambda: (channel,))
        message = await tell(db, person)
        for _ in range(2):
            await hand_out_message({"message_id": message})
        await hand_out(await tell(db, without))
        assert [m["text"] for m in gateway.taken.values()] == ["结果出来了。请打开“信用青海”查看。"]
        assert gateway.calls == 1
    rows = await db.fetch("SELECT handed_out_by FROM message ORDER BY id")
    assert [r["handed_out_by"] for r in rows] == ["sms", ""]


async def test_a_failing_channel_is_tried_later_and_a_refusing_one_is_passed_over(
    db: Connection, known_phones: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await make_account()
    known_phones[person.caller.id] = PHONE
    async with running_gateway() as gateway:
        channels = (SmsChannel(client_of(gateway)), provider.DemoMailbox())
        monkeypatch.setattr("credit.inbox.handing_out.list_channels", lambda: channels)
        message = await tell(db, person)
        gateway.answers = [503] * 3
        with pytest.raises(SmsUnavailable):
            await hand_out(message)
        gateway.answers = [400]
        await hand_out(message)
    assert await db.fetchval("SELECT handed_out_by FROM message") == "mailbox"


async def test_what_was_read_needs_no_second_notice(db: Connection) -> None:
    message = await tell(db, await make_account())
    await db.execute("UPDATE message SET read_at = $1", clock.now())
    await hand_out(message)
    assert await db.fetchval("SELECT handed_out_by FROM message") == ""


async def test_the_mailbox_is_read_by_the_command(db: Connection) -> None:
    person = await make_account()
    await hand_out(await tell(db, person))
    shown = CliRunner().invoke(cli, ["inbox", "list", "--limit", "1"])
    assert shown.exit_code == 0 and "结果出来了" in shown.output and "内容" in shown.output
    newest = next(get_settings().data_dir.glob("mailbox/*.json"))
    assert newest.stat().st_mode & 0o077 == 0


async def test_the_mailbox_keeps_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 2)
    for name in "abc":
        letter = provider.Delivery(
            id=name, account_id="x", account_name="x", title=name, body="", link="",
            created_at=clock.now(),
        )  # fmt: skip
        await mailbox.put_into_mailbox(tmp_path, letter)
    assert [letter["id"] for letter in mailbox.read_mailbox(tmp_path, 9)] == ["c", "b"]


def test_production_has_no_mailbox_and_wants_a_key_for_sms() -> None:
    production = msgspec.structs.replace(get_settings(), profile="production")
    assert provider._channels(production) == ()
    url = "https://sms.example/send"
    with_sms = msgspec.structs.replace(production, sms_url=url, sms_key=KEY)
    assert [channel.name for channel in provider._channels(with_sms)] == ["sms"]
    with pytest.raises(SettingsError, match="CREDIT_SMS_KEY"):
        load_settings({"CREDIT_PROFILE": "production", "CREDIT_SMS_URL": url})
