"""A small world of perks: a provider, shops, people and their phones, through the real actions."""

import base64
import hashlib
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import msgspec

from credit.codes.core.digits import token_to_digits
from credit.codes.passes.actions.courtesies import GrantedCourtesy, grant_courtesy
from credit.identity.actions import grant_subject
from credit.identity.consents.actions import give_consent
from credit.identity.consents.schemas import GiveConsent
from credit.identity.consents.texts import find_text
from credit.kit import clock
from credit.perks.programme.actions.proposing import decide_version, propose_perk
from credit.perks.programme.rules.terms import Benefit, Money, Quota, Terms, Windows
from credit.perks.redemptions.voucher import STEP_SECONDS, add_link, anchor_of, link_at
from credit.subjects.queries import SubjectRow
from factories.accounts import Person, make_account
from factories.subjects import make_subject

_keys = count(1)
DAY = timedelta(days=1)


def key() -> dict[str, str]:
    """A fresh idempotency key."""
    return {"idempotency-key": f"test-key-{next(_keys):06d}"}


def terms(place: str, **changes: Any) -> Terms:
    """A parking hour worth 5 yuan at one place, claimable now; `changes` replace whole fields."""
    now = datetime.now(UTC)
    base = Terms(
        title="首小时免费停车",
        summary="守信市民停车首小时免费",
        details=("每辆车每天一次",),
        legal_basis="《青海省社会信用条例》（示例）",
        category="parking",
        benefit=Benefit(kind="free", value_fen=500),
        windows=Windows(claim_from=now - DAY, claim_until=now + 30 * DAY, use_until=now + 60 * DAY),
        quota=Quota(total=10),
        money=Money(cap_fen=500_000),
        places=(place,),
    )
    return msgspec.structs.replace(base, **changes)


class World(msgspec.Struct, frozen=True):
    """A shop with its owner and till, two officers, and a running perk."""

    shop: SubjectRow
    owner: Person
    till: Person
    proposer: Person
    approver: Person
    perk: str

    @property
    def uscc(self) -> str:
        return self.shop.uscc or ""


async def make_world(**changes: Any) -> World:
    """A world whose perk has these terms."""
    shop = await make_subject("示例停车场")
    owner = await make_account("merchant", owns=shop.uscc or "")
    till = await make_account("merchant", owns=shop.uscc or "", role="redeem")
    proposer, approver = await make_account("officer"), await make_account("officer")
    perk = await make_perk(proposer, approver, shop.uscc or "", **changes)
    return World(shop, owner, till, proposer, approver, perk)


async def make_perk(proposer: Person, approver: Person, uscc: str, **changes: Any) -> str:
    """A running perk of this provider, usable at its place."""
    perk = await propose_perk(proposer.caller, uscc, terms(uscc, **changes))
    await decide_version(approver.caller, perk, decision="approve", reason="")
    return perk


async def make_citizen(*, brings: bool = False) -> Person:
    """A citizen; with `brings` one that agreed to bring facts."""
    person = await make_account("citizen")
    if brings:
        text = find_text("perk_facts", clock.today())
        assert text
        await give_consent(
            person.caller, GiveConsent(purpose="perk_facts", text_version=text.version)
        )
    return person


async def give_fact(person: Person, kind: Any, amount: int = 1, *, on: date | None = None) -> None:
    """A positive fact of a citizen."""
    fact = GrantedCourtesy(
        title="示例记录", agency="示例机构", legal_basis="示例依据", kind=kind, amount=amount,
        granted_on=on or clock.today(),
    )  # fmt: skip
    await grant_courtesy(person.caller.id, fact, actor="test")


async def add_till(uscc: str, role: str = "redeem") -> Person:
    """Somebody with one role at a place."""
    person = await make_account("merchant")
    await grant_subject(person.caller.id, uscc, role=role, actor="test")
    return person


async def claim(client: httpx.AsyncClient, person: Person, perk: str, **body: Any) -> Any:
    """The answer to a claim."""
    headers = person.headers | key()
    return await client.post(f"/api/perks/{perk}/claims", json=body, headers=headers)


class Phone:
    """A citizen's phone: keeps a seed for each voucher and makes its codes."""

    def __init__(self, client: httpx.AsyncClient, person: Person) -> None:
        self.client, self.person = client, person
        self.held: dict[str, tuple[bytes, bytes, int]] = {}

    async def fetch(self, claim_id: str) -> Any:
        """Gets the signed token of a voucher."""
        seed = hashlib.sha256(f"{self.person.login}{claim_id}{next(_keys)}".encode()).digest()[:16]
        anchor = base64.urlsafe_b64encode(anchor_of(seed)).decode().rstrip("=")
        answer = await self.client.post(
            f"/api/perk-claims/{claim_id}/code",
            json={"anchor": anchor},
            headers=self.person.headers,
        )
        if answer.status_code == 200:
            body = answer.json()
            token = base64.urlsafe_b64decode(body["token"] + "==")
            self.held[claim_id] = (seed, token, body["issuedAt"])
        return answer

    def digits(self, claim_id: str, *, at: float | None = None) -> str:
        """What the screen shows at a moment (now)."""
        seed, token, issued = self.held[claim_id]
        step = int((time.time() if at is None else at) - issued) // STEP_SECONDS
        return token_to_digits(add_link(token, step, link_at(seed, step)))


async def redeem(
    client: httpx.AsyncClient, till: Person, uscc: str, digits: str, **body: Any
) -> Any:
    """The answer to a redemption."""
    return await client.post(
        f"/api/subjects/{uscc}/redemptions",
        json={"digits": digits, **body},
        headers=till.headers | key(),
    )


async def reverse(
    client: httpx.AsyncClient, till: Person, uscc: str, redemption: str, **body: Any
) -> Any:
    """The answer to a reversal."""
    return await client.post(
        f"/api/subjects/{uscc}/redemptions/{redemption}/reversal",
        json={"reason": "录入错误", **body},
        headers=till.headers | key(),
    )


async def shift(db: Any, claim_id: str, **columns: str) -> None:
    """Moves a voucher's times by SQL intervals, as if so much time had passed."""
    parts = ", ".join(f"{name} = {name} + interval '{by}'" for name, by in columns.items())
    await db.execute(f"UPDATE perk_claim SET {parts} WHERE public_id = $1", claim_id)
