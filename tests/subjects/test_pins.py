"""Declared pins through the API: shown, waiting, refused, decided, taken back."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from credit.kit.db import Connection
from credit.places.datum import Place, to_bd09, to_gcj02
from credit.subjects.pins.rules import metres_between
from credit.subjects.queries import SubjectRow, get_subject_by_uscc
from factories.accounts import Person, make_account
from factories.subjects import make_subject, next_uscc

IN_CHENGXI = Place(101.752, 36.628)
IN_CHENGZHONG = Place(101.778, 36.617)
IN_THE_LAKE = Place(100.2, 36.9)
ADDRESS = "西宁市城西区五四大街1号"

Shop = tuple[SubjectRow, Person, dict[str, str]]


@pytest.fixture
async def shop(client: httpx.AsyncClient) -> AsyncIterator[Shop]:
    subject = await make_subject(address=ADDRESS)
    assert subject.uscc
    owner = await make_account(owns=subject.uscc)
    yield subject, owner, owner.headers


async def declare(
    client: httpx.AsyncClient, shop: Shop, place: Place, **more: Any
) -> httpx.Response:
    body = {"lng": place.lng, "lat": place.lat} | more
    return await client.put(f"/api/subjects/{shop[0].uscc}/position", json=body, headers=shop[2])


async def position(client: httpx.AsyncClient, shop: Shop) -> Any:
    answer = await client.get(f"/api/subjects/{shop[0].uscc}/position", headers=shop[2])
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.json()


async def reviews(client: httpx.AsyncClient, officer: Person) -> Any:
    answer = await client.get("/api/pin-reviews", headers=officer.headers)
    assert answer.status_code == 200
    return answer.json()


async def decide(
    client: httpx.AsyncClient, officer: Person, pin: int, **body: Any
) -> httpx.Response:
    return await client.post(f"/api/pin-reviews/{pin}/decision", json=body, headers=officer.headers)


async def test_in_its_county_it_is_shown_at_once(
    client: httpx.AsyncClient, db: Connection, shop: Shop
) -> None:
    before = await position(client, shop)
    assert before["position"] is None and before["waiting"] is None
    assert before["county"] == {"adcode": "630104", "name": "西宁市城西区"}
    west, south, east, north = before["countyBox"]
    assert west < before["centre"]["lng"] < east and south < before["centre"]["lat"] < north

    answer = await declare(client, shop, IN_CHENGXI)
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "accepted",
        "position": {"lng": 101.752, "lat": 36.628, "precision": "exact"},
        "findings": [],
    }
    assert (await position(client, shop))["position"]["precision"] == "exact"
    told = await db.fetch("SELECT action, actor FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert [tuple(row) for row in told] == [("subject.pin_declared", shop[1].caller.id)]


@pytest.mark.parametrize("place", [IN_CHENGZHONG, IN_THE_LAKE])
async def test_elsewhere_waits_for_an_officer(
    client: httpx.AsyncClient, shop: Shop, place: Place
) -> None:
    answer = (await declare(client, shop, place, datum="wgs84", note="新店")).json()
    assert answer["status"] == "waiting" and answer["position"] is None
    assert all(finding["level"] == "warning" for finding in answer["findings"])
    assert (await get_subject_by_uscc(str(shop[0].uscc))).lng is None

    officer = await make_account("officer")
    item = (await reviews(client, officer))["items"][0]
    assert item["subject"]["uscc"] == shop[0].uscc and item["note"] == "新店"
    assert item["expected"] == [{"adcode": "630104", "name": "西宁市城西区"}]
    assert not item["own"] and item["findings"] == answer["findings"]

    done = await decide(client, officer, item["id"], accept=True)
    assert done.status_code == 200 and done.json()["status"] == "accepted"
    shown = (await position(client, shop))["position"]
    assert shown == {"lng": place.lng, "lat": place.lat, "precision": "exact"}
    assert (await reviews(client, officer))["items"] == []
    assert (await decide(client, officer, item["id"], accept=True)).status_code == 409


async def test_a_refusal_has_a_reason_that_the_shop_reads(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    await declare(client, shop, IN_CHENGXI)
    await declare(client, shop, IN_CHENGZHONG, datum="wgs84")
    waiting = (await position(client, shop))["waiting"]
    officer = await make_account("officer")
    assert (await decide(client, officer, waiting["id"], accept=False)).status_code == 400
    blank = await decide(client, officer, waiting["id"], accept=False, reason="  ")
    assert blank.status_code == 400
    zero_width = await decide(client, officer, waiting["id"], accept=False, reason="不\u200b在")
    assert zero_width.status_code == 400
    refused = await decide(client, officer, waiting["id"], accept=False, reason="不在此处")
    assert refused.status_code == 200
    after = await position(client, shop)
    assert after["refused"]["reason"] == "不在此处" and after["waiting"] is None
    assert after["position"]["lng"] == IN_CHENGXI.lng  # what was shown stays


async def test_a_newer_pin_replaces_the_one_that_waits(
    client: httpx.AsyncClient, db: Connection, shop: Shop
) -> None:
    await declare(client, shop, IN_CHENGZHONG, datum="wgs84")
    await declare(client, shop, IN_THE_LAKE)
    await declare(client, shop, IN_CHENGXI)
    rows = await db.fetch(
        "SELECT status FROM subject_pin WHERE subject_id = $1 ORDER BY id", shop[0].id
    )
    assert [row["status"] for row in rows] == ["replaced", "replaced", "accepted"]
    officer = await make_account("officer")
    assert (await reviews(client, officer))["items"] == []


@pytest.mark.parametrize(
    ("place", "field", "said"),
    [
        (
            Place(IN_CHENGXI.lat, IN_CHENGXI.lng),
            "lng",
            "写反了：应为 经度 101.752000、纬度 36.628000",
        ),
        (Place(103.83, 36.06), "lng", "不在青海省"),
        (Place(0.0, 0.0), "lng", "不在青海省"),
    ],
)
async def test_what_cannot_be_right_names_what_was_meant(
    client: httpx.AsyncClient, db: Connection, shop: Shop, place: Place, field: str, said: str
) -> None:
    answer = await declare(client, shop, place)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert said in answer.json()["errors"][0]["message"]
    assert await db.fetchval("SELECT count(*) FROM subject_pin") == 0


@pytest.mark.parametrize(("shift", "datum"), [(to_gcj02, "gcj02"), (to_bd09, "bd09")])
async def test_another_datum_is_hinted_and_converted_when_named(
    client: httpx.AsyncClient, shop: Shop, shift: Any, datum: str
) -> None:
    await declare(client, shop, IN_CHENGXI)
    moved = shift(IN_CHENGXI)
    answer = await declare(client, shop, moved)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == "datum" and "经度 101.752000、纬度 36.628000" in error["message"]

    done = (await declare(client, shop, moved, datum=datum)).json()
    assert done["status"] == "accepted"
    assert done["findings"][0]["id"] == "converted"
    shown = Place(done["position"]["lng"], done["position"]["lat"])
    assert metres_between(shown, IN_CHENGXI) < 0.2  # six decimals
    assert done["findings"][0]["meant"] == {"lng": shown.lng, "lat": shown.lat}

    insisted = (await declare(client, shop, moved, datum="wgs84")).json()
    assert insisted["findings"] == [] or insisted["status"] == "waiting"


async def test_taken_back_it_is_approximate_again(client: httpx.AsyncClient, shop: Shop) -> None:
    await declare(client, shop, IN_CHENGXI)
    answer = await client.delete(f"/api/subjects/{shop[0].uscc}/position", headers=shop[2])
    assert answer.status_code == 200
    shown = answer.json()["position"]
    assert shown["precision"] == "county" and shown["lng"] != IN_CHENGXI.lng


async def test_only_the_owner_and_officers(client: httpx.AsyncClient, shop: Shop) -> None:
    uscc = str(shop[0].uscc)
    path, body = f"/api/subjects/{uscc}/position", {"lng": 101.752, "lat": 36.628}
    assert (await client.put(path, json=body)).status_code == 401
    stranger = await make_account(owns=(await make_subject()).uscc or "")
    clerk = await make_account(owns=uscc, role="badge")
    citizen = await make_account("citizen")
    for person in (stranger, clerk, citizen):
        assert (await client.put(path, json=body, headers=person.headers)).status_code == 403
        assert (await client.delete(path, headers=person.headers)).status_code == 403
    assert (await client.get(path, headers=clerk.headers)).status_code == 200
    assert (await client.get(path, headers=stranger.headers)).status_code == 403
    unknown = f"/api/subjects/{next_uscc()}/position"
    assert (await client.get(unknown, headers=shop[2])).status_code == 404
    for person in (shop[1], citizen):
        assert (await client.get("/api/pin-reviews", headers=person.headers)).status_code == 403
        assert (await decide(client, person, 1, accept=True)).status_code == 403


async def test_nobody_decides_about_his_own_pin(client: httpx.AsyncClient, shop: Shop) -> None:
    officer, other = await make_account("officer"), await make_account("officer")
    mine: Shop = (shop[0], officer, officer.headers)
    assert (await declare(client, mine, IN_THE_LAKE)).json()["status"] == "waiting"
    item = (await reviews(client, officer))["items"][0]
    assert item["own"]
    assert (await decide(client, officer, item["id"], accept=True)).status_code == 409
    assert (await decide(client, other, item["id"], accept=True)).status_code == 200


async def test_bad_input(client: httpx.AsyncClient, shop: Shop) -> None:
    assert (await declare(client, shop, Place(181.0, 36.0))).status_code == 400
    assert (await declare(client, shop, IN_CHENGXI, datum="utm")).status_code == 400
    assert (await declare(client, shop, IN_CHENGXI, note="a\u202eb")).status_code == 400
    assert (await declare(client, shop, IN_CHENGXI, extra=1)).status_code == 400
    officer = await make_account("officer")
    foreign = await client.get("/api/pin-reviews?after=x", headers=officer.headers)
    huge = await client.get(f"/api/pin-reviews?after={'9' * 20}", headers=officer.headers)
    assert foreign.status_code == 400 and huge.status_code == 400
    assert (await decide(client, officer, 10**9, accept=True)).status_code == 404


async def test_a_shop_cannot_declare_for_ever(client: httpx.AsyncClient, shop: Shop) -> None:
    answers = [(await declare(client, shop, IN_CHENGXI)).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


async def test_the_verdict_is_told(client: httpx.AsyncClient, db: Connection, shop: Shop) -> None:
    await declare(client, shop, IN_CHENGXI)
    jobs = await db.fetch("SELECT entrypoint, payload FROM pgqueuer ORDER BY id DESC LIMIT 1")
    assert jobs[0]["entrypoint"] == "codes.forget"
    assert str(shop[0].id).encode() in jobs[0]["payload"]


async def test_the_map_is_told(client: httpx.AsyncClient, db: Connection, shop: Shop) -> None:
    told = "SELECT count(*) FROM map_touched WHERE $1 = ANY(subject_ids)"
    await declare(client, shop, IN_CHENGZHONG, datum="wgs84")
    assert await db.fetchval(told, shop[0].id) == 0  # it waits
    await declare(client, shop, IN_CHENGXI)
    assert await db.fetchval(told, shop[0].id) == 1
    hours = f"/api/subjects/{shop[0].uscc}/opening-hours"
    await client.put(hours, json={"text": "24/7"}, headers=shop[2])
    assert await db.fetchval(told, shop[0].id) == 2


async def test_absurd_numbers(client: httpx.AsyncClient) -> None:
    officer = await make_account("officer")
    for pin in (10**30, -1, 2**63):
        assert (await decide(client, officer, pin, accept=True)).status_code in (400, 404)
