"""64 clients that claim, show, redeem, reverse, give back, and note what they were told."""

import asyncio
from itertools import count
from math import inf
from random import Random
from typing import Any, Final

import msgspec

from faults.asking import Client, Reply
from faults.linear import Operation
from faults.stage import Chain, Perk, Stage, Tokens
from faults.voucher_model import STALE_SECONDS

REASON: Final = {"reason": "录入错误"}
# Says nothing of the voucher's state: the code of these twenty seconds was used before.
CODE_USED: Final = "这个码已经用过"


class Held(msgspec.Struct):
    """A voucher that a client was told of."""

    id: str
    perk: Perk
    account: str
    code: dict[str, Any] | None = None
    redemptions: list[str] = []


class Told(msgspec.Struct):
    """Everything that was acknowledged, and each small perk's history."""

    claims: dict[str, tuple[str, str]] = {}
    redemptions: dict[str, str] = {}
    reversals: list[str] = []
    cancelled: list[str] = []
    histories: dict[str, list[Operation]] = {}
    counts: dict[str, int] = {}
    retried: int = 0
    lost: int = 0
    contradictions: list[str] = []


class Players:
    """All clients of a run; `remaining` operations are still to be started."""

    def __init__(self, stage: Stage, ports: list[int], operations: int, random: Random) -> None:
        self.stage, self.ports, self.random = stage, ports, random
        self.remaining = operations
        self.told = Told()
        self.held: list[Held] = []
        self.tokens, self.chain, self.keys = Tokens(), Chain(), count(1)
        self.hot = [perk for perk in stage.perks if not perk.small]
        self.small = [perk for perk in stage.perks if perk.small]

    async def play(self, number: int) -> None:
        """One client, until the operations are used up."""
        random = Random(self.random.random() + number)
        client = Client(self.ports, random)
        while self.remaining > 0:
            self.remaining -= 1
            await self._one(client, random)
        client.close()

    async def _one(self, client: Client, random: Random) -> None:
        held = random.choice(self.held) if self.held and random.random() < 0.6 else None
        if held is None:
            small = self.small and random.random() < 0.5
            perk = random.choice(self.small if small else self.hot)
            await self._claim(client, random, perk)
        elif random.random() < 0.12:
            await self._cancel(client, held)
        elif held.redemptions and random.random() < 0.4:
            await self._reverse(client, random, held)
        else:
            await self._redeem(client, random, held)

    async def _claim(self, client: Client, random: Random, perk: Perk) -> None:
        account = random.choice(perk.people)
        path, token = f"/api/perks/{perk.id}/claims", self.tokens.of(account)
        reserve = not perk.small and random.random() < 0.1
        started, key = _now(), self._key()
        if random.random() < 0.03:
            reply = await self._twice(client, path, {"reserve": reserve}, token, key)
        elif perk.small and random.random() < 0.02:
            # Asked once and never heard of again: it may have happened.
            await client.try_once(path, {"reserve": False}, token, key)
            self._record(perk, "claim", account, None, started)
            return
        else:
            reply = await client.post(path, {"reserve": reserve}, token, key)
        self._count("reserve" if reserve else "claim", reply)
        if reply is None:
            return
        if reply.status == 201:
            voucher = reply.json["id"]
            self.told.claims[voucher] = (perk.id, account)
            held = Held(voucher, perk, account, redemptions=[])
            self._record(perk, "claim", account, voucher, started)
            if reserve:
                await self._confirm(client, held)
            self.held.append(held)
        elif reply.slug in ("sold-out", "already-claimed"):
            early = STALE_SECONDS if reply.slug == "sold-out" else 0.0
            self._record(perk, "claim", account, reply.slug, started - early)
        else:
            self.told.contradictions.append(f"claim: {reply.status} {reply.slug}")

    async def _confirm(self, client: Client, held: Held) -> None:
        path = f"/api/perk-claims/{held.id}/confirmation"
        self._count("confirm", await client.post(path, {}, self._token(held), self._key()))

    async def _cancel(self, client: Client, held: Held) -> None:
        started = _now()
        path = f"/api/perk-claims/{held.id}/cancellation"
        reply = await client.post(path, {}, self._token(held), self._key())
        self._count("cancel", reply)
        if reply and reply.status == 200:
            self.told.cancelled.append(held.id)
            if held in self.held:
                self.held.remove(held)
        self._settle(held, "cancel", held.id, reply, 200, started)

    async def _redeem(self, client: Client, random: Random, held: Held) -> None:
        if held.code is None:
            path = f"/api/perk-claims/{held.id}/code"
            shown = await client.post(
                path, {"anchor": self.chain.anchor}, self._token(held), self._key()
            )
            self._count("show", shown)
            if shown is None or shown.status != 200:
                return
            held.code = shown.json
        body = {"digits": self.chain.digits(held.code), "billFen": 900}
        path = f"/api/subjects/{self.stage.uscc}/redemptions"
        tills = [random.choice(self.stage.tills) for _ in range(2 if random.random() < 0.1 else 1)]
        # Two tills at once with the same code: one of them at most may be right.
        await asyncio.gather(*(self._scan(client, path, body, till, held) for till in tills[:1]))
        for till in tills[1:]:
            await self._scan(client, path, body, till, held)

    async def _scan(
        self, client: Client, path: str, body: dict[str, Any], till: str, held: Held
    ) -> None:
        started = _now()
        reply = await client.post(path, body, self.tokens.of(till, "merchant"), self._key())
        self._count("redeem", reply)
        if reply and reply.status == 201:
            self.told.redemptions[reply.json["id"]] = held.id
            held.redemptions.append(reply.json["id"])
        if reply and CODE_USED in reply.body.decode():
            return
        self._settle(held, "redeem", held.id, reply, 201, started)

    async def _reverse(self, client: Client, random: Random, held: Held) -> None:
        redemption, started = held.redemptions[-1], _now()
        path = f"/api/subjects/{self.stage.uscc}/redemptions/{redemption}/reversal"
        till = self.tokens.of(random.choice(self.stage.tills), "merchant")
        reply = await client.post(path, REASON, till, self._key())
        self._count("reverse", reply)
        if reply and reply.status == 200:
            self.told.reversals.append(redemption)
            if redemption in held.redemptions:
                held.redemptions.remove(redemption)
            self._settle(held, "reverse", held.id, reply, 200, started)

    async def _twice(
        self, client: Client, path: str, body: dict[str, Any], token: str, key: str
    ) -> Reply | None:
        """The same request at two servers at once, as an impatient phone does: one answer."""
        other = Client(self.ports, self.random)
        first, second = await asyncio.gather(
            client.post(path, body, token, key), other.post(path, body, token, key)
        )
        other.close()
        both = [reply for reply in (first, second) if reply and reply.status == 201]
        if len(both) == 2 and both[0].body != both[1].body:
            self.told.contradictions.append(f"one key, two answers: {both}")
        return both[0] if both else first

    def _settle(
        self, held: Held, kind: str, voucher: str, reply: Reply | None, good: int, started: float
    ) -> None:
        if reply is None:
            self._record(held.perk, kind, voucher, None, started)
        else:
            answer = "ok" if reply.status == good else "refused"
            self._record(held.perk, kind, voucher, answer, started)

    def _record(self, perk: Perk, kind: str, argument: str, answer: Any, started: float) -> None:
        if perk.small:
            ended = inf if answer is None else _now()
            history = self.told.histories.setdefault(perk.id, [])
            history.append(Operation(kind, argument, answer, started, ended))

    def _count(self, kind: str, reply: Reply | None) -> None:
        name = f"{kind} {'lost' if reply is None else reply.slug or 'ok'}"
        self.told.counts[name] = self.told.counts.get(name, 0) + 1
        if reply is None:
            self.told.lost += 1
        else:
            self.told.retried += reply.tries > 1

    def _key(self) -> str:
        return f"fault-run-{next(self.keys):08d}"

    def _token(self, held: Held) -> str:
        return self.tokens.of(held.account)


def _now() -> float:
    return asyncio.get_running_loop().time()
