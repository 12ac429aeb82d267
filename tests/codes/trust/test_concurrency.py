"""Several workers and requests at once: every number is given once, nobody waits for a job."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from codes.test_badges import set_grade
from conftest import BASE_URL
from credit.codes.badges.actions import end_badges, issue_badge
from credit.codes.core.status_list import StatusSets, open_list
from credit.codes.trust import artefacts
from credit.codes.trust.actions import create_key, emergency_remove_key
from credit.codes.trust.publishing import publish_list, publish_trust, request_publication
from credit.codes.trust.queries import list_current_lists, list_key_entries
from credit.codes.trust.signing import get_signing_pair
from credit.codes.verdicts.queries import BadgeRow
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import acquire, transaction
from factories.subjects import make_subject

pytestmark = pytest.mark.usefixtures("committed_db")
CREDIT = Path(sys.executable).parent / "credit"


async def rows(sql: str) -> list[tuple[object, ...]]:
    async with acquire() as held:
        return [tuple(row) for row in await held.fetch(sql)]


async def make_badge(name: str) -> BadgeRow:
    subject = await make_subject(name)
    async with acquire() as held:
        await set_grade(held, subject.id, "A")
    badge = await issue_badge(subject.id)
    assert badge
    return badge


async def test_two_workers_publish_once() -> None:
    await asyncio.gather(*(publish_trust() for _ in range(8)))
    assert len(await rows("SELECT seq FROM trust_bundle")) == 1
    lists = Counter(await rows("SELECT list_id FROM status_list"))
    assert len(lists) == 6 and set(lists.values()) == {1}
    assert await rows("SELECT kid, use FROM signing_key ORDER BY kid") == [
        (1, "merchant"), (2, "citizen"), (3, "status_list"), (4, "bundle"),
    ]  # fmt: skip


async def test_the_first_keys_are_made_once() -> None:
    until = clock.now()
    pairs = await asyncio.gather(*(get_signing_pair(until, "citizen") for _ in range(8)))
    assert {pair.kid for pair in pairs} == {1}


async def test_a_burst_of_changes_ends_in_one_truth() -> None:
    badges = [await make_badge(f"示例店{n}") for n in range(8)]
    await publish_trust()

    async def revoke(badge: BadgeRow) -> None:
        await end_badges(badge.subject_id, "revoked", "报失", actor="test", basis="示例规定第八条")
        await publish_trust()

    await asyncio.gather(*(revoke(badge) for badge in badges))
    keys = await list_key_entries()
    found = {
        (int(name[1:]), place)
        for name, body in (await list_current_lists()).items()
        for place in open_list(body, keys).sets.revoked
    }
    assert found == {(badge.list_no, badge.list_index) for badge in badges}
    numbers = await rows("SELECT list_id, seq FROM status_list")
    assert len(numbers) == len(set(numbers))


async def test_publications_of_a_list_get_a_number_each() -> None:
    await publish_trust()
    sets = [StatusSets(revoked=frozenset({n})) for n in range(6)]
    await asyncio.gather(*(publish_list("c3", each) for each in sets))
    numbers = [seq for (seq,) in await rows("SELECT seq FROM status_list WHERE list_id = 'c3'")]
    assert len(set(numbers)) == 6


async def test_a_request_waits_for_nobody() -> None:
    """Who holds the audit chain asks while another, who has asked, waits for the chain."""
    asked, audited = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with transaction():
            await request_publication()
            asked.set()
            await audited.wait()
            await append_audit(actor="a", action="a", object_type="a", object_id="1", detail={})

    async def second() -> None:
        async with transaction():
            await asked.wait()
            await append_audit(actor="b", action="b", object_type="b", object_id="1", detail={})
            audited.set()
            await asyncio.sleep(0.05)
            await request_publication()

    async with asyncio.timeout(5):
        await asyncio.gather(first(), second())
    assert await rows("SELECT count(*) > 0 FROM pgqueuer") == [(True,)]


async def test_what_was_cached_is_forgotten(app: Litestar, redis: Redis) -> None:
    artefacts._CACHE.clear()
    badge = await make_badge("示例店")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        names = ("bundle", f"lists/m{badge.list_no}", f"lists/m{badge.list_no}.jwt")
        before = [(await client.get(f"/api/trust/{name}")).headers.get("etag") for name in names]
        again = [(await client.get(f"/api/trust/{name}")).headers.get("etag") for name in names]
        assert before == again and None not in before
        await end_badges(badge.subject_id, "revoked", "报失", actor="test", basis="示例规定第八条")
        await publish_trust()
        await create_key("merchant", actor="test")
        await emergency_remove_key(badge.token[8], "演练", actor="test")
        after = [(await client.get(f"/api/trust/{name}")).headers.get("etag") for name in names]
        assert not set(before) & set(after)


async def run(*arguments: str, answer: str = "") -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, as an operator runs it."""

    def command() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [CREDIT, *arguments], input=answer, capture_output=True, text=True, timeout=60,
            env=os.environ | {"COLUMNS": "120"}, check=False,
        )  # fmt: skip

    return await asyncio.to_thread(command)


async def test_the_commands_of_the_operator(tmp_path: Path) -> None:
    await publish_trust()
    made = await run("keys", "new", "merchant")
    assert "credit keys publish 5" in made.stdout
    refused = await run("keys", "retire", "1", "--yes")
    assert refused.returncode == 1 and "备用密钥" in refused.stderr
    unasked = await run("keys", "publish", "5", answer="n\n")
    assert unasked.returncode == 1 and "Continue?" in unasked.stdout
    assert (await run("keys", "publish", "5", "--yes", "--days", "1")).returncode == 0
    removed = await run("keys", "emergency-remove", "1", "--reason", "演练", "--yes")
    assert removed.returncode == 0, removed.stderr
    lines = {line.split()[0]: line for line in removed.stdout.splitlines() if line[:1].isdigit()}
    assert "removed" in lines["1"] and "演练" in lines["1"]
    assert "published" in lines["5"] and "signs" in lines["6"]
    assert (await run("keys", "emergency-remove", "2", "--yes")).returncode == 2
    (list_id, *_) = await list_current_lists()
    written = await run("codes", "status-list", list_id, "--out", str(tmp_path))
    assert written.returncode == 0, written.stderr
    body = (tmp_path / f"{list_id}.cose").read_bytes()
    assert open_list(body, await list_key_entries()).list_id == list_id
    assert (tmp_path / f"{list_id}.jwt").read_text(encoding="ascii").count(".") == 2
    missing = await run("codes", "status-list", "c0" if list_id != "c0" else "c1")
    assert missing.returncode == 1 and list_id in missing.stderr
