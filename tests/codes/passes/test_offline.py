"""Issued by the server, shown by a phone, verified by the offline core with published lists."""

from datetime import datetime, timedelta

import httpx

from codes.passes.conftest import NOW
from codes.passes.phone import SETTINGS, Phone, make_phone
from credit.codes.core.digits import pass_url
from credit.codes.core.offline import OfflineVerdict, verify_offline
from credit.codes.core.status_list import accept_list
from credit.codes.core.trust_bundle import Bundle, accept_bundle, own_roots, read_bundle
from credit.codes.passes.jobs import publish_pass_lists
from credit.codes.trust.publishing import publish_trust
from credit.codes.trust.queries import find_bundle, list_stored_lists
from credit.kit import clock
from credit.settings import get_settings


async def synced() -> tuple[Bundle, dict[str, bytes]]:
    """What a verifier takes along into the valley."""
    await publish_trust()
    await publish_pass_lists({})
    stored = await find_bundle()
    assert stored
    bundle = accept_bundle(stored.body, own_roots(read_bundle(stored.body)[1]), None)
    return bundle, {each.list_id: each.body for each in await list_stored_lists()}


def verified(phone: Phone, at: datetime, held: tuple[Bundle, dict[str, bytes]]) -> OfflineVerdict:
    bundle, bodies = held
    lists = {name: accept_list(body, bundle, name, None) for name, body in bodies.items()}
    origin, now = get_settings().public_origin, int(at.timestamp())
    return verify_offline(pass_url(origin, phone.shows(at)), origin, now, bundle, lists)


async def test_both_sides_offline_for_a_day(client: httpx.AsyncClient) -> None:
    phone = await make_phone(client)
    await phone.fetch(96)
    held = await synced()
    for hours in (0, 1, 13, 14, 23):
        found = verified(phone, NOW + timedelta(hours=hours), held)
        assert (found.verdict, found.fault) == ("valid", None), (hours, found)
    assert found.claims is not None and found.claims["maskedName"] is None
    assert not any("grade" in name.lower() for name in found.claims)


async def test_a_verifier_away_for_three_days_still_knows_new_passes(
    client: httpx.AsyncClient,
) -> None:
    phone = await make_phone(client)
    await phone.fetch(1)  # so that the key is in the bundle
    held = await synced()
    later = NOW + timedelta(hours=71)
    with clock.frozen(later):
        newer = await make_phone(client)
        await newer.fetch(4)
        found = verified(newer, later, held)
    assert (found.verdict, found.fault) == ("valid", None), found


async def test_after_the_next_sync_an_ended_pass_is_refused(client: httpx.AsyncClient) -> None:
    phone = await make_phone(client)
    await phone.fetch(96)
    before = await synced()
    await phone.call("PUT", "/api/passes/settings", SETTINGS | {"paused": True})
    assert verified(phone, NOW, before).verdict == "valid"  # nobody can know it yet
    after = await synced()
    for hours in (0, 5, 23):
        found = verified(phone, NOW + timedelta(hours=hours), after)
        assert (found.verdict, found.fault) == ("invalid", "revoked"), (hours, found)
