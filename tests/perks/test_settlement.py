"""Statements of a day that is over: made once, signed by who may, then frozen; perks.settle."""

import io
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import openpyxl
import pypdfium2
import pytest

from credit.kit import clock
from credit.perks.ledger.reconciling import list_differences
from credit.perks.settlement.actions import make_statements_of
from credit.perks.settlement.jobs import settle
from credit.perks.settlement.rules import Line, hash_of, totals_of, yuan
from perks.world import Phone, World, add_till, claim, make_citizen, make_world, redeem, reverse


async def a_day_of_trade(client: httpx.AsyncClient, db: Any) -> World:
    """Two uses, one of them taken back, all of it yesterday."""
    world = await make_world()
    for undo in (False, True):
        citizen = await make_citizen()
        voucher = (await claim(client, citizen, world.perk)).json()["id"]
        phone = Phone(client, citizen)
        await phone.fetch(voucher)
        done = await redeem(client, world.till, world.uscc, phone.digits(voucher), billFen=900)
        if undo:
            await reverse(client, world.till, world.uscc, done.json()["id"])
    await let_a_day_pass(db)
    return world


async def let_a_day_pass(db: Any) -> None:
    for table in ("perk_redemption", "perk_reversal", "perk_place_day"):
        await db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        await db.execute(f"UPDATE {table} SET day = day - 1")
        await db.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def path(uscc: str, *rest: str) -> str:
    return "/".join([f"/api/subjects/{uscc}/perk-statements", *rest])


async def test_a_statement_shows_use_and_reversal_and_is_frozen_once_signed(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await a_day_of_trade(client, db)
    await settle({})
    await settle({})
    listed = (await client.get(path(world.uscc), headers=world.owner.headers)).json()["items"]
    assert {item["side"]: item["amountFen"] for item in listed} == {
        "merchant": 500,
        "provider": 500,
    }
    mine = next(item for item in listed if item["side"] == "merchant")
    assert (mine["redemptions"], mine["reversals"]) == (2, 1)
    detail = await client.get(path(world.uscc, mine["id"]), headers=world.owner.headers)
    assert [line["amountFen"] for line in detail.json()["lines"]] == [500, 500, -500]
    assert detail.json()["complete"]
    finance = await add_till(world.uscc, "finance")
    for stranger in (world.till, await add_till(world.uscc, "badge"), await make_citizen()):
        refused = await client.post(
            path(world.uscc, mine["id"], "signature"), headers=stranger.headers
        )
        assert refused.status_code == 403
    signed = await client.post(path(world.uscc, mine["id"], "signature"), headers=finance.headers)
    assert signed.status_code == 200 and signed.json()["signedAt"], signed.text
    again = await client.post(path(world.uscc, mine["id"], "signature"), headers=finance.headers)
    assert again.status_code == 409
    with pytest.raises(asyncpg.CheckViolationError):
        async with db.transaction():
            await db.execute("UPDATE perk_statement SET amount_fen = 1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction():
            await db.execute("DELETE FROM perk_statement_line")
    assert await db.fetchval("SELECT sum(amount_fen) FROM ledger_entry") == 0
    owed = await db.fetchval(
        "SELECT sum(amount_fen) FROM ledger_entry WHERE account_kind = 'merchant'"
    )
    assert owed == 0
    assert await list_differences() == []


async def test_the_files_say_the_same_as_the_statement(client: httpx.AsyncClient, db: Any) -> None:
    world = await a_day_of_trade(client, db)
    await settle({})
    listed = (await client.get(path(world.uscc), headers=world.owner.headers)).json()["items"]
    mine = listed[0]
    files = {
        kind: await client.get(
            path(world.uscc, mine["id"], f"file?format={kind}"), headers=world.owner.headers
        )
        for kind in ("csv", "xlsx", "pdf")
    }
    assert all(answer.status_code == 200 for answer in files.values())
    lines = files["csv"].content.decode("utf-8-sig").splitlines()
    assert mine["hash"] in lines[4] and lines[-1].endswith(",-5.00")
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content)).active
    assert sheet and [row[5] for row in sheet.values if row[0] in ("核销", "冲正")] == [
        "5.00", "5.00", "-5.00",
    ]  # fmt: skip
    page = pypdfium2.PdfDocument(files["pdf"].content)[0].get_textpage().get_text_range()
    assert "核销 2 笔" in page and "-5.00" in page
    wrong = await client.get(
        path(world.uscc, mine["id"], "file?format=doc"), headers=world.owner.headers
    )
    assert wrong.status_code == 400
    other = await make_world()
    foreign = await client.get(path(other.uscc, mine["id"]), headers=other.owner.headers)
    assert foreign.status_code == 404


async def test_a_day_that_is_not_over_has_no_statement(client: httpx.AsyncClient, db: Any) -> None:
    with pytest.raises(ValueError, match="not over"):
        await make_statements_of(clock.today() + timedelta(days=1))


def test_the_hash_covers_every_part_of_every_line() -> None:
    at = clock.now()
    base = Line(
        kind="redeem", source_id=1, reference="r", title="t", at=at, place="p", amount_fen=5
    )
    first = hash_of("merchant", "u", date(2026, 11, 30), [base])
    others = [
        Line(kind="reverse", source_id=1, reference="r", title="t", at=at, place="p", amount_fen=5),
        Line(kind="redeem", source_id=2, reference="r", title="t", at=at, place="p", amount_fen=5),
        Line(kind="redeem", source_id=1, reference="x", title="t", at=at, place="p", amount_fen=5),
        Line(kind="redeem", source_id=1, reference="r", title="t", at=at, place="p", amount_fen=6),
    ]
    digests = {hash_of("merchant", "u", date(2026, 11, 30), [line]) for line in others}
    digests |= {hash_of("provider", "u", date(2026, 11, 30), [base])}
    digests |= {hash_of("merchant", "v", date(2026, 11, 30), [base])}
    digests |= {hash_of("merchant", "u", date(2026, 12, 1), [base])}
    assert len(digests | {first}) == 8
    sums = totals_of([base, others[0], base])
    assert (sums.redemptions, sums.reversals, sums.amount_fen) == (2, 1, 15)
    assert [yuan(fen) for fen in (0, 5, 100, -5, -1234)] == [
        "0.00",
        "0.05",
        "1.00",
        "-0.05",
        "-12.34",
    ]
