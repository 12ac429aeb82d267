"""Officers keep districts: propose, check a boundary, edit, charter, notices, reviews."""

from typing import Any

import httpx
import pytest

from credit.kit import clock
from credit.kit.db import Connection
from credit.places.datum import Place, to_gcj02
from districts.world import (
    CHARTER,
    MIDDLE,
    body_of,
    in_days,
    make_district,
    make_member,
    make_shop,
    review,
    ring_around,
    square,
)
from factories.accounts import Person, make_account

NOTICE = {"kind": "event", "title": "示例夜市", "body": "晚上七点起", "startsOn": "2099-01-01"}


@pytest.fixture
async def officer(db: Connection) -> Person:
    return await make_account("officer")


def fields(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return [error["field"] for error in answer.json()["errors"]]


async def test_propose_charter_name(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    proposed = await client.post("/api/districts", json=body_of(), headers=officer.headers)
    assert proposed.status_code == 201, proposed.text
    page = proposed.json()
    assert (page["code"], page["status"], page["demo"]) == ("630103001", "proposed", False)
    path = f"/api/districts/{page['code']}"
    early = {"year": clock.today().year, "outcome": "named", "opinion": "同意"}
    refused = await client.post(f"{path}/reviews", json=early, headers=officer.headers)
    assert refused.status_code == 400 and "公约" in refused.text

    charter = await client.post(f"{path}/charter", json=CHARTER, headers=officer.headers)
    assert charter.status_code == 201 and charter.json()["charter"]["version"] == 1
    named = await client.post(f"{path}/reviews", json=early, headers=officer.headers)
    assert named.status_code == 201, named.text
    assert named.json()["statusName"] == "已命名"
    second = await client.post("/api/districts", json=body_of("示例后街"), headers=officer.headers)
    assert fields(second) == ["boundary"], "on the same ground"
    entries = await db.fetch("SELECT action FROM audit_entry ORDER BY id")
    assert [e["action"] for e in entries] == [
        "district.propose", "district.charter", "district.review",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"boundary": square(116.4, 39.9)}, "boundary"),
        ({"boundary": square(size=0.0001)}, "boundary"),
        ({"division": "632801"}, "boundary"),
        ({"division": "110101"}, "division"),
        ({"kind": "castle"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "示例\u200b街"}, "name"),
        ({"introduction": "\x00"}, "introduction"),
        ({"rules": {"minGrade": "E"}}, "rules.minGrade"),
        ({"rules": {"minCommitments": 99}}, "rules.minCommitments"),
        ({"rules": {"mood": "good"}}, "rules.mood"),
        ({"boundary": {"type": "Point", "coordinates": [101.7, 36.6]}}, "boundary.type"),
        ({"boundary": {"type": "Polygon", "coordinates": []}}, "boundary.coordinates"),
        ({"boundary": {"type": "Polygon", "coordinates": [[[1]]]}}, "boundary"),
    ],
)  # fmt: skip
async def test_bad_proposals(
    change: dict[str, Any], field: str, client: httpx.AsyncClient, officer: Person
) -> None:
    answer = await client.post("/api/districts", json=body_of(**change), headers=officer.headers)
    assert answer.status_code == 400, answer.text
    assert field.split("[")[0] in fields(answer)[0]


async def test_a_namesake_in_the_county(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    await make_district("示例步行街")
    body = body_of(boundary=square(101.74, 36.6))
    assert fields(await client.post("/api/districts", json=body, headers=officer.headers)) == [
        "name"
    ]


async def test_edits_are_kept_and_told(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    district = await make_district()
    member = await make_member(db, district)
    await db.execute("DELETE FROM pgqueuer")
    path = f"/api/districts/{district.code}"
    edit = body_of("示例老街", boundary=square(size=0.0021), rules={"minGrade": "C"})
    edit |= {"revision": 1, "reason": "向北扩大"}
    answer = await client.put(path, json=edit, headers=officer.headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["revision"] == 2
    stale = await client.put(path, json=edit, headers=officer.headers)
    assert stale.status_code == 409
    assert stale.json()["errors"] == [{"field": "revision", "message": "2"}]

    newest, first = (await client.get(f"{path}/history")).json()["items"]
    assert (newest["revision"], newest["reason"]) == (2, "向北扩大")
    assert first["changes"] == []
    told = {change["field"]: change for change in newest["changes"]}
    assert set(told) == {"name", "rules", "boundary"}
    assert (told["name"]["before"], told["name"]["after"]) == ("示例步行街", "示例老街")
    assert "公顷，4 个顶点" in told["boundary"]["after"]
    jobs = await db.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'codes.forget'")
    assert [job["payload"] for job in jobs] == [f'{{"subject_ids":[{member.id}]}}'.encode()]


async def test_saving_what_was_read_changes_nothing(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    """Drawn clockwise and with too many decimals, stored the one way, told as no change."""
    ring = [[x + 1e-9, y] for x, y in reversed(ring_around(*MIDDLE))]
    district = await make_district(boundary={"type": "Polygon", "coordinates": [ring]})
    path = f"/api/districts/{district.code}"
    page = (await client.get(path)).json()
    same = ("name", "kind", "division", "introduction", "manager", "managerContact", "boundary")
    body = {key: page[key] for key in same} | {"rules": page["rules"]["values"]}
    body |= {"revision": 1, "reason": "没有改"}
    answer = await client.put(path, json=body, headers=officer.headers)
    assert answer.status_code == 200, answer.text
    newest = (await client.get(f"{path}/history")).json()["items"][0]
    assert newest["changes"] == []


async def test_what_an_edit_may_not_do(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    district = await make_district()
    path = f"/api/districts/{district.code}"
    edit = body_of() | {"revision": 1, "reason": "改"}
    moved = await client.put(path, json=edit | {"division": "632801"}, headers=officer.headers)
    assert fields(moved) == ["division"]
    await review(district.code, "struck_off")
    gone = await client.put(path, json=edit, headers=officer.headers)
    assert gone.status_code == 409 and "已注销" in gone.json()["detail"]
    unknown = await client.put("/api/districts/630103999", json=edit, headers=officer.headers)
    assert unknown.status_code == 404


async def test_boundary_check(client: httpx.AsyncClient, officer: Person, db: Connection) -> None:
    async def check(**body: Any) -> Any:
        answer = await client.post(
            "/api/districts/boundary-check", json=body, headers=officer.headers
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    fine = await check(boundary=square(), kind="walking_street")
    assert fine["ok"] and fine["findings"] == []
    assert (fine["county"], fine["countyName"]) == ("630103", "西宁市城中区")
    assert fine["areaHectares"] == pytest.approx(15.88, rel=0.01)

    lng, lat = MIDDLE
    bow = [[lng, lat], [lng + 0.01, lat + 0.01], [lng + 0.01, lat], [lng, lat + 0.01], [lng, lat]]
    crossed = await check(boundary={"type": "Polygon", "coordinates": [bow]})
    assert not crossed["ok"] and crossed["areaHectares"] == 0
    (finding,) = crossed["findings"]
    assert (finding["lng"], finding["lat"]) == pytest.approx((lng + 0.005, lat + 0.005))

    district = await make_district()
    await make_member(db, district)
    away = await check(boundary=square(lng - 0.02, lat), code=district.code)
    assert away["membersInside"] == 0
    assert [m["name"] for m in away["membersOutside"]] == ["示例A店"]
    over = await check(boundary=square())
    assert [f["level"] for f in over["findings"]] == ["error"], "another district stands there"
    assert (await check(boundary=square(), code=district.code))["ok"], "but it may stay itself"


async def test_a_boundary_in_foreign_coordinates_is_noticed(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    """The members tell: as drawn it holds none of them, converted it holds them all."""
    district = await make_district()
    for _ in range(3):
        await make_member(db, district)
    lng, lat = MIDDLE
    shifted = [list(to_gcj02(Place(x, y))) for x, y in ring_around(lng, lat, 0.0008)]
    body = {"boundary": {"type": "Polygon", "coordinates": [shifted]}, "code": district.code}
    answer = await client.post("/api/districts/boundary-check", json=body, headers=officer.headers)
    texts = [finding["text"] for finding in answer.json()["findings"]]
    assert any("像是 GCJ-02 坐标" in text and "3 家成员，现在是 0 家" in text for text in texts)


async def test_foreign_coordinates_are_noticed_without_members(
    client: httpx.AsyncClient, officer: Person
) -> None:
    """Close to a county's border, where the shift carries it over."""
    shifted = [list(to_gcj02(Place(x, y))) for x, y in ring_around(101.7495, 36.618, 0.001)]
    body = {"boundary": {"type": "Polygon", "coordinates": [shifted]}, "kind": "market"}
    answer = await client.post("/api/districts/boundary-check", json=body, headers=officer.headers)
    crossing, hint = answer.json()["findings"]
    assert crossing["text"].startswith("边界跨县区") and crossing["lng"]
    assert hint["text"] == "像是 GCJ-02 坐标：换算成 WGS-84 后不再越过县界或省界"
    assert answer.json()["ok"], "hints and warnings keep nobody from saving"


async def test_charters_follow_each_other(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    district = await make_district()
    path = f"/api/districts/{district.code}/charter"
    early = await client.post(
        path, json=CHARTER | {"effectiveOn": "2025-12-31"}, headers=officer.headers
    )
    assert fields(early) == ["effectiveOn"]
    later = CHARTER | {"effectiveOn": str(in_days(10))}
    answer = await client.post(path, json=later, headers=officer.headers)
    assert answer.status_code == 201
    assert answer.json()["charter"]["version"] == 1, "the new one is not in force yet"
    empty = await client.post(path, json=CHARTER | {"points": []}, headers=officer.headers)
    assert empty.status_code == 400


async def test_notices(client: httpx.AsyncClient, officer: Person, db: Connection) -> None:
    district = await make_district()
    path = f"/api/districts/{district.code}/notices"
    soon = NOTICE | {"startsOn": str(in_days(1)), "endsOn": str(in_days(2))}
    posted = await client.post(path, json=soon, headers=officer.headers)
    assert posted.status_code == 201, posted.text
    (notice,) = posted.json()["notices"]
    assert posted.json()["events"] == 0, "it has not begun"
    wrong = NOTICE | {"endsOn": "2098-01-01"}
    assert fields(await client.post(path, json=wrong, headers=officer.headers)) == ["endsOn"]
    over = soon | {"startsOn": "2020-01-01", "endsOn": "2020-01-02"}
    assert fields(await client.post(path, json=over, headers=officer.headers)) == ["endsOn"]
    long = soon | {"endsOn": "2099-01-01"}
    assert fields(await client.post(path, json=long, headers=officer.headers)) == ["endsOn"]

    gone = await client.delete(f"{path}/{notice['id']}", headers=officer.headers)
    assert gone.status_code == 200 and gone.json()["notices"] == []
    again = await client.delete(f"{path}/{notice['id']}", headers=officer.headers)
    assert again.status_code == 404
    assert (await client.delete(f"{path}/x", headers=officer.headers)).status_code == 404


async def test_reviews_through_a_year(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    district = await make_district()
    for _ in range(5):
        await make_member(db, district)
    path = f"/api/districts/{district.code}/reviews"
    plain = {"year": clock.today().year, "opinion": "示例意见"}

    async def decide(outcome: str, **more: Any) -> httpx.Response:
        body = plain | {"outcome": outcome} | more
        return await client.post(path, json=body, headers=officer.headers)

    assert fields(await decide("kept")) == ["year"], "named this year: reviewed already"
    assert fields(await decide("rectifying")) == ["rectifyBy"]
    ordered = (await decide("rectifying", rectifyBy=str(in_days(60)))).json()
    assert (ordered["status"], ordered["reviewDue"]) == ("rectifying", str(in_days(60)))
    assert fields(await decide("raised")) == ["outcome"]
    assert (await decide("kept")).json()["status"] == "named"
    stored = await db.fetchval("SELECT summary FROM district_review ORDER BY id DESC LIMIT 1")
    assert '"grade": "A"' in stored and "平均分" in stored, "what it was decided on is kept"

    applicant = await make_shop(db)
    owner = await make_account(owns=applicant.uscc or "")
    given = {"district": district.code, "charterVersion": 1}
    applied = await client.post(
        f"/api/subjects/{applicant.uscc}/memberships", json=given, headers=owner.headers
    )
    assert applied.status_code == 201, applied.text
    gone = (await decide("struck_off")).json()
    assert (gone["statusName"], gone["members"], gone["reviewDue"]) == ("已注销", 0, None)
    ended = await db.fetch("SELECT status, reason, count(*) FROM district_member GROUP BY 1, 2")
    assert {(e["status"], e["reason"], e["count"]) for e in ended} == {
        ("left", "街区已注销", 5), ("withdrawn", "街区已注销", 1),
    }  # fmt: skip
    assert fields(await decide("named")) == ["outcome"]


async def test_the_desk_lists_what_is_due(
    client: httpx.AsyncClient, officer: Person, db: Connection
) -> None:
    due = await make_district("示例甲街")
    later = await make_district("示例乙街", boundary=square(101.74, 36.6))
    await review(due.code, "rectifying", rectifyBy=str(in_days(20)))
    everything = (await client.get("/api/districts/desk", headers=officer.headers)).json()["items"]
    assert [(d["code"], d["isDue"]) for d in everything] == [(due.code, True), (later.code, False)]
    only = (await client.get("/api/districts/desk?due=true", headers=officer.headers)).json()
    assert [d["code"] for d in only["items"]] == [due.code]
    named = await client.get("/api/districts/desk?status=named", headers=officer.headers)
    assert [d["code"] for d in named.json()["items"]] == [later.code]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/districts/desk", None),
        ("POST", "/api/districts", body_of()),
        ("PUT", "/api/districts/{code}", body_of() | {"revision": 1, "reason": "改"}),
        ("POST", "/api/districts/boundary-check", {"boundary": square()}),
        ("POST", "/api/districts/{code}/charter", CHARTER),
        ("POST", "/api/districts/{code}/notices", NOTICE | {"endsOn": "2099-01-02"}),
        ("DELETE", "/api/districts/{code}/notices/1", None),
        ("POST", "/api/districts/{code}/reviews",
         {"year": 2026, "outcome": "kept", "opinion": "同意"}),
        ("GET", "/api/memberships", None),
        ("POST", "/api/memberships/1/decision", {"admit": True}),
        ("POST", "/api/memberships/1/removal", {"reason": "违约", "basis": "公约第一条"}),
    ],
)  # fmt: skip
async def test_only_officers(
    method: str, path: str, body: Any, client: httpx.AsyncClient, db: Connection
) -> None:
    district = await make_district()
    url = path.format(code=district.code)
    assert (await client.request(method, url, json=body)).status_code == 401
    for kind in ("merchant", "citizen"):
        person = await make_account(kind)
        answer = await client.request(method, url, json=body, headers=person.headers)
        assert answer.status_code == 403, (kind, answer.text)
