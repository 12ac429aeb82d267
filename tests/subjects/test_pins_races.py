"""Pins that several hands touch at once, with real commits."""

import asyncio

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from conftest import BASE_URL
from credit.kit.db import connection
from factories.accounts import make_account
from factories.subjects import make_subject

HERE, ELSEWHERE = (101.752, 36.628), (101.778, 36.617)


@pytest.mark.usefixtures("committed_db")
async def test_one_waits_and_one_decision_counts(app: Litestar, redis: Redis) -> None:
    shop = await make_subject(address="西宁市城西区五四大街1号")
    owner = await make_account(owns=str(shop.uscc))
    officers = [await make_account("officer") for _ in range(4)]
    path = f"/api/subjects/{shop.uscc}/position"
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        bodies = [{"lng": lng, "lat": lat, "datum": "wgs84"} for lng, lat in (HERE, ELSEWHERE) * 4]
        answers = await asyncio.gather(
            *(client.put(path, json=body, headers=owner.headers) for body in bodies)
        )
        assert {answer.status_code for answer in answers} == {200}
        last = {"lng": ELSEWHERE[0], "lat": ELSEWHERE[1], "datum": "wgs84"}
        await client.put(path, json=last, headers=owner.headers)
        waiting = (await client.get(path, headers=owner.headers)).json()["waiting"]
        decided = await asyncio.gather(
            *(
                client.post(
                    f"/api/pin-reviews/{waiting['id']}/decision",
                    json={"accept": number % 2 == 0, "reason": "到店看过"},
                    headers=officer.headers,
                )
                for number, officer in enumerate(officers)
            )
        )
    assert sorted(answer.status_code for answer in decided) == [200, 409, 409, 409]
    async with connection() as held:
        rows = await held.fetch("SELECT status, count(*) AS n FROM subject_pin GROUP BY 1")
        found = {row["status"]: row["n"] for row in rows}
    assert "waiting" not in found and found.get("accepted", 0) == 1
    assert sum(found.values()) == 9
