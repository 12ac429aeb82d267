"""The citizen lists: what was revoked is in them, at its secret place, among decoys."""

from datetime import timedelta

import httpx

from codes.passes.conftest import NOW
from codes.passes.phone import SETTINGS, Phone, make_phone
from codes.passes.test_requests import index_of
from credit.codes.core.status_list import StatusSets, open_list
from credit.codes.passes.day_keys import get_permutations
from credit.codes.passes.jobs import publish_pass_lists
from credit.codes.passes.lists import decoys
from credit.codes.trust.queries import find_lists, list_key_entries
from credit.codes.trust.rules import citizen_days
from credit.kit import clock
from credit.kit.db import Connection


async def published() -> dict[str, StatusSets]:
    await publish_pass_lists({})
    names = [f"c{number}" for number, _ in citizen_days(clock.now())]
    stored, keys = await find_lists(names), await list_key_entries()
    return {name: open_list(each.body, keys).sets for name, each in stored.items()}


async def test_lists_for_every_day_that_a_pass_may_name(client: httpx.AsyncClient) -> None:
    lists = await published()
    assert len(lists) == len(citizen_days(NOW)) >= 4
    assert all(64 <= len(sets.revoked) < 128 for sets in lists.values())
    assert len({sets.revoked for sets in lists.values()}) == len(lists)
    assert not any(sets.suspended or sets.superseded for sets in lists.values())
    assert await published() == lists  # decoys stay where they are


async def test_revoked_passes_stand_in_their_days_list(client: httpx.AsyncClient) -> None:
    before = await published()
    phone, other = await make_phone(client), await make_phone(client)
    await phone.fetch(96)
    await other.fetch(96)
    assert await published() == before  # what counts is in no list
    with clock.frozen(NOW + timedelta(hours=3)):
        await phone.call("PUT", "/api/passes/settings", SETTINGS | {"paused": True})
        after = await published()
    new = {(name, i) for name, sets in after.items() for i in sets.revoked - before[name].revoked}
    open_then = NOW.timestamp() + 3 * 3600 - 60 - 900
    expected = {index_of(token) for start, token in phone.tokens.items() if start > open_then}
    assert new == {(f"c{number}", index) for number, index in expected}
    assert 80 < len(new) < 96


async def test_a_job_is_enqueued_with_each_ending(
    client: httpx.AsyncClient, db: Connection
) -> None:
    async def waiting() -> int:
        count: int = await db.fetchval(
            "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'codes.publish_pass_lists'"
        )
        return count

    phone = await make_phone(client)
    await phone.fetch()
    assert await waiting() == 0
    await phone.call("DELETE", f"/api/passes/devices/{phone.id}")
    second = Phone(client, phone.person)
    await second.register()
    await second.call("DELETE", f"/api/passes/devices/{second.id}")
    assert await waiting() == 1


async def test_decoys_are_no_ones_place(client: httpx.AsyncClient) -> None:
    day = citizen_days(NOW)[1][1]
    permutation = (await get_permutations([day]))[day]
    places = permutation.to_places(decoys(permutation))
    assert permutation.to_values(places) == list(decoys(permutation))
    lists = await published()
    assert lists[f"c{day % 24}"].revoked == frozenset(places)
