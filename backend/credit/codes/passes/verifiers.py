"""Who may verify passes online: shops and officers in their sessions, offices' apps by API key.

Quotas: an app without Redis is refused (closed), since a key can be stolen and each look-up
writes a line about a person; offline verification needs neither. A person at a counter is let
through (open): every look-up is on record anyway.
"""

import hashlib
from typing import Any

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from credit.codes.passes.actions.clients import ClientRow, find_client
from credit.codes.passes.purposes import PassPurpose, VerifierKind, may_state
from credit.identity.queries import GrantedSubject, list_granted_subjects_of
from credit.kit import clock
from credit.kit.auth import Caller, find_caller, find_client_key
from credit.kit.problems import Problem
from credit.kit.ratelimit import Limit, check_limit
from credit.kit.uscc import normalise_uscc

AnyConnection = ASGIConnection[Any, Any, Any, Any]
PER_PERSON = Limit(name="pass-check", count=60, seconds=60)
_SLOT = "verifier"
KEY_LENGTH = 48  # the prefix and 256 random bits
MAX_NAME = 120


class Verifier(msgspec.Struct, frozen=True, kw_only=True):
    """Who verifies, as the citizen will read it; `purposes` None: all that the kind may state.

    A merchant gets the name of a shop by `acting_for`.
    """

    kind: VerifierKind
    name: str
    agency: str = ""
    purposes: frozenset[PassPurpose] | None = None
    shops: tuple[GrantedSubject, ...] = ()

    def may_state(self, purpose: PassPurpose) -> bool:
        """Whether this verifier may give this purpose."""
        return may_state(self.kind, purpose) and (self.purposes is None or purpose in self.purposes)

    def acting_for(self, uscc: str | None) -> "Verifier":
        """This verifier as the very shop that looks: the citizen has a right to know which.

        Raises Problem forbidden for a shop that is not the caller's, invalid-input when several
        are and none is named, or when officers and apps name one.
        """
        if self.kind != "merchant":
            if uscc is not None:
                raise Problem("invalid-input", errors=[("uscc", "只有商户账号填写")])
            return self
        if uscc is None and len(self.shops) > 1:
            raise Problem("invalid-input", errors=[("uscc", "您关联了多家店，请选是哪家店在核验")])
        code = None if uscc is None else normalise_uscc(uscc)
        shop = next((s for s in self.shops if code in (None, s.uscc)), None)
        if shop is None:
            raise Problem("forbidden", detail="您没有办理这个主体事项的授权")
        return msgspec.structs.replace(self, name=shop.name[:MAX_NAME])


async def requires_verifier(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: an officer, somebody who acts for a shop, or a registered client, within quota.

    401 without any or with a key that is unknown, revoked or expired; 403 for citizens and
    merchants without a shop; 429 over the quota.
    """
    key = find_client_key(connection)
    found = await _client(key) if key else await _person(find_caller(connection))
    connection.scope["state"][_SLOT] = found


def provide_verifier(request: Request[Any, Any, Any]) -> Verifier:
    """Dependency `verifier` of routes behind `requires_verifier`."""
    found = request.scope["state"].get(_SLOT)
    if not isinstance(found, Verifier):
        raise RuntimeError("the route lacks requires_verifier")
    return found


async def _client(key: str) -> Verifier:
    digest = hashlib.sha256(key.encode("latin-1")).digest()
    client = await find_client(digest, clock.now()) if len(key) == KEY_LENGTH else None
    if client is None:
        raise _unauthenticated("API 密钥无效、已停用或已到期")
    for limit in _quotas(client):
        await check_limit(limit, client.id)
    purposes = frozenset(client.purposes)
    return Verifier(kind="client", name=client.name, agency=client.agency, purposes=purposes)


async def _person(caller: Caller | None) -> Verifier:
    if caller is None:
        raise _unauthenticated()
    if caller.kind == "citizen" and not caller.subject_uscc:
        raise Problem("forbidden", detail="核验个人信用码需要商户或工作人员账号")
    await check_limit(PER_PERSON, caller.id)
    if caller.kind == "officer":
        return Verifier(kind="officer", name=caller.name[:MAX_NAME])
    shops = await list_granted_subjects_of(caller.id)
    if not shops:
        raise Problem("forbidden", detail="您的账号没有关联商户，市民有权知道是哪家店在核验")
    return Verifier(kind="merchant", name="", shops=tuple(shops))


def _quotas(client: ClientRow) -> tuple[Limit, Limit]:
    return (
        Limit(name="verifier-minute", count=client.quota_minute, seconds=60, closed=True),
        Limit(name="verifier-day", count=client.quota_day, seconds=86_400, closed=True),
    )


def _unauthenticated(detail: str = "") -> Problem:
    return Problem("unauthenticated", detail=detail, headers={"www-authenticate": "Bearer"})
