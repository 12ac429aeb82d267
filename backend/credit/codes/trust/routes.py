"""Everything that a phone needs to verify without us: public, cacheable, signed bytes."""

from email.utils import format_datetime
from typing import Annotated, Any

from litestar import Request, Response, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from credit.codes.core.status_list import LIST_ID
from credit.codes.trust.artefacts import (
    BUNDLE,
    JWKS,
    JWT,
    ROOT,
    Artefact,
    find_artefact,
    find_new_artefact,
    find_update,
)
from credit.codes.trust.publishing import publish_trust
from credit.codes.trust.schemas import ListKeys, TrustRoot
from credit.kit import clock
from credit.kit.conditional import is_known, not_modified
from credit.kit.problems import problem_responses

COSE = "application/cose"
STATUS_LIST_JWT = "application/statuslist+jwt"
JSON = "application/json"
MAX_SEQ = (1 << 53) - 1
READ: Any = ["GET", "HEAD"]
# Not longer: a revoked code must not live on in a proxy. No stale-while-revalidate either.
CACHE = "public, max-age=10"
AnyRequest = Request[Any, Any, Any]
Since = Annotated[int | None, QueryParameter(ge=0, le=MAX_SEQ, description="手机上已有的序号")]


@route(
    "/api/trust/bundle",
    http_method=READ,
    opt={"public": True, "quiet": True},
    media_type=COSE,
    responses=problem_responses("service-unavailable"),
)
async def get_trust_bundle(request: AnyRequest) -> Response[bytes]:
    """The trust bundle (信任包): keys and status lists, signed by the root; COSE_Sign1."""
    return _answer(request, await _find_or_publish(BUNDLE), COSE)


@route(
    "/api/trust/root",
    http_method=READ,
    opt={"public": True, "quiet": True},
    responses=problem_responses("service-unavailable"),
)
async def get_trust_root(request: AnyRequest) -> Response[TrustRoot]:
    """The root key that signed the present bundle, to be pinned when an app is installed."""
    return _answer(request, await _find_or_publish(ROOT), JSON)


@route(
    "/api/trust/jwks.json",
    http_method=READ,
    opt={"public": True, "quiet": True},
    responses=problem_responses("service-unavailable"),
)
async def get_status_list_keys(request: AnyRequest) -> Response[ListKeys]:
    """The public keys of the Token Status List JWTs, as a JWK set (RFC 7517)."""
    return _answer(request, await _find_or_publish(JWKS), JSON)


@route(
    "/api/trust/lists/{list_id:str}",
    http_method=READ,
    opt={"public": True, "quiet": True},
    media_type=COSE,
    responses=problem_responses("not-found", "invalid-input"),
)
async def get_status_list(
    request: AnyRequest, list_id: FromPath[str], since: Since = None
) -> Response[bytes]:
    """A status list: `m0`…`m23` merchants, `c0`…`c23` citizens; COSE_Sign1.

    With `since` a delta from that version, or the whole list when it is not kept.
    `m3.jwt` is the same list as a Token Status List JWT (application/statuslist+jwt).
    """
    name, dot, ending = list_id.partition(".")
    if not LIST_ID.fullmatch(name) or (dot and (ending != "jwt" or name[0] != "m")):
        raise NotFoundException()
    found = await (find_artefact(JWT + name) if dot else find_update(name, since))
    if found is None:
        raise NotFoundException()
    return _answer(request, found, STATUS_LIST_JWT if dot else COSE)


routes = [get_trust_bundle, get_trust_root, get_status_list_keys, get_status_list]


async def _find_or_publish(key: str) -> Artefact:
    """A fresh installation has nothing to show until somebody asks or the worker has run."""
    found = await find_artefact(key)
    if found is None:
        await publish_trust()
        found = await find_new_artefact(key)
    if found is None:
        raise RuntimeError(f"published, but there is no {key}")
    return found


def _answer(request: AnyRequest, found: Artefact, media_type: str) -> Response[Any]:
    headers = {
        "cache-control": CACHE,
        "etag": found.etag,
        # A phone measures its clock against this: it decides what is expired and what suspect.
        "date": format_datetime(clock.now(), usegmt=True),
        "content-type": media_type,
    }
    if is_known(request, found.etag):
        return not_modified(headers)
    return Response(found.body, headers=headers, media_type=media_type)
