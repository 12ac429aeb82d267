"""The demo's credit districts: real ground, good texts, members inside, older demos too."""

import json
from datetime import date

import httpx
import pytest
from shapely import Point, Polygon

from credit.commitments.actions.signing import sign_commitment
from credit.demo.codes import make_demo_uscc
from credit.demo.districts import list_plans, load_districts
from credit.demo.districts.choosing import Choice
from credit.demo.districts.plans import MAX_POINTS, DistrictPlan, charters_of, reviews_of
from credit.demo.districts.shapes import area_of, points_inside, ring_of
from credit.demo.districts.writing import write_district
from credit.demo.hours import hours_of, set_hours
from credit.demo.merchants import make_merchants
from credit.demo.pins import declare_pins, list_pin_plans
from credit.demo.showcase import list_showcases, showcase_uscc
from credit.kit.db import Connection
from credit.places.boundaries import county_polygon
from credit.places.divisions import divisions
from credit.subjects.opening_hours import hours_text, parse_hours
from factories.accounts import make_account
from factories.subjects import make_subject

TODAY = date(2026, 11, 24)
MEMBER = """
SELECT d.code, d.name, d.demo, m.status FROM district_member m
JOIN credit_district d ON d.id = m.district_id WHERE m.subject_id = $1
"""


def test_there_are_districts_all_over_the_province() -> None:
    plans = list_plans()
    assert len(plans) >= 22
    assert len({plan.code for plan in plans}) == len({plan.name for plan in plans}) == len(plans)
    assert len({divisions()[plan.division].parent for plan in plans}) == 8
    assert len({plan.kind for plan in plans}) == 8


@pytest.mark.parametrize("plan", list_plans(), ids=lambda plan: plan.code)
def test_a_district_lies_in_its_county_and_is_no_box(plan: DistrictPlan) -> None:
    area = Polygon(ring_of(plan))
    assert area.is_valid and area.exterior.is_ccw
    county = county_polygon(plan.division)
    assert county is not None and county.contains(area)
    assert len(plan.outline) > 4
    inside = points_inside(plan, 40)
    assert len(set(inside)) == 40 and all(area.contains(Point(at)) for at in inside)
    assert inside == points_inside(plan, 40)


def test_districts_do_not_overlap() -> None:
    areas = [area_of(plan) for plan in list_plans()]
    pairs = [(a, b) for n, a in enumerate(areas) for b in areas[:n]]
    assert not any(a.intersects(b) for a, b in pairs)


def test_charters_and_texts_are_whole() -> None:
    for plan in list_plans():
        for points in charters_of(plan):
            assert 5 <= len(points) <= MAX_POINTS
            assert len({title for title, _ in points}) == len(points)
        assert 20 < len(plan.introduction) < 200 and plan.manager.endswith("（示例）")
        assert all(len(n[1]) <= 60 and n[3] < n[4] for n in plan.notices)


def test_streets_have_merchants_and_showcases_stand_inside() -> None:
    addresses = [m.address for m in make_merchants(TODAY)]
    for plan in list_plans():
        assert all(any(street in a for a in addresses) for street in plan.streets)
    home = {"excellent": "630104001", "good": "630104002", "pharmacy": "630202001"}
    places = {show.shows: Point(show.place) for show in list_showcases()}
    for plan in list_plans():
        for shows, code in home.items():
            assert area_of(plan).contains(places[shows]) == (plan.code == code)


def test_reviews_are_a_year_apart_and_end_as_planned() -> None:
    for plan in list_plans():
        reviews = reviews_of(plan, TODAY)
        yearly = [r.decided_on for r in reviews if r.outcome in ("named", "kept", "raised")]
        assert len({day.year for day in yearly}) == len(yearly)
        assert [r.decided_on for r in reviews] == sorted(r.decided_on for r in reviews)


async def test_an_older_demo_gets_districts_with_members_inside(
    client: httpx.AsyncClient, db: Connection
) -> None:
    shop = await make_subject(
        "湟水源牦牛酸奶坊", uscc=showcase_uscc("excellent"), address="西宁市城西区虎台一巷12号"
    )
    await db.execute("UPDATE subject SET grade = 'A' WHERE id = $1", shop.id)
    await sign_commitment((await make_account("officer")).caller, shop.uscc or "", "price_pledge")

    assert await load_districts() == len(list_plans())
    assert await load_districts() == 0

    row = await db.fetchrow(MEMBER, shop.id)
    assert tuple(row) == ("630104001", "虎台信用街区", True, "admitted")
    lng, lat = await db.fetchrow("SELECT lng, lat FROM subject WHERE id = $1", shop.id)
    assert area_of(list_plans()[0]).contains(Point(lng, lat))
    changes = (await client.get("/api/districts/630104001/history")).json()["items"]
    assert (changes[0]["revision"], changes[0]["changes"][0]["field"]) == (2, "boundary")
    codes = {row["code"] for row in await db.fetch("SELECT code FROM credit_district")}
    assert codes == {plan.code for plan in list_plans()}
    states = await db.fetch("SELECT DISTINCT status FROM credit_district")
    # Without members no district has the grade that 提升 needs.
    assert {row["status"] for row in states} == {"proposed", "named", "rectifying", "struck_off"}


async def test_a_district_is_left_out_where_somebody_drew_one(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await write_district(list_plans()[0], Choice([], [], [], []))
    assert await load_districts() == len(list_plans()) - 1


async def test_hours_are_set_once(client: httpx.AsyncClient, db: Connection) -> None:
    shop = await make_subject("湟水源牦牛酸奶坊", uscc=showcase_uscc("excellent"), trade="食品零售")
    other = await make_subject("别的示例", trade="食品零售")
    assert await set_hours() == 1
    texts = "SELECT opening_hours FROM subject WHERE id = $1"
    assert await db.fetchval(texts, shop.id) == hours_of(shop.uscc or "", "食品零售") != ""
    assert await db.fetchval(texts, other.id) == ""
    await db.execute("UPDATE subject SET opening_hours = '' WHERE id = $1", shop.id)
    assert await set_hours() == 0


def test_most_merchants_tell_canonical_hours() -> None:
    merchants = make_merchants(TODAY)
    texts = [hours_of(m.uscc, m.trade) for m in merchants]
    told = [text for text in texts if text]
    assert 0.84 < len(told) / len(texts) < 0.92
    assert all(hours_text(parse_hours(text)) == text for text in set(told))


async def test_pins_wait_with_what_the_checks_found(
    client: httpx.AsyncClient, db: Connection
) -> None:
    for plan in list_pin_plans():
        division = plan.division
        uscc = make_demo_uscc("sole_trader", division, 990)
        shop = await make_subject(f"示例{division}", uscc=uscc, division=division)
        await db.execute(
            "UPDATE subject SET lng = 101, lat = 36, geo_precision = 'county' WHERE id = $1",
            shop.id,
        )
    assert await declare_pins() == len(list_pin_plans())
    assert await declare_pins() == 0
    found = await db.fetch("SELECT findings::text FROM subject_pin WHERE status = 'waiting'")
    ids = {finding["id"] for row in found for finding in json.loads(row["findings"])}
    assert ids == {"lake", "county"}
    assert all('"warning"' in row["findings"] for row in found)
