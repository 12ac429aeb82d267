"""The life of a signing key: one function per step, one transaction, audited.

new → published (in the bundle) → signs → retired (its tokens are still believed) → expired;
`emergency_remove_key` takes a key out at once, and what it signed is dead.
"""

from datetime import datetime, timedelta

from credit.codes.core.keys import CITIZEN_USE, MERCHANT_USE, STATUS_LIST_USE
from credit.codes.trust.keys import lock_trust, make_key
from credit.codes.trust.publishing import publish_bundle, publish_trust
from credit.codes.trust.queries import list_keys, list_subjects_of_key
from credit.codes.trust.rules import (
    KEY_LIFETIME,
    LEAD,
    OUTLIVES,
    USES,
    Key,
    KeyRefused,
    Use,
    check_publication,
    check_removal,
    check_retirement,
    ends_after_retirement,
    is_first,
    is_pinned,
    needs_standby,
    pick_signer,
)
from credit.codes.trust.signing import AT_ONCE, SYSTEM
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.db import transaction
from credit.kit.jobs import enqueue

SUBJECTS_A_JOB = 1000
CHASED_FOR = timedelta(days=2)
_PUBLISH = """
UPDATE signing_key SET published_at = $2, not_before = $3, expires_at = $4 WHERE kid = $1
"""
_RETIRE = "UPDATE signing_key SET retired_at = $2, expires_at = $3 WHERE kid = $1"
_REMOVE = "UPDATE signing_key SET removed_at = $2, removal_reason = $3 WHERE kid = $1"


async def create_key(use: Use, *, actor: str) -> Key:
    """A new key that nobody knows yet. ``KeyRefused`` when all ids are used up."""
    async with transaction():
        await lock_trust()
        return await make_key(use, await _keys(), actor=actor)


async def publish_key(kid: int, *, actor: str, lead: timedelta | None = None) -> Key:
    """Put a new key into the bundle, to sign after ``lead`` (else 7 days, a root 30).

    Raises ``KeyRefused`` for less than 24 h, unless it is the very first of its use.
    """
    async with transaction() as held:
        await lock_trust()
        keys, now = await _keys(), clock.now()
        key = _find(keys, kid)
        if lead is None:
            lead = AT_ONCE if is_first(keys, key.use) else LEAD[key.use]
        check_publication(key, keys, lead, now)
        starts = now + lead
        await held.execute(_PUBLISH, kid, now, starts, starts + KEY_LIFETIME)
        await publish_bundle()
        await _audit(actor, "publish", key, {"not_before": starts.isoformat()})
    return await _read(kid)


async def retire_key(kid: int, *, actor: str) -> Key:
    """Let a key sign no more; what it signed is believed until it ends by itself.

    Raises ``KeyRefused`` when no other key could go on.
    """
    async with transaction() as held:
        await lock_trust()
        keys, now = await _keys(), clock.now()
        key = _find(keys, kid)
        check_retirement(key, keys, now)
        await held.execute(_RETIRE, kid, now, ends_after_retirement(key, now))
        await publish_bundle()
        await _audit(actor, "retire", key, {})
    return await _read(kid)


async def emergency_remove_key(kid: int, reason: str, *, actor: str) -> Key:
    """Take a key out of the bundle at once: everything that it signed is dead.

    The standby key goes on. When none may sign yet a new key signs at once: phones that have
    not synchronised since then say 无法离线核验 (newer_key), never 无效. Raises ``KeyRefused``.
    """
    async with transaction() as held:
        await lock_trust()
        now = clock.now()
        key = _find(await _keys(), kid)
        check_removal(key, reason, now)
        await held.execute(_REMOVE, kid, now, reason.strip())
        if key.published_at:
            await _replace_key(key, now)
            await publish_trust("resign" if key.use == STATUS_LIST_USE else "due")
            await _tell_above(key)
        await _audit(actor, "remove", key, {"reason": reason.strip()})
    return await _read(kid)


async def keep_standby_keys() -> list[Key]:
    """Publish a standby key for each use that lacks one; the new keys."""
    async with transaction():
        await lock_trust()
        made = [key for use in USES if (key := await _add_standby(use, clock.now()))]
        if made:
            await publish_bundle()
    return made


async def chase_removed_keys() -> None:
    """Once more for badges that were being signed in the moment in which their key was removed."""
    since = clock.now() - CHASED_FOR
    for key in await _keys():
        if key.use == MERCHANT_USE and key.removed_at and key.removed_at > since:
            await _tell_above(key)


async def _replace_key(removed: Key, now: datetime) -> None:
    """Somebody must sign now, and the bundle must name a later key than the removed one:

    phones take an id above all that they know for a newer key, not for a dead one.
    """
    keys = await _keys()
    if pick_signer(keys, removed.use, now, now + OUTLIVES[removed.use]) is None:
        await make_key(removed.use, keys, actor=SYSTEM, lead=AT_ONCE)
    await _add_standby(removed.use, now, above=removed.kid)


async def _add_standby(use: Use, now: datetime, *, above: int = 0) -> Key | None:
    keys = await _keys()
    highest = max((k.kid for k in keys if is_pinned(k, now)), default=0)
    if is_first(keys, use) or (highest > above and not needs_standby(keys, use, now)):
        return None
    return await make_key(use, keys, actor=SYSTEM, lead=LEAD[use])


async def _tell_above(key: Key) -> None:
    """Whoever handed out what the key signed hands out anew."""
    if key.use == MERCHANT_USE:
        subjects = await list_subjects_of_key(key.kid)
        for start in range(0, len(subjects), SUBJECTS_A_JOB):
            some = subjects[start : start + SUBJECTS_A_JOB]
            await enqueue("codes.merchant_key_removed", {"kid": key.kid, "subject_ids": some})
    if key.use == CITIZEN_USE:
        await enqueue("codes.citizen_key_removed", {"kid": key.kid})


async def _keys() -> list[Key]:
    return [stored.key for stored in await list_keys()]


async def _read(kid: int) -> Key:
    return _find(await _keys(), kid)


def _find(keys: list[Key], kid: int) -> Key:
    for key in keys:
        if key.kid == kid:
            return key
    raise KeyRefused(f"没有 {kid} 号密钥")


async def _audit(actor: str, step: str, key: Key, detail: dict[str, str]) -> None:
    await append_audit(
        actor=actor,
        action=f"signing_key.{step}",
        object_type="signing_key",
        object_id=str(key.kid),
        detail={"use": key.use, **detail},
    )
