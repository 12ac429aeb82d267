"""Publishing: the trust bundle and the status lists, signed anew when something changed.

Every function takes the one lock of this folder, so that of two workers each sees what the
other wrote: a sequence number is given once and only rises. Lists are not audited one by
one; the badge actions behind them are.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from credit.codes.core.cose import encode_cbor
from credit.codes.core.keys import BUNDLE_USE, STATUS_LIST_USE, KeyEntry, point_of
from credit.codes.core.status_list import StatusList, StatusSets, issue_list, open_list, sets_hash
from credit.codes.core.trust_bundle import Bundle, ListEntry, issue_bundle
from credit.codes.trust.artefacts import forget_bundle, forget_list
from credit.codes.trust.keys import lock_trust, make_key
from credit.codes.trust.queries import (
    StoredList,
    find_bundle,
    find_lists,
    key_entry,
    list_ended_badges,
    list_keys,
    list_stored_lists,
)
from credit.codes.trust.rules import (
    FRESH_FOR,
    RESIGN_AFTER,
    USES,
    is_first,
    is_pinned,
    next_seq,
    plan_citizen_lists,
    plan_merchant_lists,
    size_of,
)
from credit.codes.trust.signing import AT_ONCE, SYSTEM, SigningPair, get_signing_pair
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.settings import get_settings

# due: what changed or is an hour old; resign: everything, with the present key;
# renumber: everything under a higher number, after a restore from a backup.
Mode = Literal["due", "resign", "renumber"]
ASK_SECONDS = 2  # changes of so many seconds are published together
BUNDLES_KEPT = timedelta(days=7)
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(7216303, $1)"
_KEEP_BUNDLE = """
INSERT INTO trust_bundle (seq, issued_at, content_hash, body) VALUES ($1, $2, $3, $4)
"""
_FORGET_BUNDLES = "DELETE FROM trust_bundle WHERE issued_at < $1"
_KEEP_LIST = """
INSERT INTO status_list (list_id, seq, issued_at, expires_at, content_hash, body)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (list_id, seq) DO UPDATE
SET issued_at = excluded.issued_at, expires_at = excluded.expires_at, body = excluded.body
"""
# For deltas: the last twenty versions, and one an hour for as long as a phone may go without.
_FORGET_VERSIONS = """
DELETE FROM status_list USING (
  SELECT id, row_number() OVER (ORDER BY seq DESC) AS place,
    row_number() OVER (PARTITION BY date_trunc('hour', issued_at) ORDER BY seq DESC) AS in_hour
  FROM status_list WHERE list_id = $1
) old
WHERE status_list.id = old.id AND old.place > 20
  AND (old.in_hour > 1 OR status_list.issued_at < $2)
"""


async def request_publication() -> None:
    """Ask for new lists soon after the current transaction has committed.

    Never waits for anybody: of those who ask within two seconds one writes the job, and a
    request that is lost with a rolled back neighbour is caught up within the minute.
    """
    async with transaction() as held:
        turn = int(clock.now().timestamp()) // ASK_SECONDS
        if await held.fetchval(_TRY_LOCK, turn % (1 << 31)):
            await enqueue(
                "codes.publish_trust",
                {"changed": True},
                delay=timedelta(seconds=ASK_SECONDS),
                dedupe=f"codes.publish_trust.{turn}",
            )


async def publish_trust(mode: Mode = "due") -> None:
    """Bring all merchant lists and the bundle up to date; writes only what is due."""
    async with transaction():
        await lock_trust()
        await _ensure_first_keys()
        await _publish_merchant_lists(mode)
        if mode != "due":
            await _resign_citizen_lists(mode)
        await publish_bundle(mode)


async def publish_list(list_id: str, sets: StatusSets) -> bool:
    """Publish what a list must say from now on; True when a new body was written.

    Idempotent: the same content is signed again once an hour. For the lists of citizens,
    whose passes are known above this folder only.
    """
    async with transaction():
        await lock_trust()
        stored = (await find_lists([list_id])).get(list_id)
        wrote = await _publish(list_id, sets, stored, await _list_pair(), "due")
        if stored is None or stored.expires_at <= clock.now():
            await publish_bundle()
    return wrote


async def publish_bundle(mode: Mode = "due") -> bool:
    """Sign the bundle when its content changed or it is an hour old; True when written."""
    async with transaction():
        await lock_trust()
        now, stored = clock.now(), await find_bundle()
        keys, lists = await _pinned_keys(now), await _current_lists(now)
        digest = _content_hash(keys, lists)
        changed = stored is None or stored.content_hash != digest
        if stored and not changed and mode == "due" and now - stored.issued_at < RESIGN_AFTER:
            return False
        bundle = Bundle(
            seq=next_seq(stored.seq if stored else 0, now),
            origin=get_settings().public_origin,
            issued=int(now.timestamp()),
            keys=keys,
            lists=lists,
        )
        await _keep_bundle(bundle, digest, now)
        if changed:
            await _audit(bundle)
    return True


async def _ensure_first_keys() -> None:
    """A fresh installation gets one key for each use; it signs at once, nobody knows another."""
    keys = [s.key for s in await list_keys()]
    for use in USES:
        if is_first(keys, use):
            keys.append(await make_key(use, keys, actor=SYSTEM, lead=AT_ONCE))


async def _publish_merchant_lists(mode: Mode) -> None:
    ended = await list_ended_badges()
    plan = [entry.list_id for entry in plan_merchant_lists(clock.now())]
    stored, pair = await find_lists(plan), await _list_pair()
    for list_id in plan:
        sets = ended.get(int(list_id[1:]), StatusSets())
        await _publish(list_id, sets, stored.get(list_id), pair, mode)


async def _resign_citizen_lists(mode: Mode) -> None:
    """Signs the known content again; what it says only the slice above can tell."""
    # With removed keys too: whatever is stored here was ours.
    keys = {s.key.kid: key_entry(s) for s in await list_keys()}
    pair = await _list_pair()
    for stored in await list_stored_lists():
        if stored.list_id.startswith("c"):
            sets = open_list(stored.body, keys).sets
            await _publish(stored.list_id, sets, stored, pair, mode)


async def _list_pair() -> SigningPair:
    return await get_signing_pair(clock.now() + FRESH_FOR, STATUS_LIST_USE)


async def _publish(
    list_id: str, sets: StatusSets, stored: StoredList | None, pair: SigningPair, mode: Mode
) -> bool:
    now, size = clock.now(), size_of(list_id)
    digest = sets_hash(sets, size)
    same = stored is not None and stored.content_hash == digest and mode != "renumber"
    if stored and same and mode == "due" and now - stored.issued_at < RESIGN_AFTER:
        return False
    seq = stored.seq if stored and same else next_seq(stored.seq if stored else 0, now)
    issued = int(now.timestamp())
    expires = issued + int(FRESH_FOR.total_seconds())
    status = StatusList(list_id, pair.kid, seq, size, issued, expires, sets)
    body = issue_list(status, pair.private_key)
    async with transaction() as held:
        await held.execute(_KEEP_LIST, list_id, seq, now, now + FRESH_FOR, digest, body)
        await held.execute(_FORGET_VERSIONS, list_id, now - FRESH_FOR)
        await forget_list(list_id)
    return True


async def _pinned_keys(now: datetime) -> dict[int, KeyEntry]:
    return {s.key.kid: key_entry(s) for s in await list_keys() if is_pinned(s.key, now)}


async def _current_lists(now: datetime) -> dict[str, ListEntry]:
    """The planned lists that have been published and are still good."""
    plan = [*plan_merchant_lists(now), *plan_citizen_lists(now)]
    stored = await find_lists([entry.list_id for entry in plan])
    good = {each.list_id for each in stored.values() if each.expires_at > now}
    return {entry.list_id: entry for entry in plan if entry.list_id in good}


async def _keep_bundle(bundle: Bundle, digest: bytes, now: datetime) -> None:
    pair = await get_signing_pair(now + FRESH_FOR, BUNDLE_USE)
    body = issue_bundle(bundle, pair.kid, pair.private_key)
    async with transaction() as held:
        await held.execute(_KEEP_BUNDLE, bundle.seq, now, digest, body)
        await held.execute(_FORGET_BUNDLES, now - BUNDLES_KEPT)
        await forget_bundle()


def _content_hash(keys: dict[int, KeyEntry], lists: dict[str, ListEntry]) -> bytes:
    rows = [[k.kid, k.use, k.alg, point_of(k.public_key), *k[4:]] for k in keys.values()]
    content = [get_settings().public_origin, rows, [list(entry) for entry in lists.values()]]
    return sha256(encode_cbor(content)).digest()


async def _audit(bundle: Bundle) -> None:
    await append_audit(
        actor=SYSTEM,
        action="trust_bundle.publish",
        object_type="trust_bundle",
        object_id=str(bundle.seq),
        detail={"keys": list(bundle.keys), "lists": " ".join(bundle.lists)},
    )
