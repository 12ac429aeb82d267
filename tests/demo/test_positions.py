"""The demo's places on the map: all inside, the showcases in their street, older demos too."""

from datetime import date

import httpx

from credit.demo.codes import ORG_PREFIX
from credit.demo.merchants import make_merchants
from credit.demo.positions import place_merchants, place_of
from credit.demo.showcase import showcase_uscc
from credit.kit.db import Connection
from factories.subjects import make_subject
from places.test_seats import PROVINCE


def test_every_merchant_has_a_place_of_its_own() -> None:
    west, south, east, north = PROVINCE
    places = [place_of(m.uscc, m.division) for m in make_merchants(date(2026, 11, 23))]
    assert all(p and west < p.lng < east and south < p.lat < north for p in places)
    assert len({(p.lng, p.lat) for p in places if p}) == len(places)
    assert sum(p.precision == "street" for p in places if p) == 8


async def test_an_older_demo_gets_places_and_keeps_those_it_has(
    client: httpx.AsyncClient, db: Connection
) -> None:
    old = showcase_uscc("excellent")
    subject = await make_subject("湟水源牦牛酸奶坊", uscc=old)
    assert old[8:11] == ORG_PREFIX
    other = await make_subject("别的示例")
    assert (await client.get(f"/api/subjects/{old}")).json()["position"] is None
    assert await place_merchants() == 1
    body = (await client.get(f"/api/subjects/{old}")).json()
    assert body["position"] == {"lng": 101.742, "lat": 36.632, "precision": "street"}
    assert (await client.get(f"/api/subjects/{other.uscc}")).json()["position"] is None
    await db.execute("UPDATE subject SET lng = 101.5 WHERE id = $1", subject.id)
    assert await place_merchants() == 0
    assert (await client.get(f"/api/subjects/{old}")).json()["position"]["lng"] == 101.5
