"""What time does: perks.expire, perks.prune_keys, perks.reconcile, perks.seal_attempts."""

from typing import Any

import httpx
import pytest

from credit.kit.idempotency import prune_keys
from credit.kit.metrics import render
from credit.perks.attempts.jobs import seal_all_attempts
from credit.perks.attempts.recording import broken_seal
from credit.perks.claims.jobs import expire, prune_old_keys
from credit.perks.ledger.jobs import reconcile_books
from credit.perks.ledger.reconciling import list_differences, list_open_faults
from perks.world import claim, make_citizen, make_world, shift


async def test_time_takes_vouchers_away_and_gives_reservations_back(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(reserve_seconds=300)
    old = (await claim(client, await make_citizen(), world.perk)).json()["id"]
    kept = (await claim(client, await make_citizen(), world.perk, reserve=True)).json()["id"]
    left = "SELECT left_count, open_fen FROM perk_stock"
    assert tuple(await db.fetchrow(left)) == (8, 1000)
    await shift(db, old, usable_until="-90 days")
    await shift(db, kept, reserved_until="-1 hour")
    await expire({})
    states = dict(await db.fetch("SELECT public_id::text, state FROM perk_claim"))
    assert states == {old: "expired", kept: "lapsed"}
    assert tuple(await db.fetchrow(left)) == (9, 0)
    assert await list_differences() == []


async def test_a_difference_is_written_down_and_alarmed(client: httpx.AsyncClient, db: Any) -> None:
    await make_world()
    await reconcile_books({})
    assert await list_open_faults() == []
    await db.execute("UPDATE perk_stock SET left_count = left_count - 1")
    await reconcile_books({})
    await reconcile_books({})
    faults = await list_open_faults()
    assert [(f.law, f.expected, f.actual) for f in faults] == [("issued", 10, 9)]
    assert "credit_perk_reconcile_faults" in render().decode()
    line = next(x for x in render().decode().splitlines() if x.startswith("credit_perk_recon"))
    assert line.endswith(" 1.0")
    await db.execute("UPDATE reconcile_fault SET cleared_at = now(), cleared_by = 'test'")
    await db.execute("UPDATE perk_stock SET left_count = left_count + 1")
    await reconcile_books({})


async def test_old_keys_are_forgotten_and_young_ones_kept(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world()
    await claim(client, await make_citizen(), world.perk)
    await prune_keys()
    assert await db.fetchval("SELECT count(*) FROM idempotency_key") == 1
    await db.execute("UPDATE idempotency_key SET at = at - interval '25 hours'")
    await prune_old_keys({})
    assert await db.fetchval("SELECT count(*) FROM idempotency_key") == 0


@pytest.mark.usefixtures("committed_db")
async def test_attempts_are_sealed_and_a_changed_one_is_found() -> None:
    from credit.kit.db import transaction

    await make_world()
    async with transaction() as held:
        await held.execute(
            "INSERT INTO perk_attempt (kind, outcome) "
            "VALUES ('claim', 'sold-out'), ('redeem', 'done')"
        )
    await seal_all_attempts({})
    await seal_all_attempts({})
    assert await broken_seal() is None
    async with transaction() as held:
        assert await held.fetchval("SELECT count(*) FROM attempt_seal") == 1
        entry = await held.fetchrow(
            "SELECT detail::text FROM audit_entry WHERE action = 'perk.seal_attempts'"
        )
        seal = await held.fetchrow("SELECT rows, digest FROM attempt_seal")
        assert bytes(seal["digest"]).hex() in entry["detail"] and seal["rows"] == 2
        await held.execute("ALTER TABLE perk_attempt DISABLE TRIGGER perk_attempt_append_only")
        await held.execute("UPDATE perk_attempt SET outcome = 'done'")
        await held.execute("ALTER TABLE perk_attempt ENABLE TRIGGER perk_attempt_append_only")
    assert await broken_seal() == 1


async def test_officers_see_when_the_books_were_looked_at_and_what_differs(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world()
    officer = world.proposer.headers
    first = (await client.get("/api/perk-books", headers=officer)).json()
    assert (first["balanced"], first["faults"], first["checkedBefore"]) == (True, [], None)
    await db.execute("UPDATE perk_stock SET left_count = left_count - 1")
    found = (await client.get("/api/perk-books", headers=officer)).json()
    assert found["checkedBefore"] and found["balanced"] is False
    assert [(f["title"], f["law"], f["expected"]) for f in found["faults"]] == [
        ("首小时免费停车", "issued", 10)
    ]
    assert (await client.get("/api/perk-books", headers=world.owner.headers)).status_code == 403
