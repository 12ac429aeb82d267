"""People look into anomalies: the queue, the shop's word, payout holds; perks.keep_review_time."""

from datetime import timedelta
from typing import Any

import httpx
import msgspec

from credit.kit import clock
from credit.perks.ledger.reconciling import list_differences
from credit.perks.programme.rules.terms import Quota
from credit.perks.reviews.finding.counting import Touched
from credit.perks.reviews.finding.opening import open_for
from credit.perks.reviews.jobs import keep_review_time
from credit.perks.reviews.rule_file import RuleId, load_rules, rules_on
from credit.perks.settlement.actions import make_statements
from factories.accounts import Person
from perks.test_settlement import let_a_day_pass
from perks.world import (
    Phone,
    World,
    add_till,
    claim,
    key,
    make_citizen,
    make_world,
    redeem,
    reverse,
)


class Case(msgspec.Struct):
    """A case about three uses of a shop."""

    world: World
    id: str
    uses: list[str]


async def make_case(client: httpx.AsyncClient, db: Any, rule_id: RuleId = "till_rush") -> Case:
    world = await make_world(quota=Quota(total=10, per_person=3))
    uses = []
    for _ in range(3):
        person = await make_citizen()
        voucher = (await claim(client, person, world.perk)).json()["id"]
        phone = Phone(client, person)
        await phone.fetch(voucher)
        done = await redeem(client, world.till, world.uscc, phone.digits(voucher), billFen=900)
        uses.append(done.json()["id"])
    holders = [row["account_id"] for row in await db.fetch("SELECT account_id FROM perk_claim")]
    rule = msgspec.structs.replace(rules_on(clock.today())[rule_id], floor=1)
    assert await open_for(db, rule, Touched(holders, [], [], [world.shop.id])) >= 1
    return Case(world, await db.fetchval("SELECT max(public_id::text) FROM perk_review"), uses)


async def act(
    client: httpx.AsyncClient, who: Person, case: Case, step: str, **body: Any
) -> httpx.Response:
    path = f"/api/perk-reviews/{case.id}/{step}"
    return await client.post(path, json=body, headers=who.headers | key())


def shop_path(case: Case, *rest: str) -> str:
    return "/".join([f"/api/subjects/{case.world.uscc}/perk-reviews", *rest])


def soon(days: int = 5) -> str:
    return str(clock.today() + timedelta(days=days))


async def told(db: Any, person: Person) -> list[str]:
    rows = await db.fetch(
        """SELECT title FROM message m JOIN account a ON a.id = m.account_id
           WHERE a.public_id = $1 AND m.kind = 'perks.review_shop' ORDER BY m.id""",
        person.caller.id,
    )
    return [row["title"] for row in rows]


async def test_a_case_explains_itself_and_names_nobody(client: httpx.AsyncClient, db: Any) -> None:
    case = await make_case(client, db)
    officer = case.world.proposer
    listed = (await client.get("/api/perk-reviews", headers=officer.headers)).json()["items"]
    assert [(item["id"], item["seen"], item["state"]) for item in listed] == [(case.id, 3, "open")]
    answer = await client.get(f"/api/perk-reviews/{case.id}", headers=officer.headers)
    found = answer.json()
    assert found["why"] and found["innocent"] and found["ruleFrom"] == "2026-11-01"
    assert [item["holder"] for item in found["items"]] == [1, 2, 3]
    assert found["actions"] == ["ask", "propose", "revoke", "close"]
    for name in ("login", "account", "device", "block", "staff"):
        assert name not in answer.text
    rows = await db.fetch("SELECT public_id::text AS id, login FROM account WHERE kind = 'citizen'")
    assert not [row for row in rows if row["id"] in answer.text or row["login"] in answer.text]
    for stranger in (case.world.owner, await make_citizen()):
        refused = await client.get(f"/api/perk-reviews/{case.id}", headers=stranger.headers)
        assert refused.status_code == 403
    unknown = await client.get("/api/perk-reviews/nothing", headers=officer.headers)
    assert unknown.status_code == 404


async def test_the_shop_is_asked_and_its_word_closes_it(client: httpx.AsyncClient, db: Any) -> None:
    case = await make_case(client, db)
    owner, officer = case.world.owner, case.world.proposer
    unseen = await client.get(shop_path(case, case.id), headers=owner.headers)
    assert unseen.status_code == 404, "nobody has asked the shop yet"
    early = await client.post(
        shop_path(case, case.id, "reply"),
        json={"text": "旅游团一起到"},
        headers=owner.headers | key(),
    )
    assert early.status_code == 404
    asked = await act(client, officer, case, "question", question="昨晚这些核销是怎么回事？")
    assert asked.json()["card"]["state"] == "asked" and asked.json()["card"]["replyDue"]
    assert await told(db, owner) == ["有一件权益核销想请您说明"]
    seen = (await client.get(shop_path(case, case.id), headers=owner.headers)).json()
    assert seen["mayReply"] and seen["steps"][0]["note"] == "昨晚这些核销是怎么回事？"
    assert {item["holder"] for item in seen["items"]} == {0} and seen["hold"] is None
    for stranger in (case.world.till, (await make_world()).owner):
        refused = await client.get(shop_path(case, case.id), headers=stranger.headers)
        assert refused.status_code == 403
    replied = await client.post(
        shop_path(case, case.id, "reply"),
        json={"text": "旅游团一起到"},
        headers=owner.headers | key(),
    )
    assert replied.json()["card"]["state"] == "answered"
    stored = await db.fetchval("SELECT note FROM perk_review_step WHERE action = 'reply'")
    assert "旅游团".encode() not in bytes(stored), "what a shop writes is sealed"
    closed = await act(client, officer, case, "closing", outcome="nothing", note="旅游团，没有问题")
    assert closed.json()["card"]["state"] == "closed" and closed.json()["actions"] == []
    again = await act(client, officer, case, "closing", outcome="nothing", note="旅游团，没有问题")
    assert again.status_code == 409
    listed = await client.get(shop_path(case), headers=owner.headers)
    assert [item["state"] for item in listed.json()["items"]] == ["closed"]
    actions = await db.fetch("SELECT action FROM audit_entry WHERE object_id = $1", case.id)
    assert [row["action"] for row in actions] == [
        "perk_review.open", "perk_review.ask", "perk_review.reply", "perk_review.close",
    ]  # fmt: skip


async def test_a_hold_takes_two_officers_and_holds_only_these_uses(
    client: httpx.AsyncClient, db: Any
) -> None:
    case = await make_case(client, db)
    first, second, owner = case.world.proposer, case.world.approver, case.world.owner
    late = await act(client, first, case, "hold", reason="核销过密，需要核实", endsOn=soon(90))
    assert late.status_code == 400
    proposed = await act(client, first, case, "hold", reason="核销过密，需要核实", endsOn=soon())
    assert proposed.json()["card"]["state"] == "proposed", proposed.text
    assert "approve" not in proposed.json()["actions"], "who proposed it cannot decide"
    own = await act(client, first, case, "hold/decision", decision="approve")
    assert own.status_code == 403
    assert await told(db, owner) == [], "nothing is held yet"
    done = await act(client, second, case, "hold/decision", decision="approve")
    assert done.json()["hold"]["state"] == "running" and done.json()["hold"]["uses"] == 3
    assert await told(db, owner) == ["有几笔权益核销的款项暂缓结算"]
    seen = (await client.get(shop_path(case, case.id), headers=owner.headers)).json()
    assert (
        seen["hold"]["legalBasis"] == load_rules().hold.legal_basis and "行政复议" in seen["remedy"]
    )

    # One more use that nobody looked at, and one of the held ones is taken back.
    person = await make_citizen()
    voucher = (await claim(client, person, case.world.perk)).json()["id"]
    phone = Phone(client, person)
    await phone.fetch(voucher)
    await redeem(client, case.world.till, case.world.uscc, phone.digits(voucher), billFen=900)
    await reverse(client, case.world.till, case.world.uscc, case.uses[0])
    await let_a_day_pass(db)
    await make_statements()
    path = f"/api/subjects/{case.world.uscc}/perk-statements"
    items = (await client.get(path, headers=owner.headers)).json()["items"]
    mine = next(item for item in items if item["side"] == "merchant")
    assert (mine["amountFen"], mine["withheldFen"]) == (1500, 1000)
    signed = await client.post(f"{path}/{mine['id']}/signature", headers=owner.headers)
    assert (signed.json()["amountFen"], signed.json()["withheldFen"]) == (1500, 1000)
    assert await paid_to(db, case) == 500, "what nobody asked about is paid"
    other = next(item for item in items if item["side"] == "provider")
    assert other["withheldFen"] == 0

    objected = await client.post(
        shop_path(case, case.id, "reply"),
        json={"text": "我们不同意，当天有活动"},
        headers=owner.headers | key(),
    )
    assert objected.json()["card"]["state"] == "held", "an objection makes nothing worse"
    closed = await act(client, second, case, "closing", outcome="clarified", note="活动属实，照付")
    assert closed.json()["hold"]["state"] == "ended"
    assert await paid_to(db, case) == 1500
    after = (await client.get(path, headers=owner.headers)).json()["items"]
    assert {item["withheldFen"] for item in after} == {0}
    assert await list_differences() == []
    assert await db.fetchval("SELECT sum(amount_fen) FROM ledger_entry") == 0


async def paid_to(db: Any, case: Case) -> int:
    amount: int = await db.fetchval(
        """SELECT coalesce(sum(amount_fen), 0) FROM ledger_transfer
           WHERE kind = 'settle' AND from_kind = 'merchant' AND from_key = $1""",
        case.world.shop.id,
    )
    return amount


async def test_what_is_paid_is_not_held_and_a_refused_hold_holds_nothing(
    client: httpx.AsyncClient, db: Any
) -> None:
    case = await make_case(client, db)
    first, second, owner = case.world.proposer, case.world.approver, case.world.owner
    await act(client, first, case, "hold", reason="核销过密，需要核实", endsOn=soon())
    silent = await act(client, second, case, "hold/decision", decision="refuse")
    assert silent.status_code == 400
    refused = await act(client, second, case, "hold/decision", decision="refuse", note="理由不足")
    assert (refused.json()["card"]["state"], refused.json()["hold"]) == ("open", None)
    assert await told(db, owner) == []
    await let_a_day_pass(db)
    await make_statements()
    path = f"/api/subjects/{case.world.uscc}/perk-statements"
    for item in (await client.get(path, headers=owner.headers)).json()["items"]:
        assert item["withheldFen"] == 0
        await client.post(f"{path}/{item['id']}/signature", headers=owner.headers)
    paid = await act(client, first, case, "hold", reason="核销过密，需要核实", endsOn=soon())
    assert paid.status_code == 409
    assert await paid_to(db, case) == 1500


async def test_a_hold_ends_by_itself_and_old_cases_are_forgotten(
    client: httpx.AsyncClient, db: Any
) -> None:
    case = await make_case(client, db)
    await act(client, case.world.proposer, case, "hold", reason="核销过密，需要核实", endsOn=soon())
    await act(client, case.world.approver, case, "hold/decision", decision="approve")
    await keep_review_time({})
    assert await db.fetchval("SELECT state FROM perk_review") == "held"
    await db.execute("UPDATE payout_hold SET ends_on = $1", clock.today() - timedelta(days=1))
    await keep_review_time({})
    await keep_review_time({})
    state = await db.fetchrow(
        "SELECT v.state, v.outcome, h.state FROM perk_review v "
        "JOIN payout_hold h ON h.id = v.hold_id"
    )
    assert tuple(state) == ("closed", "ended", "ended")
    assert await told(db, case.world.owner) == ["有几笔权益核销的款项暂缓结算", "暂缓结算已到期"]
    await db.execute("UPDATE perk_review SET closed_at = closed_at - interval '366 days'")
    await keep_review_time({})
    for table in ("perk_review", "perk_review_item", "perk_review_step"):
        assert await db.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_a_voucher_goes_the_way_of_two_officers_and_people_are_no_shop_business(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(quota=Quota(total=10, per_person=3))
    person = await make_citizen()
    voucher = (await claim(client, person, world.perk)).json()["id"]
    holder = await db.fetchval("SELECT account_id FROM perk_claim")
    rule = msgspec.structs.replace(rules_on(clock.today())["holder_rush"], floor=1)
    await open_for(db, rule, Touched([holder], [], [], []))
    case = Case(world, await db.fetchval("SELECT public_id::text FROM perk_review"), [])
    found = await client.get(f"/api/perk-reviews/{case.id}", headers=world.proposer.headers)
    assert found.json()["items"][0]["voucher"] == voucher
    assert found.json()["actions"] == ["revoke", "close"]
    for step, body in (
        ("question", {"question": "请说明一下"}),
        ("hold", {"reason": "需要核实一下", "endsOn": soon()}),
    ):
        assert (await act(client, world.proposer, case, step, **body)).status_code == 409
    why = {"reason": "同一设备代领", "legalBasis": "方案第三条：限本人领取"}
    foreign = await act(client, world.proposer, case, f"vouchers/{case.id}/revocation", **why)
    assert foreign.status_code == 404
    done = await act(client, world.proposer, case, f"vouchers/{voucher}/revocation", **why)
    assert done.status_code == 200, done.text
    waiting = await client.get("/api/perk-revocations", headers=world.approver.headers)
    assert [item["claim"] for item in waiting.json()["items"]] == [voucher]
    assert await db.fetchval("SELECT state FROM perk_claim") == "claimed", "nothing happened yet"


async def test_finance_people_of_the_shop_see_it_too(client: httpx.AsyncClient, db: Any) -> None:
    case = await make_case(client, db)
    await act(client, case.world.proposer, case, "question", question="请说明这几笔核销")
    finance = await add_till(case.world.uscc, "finance")
    seen = await client.get(shop_path(case), headers=finance.headers)
    assert [item["id"] for item in seen.json()["items"]] == [case.id]
