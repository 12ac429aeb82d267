"""What phones fetch, ready to send: kept in every process, in Redis, and in PostgreSQL.

Deltas and JWTs are made when they are first asked for, from stored versions only: what a
stranger asks for can cost a look-up, never a signature for a version that there never was.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from credit.codes.core.cose import sign1_decode
from credit.codes.core.keys import STATUS_LIST_USE, KeyEntry, fingerprint, point_of, read_kid
from credit.codes.core.status_delta import issue_delta
from credit.codes.core.status_list import StatusList, open_list
from credit.codes.trust.keys import open_key
from credit.codes.trust.queries import (
    StoredKey,
    StoredList,
    find_current_bundle,
    find_list_version,
    find_lists,
    key_entry,
    list_keys,
    list_versions,
)
from credit.codes.trust.rules import is_pinned
from credit.codes.trust.schemas import ListKey, ListKeys, TrustRoot
from credit.codes.trust.token_status_list import sign_status_list
from credit.kit import clock
from credit.kit.hotcache import HotCache, Limits, Loaded
from credit.settings import get_settings

BUNDLE: Final = "bundle"
ROOT: Final = "root"
JWKS: Final = "jwks"
LIST, JWT, VERSIONS, DELTA = "list/", "jwt/", "versions/", "delta/"


class Artefact(NamedTuple):
    """Bytes as they go out, and their entity tag with quotes."""

    body: bytes
    etag: str


def _parse(body: bytes) -> Artefact:
    return Artefact(body, f'"{sha256(body).hexdigest()[:20]}"')


async def find_artefact(key: str) -> Artefact | None:
    """A bundle, root, list or JWT by its key; None when there is no such thing."""
    entry = await _CACHE.get(key)
    return entry.parsed if entry else None


async def find_new_artefact(key: str) -> Artefact | None:
    """The same, just after it may have come into being: "there is none" is not remembered."""
    await _CACHE.forget(key)
    return await find_artefact(key)


async def find_update(list_id: str, since: int | None) -> Artefact | None:
    """What brings a phone up to date: a delta from a kept version, else the whole list."""
    whole = await find_artefact(LIST + list_id)
    if whole is None or since is None:
        return whole
    versions = await find_artefact(VERSIONS + list_id)
    if versions is None or since not in msgspec.json.decode(versions.body, type=list[int]):
        return whole
    # The tag of the whole list in the key: a delta is forgotten by not being asked for.
    return await find_artefact(f"{DELTA}{list_id}/{since}/{whole.etag[1:-1]}") or whole


async def forget_bundle() -> None:
    """After the commit every process reads bundle and root again."""
    await _CACHE.forget_on_commit(BUNDLE, ROOT, JWKS)


async def forget_list(list_id: str) -> None:
    """After the commit every process reads the list again."""
    await _CACHE.forget_on_commit(LIST + list_id, JWT + list_id, VERSIONS + list_id)


async def make_jwt(list_id: str) -> bytes | None:
    """The present list as a Token Status List JWT; None without list or without its key."""
    stored = (await find_lists([list_id])).get(list_id)
    keys = {each.key.kid: each for each in await list_keys()}
    if stored is None:
        return None
    status = _open(stored, keys)
    signer = _signer(keys, status)
    if signer is None:
        return None
    origin = get_settings().public_origin
    return await asyncio.to_thread(sign_status_list, status, origin, open_key(signer))


async def _load(key: str) -> Loaded | None:
    kind, _, rest = key.partition("/")
    body = await _LOADERS[kind](rest)
    return None if body is None else Loaded(body)


async def _load_bundle(_: str) -> bytes | None:
    return await find_current_bundle()


async def _load_root(_: str) -> bytes | None:
    bundle = await find_current_bundle()
    if bundle is None:
        return None
    kid = read_kid(sign1_decode(bundle).protected)
    stored = next(each for each in await list_keys() if each.key.kid == kid)
    key = key_entry(stored).public_key
    point = base64.urlsafe_b64encode(point_of(key)).rstrip(b"=").decode()
    return msgspec.json.encode(TrustRoot(kid=kid, public_key=point, fingerprint=fingerprint(key)))


async def _load_jwks(_: str) -> bytes | None:
    now = clock.now()
    pinned = [key_entry(each) for each in await list_keys() if is_pinned(each.key, now)]
    keys = [_jwk(entry) for entry in pinned if entry.use == STATUS_LIST_USE]
    return msgspec.json.encode(ListKeys(keys=keys)) if keys else None


async def _load_list(list_id: str) -> bytes | None:
    stored = (await find_lists([list_id])).get(list_id)
    return stored.body if stored and stored.expires_at > clock.now() else None


async def _load_versions(list_id: str) -> bytes | None:
    return msgspec.json.encode(await list_versions(list_id))


async def _load_delta(rest: str) -> bytes | None:
    list_id, since, _ = rest.split("/")
    old = await find_list_version(list_id, int(since))
    new = (await find_lists([list_id])).get(list_id)
    keys = {each.key.kid: each for each in await list_keys()}
    if old is None or new is None:
        return None
    before, after = _open(old, keys), _open(new, keys)
    signer = _signer(keys, after)
    if signer is None:
        return None
    return await asyncio.to_thread(issue_delta, before, after, open_key(signer))


def _open(stored: StoredList, keys: dict[int, StoredKey]) -> StatusList:
    return open_list(stored.body, {kid: key_entry(each) for kid, each in keys.items()})


def _signer(keys: dict[int, StoredKey], status: StatusList) -> StoredKey | None:
    """The key that signed this version, so that its times stay within the key's."""
    stored = keys[status.kid]
    return None if stored.key.removed_at else stored


def _jwk(entry: KeyEntry) -> ListKey:
    point = point_of(entry.public_key)
    x, y = (base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in (point[:32], point[32:]))
    return ListKey(kty="EC", crv="P-256", alg="ES256", use="sig", kid=str(entry.kid), x=x, y=y)


_LOADERS: Final[dict[str, Callable[[str], Awaitable[bytes | None]]]] = {
    "bundle": _load_bundle,
    "root": _load_root,
    "jwks": _load_jwks,
    "list": _load_list,
    "jwt": make_jwt,
    "versions": _load_versions,
    "delta": _load_delta,
}
# Signed with their own times, so an hour-old copy while the database is away is honest.
_CACHE: Final = HotCache("trust", _load, Limits(entries=500), parse=_parse)
