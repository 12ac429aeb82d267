"""A measure takes a shop out of perks and brings it back: perks.follow_subjects and the rest."""

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from commitments.breaches.rig import Rig, make_rig
from credit.kit import clock
from credit.perks.programme.absences import follow_measures
from credit.perks.programme.jobs import follow_all_measures, follow_subjects, tell_absence
from credit.perks.programme.rules.eligibility import NeedsGrade
from credit.perks.programme.rules.terms import Benefit, Money
from factories.accounts import Person, make_account
from factories.subjects import make_subject
from perks.world import Phone, claim, make_citizen, make_perk, redeem


class Stage(msgspec.Struct):
    """A shop with a promise, and who offers perks there."""

    rig: Rig
    proposer: Person
    approver: Person

    async def perk(self, provider: str, **changes: Any) -> str:
        return await make_perk(self.proposer, self.approver, provider, **changes)

    async def uphold(self) -> None:
        await self.rig.upheld(severity="severe")
        await follow_subjects({"subject_ids": [self.rig.subject_id]})


@pytest.fixture
async def stage(client: httpx.AsyncClient) -> Stage:
    rig = await make_rig(client, people=1)
    return Stage(rig, await make_account("officer"), await make_account("officer"))


async def use(client: httpx.AsyncClient, stage: Stage, person: Person, voucher: str) -> Any:
    phone = Phone(client, person)
    await phone.fetch(voucher)
    rig = stage.rig
    return await redeem(client, rig.owner, rig.uscc, phone.digits(voucher), billFen=900)


async def status(client: httpx.AsyncClient, perk: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/api/perks/{perk}")).json()
    return found


async def titles(db: Any, person: Person) -> list[str]:
    rows = await db.fetch(
        """SELECT m.title FROM message m JOIN account a ON a.id = m.account_id
           WHERE a.public_id = $1 AND m.kind = 'perks.absent' ORDER BY m.id""",
        person.caller.id,
    )
    return [row["title"] for row in rows]


async def test_a_providers_perk_rests_and_comes_back(
    client: httpx.AsyncClient, db: Any, stage: Stage
) -> None:
    perk = await stage.perk(stage.rig.uscc)
    early, late = await make_citizen(), await make_citizen()
    kept = (await claim(client, early, perk)).json()["id"]
    await stage.rig.upheld(severity="severe")
    job = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'perks.follow_subjects'"
    assert await db.fetchval(job) == 1, "the breach tells perks"
    assert await follow_measures([stage.rig.subject_id]) == 2  # as provider and as place
    assert await follow_measures() == 0, "again: nothing"

    shown = await status(client, perk)
    assert shown["card"]["phase"] == "paused" and "自动恢复" in shown["statusReason"]
    assert shown["places"][0]["awayUntil"]
    assert (await claim(client, late, perk)).json()["type"].endswith("paused")
    resume = await client.post(
        f"/api/perks/{perk}/steps", json={"step": "resume"}, headers=stage.proposer.headers
    )
    assert resume.status_code == 409, "people do not shorten a measure here"
    assert await titles(db, stage.rig.owner) == ["贵店暂停参加守信权益"]
    for row in await db.fetch("SELECT id FROM perk_absence"):
        await tell_absence({"absence_id": row["id"]})
    assert set(await titles(db, early)) == {"一家店暂停参加您领的权益"}
    assert await titles(db, late) == []
    assert (await use(client, stage, early, kept)).status_code == 201, "what is held stays good"

    await db.execute("UPDATE breach_measure SET starts_on = $1, ends_on = $1",
                     clock.today() - timedelta(days=1))  # fmt: skip
    await follow_all_measures({})
    shown = await status(client, perk)
    assert (shown["card"]["phase"], shown["statusReason"]) == ("running", "")
    assert shown["places"][0]["awayUntil"] is None
    assert (await claim(client, late, perk)).status_code == 201
    assert (await titles(db, stage.rig.owner))[-1] == "贵店恢复参加守信权益"
    steps = await db.fetch(
        "SELECT action FROM audit_entry WHERE object_id = $1 AND actor = 'system'", perk
    )
    assert [row["action"] for row in steps] == ["perk.pause", "perk.resume"]


async def test_one_of_several_places_takes_no_new_vouchers(
    client: httpx.AsyncClient, db: Any, stage: Stage
) -> None:
    other = await make_subject("示例书店")
    places = (stage.rig.uscc, other.uscc or "")
    perk = await stage.perk(other.uscc or "", places=places)
    early, late = await make_citizen(), await make_citizen()
    old = (await claim(client, early, perk)).json()["id"]
    await stage.uphold()
    assert (await status(client, perk))["card"]["phase"] == "running", "another place takes it"
    new = (await claim(client, late, perk)).json()["id"]
    refused = await use(client, stage, late, new)
    assert refused.status_code == 409 and "暂停参加" in refused.json()["detail"], refused.text
    assert (await use(client, stage, early, old)).status_code == 201


async def test_unused_vouchers_that_are_rechecked_wait(
    client: httpx.AsyncClient, db: Any, stage: Stage
) -> None:
    guest = await make_subject("示例客栈")
    await db.execute("UPDATE subject SET grade = 'A' WHERE id = $1", guest.id)
    owner = await make_account("merchant", owns=guest.uscc or "")
    perk = await stage.perk(
        stage.rig.uscc, audience="merchant", grace="recheck", category="inspection",
        benefit=Benefit(kind="priority"), money=Money(), eligibility=NeedsGrade(at_least="B"),
    )  # fmt: skip
    voucher = (await claim(client, owner, perk, uscc=guest.uscc)).json()["id"]
    await stage.uphold()
    refused = await use(client, stage, owner, voucher)
    assert refused.status_code == 409 and "暂停参加" in refused.json()["detail"], refused.text


async def test_what_people_paused_stays_theirs_and_new_terms_know_of_it(
    client: httpx.AsyncClient, db: Any, stage: Stage
) -> None:
    paused = await stage.perk(stage.rig.uscc)
    await client.post(
        f"/api/perks/{paused}/steps",
        json={"step": "pause", "reason": "设备检修"},
        headers=stage.proposer.headers,
    )
    await stage.uphold()
    fresh = await stage.perk(stage.rig.uscc)
    assert (await status(client, fresh))["card"]["phase"] == "paused", "approved while it runs"
    await db.execute("UPDATE breach_measure SET removed_at = now(), removed_reason = '撤销'")
    await follow_measures([stage.rig.subject_id])
    assert (await status(client, fresh))["card"]["phase"] == "running"
    still = await status(client, paused)
    assert (still["card"]["phase"], still["statusReason"]) == ("paused", "设备检修")
