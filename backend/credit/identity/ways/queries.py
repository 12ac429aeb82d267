"""Reading the ways of an account."""

from credit.identity.oidc.linking import list_linked
from credit.identity.oidc.schemas import LinkedIdentityView
from credit.identity.phones.delivery import find_sender
from credit.identity.phones.queries import find_phone
from credit.identity.phones.rules import mask_phone
from credit.identity.phones.schemas import SignInProvider
from credit.identity.queries import find_account_by_public_id, read_public_id
from credit.identity.ways.schemas import OwnWays
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.settings import get_settings

_COUNT = """
SELECT a.id, (a.password_hash IS NOT NULL)::int + (a.phone_index IS NOT NULL)::int
  + (SELECT count(*) FROM external_identity e WHERE e.account_id = a.id) AS ways
FROM account a WHERE a.public_id = $1 AND a.active FOR NO KEY UPDATE OF a
"""


async def check_other_way(held: Connection, account_id: str) -> None:
    """Before a way is taken: Problem conflict when it is the last. Locks the account."""
    row = await held.fetchrow(_COUNT, read_public_id(account_id))
    if row is None:
        raise Problem("unauthenticated")
    if row["ways"] < 2:
        raise Problem("conflict", detail="这是您唯一的登录方式。先加一种别的，再移除它")


async def read_own_ways(account_id: str) -> OwnWays:
    """How an account (by public id) signs in, and what it could add."""
    account, phone = await find_account_by_public_id(account_id), await find_phone(account_id)
    if account is None:
        raise Problem("unauthenticated")
    providers = {one.id: one.name for one in get_settings().oidc_providers}
    linked = await list_linked(account_id)
    has = {one.provider for one in linked}
    password = account.password_hash is not None
    return OwnWays(
        password=password,
        phone=mask_phone(phone) if phone else "",
        phone_open=find_sender() is not None,
        identities=[
            LinkedIdentityView(
                id=one.id, provider=one.provider, name=providers.get(one.provider, one.provider),
                linked_at=one.linked_at, used_at=one.used_at,
            )
            for one in linked
        ],
        linkable=[SignInProvider(id=i, name=n) for i, n in providers.items() if i not in has],
        proof="password" if password else "code" if phone else "fresh",
    )  # fmt: skip
