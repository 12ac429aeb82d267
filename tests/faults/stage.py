"""The perks, people and tills of a fault run, and the chain that all phones share."""

import base64
import hashlib
import time
from random import Random
from typing import Any, Final

import msgspec

from credit.codes.core.digits import token_to_digits
from credit.kit.caller import Caller, Kind
from credit.kit.db import transaction
from credit.kit.tokens import issue_access_token
from credit.perks.programme.actions.proposing import decide_version, propose_perk
from credit.perks.programme.rules.terms import Benefit, Money, Quota
from credit.perks.redemptions.voucher import LINK_BYTES, STEP_SECONDS, STEPS, add_link
from factories.accounts import Person, make_account
from factories.subjects import make_subject
from perks.world import terms

TILLS: Final = 120
SMALL_STOCK: Final = (1, 2, 3)
PEOPLE_OF_SMALL: Final = 3
_PEOPLE: Final = """
INSERT INTO account (public_id, login, password_hash, kind, name)
SELECT gen_random_uuid(), $1 || n, '', $2, '' FROM generate_series(1, $3) AS n
RETURNING public_id::text
"""
_GRANT: Final = """
INSERT INTO account_subject (account_id, subject_uscc, role)
SELECT id, $1, 'redeem' FROM account WHERE kind = 'merchant' AND login LIKE 'till-%'
"""


class Perk(msgspec.Struct, frozen=True):
    """A perk of the run. Small ones have few people, so that their histories can be checked."""

    id: str
    stock: int
    uses: int
    small: bool
    people: tuple[str, ...]


class Stage(msgspec.Struct, frozen=True):
    """Who plays where."""

    uscc: str
    perks: tuple[Perk, ...]
    tills: tuple[str, ...]


class Tokens:
    """Access tokens as they are needed, each for ten minutes."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[float, str]] = {}

    def of(self, account: str, kind: Kind = "citizen") -> str:
        """A living token of the account."""
        known = self._made.get(account)
        if known is None or time.monotonic() - known[0] > 600:
            token = issue_access_token(Caller(account, kind, ""), session_version=1).token
            known = self._made[account] = (time.monotonic(), token)
        return known[1]


class Chain:
    """One hash chain for all phones of a run, made once: the server checks each all the same."""

    def __init__(self) -> None:
        links = [bytes(LINK_BYTES)]
        for _ in range(STEPS):
            links.append(hashlib.sha256(b"xyqh-voucher-1" + links[-1]).digest()[:LINK_BYTES])
        self.links = links
        self.anchor = base64.urlsafe_b64encode(links[-1]).decode().rstrip("=")

    def digits(self, code: dict[str, Any]) -> str:
        """What a phone shows now of a signed code."""
        token = base64.urlsafe_b64decode(code["token"] + "==")
        step = int(time.time() - code["issuedAt"]) // STEP_SECONDS
        return token_to_digits(add_link(token, step, self.links[STEPS - 1 - step]))


async def build_stage(operations: int, small: int, random: Random) -> Stage:
    """Four hot perks that will run out, `small` small ones, people enough for the rate limits."""
    shop = await make_subject("示例停车场")
    proposer, approver = await make_account("officer"), await make_account("officer")
    people = await _accounts("run-", "citizen", max(600, operations // 12))
    few = await _accounts("few-", "citizen", small * PEOPLE_OF_SMALL)
    tills = await _accounts("till-", "merchant", TILLS)
    async with transaction() as held:
        await held.execute(_GRANT, shop.uscc)
    perks = []
    for number in range(4):
        stock, uses = max(20, operations // (16, 40, 25, 60)[number]), (1, 3, 1, 2)[number]
        made = await _perk(proposer, approver, shop.uscc or "", stock, uses, per_person=4)
        perks.append(Perk(made, stock, uses, False, tuple(people)))
    for number in range(small):
        stock = random.choice(SMALL_STOCK)
        made = await _perk(proposer, approver, shop.uscc or "", stock, 1, per_person=1)
        own = few[number * PEOPLE_OF_SMALL : (number + 1) * PEOPLE_OF_SMALL]
        perks.append(Perk(made, stock, 1, True, tuple(own)))
    return Stage(shop.uscc or "", tuple(perks), tuple(tills))


async def _accounts(prefix: str, kind: str, number: int) -> list[str]:
    async with transaction() as held:
        return [row[0] for row in await held.fetch(_PEOPLE, prefix, kind, number)]


async def _perk(
    proposer: Person, approver: Person, uscc: str, stock: int, uses: int, *, per_person: int
) -> str:
    """500 fen a use, and a cap that is just enough."""
    wanted = terms(
        uscc,
        benefit=Benefit(kind="free", value_fen=500),
        quota=Quota(total=stock, per_person=per_person, uses=uses),
        money=Money(cap_fen=stock * uses * 500),
        reserve_seconds=300,
        reversal_hours=24,
    )
    perk = await propose_perk(proposer.caller, uscc, wanted)
    await decide_version(approver.caller, perk, decision="approve", reason="")
    return perk
