"""A shop with a promise, people who report, officers; everything through the API."""

import base64
import io
from datetime import timedelta
from typing import Any

import httpx
import msgspec
from PIL import Image, ImageDraw

from credit.commitments.actions.signing import sign_commitment
from credit.kit import clock
from credit.records.jobs import take_commitment_finding
from factories.accounts import Person, make_account
from factories.subjects import make_subject

UPHELD = {
    "severity": "general",
    "unfulfilled": "拒绝七日内退货",
    "liabilityOutcome": "责令退款，记入信用记录",
    "legalBasis": "中华人民共和国消费者权益保护法 第十六条",
    "authority": "西宁市城西区市场监督管理局",
}


def photo(colour: str = "teal", size: tuple[int, int] = (320, 240)) -> str:
    """A small photo as the API takes it."""
    made = Image.new("RGB", size, colour)
    ImageDraw.Draw(made).line((0, 0, *size), fill="white", width=4)
    out = io.BytesIO()
    made.save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


class Rig(msgspec.Struct):
    """The cast of a breach story."""

    client: httpx.AsyncClient
    uscc: str
    subject_id: int
    code: str
    owner: Person
    officer: Person
    second: Person
    people: list[Person]

    async def ask(
        self, who: Person, method: str, path: str, body: Any = None, *, key: str = ""
    ) -> httpx.Response:
        headers = who.headers | ({"idempotency-key": key} if key else {})
        return await self.client.request(method, f"/api/{path}", json=body, headers=headers)

    async def report(
        self, who: int = 0, *, key: str = "", wants: int = 201, **fields: Any
    ) -> dict[str, Any]:
        body = {
            "happenedOn": str(clock.today()),
            "facts": "买的酸奶没过期说好能退，店里不给退。",
            "place": "胜利路店",
            **fields,
        }
        path = f"commitments/{self.code}/breach-reports"
        answer = await self.ask(self.people[who], "POST", path, body, key=key)
        assert answer.status_code == wants, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def queue(self, name: str = "open") -> list[dict[str, Any]]:
        answer = await self.ask(self.officer, "GET", f"breach-cases?queue={name}")
        assert answer.status_code == 200, answer.text
        mine = [one for one in answer.json()["items"] if one["uscc"] == self.uscc]
        return mine

    async def desk(
        self, number: str, what: str, body: Any, *, who: Person | None = None, key: str = ""
    ) -> httpx.Response:
        return await self.ask(
            who or self.officer, "POST", f"breach-cases/{number}/{what}", body, key=key
        )

    async def shop(self, number: str, what: str, body: Any, *, key: str = "") -> httpx.Response:
        path = f"subjects/{self.uscc}/breach-cases/{number}/{what}"
        return await self.ask(self.owner, "POST", path, body, key=key)

    async def accepted(self, **fields: Any) -> str:
        """A case that was reported and taken up; its number."""
        await self.report(**fields)
        number = str((await self.queue())[0]["number"])
        answer = await self.desk(number, "acceptance", {"accept": True})
        assert answer.status_code == 200, answer.text
        return number

    async def heard(self) -> str:
        """A case that the merchant replied to; its number."""
        number = await self.accepted()
        answer = await self.shop(number, "reply", {"text": "当时系统故障，已联系退款。"})
        assert answer.status_code == 200, answer.text
        return number

    async def upheld(self, **more: Any) -> str:
        """A case whose breach was upheld; its number."""
        number = await self.heard()
        body = {"reason": "证据充分，商户认可。", "upheld": UPHELD | more}
        answer = await self.desk(number, "decision", body)
        assert answer.status_code == 200, answer.text
        return number

    async def case(self, number: str) -> dict[str, Any]:
        answer = await self.ask(self.officer, "GET", f"breach-cases/{number}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def mine(self, number: str, who: int = 0) -> dict[str, Any]:
        answer = await self.ask(self.people[who], "GET", f"breach-reports/{number}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def make_rig(client: httpx.AsyncClient, *, people: int = 3) -> Rig:
    """A shop with a promise of a month ago, its owner, two officers and some citizens."""
    subject = await make_subject()
    uscc = subject.uscc or ""
    officer, second = await make_account("officer"), await make_account("officer")
    made_on = clock.today() - timedelta(days=30)
    signed = await sign_commitment(officer.caller, uscc, "no_reason_return", made_on=made_on)
    return Rig(
        client=client,
        uscc=uscc,
        subject_id=subject.id,
        code=signed.code,
        owner=await make_account("merchant", owns=uscc),
        officer=officer,
        second=second,
        people=[await make_account("citizen") for _ in range(people)],
    )


async def run_findings(held: Any) -> None:
    """What the worker would do with the findings sent so far; each once."""
    query = "DELETE FROM pgqueuer WHERE entrypoint = 'records.take_finding' RETURNING id, payload"
    for row in sorted(await held.fetch(query), key=lambda row: row["id"]):
        await take_commitment_finding(msgspec.json.decode(row["payload"]))
