"""The whole procedure by chance, through the API: no edge that there is not, and what always holds.

Every step may be tried in every state by everybody. What the machine of `rules.py` allows must be
taken; anything else must be refused and change nothing.
"""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.breaches.rig import UPHELD, Rig, make_rig
from credit.commitments.breaches.actions.keeping_time import keep_time
from credit.commitments.breaches.rules import CLOSED, EDGES, Action, Role, Status, find_edge
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.redis import get_redis

PEOPLE = 2
MOVES = ("report", "accept", "decline", "reply", "settle", "withdraw", "uphold", "reject",
         "ask_review_shop", "ask_review_person", "confirm", "change", "cancel", "own_cancel",
         "wait")  # fmt: skip
# Which edge a move stands for, and whose it is; the rest are told apart below.
EDGE_OF = {
    "accept": (Action.ACCEPT, Role.OFFICER), "decline": (Action.DECLINE, Role.OFFICER),
    "reply": (Action.REPLY, Role.MERCHANT), "uphold": (Action.UPHOLD, Role.OFFICER),
    "reject": (Action.REJECT, Role.OFFICER), "confirm": (Action.CONFIRM, Role.OFFICER),
    "change": (Action.CHANGE, Role.OFFICER), "cancel": (Action.CANCEL, Role.OFFICER),
    "ask_review_shop": (Action.ASK_REVIEW, Role.MERCHANT),
}  # fmt: skip
moves = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, PEOPLE - 1)), max_size=9)
# Half of the walks begin where there is something to decide.
starts = st.sampled_from(
    [[], [("report", 0), ("accept", 0), ("reply", 0)],
     [("report", 0), ("report", 1), ("accept", 0), ("reply", 0), ("uphold", 0)],
     [("report", 0), ("accept", 0), ("reply", 0), ("uphold", 0), ("ask_review_shop", 0)],
     [("report", 0), ("accept", 0), ("wait", 0), ("reject", 0)]]
)  # fmt: skip


class Walk:
    """One way through the machine, checked after each step."""

    def __init__(self, rig: Rig, db: Connection) -> None:
        self.rig, self.db = rig, db
        self.receipts: dict[int, str] = {}
        self.days = 0

    async def newest(self) -> Any:
        """The newest case of the promise, or None."""
        query = "SELECT id, number, status, performance FROM breach_case ORDER BY id DESC LIMIT 1"
        return await self.db.fetchrow(query)

    async def step(self, move: str, who: int) -> None:
        await get_redis().flushall()  # how often somebody may do it is another matter
        case = await self.newest()
        before = Status(case["status"]) if case else None
        answer = await self.send(move, who, case["number"] if case else "000000000000")
        after = await self.newest()
        if answer is None:  # time went by
            return
        ok = answer.status_code < 300
        assert ok or answer.status_code in (400, 403, 404, 409, 429), answer.text
        if move in EDGE_OF and case:
            action, role = EDGE_OF[move]
            edge = find_edge(before, action) if before else None
            allowed = edge is not None and edge.role is role and not self.bare(move, case)
            assert ok == allowed, f"{move} from {before}: {answer.status_code} {answer.text}"
            assert after["status"] == (edge.after if edge and ok else before)
        if not ok and case and after["id"] == case["id"]:
            assert after["status"] == before, f"a refused {move} changed something"

    @staticmethod
    def bare(move: str, case: Any) -> bool:
        """There is no breach to cancel in a decision that upheld none."""
        return move == "cancel" and not case["performance"]

    async def send(self, move: str, who: int, number: str) -> httpx.Response | None:
        rig = self.rig
        if move == "report":
            return await self.report(who)
        if move == "wait":
            await keep_time()
            return None
        if move in ("accept", "decline"):
            body = {"accept": move == "accept", "reason": "理由说明"}
            return await rig.desk(number, "acceptance", body)
        if move == "reply":
            return await rig.shop(number, "reply", {"text": "情况说明"})
        if move in ("uphold", "reject"):
            body = {"reason": "决定理由"} | ({"upheld": UPHELD} if move == "uphold" else {})
            return await rig.desk(number, "decision", body)
        if move == "ask_review_shop":
            return await rig.shop(number, "second-review", {"text": "请复核"})
        if move in ("settle", "withdraw", "ask_review_person"):
            path = {"settle": "settlement", "withdraw": "withdrawal"}.get(move, "second-review")
            body = {"text": "请复核"} if path == "second-review" else None
            receipt = self.receipts.get(who, "000000000000")
            return await rig.ask(rig.people[who], "POST", f"breach-reports/{receipt}/{path}", body)
        body = {"outcome": move.removeprefix("own_"), "reason": "复核理由"}
        body |= {"upheld": UPHELD} if move == "change" else {}
        by = rig.officer if move == "own_cancel" else rig.second
        answer = await rig.desk(number, "second-review", body, who=by)
        assert move != "own_cancel" or answer.status_code >= 400, "reviewed his own decision"
        return answer

    async def report(self, who: int) -> httpx.Response:
        body = {"happenedOn": str(clock.today() - timedelta(days=1)), "facts": "没有做到承诺的事。"}
        path = f"commitments/{self.rig.code}/breach-reports"
        answer = await self.rig.ask(self.rig.people[who], "POST", path, body)
        if answer.status_code == 201:
            self.receipts[who] = answer.json()["number"]
        return answer

    async def check(self) -> None:
        """What holds after every step."""
        known = {(edge.before, edge.action, edge.after, edge.role) for edge in EDGES}
        for row in await self.db.fetch("SELECT before, action, after, role FROM breach_step"):
            assert tuple(row) in known
        holders = await self.db.fetch(
            "SELECT status, performance FROM breach_case WHERE holds_finding"
        )
        assert len(holders) <= 1, "one finding about a promise"
        found = await self.db.fetchval(
            "SELECT performance FROM commitment WHERE code = $1", self.rig.code
        )
        assert found == (holders[0]["performance"] if holders else "unknown")
        left = await self.db.fetchval(
            "SELECT count(*) FROM breach_measure m JOIN breach_case b ON b.id = m.case_id"
            " WHERE m.removed_at IS NULL AND b.performance = ''"
        )
        assert left == 0, "a measure without an upheld breach"
        undone = await self.db.fetchval(
            "SELECT count(*) FROM breach_report r JOIN breach_case b ON b.id = r.case_id"
            " WHERE r.status = 'open' AND b.status = ANY($1)", list(CLOSED),
        )  # fmt: skip
        assert undone == 0, "an open report in a closed case"
        assert await self.leaks() == 0, "somebody who reported is named"

    async def leaks(self) -> int:
        """Steps and audit entries that name a person who reported."""
        people = [person.caller.id for person in self.rig.people]
        count: int = await self.db.fetchval(
            "SELECT (SELECT count(*) FROM breach_step WHERE actor = ANY($1))"
            " + (SELECT count(*) FROM audit_entry WHERE actor = ANY($1)"
            "    AND action LIKE 'breach.%')",
            people,
        )
        return count


@pytest.fixture
async def rig(client: httpx.AsyncClient) -> Rig:
    return await make_rig(client, people=PEOPLE)


@given(start=starts, rest=moves)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_no_edge_that_there_is_not(
    rig: Rig, db: Connection, start: list[tuple[str, int]], rest: list[tuple[str, int]]
) -> None:
    savepoint = db.transaction()
    await savepoint.start()
    now = clock.now()
    try:
        walk = Walk(rig, db)
        for number, (move, who) in enumerate([*start, *rest]):
            # Time goes on, so that periods end and a day's limits do not stand in the way.
            days = 40 * sum(one == "wait" for one, _ in [*start, *rest][: number + 1])
            with clock.frozen(now + timedelta(days=days)):
                await walk.step(move, who)
                await walk.check()
    finally:
        await savepoint.rollback()
