"""Who is told, once, and only together with what is told of."""

from typing import Any

import pytest

from credit.identity.actions import grant_subject
from credit.inbox.kinds import kind_name, register_kind
from credit.inbox.queries import count_unread, list_messages
from credit.inbox.sending import Message, tell_account, tell_officers, tell_owners
from credit.kit.db import Connection, transaction
from factories.accounts import Person, make_account
from factories.subjects import make_subject

KIND = register_kind("inbox.test", "测试通知")
NEWS = Message(kind=KIND, title="有一件事", body="请看一下。", link="/inbox")


async def unread(person: Person) -> int:
    return await count_unread(person.caller.id)


async def test_only_owners_of_the_subject_are_told(db: Connection) -> None:
    subject, other = await make_subject(), await make_subject()
    uscc = subject.uscc or ""
    owner, badge = await make_account(owns=uscc), await make_account(owns=uscc, role="badge")
    stranger, locked = await make_account(owns=other.uscc or ""), await make_account(owns=uscc)
    await db.execute("UPDATE account SET active = false WHERE public_id = $1", locked.caller.id)
    both = await make_account(owns=uscc)
    await grant_subject(both.caller.id, uscc, role="badge", actor="test")
    await tell_owners(uscc, NEWS)
    told = {p.login: await unread(p) for p in (owner, both, badge, stranger, locked)}
    assert [told[p.login] for p in (owner, both, badge, stranger, locked)] == [1, 1, 0, 0, 0]
    assert await db.fetchval("SELECT count(*) FROM message") == 2


async def test_officers_and_single_accounts(db: Connection) -> None:
    officer, merchant = await make_account("officer"), await make_account()
    await tell_officers(NEWS)
    await tell_account(merchant.caller.id, NEWS)
    await tell_account("demo", NEWS)  # an actor that is no account
    assert (await unread(officer), await unread(merchant)) == (1, 1)
    item = (await list_messages(merchant.caller.id, None, 5)).items[0]
    assert (item.kind, item.kind_name, item.read) == (KIND, "测试通知", False)


async def test_a_deduped_message_is_told_once(db: Connection) -> None:
    person = await make_account()
    for key in ("a", "a", "b", "", ""):
        await tell_account(person.caller.id, NEWS, dedupe=key)
    assert await unread(person) == 4


async def test_each_message_has_its_job(db: Connection) -> None:
    people = [await make_account("officer") for _ in range(3)]
    await tell_officers(NEWS)
    jobs = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'inbox.hand_out'")
    assert len(jobs) == len(people)


@pytest.mark.usefixtures("committed_db")
async def test_what_is_undone_is_not_told() -> None:
    person = await make_account()
    with pytest.raises(RuntimeError):
        async with transaction():
            await tell_account(person.caller.id, NEWS)
            raise RuntimeError
    assert await unread(person) == 0


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "inbox.unknown"}, {"link": "https://evil.example"}, {"link": "//evil.example"},
     {"link": "/" + "x" * 200}],
)  # fmt: skip
async def test_what_cannot_be_told(wrong: dict[str, Any], db: Connection) -> None:
    person = await make_account()
    message = Message(**({"kind": KIND, "title": "t", "body": "b"} | wrong))
    with pytest.raises(ValueError, match=r"message|key"):
        await tell_account(person.caller.id, message)


async def test_long_texts_are_cut(db: Connection) -> None:
    person = await make_account()
    await tell_account(person.caller.id, Message(kind=KIND, title="长" * 99, body="长" * 999))
    item = (await list_messages(person.caller.id, None, 1)).items[0]
    assert (len(item.title), len(item.body), item.title[-1]) == (60, 500, "…")


def test_kinds_are_registered_once() -> None:
    assert register_kind("inbox.test", "测试通知") == KIND
    for kind, name in (("inbox.test", "别的"), ("Inbox", "x"), ("inbox.", "x")):
        with pytest.raises(ValueError, match="malformed or taken"):
            register_kind(kind, name)
    assert kind_name("gone.kind") == "通知"
