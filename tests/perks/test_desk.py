"""The officers' desk: what waits, for whom, and a dry run that counts and names nobody."""

from typing import Any

import httpx

from credit.perks.programme.actions.proposing import propose_perk
from credit.perks.programme.rules.eligibility import NeedsFact, NeedsGrade
from credit.perks.programme.rules.terms import Benefit, Money, Quota
from factories.accounts import make_account
from factories.subjects import make_subject
from perks.world import give_fact, make_citizen, terms


async def test_a_proposal_waits_for_another_officer(client: httpx.AsyncClient, db: Any) -> None:
    shop = await make_subject("示例停车场")
    first, second = await make_account("officer"), await make_account("officer")
    perk = await propose_perk(first.caller, shop.uscc or "", terms(shop.uscc or ""))
    own = (await client.get("/api/perk-desk", headers=first.headers)).json()["items"][0]
    other = (await client.get("/api/perk-desk", headers=second.headers)).json()["items"][0]
    assert (own["id"], own["own"], own["status"]) == (perk, True, "draft")
    assert other["own"] is False and other["waiting"]["title"] == "首小时免费停车"
    done = await client.post(
        f"/api/perks/{perk}/decision", json={"decision": "approve"}, headers=second.headers
    )
    assert done.status_code == 200
    after = (await client.get("/api/perk-desk", headers=second.headers)).json()["items"][0]
    assert (after["status"], after["waiting"], after["left"]) == ("running", None, 10)


async def test_a_dry_run_counts_who_qualifies_and_what_it_can_cost(
    client: httpx.AsyncClient, db: Any
) -> None:
    shop = await make_subject("示例停车场")
    officer = await make_account("officer")
    for number in range(7):
        person = await make_citizen(brings=True)
        if number < 6:
            await give_fact(person, "volunteer", 30)
        await client.put("/api/perk-facts", json={"brings": ["volunteer"]}, headers=person.headers)
    silent = await make_citizen()  # did much, brings nothing: is not counted as qualified
    await give_fact(silent, "volunteer", 500)
    offer = terms(
        shop.uscc or "",
        eligibility=NeedsFact(kind="volunteer", at_least=20),
        benefit=Benefit(kind="free", value_fen=500),
        quota=Quota(total=4),
        money=Money(cap_fen=100_000),
    )
    perk = await propose_perk(officer.caller, shop.uscc or "", offer)
    answer = await client.get(f"/api/perk-desk/{perk}/dry-run", headers=officer.headers)
    found = answer.json()
    assert (found["lookedAt"], found["qualify"], found["total"]) == (8, 6, 4)
    assert found["costFen"] == 4 * 500
    assert person.login not in answer.text


async def test_a_dry_run_hides_numbers_that_could_name_somebody(
    client: httpx.AsyncClient, db: Any
) -> None:
    shop = await make_subject("示例停车场")
    officer = await make_account("officer")
    perk = await propose_perk(
        officer.caller,
        shop.uscc or "",
        terms(shop.uscc or "", audience="merchant", eligibility=NeedsGrade(at_least="A")),
    )
    found = await client.get(f"/api/perk-desk/{perk}/dry-run", headers=officer.headers)
    assert (found.json()["qualify"], found.json()["floor"]) == (None, 5)
    citizen = await make_citizen()
    refused = await client.get(f"/api/perk-desk/{perk}/dry-run", headers=citizen.headers)
    assert refused.status_code == 403
