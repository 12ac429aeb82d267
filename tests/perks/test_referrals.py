"""A bank reads what a shop's owner consented to: in limits, seen by the owner, until taken back."""

from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from credit.kit import clock
from credit.perks.ledger.reconciling import list_differences
from credit.perks.programme.rules.terms import Benefit, Money, Quota
from credit.perks.referrals.jobs import forget_referrals
from factories.accounts import Person, make_account
from factories.subjects import make_subject
from perks.world import claim, key, make_perk

PHONE = "13897211234"


class Deal(msgspec.Struct, frozen=True):
    """A bank with a running referral perk, a shop, and the people of both."""

    bank: str
    teller: Person
    shop: str
    owner: Person
    perk: str
    claim: str


async def make_deal(client: httpx.AsyncClient, **changes: Any) -> Deal:
    bank, shop = await make_subject("示例银行"), await make_subject("示例奶茶店", trade="餐饮")
    teller = await make_account(owns=bank.uscc or "", role="finance")
    owner = await make_account(owns=shop.uscc or "")
    first, second = await make_account("officer"), await make_account("officer")
    perk = await make_perk(
        first, second, bank.uscc or "", audience="merchant", category="finance", money=Money(),
        benefit=Benefit(kind="referral"), quota=Quota(total=9), **changes,
    )  # fmt: skip
    made = await claim(client, owner, perk, uscc=shop.uscc)
    assert made.status_code == 201, made.text
    return Deal(bank.uscc or "", teller, shop.uscc or "", owner, perk, made.json()["id"])


async def consent(client: httpx.AsyncClient, deal: Deal, **body: Any) -> Any:
    given = {"textVersion": "2026-11", "particulars": ["grade"], "days": 30} | body
    return await client.post(
        f"/api/perk-claims/{deal.claim}/referral", json=given, headers=deal.owner.headers | key()
    )


async def look(client: httpx.AsyncClient, deal: Deal, number: str) -> Any:
    path = f"/api/subjects/{deal.bank}/received-referrals/{number}/lookups"
    return await client.post(path, headers=deal.teller.headers)


async def own(client: httpx.AsyncClient, deal: Deal, number: str) -> Any:
    path = f"/api/subjects/{deal.shop}/referrals/{number}"
    return (await client.get(path, headers=deal.owner.headers)).json()


async def test_the_bank_reads_what_was_chosen_and_the_owner_sees_it(
    client: httpx.AsyncClient, db: Any
) -> None:
    deal = await make_deal(client)
    contact = {"name": "王店主", "phone": PHONE}
    made = await consent(client, deal, particulars=["contact", "commitments"], contact=contact)
    assert made.status_code == 201, made.text
    number = made.json()["card"]["number"]
    assert made.json()["card"]["particulars"] == ["identity", "commitments", "contact"]
    listed = await client.get(
        f"/api/subjects/{deal.bank}/received-referrals", headers=deal.teller.headers
    )
    assert [item["number"] for item in listed.json()["items"]] == [number]
    assert "奶茶" not in listed.text and PHONE not in listed.text  # opening it is what is told
    opened = await look(client, deal, number)
    shared = opened.json()["shared"]
    assert (shared["identity"]["uscc"], shared["contact"]["phone"]) == (deal.shop, PHONE)
    assert shared["grade"] is None and shared["records"] is None
    # A copy of that moment: what changes later is not shared.
    await db.execute("UPDATE subject SET address = '新地址' WHERE uscc = $1", deal.shop)
    assert (await look(client, deal, number)).json()["shared"] == shared
    mine = await own(client, deal, number)
    assert mine["shared"] == shared and mine["card"]["lookups"] == len(mine["lookups"]) == 2
    assert mine["lookups"][0]["bank"] == "示例银行"
    told = (await client.get("/api/inbox", headers=deal.owner.headers)).text
    assert told.count("银行看了您同意分享的信息") == 1
    row = await db.fetchrow("SELECT * FROM perk_referral WHERE number = $1", number)
    assert PHONE.encode() not in bytes(row["shared_sealed"]) and PHONE not in str(dict(row))
    audit = await db.fetch("SELECT detail FROM audit_entry WHERE object_id = $1", number)
    assert len(audit) == 3 and all(PHONE not in str(entry["detail"]) for entry in audit)


async def test_taking_it_back_ends_it_at_once(client: httpx.AsyncClient, db: Any) -> None:
    deal = await make_deal(client)
    number = (await consent(client, deal)).json()["card"]["number"]
    path = f"/api/subjects/{deal.shop}/referrals/{number}/withdrawal"
    for _ in range(2):
        done = await client.post(path, headers=deal.owner.headers)
        assert (done.status_code, done.json()["card"]["state"]) == (200, "withdrawn")
    assert (await look(client, deal, number)).json()["type"].endswith("/ended")
    assert (await own(client, deal, number))["card"]["lookups"] == 0
    # The voucher went back, so that one may think again later; the books balance.
    assert await db.fetchval("SELECT left_count FROM perk_stock") == 9
    assert (await claim(client, deal.owner, deal.perk, uscc=deal.shop)).status_code == 201
    assert await list_differences() == []


async def test_it_ends_with_its_day_its_voucher_or_its_revocation(
    client: httpx.AsyncClient, db: Any
) -> None:
    deal = await make_deal(client)
    number = (await consent(client, deal, days=7)).json()["card"]["number"]
    await db.execute("UPDATE perk_referral SET ends_on = $1", clock.today() - timedelta(days=1))
    assert (await look(client, deal, number)).status_code == 409
    await db.execute("UPDATE perk_referral SET ends_on = $1", clock.today())
    assert (await look(client, deal, number)).status_code == 201
    await client.post(
        f"/api/perk-claims/{deal.claim}/cancellation", json={}, headers=deal.owner.headers | key()
    )
    assert (await look(client, deal, number)).status_code == 409
    assert (await own(client, deal, number))["card"]["state"] == "ended"


async def test_nobody_else_opens_either_side(client: httpx.AsyncClient, db: Any) -> None:
    deal, other = await make_deal(client), await make_deal(client)
    number = (await consent(client, deal)).json()["card"]["number"]
    officer = await make_account("officer")
    till = await make_account(owns=deal.bank, role="redeem")
    lookups = f"/api/subjects/{deal.bank}/received-referrals/{number}/lookups"
    for person in (officer, till, deal.owner):
        assert (await client.post(lookups, headers=person.headers)).status_code == 403
    elsewhere = lookups.replace(deal.bank, other.bank)
    assert (await client.post(elsewhere, headers=other.teller.headers)).status_code == 404
    path = f"/api/subjects/{deal.shop}/referrals/{number}"
    for person in (officer, deal.teller, other.owner):
        assert (await client.get(path, headers=person.headers)).status_code == 403
    strange = path.replace(deal.shop, other.shop)
    assert (await client.get(strange, headers=other.owner.headers)).status_code == 404
    assert (await consent(client, deal)).status_code == 409  # one voucher, one referral
    foreign = msgspec.structs.replace(other, owner=deal.owner)
    assert (await consent(client, foreign)).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [({"textVersion": "2020-01"}, 409), ({"particulars": []}, 400), ({"days": 181}, 400),
     ({"particulars": ["contact"]}, 400), ({"particulars": ["phone"]}, 400),
     ({"particulars": ["contact"], "contact": {"name": "王", "phone": "12"}}, 400)],
)  # fmt: skip
async def test_a_consent_names_text_particulars_and_days(
    client: httpx.AsyncClient, db: Any, body: dict[str, Any], status: int
) -> None:
    deal = await make_deal(client)
    assert (await consent(client, deal, **body)).status_code == status


async def test_only_a_referral_perk_carries_a_referral(client: httpx.AsyncClient, db: Any) -> None:
    deal = await make_deal(client)
    first, second = await make_account("officer"), await make_account("officer")
    perk = await make_perk(first, second, deal.bank, audience="merchant")
    voucher = (await claim(client, deal.owner, perk, uscc=deal.shop)).json()["id"]
    refused = await consent(client, msgspec.structs.replace(deal, claim=voucher))
    assert refused.status_code == 409 and "不是推荐" in refused.json()["detail"]


async def test_the_preview_is_what_would_be_shared(client: httpx.AsyncClient, db: Any) -> None:
    deal = await make_deal(client)
    path = f"/api/subjects/{deal.shop}/referral-preview"
    shown = (await client.get(path, headers=deal.owner.headers)).json()
    assert shown["grade"]["grade"] == "N" and shown["records"] == [] and shown["contact"] is None
    made = (await consent(client, deal, particulars=["grade", "records"])).json()["shared"]
    assert {k: made[k] for k in ("identity", "grade", "records")} == {
        k: shown[k] for k in ("identity", "grade", "records")
    }
    text = (await client.get("/api/referrals/text")).json()
    assert text["version"] == "2026-11" and len(text["hash"]) == 64


async def test_copies_go_90_days_after_the_end_and_look_ups_stay(
    client: httpx.AsyncClient, db: Any
) -> None:
    deal = await make_deal(client)
    number = (await consent(client, deal)).json()["card"]["number"]
    await look(client, deal, number)
    await db.execute("UPDATE perk_referral SET withdrawn_at = now() - interval '89 days'")
    await forget_referrals({})
    assert (await own(client, deal, number))["shared"] is not None
    await db.execute("UPDATE perk_referral SET withdrawn_at = now() - interval '91 days'")
    await forget_referrals({})
    gone = await own(client, deal, number)
    assert gone["shared"] is None and len(gone["lookups"]) == 1
    with pytest.raises(asyncpg.PostgresError):
        async with db.transaction():
            await db.execute("DELETE FROM perk_referral_lookup")
