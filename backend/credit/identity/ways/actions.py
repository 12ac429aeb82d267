"""Adding, changing and taking away a number or a provider's identity."""

from uuid import UUID

from credit.identity.confirming import ProveSelf, confirm_person
from credit.identity.oidc.linking import unlink
from credit.identity.personal.keys import make_data_key
from credit.identity.phones.holding import drop_phone, put_phone
from credit.identity.phones.queries import find_phone
from credit.identity.phones.using import use_code
from credit.identity.queries import read_public_id
from credit.identity.ways.queries import check_other_way
from credit.identity.ways.schemas import PutNumber
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.problems import Problem

_LOCK = "SELECT id FROM account WHERE public_id = $1 AND active FOR NO KEY UPDATE"


async def put_number(account_id: str, given: PutNumber, refresh_token: str) -> None:
    """Give the account a number: the account is proven, and so is the new number.

    Raises Problem as `confirm_person`, code-refused, conflict for a number of another account.
    """
    await confirm_person(account_id, given.proof, refresh_token)
    async with transaction() as held:
        phone = await use_code(held, given.request, given.code, "phone", account_id)
    if phone is None:
        raise Problem("code-refused")  # after the commit: a wrong try counts
    async with transaction() as held:
        await held.fetchval(_LOCK, read_public_id(account_id))
        changed = await find_phone(account_id) is not None
        ring = await make_data_key(held, account_id)
        await put_phone(held, account_id, ring, phone)
        await _audit(account_id, "phone.change" if changed else "phone.add")


async def remove_number(account_id: str, proof: ProveSelf, refresh_token: str) -> None:
    """Take the number away; Problem as `confirm_person`, conflict for the last way."""
    await confirm_person(account_id, proof, refresh_token)
    async with transaction() as held:
        await check_other_way(held, account_id)
        await drop_phone(held, account_id)
        await _audit(account_id, "phone.remove")


async def remove_identity(
    account_id: str, link_id: UUID, proof: ProveSelf, refresh_token: str
) -> None:
    """Take a provider's identity off; Problem as above, not-found for none of its own."""
    await confirm_person(account_id, proof, refresh_token)
    async with transaction() as held:
        await check_other_way(held, account_id)
        await unlink(account_id, link_id)


async def _audit(account_id: str, action: str) -> None:
    await append_audit(
        actor=account_id, action=action, object_type="account", object_id=account_id, detail={}
    )
