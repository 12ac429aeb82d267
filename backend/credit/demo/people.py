"""Who is who in the demo: a verified citizen, a child waiting for an officer, a shop claimed, an
invitation, a request. All people are made up, their numbers are of a division that is none."""

from typing import Final

from credit.demo.showcase import showcase_uscc
from credit.identity.authority.actions import invite
from credit.identity.authority.claims import claim_subject
from credit.identity.authority.schemas import Invite
from credit.identity.guardians.actions import ask_for_ward
from credit.identity.guardians.rules import TEXT_VERSION
from credit.identity.guardians.schemas import AskForWard
from credit.identity.personal.requests import ask
from credit.identity.queries import find_account_by_login
from credit.identity.real_name.actions import verify
from credit.identity.real_name.checking import demo_people
from credit.identity.real_name.queries import find_verified_name
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.progress import Report

CITIZEN, CHILD = "李晓明", "李小雨"
_REQUEST: Final = "示例：我的名字里「晓」写成了「小」，请改一下。"


async def meet_people(progress: Report) -> None:
    """Verify, ask, claim and invite, once."""
    citizen, shopkeeper = await _caller("citizen"), await _caller("milk")
    if citizen is None or shopkeeper is None or await find_verified_name(citizen.id):
        return
    numbers = {name: number for number, name in demo_people().items()}
    async with transaction():
        await verify(citizen.id, CITIZEN, numbers[CITIZEN])
        child = AskForWard(
            name=CHILD, id_number=numbers[CHILD], relation="parent", text_version=TEXT_VERSION
        )
        await ask_for_ward(citizen, child)
        await claim_subject(citizen, showcase_uscc("insufficient"))
        await ask(citizen.id, "correction", _REQUEST)
        shop = showcase_uscc("excellent")
        await invite(shopkeeper, shop, Invite(roles=["redeem"], label="示例：早班小才"))
    progress("people", 1, 1)


async def _caller(login: str) -> Caller | None:
    account = await find_account_by_login(login)
    if account is None or not account.demo:
        return None
    return Caller(account.public_id, account.kind, account.name)
