"""A key is removed in an emergency: its codes are dead everywhere, its shops get new ones."""

from datetime import timedelta

import httpx
import msgspec

from codes.test_badges import graded, issued, set_grade, statuses
from codes.test_verdict_api import verdict
from codes.trust.phone import Phone
from credit.codes.badges.actions import end_badges
from credit.codes.badges.jobs import merchant_key_removed
from credit.codes.badges.key_removal import REMOVED_KEY_REASON
from credit.codes.core.status_list import StatusSets
from credit.codes.trust.actions import emergency_remove_key, keep_standby_keys
from credit.codes.trust.jobs import renew
from credit.codes.trust.publishing import publish_list, publish_trust
from credit.codes.trust.rules import citizen_days
from credit.codes.verdicts.judging import forget_keys
from credit.codes.verdicts.queries import find_active_badge
from credit.kit import clock
from credit.kit.db import Connection


async def run_jobs(db: Connection) -> int:
    """Runs the waiting jobs as the worker would; how many subjects they name."""
    rows = await db.fetch(
        "DELETE FROM pgqueuer WHERE entrypoint = 'codes.merchant_key_removed' RETURNING payload"
    )
    named = [msgspec.json.decode(bytes(row["payload"])) for row in rows]
    for arguments in named:
        await merchant_key_removed(arguments)
    return sum(len(arguments["subject_ids"]) for arguments in named)


async def test_codes_of_a_removed_key_are_dead_and_made_anew(
    client: httpx.AsyncClient, db: Connection
) -> None:
    phone, offline = Phone(client), Phone(client)
    subjects = [await graded(db, name=f"示例店{n}") for n in range(3)]
    old = [await issued(subject) for subject in subjects]
    await phone.synchronise()
    await offline.synchronise()
    assert {phone.verify(badge.digits).verdict for badge in old} == {"valid"}

    await emergency_remove_key(old[0].token[8], "私钥可能外泄", actor="test")
    forget_keys()
    assert (await verdict(client, old[0].digits))["reason"] == "unknown_key"
    await phone.synchronise()
    assert {phone.verify(badge.digits).fault for badge in old} == {"unknown_key"}

    assert await run_jobs(db) == 3
    fresh = [await find_active_badge(subject.id) for subject in subjects]
    for badge in fresh:
        assert badge
        assert (await verdict(client, badge.digits))["verdict"] == "valid"
        assert phone.verify(badge.digits).verdict == "valid"
        # There was no standby key: who has not synchronised since cannot tell, and says so.
        unsure = offline.verify(badge.digits)
        assert (unsure.verdict, unsure.reason) == ("unverifiable", "newer_key")
    assert await run_jobs(db) == 0


async def test_dead_codes_are_told_to_the_shop_and_a_barred_shop_stays_barred(
    db: Connection,
) -> None:
    subject, barred = await graded(db), await graded(db, name="昆仑晴雪民宿")
    old = await issued(subject)
    await set_grade(db, subject.id, "B")
    await issued(subject)
    await issued(barred)
    await end_badges(barred.id, "suspended", "冒用店名", actor="test", basis="示例规定第八条")
    await emergency_remove_key(old.token[8], "演练", actor="test")
    assert await run_jobs(db) == 1
    assert await statuses(db, subject.id) == ["revoked", "revoked", "active"]
    assert await statuses(db, barred.id) == ["suspended"]
    reasons = await db.fetch("SELECT DISTINCT status_reason FROM badge WHERE status = 'revoked'")
    assert [row["status_reason"] for row in reasons] == [REMOVED_KEY_REASON]


async def test_a_badge_signed_in_that_very_moment_is_found_later(db: Connection) -> None:
    subject = await graded(db)
    late = await issued(subject)
    await emergency_remove_key(late.token[8], "演练", actor="test")
    await db.execute("DELETE FROM pgqueuer")
    await renew({})
    assert await run_jobs(db) == 1
    await renew({})
    assert await run_jobs(db) == 0
    fresh = await find_active_badge(subject.id)
    assert fresh and fresh.token[8] != late.token[8]


async def test_with_a_standby_key_nobody_notices(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await graded(db)
    old = await issued(subject)
    await publish_trust()
    await keep_standby_keys()
    with clock.frozen(clock.now() + timedelta(days=8)):
        await publish_trust()
        offline = Phone(client)
        await offline.synchronise()
        await emergency_remove_key(old.token[8], "私钥可能外泄", actor="test")
        await run_jobs(db)
        fresh = await find_active_badge(subject.id)
        assert fresh
        assert offline.verify(fresh.digits).verdict == "valid"


async def test_a_removed_list_key_leaves_no_list_behind(
    client: httpx.AsyncClient, db: Connection
) -> None:
    badge = await issued(await graded(db))
    number, _ = citizen_days(clock.now())[1]
    places = StatusSets(revoked=frozenset({5, 6}))
    await publish_trust()
    await publish_list(f"c{number}", places)
    phone = Phone(client)
    await phone.synchronise()
    signer = phone.lists[f"c{number}"].kid
    await emergency_remove_key(signer, "私钥可能外泄", actor="test")
    late = Phone(client)
    for each in (phone, late):
        await each.synchronise()
        assert each.verify(badge.digits).verdict == "valid"
        assert {held.kid for held in each.lists.values()} == {signer + 2}
        assert each.lists[f"c{number}"].sets == places
    jwt = await client.get(f"/api/trust/lists/m{badge.list_no}.jwt")
    assert jwt.status_code == 200


async def test_a_removed_root_is_followed_by_its_standby(
    client: httpx.AsyncClient, db: Connection
) -> None:
    phone = Phone(client)
    await publish_trust()
    await keep_standby_keys()
    await phone.synchronise()
    (root,) = phone.roots
    with clock.frozen(clock.now() + timedelta(days=31)):
        await emergency_remove_key(root, "演练", actor="test")
        await phone.synchronise()
        assert phone.bundle
        assert root not in phone.bundle.keys
        signs_now = (await client.get("/api/trust/root")).json()["kid"]
        assert signs_now in phone.bundle.keys
