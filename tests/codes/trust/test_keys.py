"""The life of a key: the table of its states, and every step in the database."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from credit.codes.core.trust_bundle import open_bundle
from credit.codes.trust.actions import (
    create_key,
    emergency_remove_key,
    keep_standby_keys,
    publish_key,
    retire_key,
)
from credit.codes.trust.jobs import keep_keys
from credit.codes.trust.publishing import publish_trust
from credit.codes.trust.queries import find_current_bundle, list_key_entries, list_keys
from credit.codes.trust.rules import (
    MAX_KID,
    USES,
    Key,
    KeyRefused,
    State,
    Use,
    check_publication,
    needs_standby,
    next_kid,
    next_seq,
    pick_signer,
    state_of,
)
from credit.codes.trust.signing import get_signing_pair
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK, YEAR = 7 * DAY, 365 * DAY


def key(kid: int = 1, use: Use = "merchant", **dates: datetime | None) -> Key:
    """A key published two weeks ago that may sign since a week, changed by ``dates``."""
    known: dict[str, Any] = {
        "created_at": NOW - 15 * DAY,
        "published_at": NOW - 14 * DAY,
        "not_before": NOW - WEEK,
        "expires_at": NOW + 2 * YEAR,
        "retired_at": None,
        "removed_at": None,
    }
    return Key(kid=kid, use=use, **known | dates)


@pytest.mark.parametrize(
    ("state", "dates"),
    [
        ("new", {"published_at": None}),
        ("new", {"published_at": None, "expires_at": NOW - DAY}),
        ("published", {"not_before": NOW + timedelta(seconds=1)}),
        ("ready", {}),
        ("ready", {"not_before": NOW}),
        ("retired", {"retired_at": NOW - DAY}),
        ("expired", {"expires_at": NOW}),
        ("expired", {"expires_at": NOW, "retired_at": NOW - DAY}),
        ("removed", {"removed_at": NOW}),
        ("removed", {"removed_at": NOW, "published_at": None}),
        ("removed", {"removed_at": NOW, "retired_at": NOW, "expires_at": NOW}),
    ],
)
def test_the_state_of_a_key(state: State, dates: dict[str, Any]) -> None:
    assert state_of(key(**dates), NOW) == state


def test_the_oldest_able_key_signs_and_the_others_stand_by() -> None:
    keys = [
        key(1, removed_at=NOW),
        key(2, retired_at=NOW),
        key(3, expires_at=NOW + 80 * DAY),
        key(4, not_before=NOW + DAY),
        key(5, "citizen"),
        key(6, not_before=NOW - DAY),
        key(7, not_before=NOW - 2 * DAY),
    ]
    chosen = pick_signer(keys, "merchant", NOW, NOW + 90 * DAY)
    assert chosen and chosen.kid == 7
    assert pick_signer(keys[:4], "merchant", NOW, NOW + 90 * DAY) is None


@pytest.mark.parametrize(
    ("kid", "lead", "others", "allowed"),
    [
        (9, timedelta(0), [], True),
        (9, timedelta(hours=23, minutes=59), [], False),
        (9, timedelta(hours=24), [], True),
        (9, 91 * DAY, [], False),
        (9, timedelta(0), [key(2, "citizen")], True),
        (9, timedelta(0), [key(2)], False),
        (9, timedelta(0), [key(2, removed_at=NOW)], False),
        (9, timedelta(hours=23, minutes=59), [key(2)], False),
        (9, timedelta(hours=24), [key(2)], True),
        (9, WEEK, [key(10, "citizen")], False),
        (9, WEEK, [key(10, published_at=None)], True),
    ],
)
def test_publish_ahead(kid: int, lead: timedelta, others: list[Key], allowed: bool) -> None:
    new = key(kid, published_at=None)
    if allowed:
        check_publication(new, [new, *others], lead, NOW)
    else:
        with pytest.raises(KeyRefused):
            check_publication(new, [new, *others], lead, NOW)


@pytest.mark.parametrize(
    "dates", [{}, {"retired_at": NOW}, {"removed_at": NOW}, {"not_before": NOW + DAY}]
)
def test_only_a_new_key_is_published(dates: dict[str, Any]) -> None:
    with pytest.raises(KeyRefused):
        check_publication(key(**dates), [], WEEK, NOW)


def test_a_standby_key_has_a_year_left() -> None:
    assert needs_standby([key(1)], "merchant", NOW)
    assert needs_standby([key(1), key(2, retired_at=NOW)], "merchant", NOW)
    assert needs_standby([key(1), key(2, "citizen")], "merchant", NOW)
    assert not needs_standby([key(1), key(2, not_before=NOW + DAY)], "merchant", NOW)
    later = NOW + YEAR + 2 * DAY
    assert needs_standby([key(1), key(2)], "merchant", later)


def test_key_ids_rise_over_all_uses_and_end() -> None:
    assert next_kid([]) == 1
    assert next_kid([key(7, removed_at=NOW), key(3, "citizen")]) == 8
    with pytest.raises(KeyRefused, match="255"):
        next_kid([key(MAX_KID)])


def test_numbers_rise_even_after_a_restore() -> None:
    assert next_seq(0, NOW) == int(NOW.timestamp())
    assert next_seq(int(NOW.timestamp()) + 5, NOW) == int(NOW.timestamp()) + 6


async def states() -> dict[int, str]:
    return {s.key.kid: state_of(s.key, clock.now()) for s in await list_keys()}


async def pinned() -> set[int]:
    """The key ids that the present bundle names."""
    body = await find_current_bundle()
    assert body
    return set(open_bundle(body, await list_key_entries()).keys)


async def kid_now(use: Use = "merchant") -> int:
    return (await get_signing_pair(clock.now() + DAY, use)).kid


async def test_a_fresh_installation_signs_at_once_and_gets_standby_keys(db: Connection) -> None:
    await publish_trust()
    assert await states() == dict.fromkeys(range(1, 5), "ready")
    await keep_keys({})
    assert list((await states()).values()) == ["ready"] * 4 + ["published"] * 4
    assert await pinned() == set(range(1, 9))
    assert await keep_standby_keys() == []
    assert [(await list_keys())[n].key.use for n in range(4)] == list(USES)


async def test_a_planned_rotation(db: Connection) -> None:
    await publish_trust()
    first = await kid_now()
    new = await create_key("merchant", actor="test")
    assert new.kid not in await pinned()
    with pytest.raises(KeyRefused, match="提前"):
        await publish_key(new.kid, actor="test", lead=timedelta(hours=2))
    with pytest.raises(KeyRefused, match="备用"):
        await retire_key(first, actor="test")
    await publish_key(new.kid, actor="test")
    assert new.kid in await pinned()
    with pytest.raises(KeyRefused, match="备用"):
        await retire_key(first, actor="test")
    with clock.frozen(clock.now() + WEEK):
        assert await kid_now() == first
        await retire_key(first, actor="test")
        assert await kid_now() == new.kid
        assert first in await pinned()
        assert first in await list_key_entries()
    with clock.frozen(clock.now() + WEEK + 92 * DAY):
        await publish_trust()
        assert first not in await pinned()


async def test_a_standby_takes_over_when_a_key_grows_old(db: Connection) -> None:
    await publish_trust()
    await keep_standby_keys()
    for days, signer in ((374, 1), (641, 5), (649, 9)):
        with clock.frozen(clock.now() + days * DAY):
            await keep_standby_keys()
            pair = await get_signing_pair(clock.now() + 90 * DAY)
            assert pair.kid == signer


async def test_an_emergency_with_a_standby(db: Connection) -> None:
    await publish_trust()
    await keep_standby_keys()
    with clock.frozen(clock.now() + 8 * DAY):
        await emergency_remove_key(1, "私钥可能外泄", actor="test")
        assert await kid_now() == 5
        assert 1 not in await pinned()
        assert max(await pinned()) > 8, "a dead key id must not look like a newer one"
        assert 1 not in await list_key_entries()
        with pytest.raises(KeyRefused, match="已经移除"):
            await emergency_remove_key(1, "again", actor="test")


async def test_an_emergency_without_a_standby(db: Connection) -> None:
    await publish_trust()
    await emergency_remove_key(1, "私钥可能外泄", actor="test")
    assert await kid_now() == 5
    assert {5, 6} <= await pinned()
    assert (await states())[6] == "published"


@pytest.mark.parametrize("use", USES)
async def test_every_use_survives_an_emergency(use: Use, db: Connection) -> None:
    await publish_trust()
    old = await kid_now(use)
    await emergency_remove_key(old, "演练", actor="test")
    assert await kid_now(use) != old
    assert old not in await pinned()


async def test_a_new_key_can_be_thrown_away(db: Connection) -> None:
    await publish_trust()
    new = await create_key("citizen", actor="test")
    await emergency_remove_key(new.kid, "不需要了", actor="test")
    assert await states() == {**dict.fromkeys(range(1, 5), "ready"), new.kid: "removed"}


async def test_without_any_published_key_nothing_is_signed(db: Connection) -> None:
    await publish_trust()
    await db.execute("UPDATE signing_key SET expires_at = now() WHERE use = 'merchant'")
    with pytest.raises(Problem, match="service-unavailable"):
        await kid_now()


@pytest.mark.parametrize(
    "step",
    [
        lambda: publish_key(99, actor="test"),
        lambda: retire_key(99, actor="test"),
        lambda: emergency_remove_key(99, "x", actor="test"),
        lambda: emergency_remove_key(1, " ", actor="test"),
        lambda: emergency_remove_key(1, "很" * 201, actor="test"),
    ],
)
async def test_refusals_say_why(step: Callable[[], Awaitable[Key]], db: Connection) -> None:
    await publish_trust()
    with pytest.raises(KeyRefused, match=r"[一-鿿]"):
        await step()


async def test_the_private_key_is_sealed(db: Connection) -> None:
    pair = await get_signing_pair(clock.now() + DAY)
    number = pair.private_key.private_numbers().private_value.to_bytes(32, "big")
    (stored,) = await list_keys()
    assert number not in stored.private_key_sealed


async def test_every_step_is_audited(db: Connection) -> None:
    await publish_trust()
    new = await create_key("merchant", actor="ops")
    await publish_key(new.kid, actor="ops")
    await emergency_remove_key(new.kid, "演练", actor="ops")
    rows = await db.fetch(
        "SELECT action, detail FROM audit_entry WHERE actor = 'ops' AND object_id = $1 ORDER BY id",
        str(new.kid),
    )
    steps = [row["action"].removeprefix("signing_key.") for row in rows]
    assert steps == ["create", "publish", "remove"]
    assert "演练" in rows[-1]["detail"]
