"""What is counted and when people should look; perks.find_anomalies, perks.forget_networks."""

from collections import Counter
from datetime import timedelta
from typing import Any, get_args

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.identity.actions import grant_subject
from credit.kit import clock
from credit.kit.db import transaction
from credit.perks.attempts.jobs import forget_old_networks
from credit.perks.attempts.network import block_of, flush_networks, write_networks
from credit.perks.attempts.recording import flush_refusals
from credit.perks.programme.rules.terms import Quota
from credit.perks.reviews.finding.counting import Found, Touched, count_for, read_touched
from credit.perks.reviews.finding.opening import find_between, open_for
from credit.perks.reviews.jobs import look_for_anomalies
from credit.perks.reviews.rule_file import AnomalyRule, RuleId, load_rules, rules_on
from credit.perks.reviews.rules import EDGES, Counts, State, is_anomalous, plausible_uses
from perks.world import Phone, World, claim, make_citizen, make_world, redeem, reverse

EVERYTHING = 2**62
DAY_MINUTES = 1440


def rule(rule_id: RuleId, **changes: Any) -> AnomalyRule:
    return msgspec.structs.replace(rules_on(clock.today())[rule_id], **changes)


@pytest.mark.parametrize(
    ("seen", "total", "allowed", "term_days", "expected"),
    [
        (4, 0, 100, 70, False),  # below the floor, whatever the terms
        (5, 0, 10, 70, True),  # one a week is plausible, five are more than three times that
        (5, 0, 20, 70, False),  # two a week: six would be
        (6, 0, 20, 70, True),
        (20, 0, 20, 7, False),  # all of it may be used within a week: nothing to see
        (20, 0, 20, 1, False),
    ],
)
def test_pairs_are_measured_by_the_terms(
    seen: int, total: int, allowed: int, term_days: int, expected: bool
) -> None:
    term = term_days * DAY_MINUTES
    counts = Counts(seen=seen, total=total, allowed=allowed, term_minutes=term)
    assert is_anomalous(rule("pair_repeat"), counts) is expected


@pytest.mark.parametrize(
    ("seen", "total", "expected"), [(4, 4, False), (5, 11, False), (5, 10, True), (9, 9, True)]
)
def test_reversals_are_measured_by_all_uses(seen: int, total: int, expected: bool) -> None:
    assert is_anomalous(rule("reversal_pattern"), Counts(seen=seen, total=total)) is expected


@given(
    number=st.integers(0, len(load_rules().rule) - 1),
    seen=st.integers(0, 200),
    more=st.integers(0, 50),
    total=st.integers(0, 400),
    allowed=st.integers(1, 500),
    term=st.integers(1, 200_000),
)
def test_more_is_never_less_suspicious_and_the_floor_holds(
    number: int, seen: int, more: int, total: int, allowed: int, term: int
) -> None:
    one = load_rules().rule[number]
    counts = Counts(seen=seen, total=total, allowed=allowed, term_minutes=term)
    grown = msgspec.structs.replace(counts, seen=seen + more)
    assert is_anomalous(one, counts) <= is_anomalous(one, grown)
    assert not is_anomalous(one, counts) or seen >= one.floor
    assert 0 <= plausible_uses(one, counts) <= allowed


def test_every_rule_is_there_once_at_a_time_and_says_why() -> None:
    assert {one.id for one in load_rules().rule} == set(get_args(RuleId))
    for one in load_rules().rule:
        others = [r for r in load_rules().rule if r.id == one.id and r is not one]
        assert not any(r.covers(one.from_) for r in others), one.id
    for words in ("违法", "骗", "作弊", "失信"):  # a rule accuses nobody
        assert not [one.id for one in load_rules().rule if words in one.name + one.why]


def test_a_case_can_always_be_closed_and_is_then_over() -> None:
    states: set[State] = set(get_args(State))
    after: dict[State, set[State]] = {state: set() for state in states}
    for edge in EDGES.values():
        for before, then in edge.items():
            after[before].add(then)
    assert after["closed"] == set()
    for state in states - {"closed"}:
        reached = {state}
        while not after_all(reached, after) <= reached:
            reached |= after_all(reached, after)
        assert "closed" in reached, state
    assert all(
        action == "reply" or edge.get("held") != "proposed" for action, edge in EDGES.items()
    )


def after_all(states: set[State], after: dict[State, set[State]]) -> set[State]:
    return set().union(*(after[state] for state in states))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("203.0.113.7", "203.0.113.250", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::1", "2001:db8:1:9::5", True),
        ("2001:db8:1:2::1", "2001:db8:2:2::1", False),
    ],
)
def test_a_block_is_a_hash_of_its_day(first: str, second: str, same: bool) -> None:
    today = clock.today()
    assert (block_of(first, today) == block_of(second, today)) is same
    assert len(block_of(first, today)) == 16
    assert block_of(first, today) != block_of(first, today + timedelta(days=1))
    assert block_of("", today) == b""


async def use_one(client: httpx.AsyncClient, world: World, person: Any, till: Any) -> str:
    """Claims and uses one voucher; the id of its redemption."""
    voucher = (await claim(client, person, world.perk)).json()["id"]
    phone = Phone(client, person)
    await phone.fetch(voucher)
    done = await redeem(client, till, world.uscc, phone.digits(voucher), billFen=900)
    assert done.status_code == 201, done.text
    redemption: str = done.json()["id"]
    return redemption


async def count(db: Any, rule_id: RuleId, **changes: Any) -> list[Found]:
    touched = await read_touched(db, 0, EVERYTHING)
    return await count_for(db, rule(rule_id, **changes), touched)


async def test_uses_at_a_shop_are_counted_each_way(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_world(quota=Quota(total=10, per_person=3))
    staff, guest = await make_citizen(), await make_citizen()
    await grant_subject(staff.caller.id, world.uscc, role="redeem", actor="test")
    own = msgspec.structs.replace(
        staff, caller=msgspec.structs.replace(staff.caller, subject_uscc=(world.uscc,))
    )
    await use_one(client, world, own, own)
    mine = await use_one(client, world, own, world.till)
    await use_one(client, world, guest, world.till)

    rush = await count(db, "till_rush", floor=3)
    assert [(f.counts.seen, len(f.uses), f.place_id) for f in rush] == [(3, 3, world.shop.id)]
    assert await count(db, "till_rush", floor=4) == []
    pair = (await count(db, "pair_repeat", floor=2))[0]
    assert (pair.counts.seen, pair.counts.allowed) == (2, 3)
    assert pair.counts.term_minutes == 61 * DAY_MINUTES
    assert [f.counts.seen for f in await count(db, "own_shop", floor=1)] == [2]
    assert [f.counts.seen for f in await count(db, "self_redeem")] == [1]
    assert [f.counts.seen for f in await count(db, "holder_rush", floor=2)] == [2]

    await reverse(client, world.till, world.uscc, mine)
    undone = (await count(db, "reversal_pattern", floor=1))[0]
    assert (undone.counts.seen, undone.counts.total) == (1, 3)
    assert [f.counts.seen for f in await count(db, "till_rush", floor=1)] == [2]


async def test_a_device_is_a_session_and_a_crowd_is_a_block(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world()
    people = [await make_citizen() for _ in range(3)]
    vouchers = [(await claim(client, person, world.perk)).json()["id"] for person in people]
    for person in people[:2]:
        await db.execute(
            """INSERT INTO sign_in_session (family, account_id, device_hash, created_at,
                 last_used_at)
               SELECT gen_random_uuid(), id, decode(repeat('ab', 32), 'hex'), now(), now()
               FROM account WHERE public_id = $1""",
            person.caller.id,
        )
    shared = await count(db, "device_shared", floor=2)
    assert [(f.counts.seen, len(f.claims), f.place_id) for f in shared] == [(2, 2, None)]
    assert await count(db, "device_shared", floor=3) == []
    block = block_of("203.0.113.7", clock.today())
    await write_networks([(0.0, (voucher, block)) for voucher in vouchers])
    crowd = await count(db, "network_crowd", floor=3)
    assert [(f.counts.seen, len(f.claims)) for f in crowd] == [(3, 3)]
    await db.execute("UPDATE claim_network SET at = at - interval '25 hours'")
    await forget_old_networks({})
    assert await db.fetchval("SELECT count(*) FROM claim_network") == 0


async def test_refusals_are_counted_by_what_they_were(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_world()
    outcomes = ["false-code", "offline-false-code", "offline-not-usable", "not-usable"]
    for outcome in outcomes:
        await db.execute(
            "INSERT INTO perk_attempt (kind, outcome, place_id) VALUES ('redeem', $1, $2)",
            outcome,
            world.shop.id,
        )
    assert [f.counts.seen for f in await count(db, "till_guessing", floor=1)] == [2]
    assert [f.counts.seen for f in await count(db, "offline_refused", floor=1)] == [2]


async def test_one_thing_is_one_case_until_it_happens_again(
    client: httpx.AsyncClient, db: Any
) -> None:
    world = await make_world(quota=Quota(total=10, per_person=3))
    for _ in range(2):
        await use_one(client, world, await make_citizen(), world.till)
    few = rule("till_rush", floor=2)
    touched = Touched([], [], [], [world.shop.id])
    assert await open_for(db, few, touched) == 1
    assert await open_for(db, few, touched) == 0
    await use_one(client, world, await make_citizen(), world.till)
    assert await open_for(db, few, touched) == 0
    row = await db.fetchrow("SELECT id, seen, floor, place_id, octet_length(key) FROM perk_review")
    assert tuple(row)[1:] == (3, 2, world.shop.id, 32)
    assert await db.fetchval("SELECT count(*) FROM perk_review_item") == 3
    await db.execute(
        "UPDATE perk_review SET state = 'closed', outcome = 'nothing', "
        "closed_at = clock_timestamp()"
    )
    await use_one(client, world, await make_citizen(), world.till)
    assert await open_for(db, few, touched) == 0, "people looked at three of these four already"
    await use_one(client, world, await make_citizen(), world.till)
    assert await open_for(db, few, touched) == 1


async def test_nothing_unusual_opens_nothing(client: httpx.AsyncClient, db: Any) -> None:
    world = await make_world()
    await use_one(client, world, await make_citizen(), world.till)
    assert await find_between(db, 0, EVERYTHING) == 0
    assert await db.fetchval("SELECT count(*) FROM message WHERE kind = 'perks.review'") == 0


@pytest.mark.usefixtures("committed_db")
async def test_what_the_api_refuses_is_on_record_and_found_by_the_job(app: Any) -> None:
    transport = httpx.ASGITransport(app=app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        world = await make_world()
        holder, stranger = await make_citizen(), await make_citizen()
        voucher = (await claim(client, holder, world.perk)).json()["id"]
        for _ in range(rule("holder_guessing").floor):
            assert (await Phone(client, stranger).fetch(voucher)).status_code == 404
        body = {"digits": "1" + "2" * 60}
        path = f"/api/subjects/{world.uscc}/redemptions/preview"
        assert (await client.post(path, json=body, headers=world.till.headers)).status_code == 400
        late = (clock.now() - timedelta(hours=1)).isoformat()
        wrong = await redeem(client, world.till, world.uscc, body["digits"], acceptedAt=late)
        assert wrong.status_code == 400
    await flush_refusals()
    await flush_networks()
    async with transaction() as held:
        rows = await held.fetch("SELECT kind, outcome FROM perk_attempt WHERE outcome <> 'done'")
        blocks = await held.fetch("SELECT block FROM claim_network")
    assert Counter(map(tuple, rows)) == {
        ("show", "not-found"): rule("holder_guessing").floor,
        ("redeem", "false-code"): 1,
        ("redeem", "offline-false-code"): 1,
    }
    assert [bytes(row["block"]) for row in blocks] == [block_of("203.0.113.9", clock.today())]
    await look_for_anomalies({})
    await look_for_anomalies({})
    async with transaction() as held:
        found = await held.fetch("SELECT rule, seen, place_id FROM perk_review")
        assert [tuple(row) for row in found] == [("holder_guessing", 10, None)]
