"""A state machine of hypothesis against the model: any order of steps gives only right answers."""

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import Any, ClassVar

import httpx
import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from credit.kit.db import connection
from credit.perks.ledger.reconciling import Difference, list_differences
from credit.perks.programme.rules.terms import Quota
from factories.accounts import Person
from faults.linear import Model, Operation
from faults.voucher_model import PerkState, perk_model
from perks.world import Phone, World, key, make_citizen, make_perk, make_world, redeem, reverse

_LEFT = "SELECT id, left_count FROM perk_stock JOIN perk ON id = perk_id WHERE public_id = $1"
_moments = count()


class Voucher(msgspec.Struct, frozen=True, eq=False):
    """A claim that was acknowledged, and how to ask for it once more."""

    id: str
    owner: Person
    phone: Phone
    path: str
    headers: dict[str, str]
    answer: bytes
    receipts: list[str]


class PerkMachine(RuleBasedStateMachine):
    """One perk an example, with a stock of one to three; every step goes through the API."""

    loop: ClassVar[asyncio.AbstractEventLoop]
    client: ClassVar[httpx.AsyncClient]
    redis: ClassVar[Redis]
    world: ClassVar[World]
    people: ClassVar[list[Person]]
    vouchers = Bundle("vouchers")

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Hypothesis waits in a thread of its own; the work is done on the test's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    @initialize(stock=st.integers(1, 3), each=st.integers(1, 2))
    def offer(self, stock: int, each: int) -> None:
        self.run(self.flush())
        world, quota = self.world, Quota(total=stock, per_person=each)
        self.perk = self.run(make_perk(world.proposer, world.approver, world.uscc, quota=quota))
        self.model: Model[PerkState] = perk_model(stock, each)
        self.state = self.model.initial

    @rule(target=vouchers, who=st.integers(0, 2))
    def claim(self, who: int) -> Any:
        person = self.people[who]
        path, headers = f"/api/perks/{self.perk}/claims", person.headers | key()
        answer = self.run(self.client.post(path, json={}, headers=headers))
        told = answer.json().get("id") or answer.json()["type"].rsplit("/", 1)[-1]
        self.step("claim", person.login, told)
        if answer.status_code != 201:
            return multiple()
        phone = Phone(self.client, person)
        self.run(phone.fetch(told))
        return Voucher(told, person, phone, path, headers, answer.content, [])

    @rule(voucher=vouchers)
    def ask_again(self, voucher: Voucher) -> None:
        """The same key: the same bytes, whatever became of the voucher, and no effect."""
        again = self.run(self.client.post(voucher.path, json={}, headers=voucher.headers))
        assert (again.status_code, again.content) == (201, voucher.answer)

    @rule(voucher=vouchers)
    def cancel(self, voucher: Voucher) -> None:
        path, headers = f"/api/perk-claims/{voucher.id}/cancellation", voucher.owner.headers
        self.settle(
            "cancel", voucher, self.run(self.client.post(path, json={}, headers=headers | key()))
        )

    @rule(voucher=vouchers)
    def redeem(self, voucher: Voucher) -> None:
        world, digits = self.world, voucher.phone.digits(voucher.id)
        answer = self.run(redeem(self.client, world.till, world.uscc, digits))
        if answer.status_code == 201:
            voucher.receipts.append(answer.json()["id"])
        if "这个码已经用过" not in answer.text:  # says nothing about the voucher
            self.settle("redeem", voucher, answer)

    @rule(voucher=vouchers)
    def reverse(self, voucher: Voucher) -> None:
        if voucher.receipts:
            world, last = self.world, voucher.receipts[-1]
            answer = self.run(reverse(self.client, world.till, world.uscc, last))
            self.settle("reverse", voucher, answer)

    def settle(self, kind: str, voucher: Voucher, answer: httpx.Response) -> None:
        assert answer.status_code in (200, 201, 409), answer.text
        self.step(kind, voucher.id, "ok" if answer.status_code < 300 else "refused")

    def step(self, kind: str, argument: str, told: str) -> None:
        moment = next(_moments)
        operation = Operation(kind, argument, told, moment, moment)
        following = self.model.step(self.state, operation)
        assert following is not None, (operation, self.state)
        self.state = following

    @invariant()
    def books_balance(self) -> None:
        if hasattr(self, "perk"):
            assert self.run(self.books()) == (self.state.left, [])

    async def flush(self) -> None:
        """The rate limits of the example before."""
        await self.redis.flushall()

    async def books(self) -> tuple[int, list[Difference]]:
        """What is left, and which laws do not hold for this example's perk."""
        async with connection() as held:
            perk_id, left = await held.fetchrow(_LEFT, self.perk)
        return left, [each for each in await list_differences() if each.perk_id == perk_id]


async def test_any_order_of_steps_agrees_with_the_model(
    client: httpx.AsyncClient, redis: Redis
) -> None:
    world = await make_world()

    class Machine(PerkMachine):
        pass

    Machine.loop, Machine.client, Machine.redis = asyncio.get_running_loop(), client, redis
    Machine.world, Machine.people = world, [await make_citizen() for _ in range(3)]
    few = settings(
        max_examples=20, stateful_step_count=16, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, Machine, settings=few)
