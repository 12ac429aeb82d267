"""What is published: lists say what the verdicts say, numbers only rise, nothing is written
without need."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from codes.test_badges import graded, issued, set_grade
from codes.trust.phone import Phone
from contracts.test_query_count import counted
from credit.codes.badges.actions import end_badges, issue_badge, resume_badges
from credit.codes.badges.jobs import reissue
from credit.codes.core.faults import RefusedData
from credit.codes.core.status_list import StatusSets, open_list
from credit.codes.core.trust_bundle import accept_bundle, open_bundle
from credit.codes.trust.actions import create_key, publish_key
from credit.codes.trust.jobs import publish, renew
from credit.codes.trust.publishing import publish_list, publish_trust, request_publication
from credit.codes.trust.queries import (
    find_bundle,
    list_current_lists,
    list_ended_badges,
    list_key_entries,
)
from credit.codes.trust.rules import citizen_days, plan_merchant_lists
from credit.codes.verdicts.queries import BadgeRow
from credit.kit import clock
from credit.kit.db import Connection

HOUR = timedelta(hours=1)


async def status_of(badge: BadgeRow) -> str:
    """What the published list says of a badge after one run of the job."""
    await publish({})
    body = (await list_current_lists())[f"m{badge.list_no}"]
    sets = open_list(body, await list_key_entries()).sets
    return next((n for n in sets._fields if badge.list_index in getattr(sets, n)), "valid")


async def seqs() -> dict[str, int]:
    keys = await list_key_entries()
    return {i: open_list(body, keys).seq for i, body in (await list_current_lists()).items()}


async def test_a_list_says_what_became_of_a_badge(db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    assert await status_of(badge) == "valid"
    await end_badges(subject.id, "suspended", "冒用店名", actor="test", basis="示例规定第八条")
    assert await status_of(badge) == "suspended"
    fresh = await resume_badges(subject.id, actor="test")
    assert fresh
    assert await status_of(badge) == await status_of(fresh) == "valid"
    await end_badges(subject.id, "revoked", "报失", actor="test", basis="示例规定第八条")
    assert await status_of(badge) == await status_of(fresh) == "revoked"


async def test_a_printed_code_is_superseded_by_another_grade_or_name(db: Connection) -> None:
    subject = await graded(db)
    first = await issued(subject)
    await set_grade(db, subject.id, "C")
    await reissue({"subject_ids": [subject.id]})
    assert await status_of(first) == "superseded"
    await set_grade(db, subject.id, "A")
    await reissue({"subject_ids": [subject.id]})
    assert await status_of(first) == "valid"
    await db.execute("UPDATE subject SET short_name = '湟水酸奶' WHERE id = $1", subject.id)
    assert await issue_badge(subject.id)
    assert await status_of(first) == "superseded"


async def test_a_replaced_code_of_a_shop_without_badge_is_revoked(db: Connection) -> None:
    subject = await graded(db)
    first = await issued(subject)
    await set_grade(db, subject.id, "B")
    await reissue({"subject_ids": [subject.id]})
    await set_grade(db, subject.id, "N")
    await reissue({"subject_ids": [subject.id]})
    assert await status_of(first) == "revoked"


async def test_what_has_expired_leaves_the_list(db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    await end_badges(subject.id, "revoked", "报失", actor="test", basis="示例规定第八条")
    assert (await list_ended_badges())[badge.list_no].revoked == {badge.list_index}
    with clock.frozen(badge.expires_at):
        assert await list_ended_badges() == {}


async def test_a_number_rises_only_with_the_content(db: Connection) -> None:
    badge = await issued(await graded(db))
    await publish_trust()
    before, bundle = await seqs(), await find_bundle()
    assert sorted(before) == sorted(e.list_id for e in plan_merchant_lists(clock.now()))
    await publish_trust()
    assert await seqs() == before
    assert await find_bundle() == bundle
    await end_badges(badge.subject_id, "revoked", "报失", actor="test", basis="示例规定第八条")
    await publish_trust()
    changed = {name for name, seq in (await seqs()).items() if seq != before[name]}
    assert changed == {f"m{badge.list_no}"}


async def test_after_an_hour_everything_is_signed_again(db: Connection) -> None:
    await publish_trust()
    before, old_lists, old = await seqs(), await list_current_lists(), await find_bundle()
    with clock.frozen(clock.now() + HOUR):
        await renew({})
        assert await seqs() == before
        new_lists, new = await list_current_lists(), await find_bundle()
    assert old and new and new.seq > old.seq
    keys = await list_key_entries()
    for name, body in new_lists.items():
        assert open_list(body, keys).issued >= open_list(old_lists[name], keys).issued + 3599


async def test_a_restore_is_followed_by_higher_numbers(db: Connection) -> None:
    await publish_trust()
    before, bundle = await seqs(), await find_bundle()
    with clock.frozen(clock.now() + 48 * HOUR):
        await publish_trust("renumber")
        after, later = await seqs(), await find_bundle()
    assert bundle and later and later.seq >= bundle.seq + 48 * 3600 - 1
    assert all(after[name] >= before[name] + 48 * 3600 - 1 for name in before)


async def test_the_minute_tick_costs_one_query_when_nothing_happened(db: Connection) -> None:
    badge = await issued(await graded(db))
    await publish({})
    await publish({})
    with counted(db) as seen:
        await publish({})
        await asyncio.sleep(0)  # asyncpg tells its loggers in the next turn of the loop
    assert len(seen) == 1, seen
    await end_badges(badge.subject_id, "revoked", "报失", actor="test", basis="示例规定第八条")
    assert await status_of(badge) == "revoked"


async def test_a_request_leaves_one_job(db: Connection) -> None:
    with clock.frozen(clock.now()):
        for _ in range(3):
            await request_publication()
    rows = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'codes.publish_trust'")
    assert [bytes(row["payload"]) for row in rows] == [b'{"changed":true}']


async def test_citizen_lists_come_from_above(db: Connection) -> None:
    await publish_trust()
    number, _ = citizen_days(clock.now())[1]
    list_id, sets = f"c{number}", StatusSets(revoked=frozenset({7, 1 << 29}))
    assert await publish_list(list_id, sets)
    assert not await publish_list(list_id, sets)
    bundle = await find_bundle()
    keys = await list_key_entries()
    assert bundle
    entry = open_bundle(bundle.body, keys).lists[list_id]
    assert (entry.use, entry.list_no, entry.size) == ("citizen", number, 1 << 30)
    assert open_list((await list_current_lists())[list_id], keys).sets == sets
    with clock.frozen(clock.now() + HOUR):
        assert await publish_list(list_id, sets)
    with pytest.raises(ValueError, match="below"):
        await publish_list(list_id, StatusSets(revoked=frozenset({1 << 30})))


async def test_no_bundle_can_be_rolled_back(db: Connection, client: httpx.AsyncClient) -> None:
    phone = Phone(client)
    await phone.synchronise()
    old = phone.bundle
    new = await create_key("merchant", actor="test")
    await publish_key(new.kid, actor="test")
    await phone.synchronise()
    assert old and phone.bundle and new.kid in phone.bundle.keys
    with pytest.raises(RefusedData, match="rollback"):
        accept_bundle(old.body, phone.roots, phone.bundle)


async def test_a_phone_keeps_up_by_deltas(db: Connection, client: httpx.AsyncClient) -> None:
    phone, late = Phone(client), Phone(client)
    subjects = [await graded(db, name=f"示例店{n}") for n in range(6)]
    badges = [await issued(subject) for subject in subjects]
    await phone.synchronise()
    for subject in subjects[:4]:
        await end_badges(subject.id, "revoked", "报失", actor="test", basis="示例规定第八条")
        await publish({})
        await phone.synchronise()
    await late.synchronise()
    assert {i: each.sets for i, each in phone.lists.items()} == {
        i: each.sets for i, each in late.lists.items()
    }
    verdicts = [phone.verify(badge.digits).fault for badge in badges]
    assert verdicts == ["revoked"] * 4 + [None] * 2


async def test_an_update_of_nothing_tells_the_newest_time(
    db: Connection, client: httpx.AsyncClient
) -> None:
    phone = Phone(client)
    await phone.synchronise()
    before, phone.bytes = phone.lists, 0
    with clock.frozen(clock.now() + HOUR):
        await renew({})
        await phone.synchronise()
        ages = [clock.now().timestamp() - each.issued for each in phone.lists.values()]
    assert max(ages) < 2
    assert {i: each.sets for i, each in before.items()} == {
        i: each.sets for i, each in phone.lists.items()
    }
    assert phone.bytes < 6 * 200 + 1000


async def test_a_kept_version_is_one_of_the_last_or_one_an_hour(db: Connection) -> None:
    start = clock.now()
    for minute in range(0, 600, 12):
        with clock.frozen(start + timedelta(minutes=minute)):
            await publish_list("c3", StatusSets(revoked=frozenset({minute})))
    kept = await db.fetchval("SELECT count(*) FROM status_list WHERE list_id = 'c3'")
    assert 20 < kept <= 20 + 11
    with clock.frozen(start + timedelta(days=4)):
        await publish_list("c3", StatusSets())
    assert await db.fetchval("SELECT count(*) FROM status_list WHERE list_id = 'c3'") == 20
