"""A citizen's phone: its key, its hash chains, and what it shows."""

import base64
import json
import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credit.codes.core.citizen_pass import add_proof
from credit.codes.core.digits import token_to_digits
from credit.codes.core.hash_chain import STEP_SECONDS, anchor_of, preimage_at
from credit.kit import clock
from factories.accounts import Person, make_account

SLOT = 900
TYPE = "xyqh-pass-request+jwt"
SETTINGS = {"showName": False, "showCourtesy": True, "paused": False}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def running_quarter() -> int:
    return int(clock.now().timestamp()) // SLOT * SLOT


class Phone:
    """One phone of one citizen. `seeds` and `tokens` by the start of their quarter hour."""

    def __init__(self, client: httpx.AsyncClient, person: Person) -> None:
        self.client, self.person = client, person
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = ""
        self.seeds: dict[int, bytes] = {}
        self.tokens: dict[int, bytes] = {}

    @property
    def public_key(self) -> str:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return b64(point)

    async def register(self, label: str = "测试手机") -> httpx.Response:
        body = {"publicKey": self.public_key, "label": label}
        answer = await self.call("POST", "/api/passes/devices", body)
        if answer.status_code == 201:
            self.id = answer.json()["id"]
        return answer

    def request(self, start: int, seeds: Iterable[bytes], **changes: Any) -> str:
        """A signed request; `changes` replace members of the payload."""
        anchors = [b64(anchor_of(seed)) for seed in seeds]
        now = int(clock.now().timestamp())
        payload = {"device": self.id, "first": start, "anchors": anchors, "iat": now,
                   "jti": str(uuid4())} | changes  # fmt: skip
        return jwt.encode(payload, self.key, algorithm="ES256", headers={"typ": TYPE})

    async def fetch(self, count: int = 4, first: int | None = None) -> httpx.Response:
        """Ask for passes from `first` (the running quarter hour) on, and keep them."""
        start = running_quarter() if first is None else first
        seeds = [os.urandom(16) for _ in range(count)]
        answer = await self.send(self.request(start, seeds))
        if answer.status_code == 201:
            self.seeds |= {start + SLOT * n: seed for n, seed in enumerate(seeds)}
            self.keep(answer)
        return answer

    def keep(self, answer: httpx.Response) -> None:
        self.tokens |= {p["iat"]: unb64(p["token"]) for p in answer.json()["passes"]}

    async def send(self, request: str) -> httpx.Response:
        return await self.call("POST", "/api/passes", {"request": request})

    def shows(self, at: datetime | None = None) -> str:
        """The digits on the screen at a moment."""
        now = int((at or clock.now()).timestamp())
        start = now // SLOT * SLOT
        step = (now - start) // STEP_SECONDS
        proof = preimage_at(self.seeds[start], step)
        return token_to_digits(add_proof(self.tokens[start], step, proof))

    async def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers=self.person.headers)


async def consent(client: httpx.AsyncClient, person: Person) -> None:
    text = (await client.get("/api/consents/texts/citizen_pass")).json()
    body = {"purpose": "citizen_pass", "textVersion": text["version"]}
    answer = await client.post("/api/consents", json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text


async def make_phone(client: httpx.AsyncClient, name: str = "李晓明") -> Phone:
    """A registered phone of a new citizen who has consented; no passes yet."""
    phone = Phone(client, await make_citizen(name))
    await consent(client, phone.person)
    assert (await phone.register()).status_code == 201
    return phone


async def make_citizen(name: str = "李晓明") -> Person:
    from credit.kit.db import connection

    person = await make_account("citizen")
    async with connection() as held:
        await held.execute(
            "UPDATE account SET name = $2 WHERE public_id = $1::uuid", person.caller.id, name
        )
    return person


async def check(
    client: httpx.AsyncClient,
    person: Person,
    digits: str,
    purpose: str = "courtesy_perk",
    **more: str,
) -> dict[str, Any]:
    """The answer to a look-up by a shop or an officer."""
    body = {"digits": digits, "purpose": purpose} | more
    answer = await client.post("/api/pass-checks", json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.text)
    return found
