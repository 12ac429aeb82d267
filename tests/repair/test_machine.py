"""Whatever people try in whatever order through the API, only edges of the rules are walked."""

from datetime import date
from itertools import pairwise
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credit.kit.db import Connection
from credit.repair.jobs import look_after
from credit.repair.rules.states import ENDING, GRANTED, may_move
from repair.world import STATEMENT, Desk, add_penalty, make_world, on, photo, run_jobs

DECIDED, DAY = date(2026, 5, 8), date(2026, 8, 17)
BASIS = {"reason": "理由", "legalBasis": "国家发展改革委令第36号"}
STEPS: dict[str, tuple[str, Any]] = {
    "material": ("materials", {"data": photo()}),
    "submit": ("submission", {"statement": STATEMENT, "pledge": True}),
    "withdraw": ("withdrawal", None),
    "accept": ("acceptance", {"outcome": "accept"}),
    "supplement": ("acceptance", {"outcome": "supplement", "reason": "缺材料"}),
    "reject": ("acceptance", {"outcome": "reject"} | BASIS),
    "check": ("check", {"finding": "属实"}),
    "approve": ("decision", {"approve": True}),
    "decline": ("decision", {"approve": False} | BASIS),
    "extend": ("extension", {"reason": "情况复杂"}),
    "false": ("false-materials", BASIS | {"barredUntil": "2027-08-01"}),
    "broken": ("broken-pledge", BASIS),
}
MERCHANTS = ("material", "submit", "withdraw")
# What the happy way is made of comes more often, so that the walks get far.
WORDS = st.sampled_from([*STEPS, "submit", "accept", "check", "approve", "jobs", "night"])


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(walk=st.lists(WORDS, max_size=9))
async def test_no_illegal_edge_is_reachable(
    client: httpx.AsyncClient, db: Connection, walk: list[str]
) -> None:
    async with db.transaction():
        world = await make_world()
        desk = Desk(client, world)
        with on(DAY):
            case = await desk.draft(await add_penalty(world, DECIDED))
            for word in ["submit", *walk]:
                await step(desk, db, case, word)
        await check(db, world.subject_id, case)


async def step(desk: Desk, db: Connection, case: str, word: str) -> None:
    if word == "jobs":
        await run_jobs(db)
    elif word == "night":
        await look_after({})
    else:
        what, body = STEPS[word]
        who = desk.world.owner if word in MERCHANTS else desk.world.officer
        path = f"/api/repairs/{case}/{what}"
        answer = await desk.client.post(path, json=body, headers=who.headers)
        assert answer.status_code in (200, 404, 409), answer.text


async def check(db: Connection, subject_id: int, case: str) -> None:
    """The events are a walk over edges, and the record stands exactly unless it is granted."""
    rows = await db.fetch(
        "SELECT e.state FROM repair_event e JOIN repair r ON r.id = e.repair_id"
        " WHERE r.public_id = $1 ORDER BY e.place",
        case,
    )
    states = [row["state"] for row in rows]
    assert states[0] == "draft"
    assert all(a == b or may_move(a, b) for a, b in pairwise(states)), states
    state = await db.fetchval("SELECT state FROM repair WHERE public_id = $1", case)
    assert state == states[-1] and (state not in GRANTED or set(ENDING) <= set(states))
    record = await db.fetchval(
        "SELECT state FROM record WHERE subject_id = $1 AND is_current", subject_id
    )
    assert (record == "repaired") is (state in GRANTED)
