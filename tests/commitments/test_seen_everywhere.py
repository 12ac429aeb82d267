"""A signed promise is on the badge page, on the merchant's page and under the map's filter at once;
withdrawn or lapsed it is on none of them."""

from datetime import timedelta

import httpx
import pytest

from codes.test_badges import issued
from commitments.acts import sign
from credit.codes.badges.jobs import forget
from credit.codes.verdicts.judging import forget_keys
from credit.commitments.templates import load_templates
from credit.kit import clock
from credit.kit.db import Connection
from credit.subjects.queries import get_subject_by_uscc
from factories.accounts import make_account
from map.test_routes import TILE9, asked, version_of
from map.world import place_merchant


async def shown(client: httpx.AsyncClient, uscc: str, digits: str, template: str) -> list[bool]:
    """Whether the promise is in the verdict, on the page without scripts, on the merchant's page
    and under the map's filter."""
    name = load_templates()[template].name
    verdict = (await client.get(f"/api/verdicts/{digits}")).json()["merchant"]
    html = (await client.get(f"/v/{digits}")).text
    page = (await client.get(f"/api/subjects/{uscc}")).json()
    kept = await asked(client, f"clusters/{TILE9}", f=f"c:{template}")
    return [
        name in [one["name"] for one in verdict["commitments"]],
        name in html,
        name in [one["name"] for one in page["commitments"]],
        kept["total"] == 1,
    ]


@pytest.mark.parametrize(
    ("template", "parameters"),
    [("clear_price", {}), ("prepaid_card", {}), ("no_reason_return", {"days": 7})],
)
async def test_signed_it_shows_and_withdrawn_it_goes(
    client: httpx.AsyncClient, db: Connection, template: str, parameters: dict[str, int]
) -> None:
    forget_keys()
    subject_id, uscc = await place_merchant(db, "湟水源牦牛酸奶坊")
    owner = await make_account(owns=uscc)
    digits = (await issued(await get_subject_by_uscc(uscc))).digits
    assert await shown(client, uscc, digits, template) == [False] * 4
    before = await version_of(client)
    body = {"template": template, "parameters": parameters}
    signed = await sign(client, uscc, owner, body)
    assert signed.status_code == 201, signed.text
    await forget({"subject_ids": [subject_id]})
    assert await version_of(client) > before
    assert await shown(client, uscc, digits, template) == [True] * 4
    path = f"/api/commitments/{signed.json()['code']}/withdraw"
    ended = await client.post(path, json={"reason": "转行"}, headers=owner.headers)
    assert ended.status_code == 200, ended.text
    days = load_templates()[template].version[-1].notice_days
    await forget({"subject_ids": [subject_id]})
    if days:
        assert await shown(client, uscc, digits, template) == [True] * 4, "the notice still runs"
    with clock.frozen(clock.now() + timedelta(days=days + 1 if days else 0)):
        await forget({"subject_ids": [subject_id]})
        assert await shown(client, uscc, digits, template) == [False] * 4
