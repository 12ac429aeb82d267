"""When another account is verified with one's number: an officer finds who the person is.

Rule behind it: PIPL Art. 46 (wrong data are corrected); nobody loses an account by a claim alone.
"""

from uuid import UUID

from credit.identity.personal.requests import ask, attach_number
from credit.identity.real_name.actions import ask_register, find_holder
from credit.identity.real_name.sealing import number_index
from credit.kit.db import transaction
from credit.kit.problems import Problem


async def dispute(account_id: str, name: str, number: str, text: str) -> None:
    """Ask an officer; the register must know this name with this number, as for verifying.

    Raises Problem as `ask_register`, conflict when no other account holds the number.
    """
    person = await ask_register(name, number)
    if await find_holder(person.number) in (None, account_id):
        raise Problem("conflict", detail="这个证件号没有被别的账号占用，请直接实名")
    async with transaction() as held:
        request = await ask(account_id, "real_name", text)
        await attach_number(held, UUID(request), number_index(person.number))
