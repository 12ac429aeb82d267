"""Perks for merchants: what a shop may have, its vouchers, and what a provider sees of its own."""

from typing import Any

import httpx
import msgspec

from credit.identity.actions import grant_subject
from credit.perks.programme.actions.proposing import decide_version, propose_perk, propose_version
from credit.perks.programme.jobs import tell_ended
from credit.perks.programme.rules.eligibility import NeedsGrade, NeedsTrade
from credit.perks.programme.rules.terms import Quota
from factories.accounts import make_account
from factories.subjects import make_subject
from perks.world import claim, make_citizen, make_world, terms


async def test_a_shop_sees_what_it_may_have_and_why_not(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_world(audience="merchant", eligibility=NeedsGrade(at_least="A"))
    url = f"/api/perks?audience=merchant&uscc={world.uscc}"
    (card,) = (await client.get(url, headers=world.owner.headers)).json()["items"]
    assert card["obtainable"] is False and "信用等级 A 级" in card["missing"]
    await db.execute("UPDATE subject SET grade = 'A' WHERE uscc = $1", world.uscc)
    shown = (
        await client.get(f"/api/perks/{world.perk}?uscc={world.uscc}", headers=world.owner.headers)
    ).json()
    assert shown["card"]["obtainable"] is True and shown["checks"][0]["met"]
    assert (await claim(client, world.owner, world.perk, uscc=world.uscc)).status_code == 201
    (card,) = (await client.get(url, headers=world.owner.headers)).json()["items"]
    assert card["obtainable"] is False and card["missing"] == ""
    stranger = await make_account()
    assert (await client.get(url, headers=stranger.headers)).status_code == 403
    (card,) = (await client.get(url)).json()["items"]  # nobody signed in: the public terms only
    assert card["obtainable"] is None


async def test_a_shop_keeps_its_vouchers_when_people_change(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(audience="merchant")
    voucher = (await claim(client, world.owner, world.perk, uscc=world.uscc)).json()["id"]
    partner = await make_account(owns=world.uscc)
    url = f"/api/perk-claims?uscc={world.uscc}"
    for person in (world.owner, partner):
        page = (await client.get(url, headers=person.headers)).json()
        assert [item["id"] for item in page["items"]] == [voucher]
        one = await client.get(f"/api/perk-claims/{voucher}", headers=person.headers)
        assert one.status_code == 200
    assert (await client.get(url, headers=world.till.headers)).status_code == 403
    await db.execute(
        "DELETE FROM account_subject WHERE account_id ="
        " (SELECT id FROM account WHERE public_id = $1)",
        world.owner.caller.id,
    )
    gone = await client.get(f"/api/perk-claims/{voucher}", headers=world.owner.headers)
    assert gone.status_code == 404
    await grant_subject(world.owner.caller.id, world.uscc, role="redeem", actor="test")
    assert (
        await client.get(f"/api/perk-claims/{voucher}", headers=world.owner.headers)
    ).status_code == 404


async def test_terms_are_tried_before_they_are_proposed(client: httpx.AsyncClient, db: Any) -> None:
    shop = await make_subject("示例停车场", trade="试算行业")
    for _ in range(12):
        await make_subject("示例小店", trade="试算行业")
    owner, officer = await make_account(owns=shop.uscc or ""), await make_account("officer")
    offer = terms(
        shop.uscc or "", audience="merchant", eligibility=NeedsTrade(trades=("试算行业",)),
        quota=Quota(total=5),
    )  # fmt: skip
    body = {"provider": shop.uscc, "terms": msgspec.to_builtins(offer)}
    tried = await client.post("/api/perk-dry-runs", json=body, headers=officer.headers)
    assert (tried.json()["qualify"], tried.json()["costFen"]) == (13, 5 * 500), tried.text
    rough = (await client.post("/api/perk-dry-runs", json=body, headers=owner.headers)).json()
    assert (rough["qualify"], rough["lookedAt"] % 10, rough["exact"]) == (10, 0, False)
    body["terms"]["windows"]["claimUntil"] = body["terms"]["windows"]["claimFrom"]
    body["terms"]["places"] = ["91630104MA0000000X"]
    wrong = await client.post("/api/perk-dry-runs", json=body, headers=owner.headers)
    fields = [error["field"] for error in wrong.json()["errors"]]
    assert (wrong.status_code, fields) == (400, ["windows.claimUntil", "places"])
    stranger = await make_account()
    refused = await client.post("/api/perk-dry-runs", json=body, headers=stranger.headers)
    assert refused.status_code == 403


async def test_a_provider_reads_what_waits_and_why_it_was_refused(
    client: httpx.AsyncClient, db: Any
) -> None:
    shop = await make_subject("示例停车场")
    owner, officer = await make_account(owns=shop.uscc or ""), await make_account("officer")
    perk = await propose_perk(owner.caller, shop.uscc or "", terms(shop.uscc or ""))
    url = f"/api/subjects/{shop.uscc}/provided-perks"
    (own,) = (await client.get(url, headers=owner.headers)).json()["items"]
    assert own["waiting"] and own["refusal"] == ""
    await decide_version(officer.caller, perk, decision="refuse", reason="依据不清楚")
    (own,) = (await client.get(url, headers=owner.headers)).json()["items"]
    assert (own["waiting"], own["refusal"], own["status"]) == (None, "依据不清楚", "draft")
    await propose_version(owner.caller, perk, terms(shop.uscc or ""))
    (own,) = (await client.get(url, headers=owner.headers)).json()["items"]
    assert own["waiting"] and own["refusal"] == ""
    assert (await client.get(url, headers=(await make_account()).headers)).status_code == 403


async def test_an_early_end_is_told_to_who_holds_one(client: httpx.AsyncClient, db: Any) -> None:
    world, citizen = await make_world(), await make_citizen()
    await claim(client, citizen, world.perk)
    step = {"step": "end", "reason": "停车场改造"}
    done = await client.post(
        f"/api/perks/{world.perk}/steps", json=step, headers=world.owner.headers
    )
    assert done.status_code == 200, done.text
    assert await db.fetchval("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'perks.tell_ended'")
    for _ in range(2):
        await tell_ended({"perk": world.perk, "reason": "停车场改造"})
    told = (await client.get("/api/inbox", headers=citizen.headers)).text
    assert told.count("您手里的照常能用") == 1 and "停车场改造" in told


async def test_officers_find_a_voucher_by_its_number_and_not_its_holder(
    client: httpx.AsyncClient, db: Any
) -> None:
    world, citizen = await make_world(), await make_citizen()
    voucher = (await claim(client, citizen, world.perk)).json()["id"]
    url = f"/api/perks/{world.perk}/claims?number={voucher[:6].upper()}"
    answer = await client.get(url, headers=world.approver.headers)
    (item,) = answer.json()["items"]
    assert (item["id"], item["number"], item["shop"]) == (voucher, voucher[:8].upper(), "")
    assert citizen.caller.id not in answer.text
    none = await client.get(url[:-6] + "000000", headers=world.approver.headers)
    assert none.json()["items"] == []
    assert (await client.get(url, headers=world.owner.headers)).status_code == 403
