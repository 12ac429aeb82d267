"""Offline packs and open data: right, resumable, free to use, and never older than they say."""

import csv
import gzip
import hashlib
import io
import json

import httpx
import pytest

from contracts.test_bad_input import faults_of
from credit.kit.db import Connection
from credit.map.morton import degrees_of
from credit.map.open_data import FIELDS
from map.pack_reader import read_pack
from map.world import XINING, place_merchant

BIN, NAMES = "/api/map/packs/630104.bin", "/api/map/packs/630104.names.gz"
CSV, GEOJSON = "/api/map/open-data/630104.csv", "/api/map/open-data/630104.geojson"


async def test_a_pack_holds_positions_grades_and_names_in_one_order(
    client: httpx.AsyncClient, db: Connection
) -> None:
    for number, grade in enumerate("ABN"):
        place = (XINING[0] + number / 1000, XINING[1])
        await place_merchant(db, f"示例{number}号", place=place, grade=grade, trade="餐饮")
    await place_merchant(db, "别处", division="632801")
    body = await client.get(BIN)
    assert body.headers["content-type"] == "application/gzip"
    pack = read_pack(body.content)
    assert pack.adcode == 630104
    lng, lat = degrees_of(pack.keys, 22)
    assert lng.tolist() == pytest.approx(
        [XINING[0], XINING[0] + 0.001, XINING[0] + 0.002], abs=9e-5
    )
    assert lat.tolist() == pytest.approx([XINING[1]] * 3, abs=9e-5)
    assert [look & 7 for look in pack.looks.tolist()] == [0, 1, 4]
    assert all(look & 8 for look in pack.looks.tolist())  # demo
    names = await client.get(NAMES)
    head, *lines = map(json.loads, gzip.decompress(names.content).splitlines())
    assert (head["version"], head["merchants"]) == (pack.version, 3)
    assert [line[1:3] for line in lines] == [[f"示例{n}号", "餐饮"] for n in range(3)]
    assert head["positions"] == hashlib.sha256(body.content).hexdigest()
    assert head["body"] == hashlib.sha256(gzip.decompress(body.content)).hexdigest()
    listed = (await client.get("/api/map/packs")).json()["items"]
    assert [(each["adcode"], each["merchants"]) for each in listed] == [
        ("630104", 3),
        ("632801", 1),
    ]
    assert listed[0]["version"] == pack.version
    assert listed[0]["positions"] == BIN


async def test_a_download_goes_on_where_it_stopped(
    client: httpx.AsyncClient, db: Connection
) -> None:
    await place_merchant(db)
    whole = await client.get(BIN)
    size, etag = len(whole.content), whole.headers["etag"]
    for asked, part in (
        ("bytes=0-9", whole.content[:10]),
        ("bytes=10-", whole.content[10:]),
        ("bytes=-5", whole.content[-5:]),
        (f"bytes=3-{size + 99}", whole.content[3:]),
    ):
        answer = await client.get(BIN, headers={"range": asked, "if-range": etag})
        assert (answer.status_code, answer.content) == (206, part)
        assert answer.headers["content-range"].endswith(f"/{size}")
    for asked in ("bytes=1-2,4-5", "bytes=-", "lines=1-2", "bytes=x"):
        answer = await client.get(BIN, headers={"range": asked})
        assert (answer.status_code, answer.content) == (200, whole.content)
    changed = await client.get(BIN, headers={"range": "bytes=10-", "if-range": '"other"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    for asked in (f"bytes={size}-", "bytes=5-2", "bytes=-0"):
        answer = await client.get(BIN, headers={"range": asked})
        assert answer.status_code == 416
        assert answer.headers["content-range"] == f"bytes */{size}"
        assert not faults_of(answer)


@pytest.mark.parametrize("path", [BIN, NAMES, CSV, GEOJSON])
async def test_a_change_of_the_county_and_no_other_makes_files_new(
    path: str, client: httpx.AsyncClient, db: Connection
) -> None:
    subject, _ = await place_merchant(db)
    other, _ = await place_merchant(db, division="632801")
    etag = (await client.get(path)).headers["etag"]
    await db.execute("UPDATE subject SET grade = 'D' WHERE id = $1", other)
    assert (await client.get(path, headers={"if-none-match": etag})).status_code == 304
    await db.execute("UPDATE subject SET grade = 'D', name = '新名' WHERE id = $1", subject)
    answer = await client.get(path, headers={"if-none-match": etag})
    assert answer.status_code == 200
    assert answer.headers["etag"] != etag


async def test_open_data_has_its_dictionary_and_terms(
    client: httpx.AsyncClient, db: Connection
) -> None:
    _, uscc = await place_merchant(db, "=示例公式", trade="餐饮", address="示例路1号")
    guide = (await client.get("/api/map/open-data")).json()
    assert [field["field"] for field in guide["fields"]] == [field.field for field in FIELDS]
    assert "注明来源" in guide["terms"]
    answer = await client.get(CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert list(row) == [field.field for field in FIELDS]
    assert (row["uscc"], row["name"], row["grade"]) == (uscc, "'=示例公式", "A")
    assert (row["lng"], row["demo"], row["divisionName"]) == ("101.778", "true", "西宁市城西区")
    answer = await client.get(GEOJSON)
    assert answer.headers["content-type"] == "application/geo+json"
    collection = answer.json()
    (feature,) = collection["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": list(XINING)}
    assert feature["properties"]["name"] == "=示例公式"
    assert collection["metadata"]["terms"] == guide["terms"]


async def test_open_data_come_in_pieces_without_gap(
    client: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credit.map.open_data.A_PIECE", 2)
    codes = sorted([(await place_merchant(db, f"示例{n}"))[1] for n in range(5)])
    rows = list(csv.DictReader(io.StringIO((await client.get(CSV)).content.decode("utf-8-sig"))))
    assert sorted(row["uscc"] for row in rows) == codes
    features = (await client.get(GEOJSON)).json()["features"]
    assert sorted(feature["id"] for feature in features) == codes


@pytest.mark.parametrize(
    "path",
    ["packs/630104.csv", "packs/630100.bin", "packs/440101.bin", "packs/x", "open-data/630104.bin",
     "open-data/..%2f630104.csv", "open-data/630104.CSV", "packs/６３０１０４.bin"],
)  # fmt: skip
async def test_other_files_are_not_there(path: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/api/map/{path}")
    assert answer.status_code == 404
    assert not faults_of(answer)


async def test_an_abolished_county_names_its_successor(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/map/packs/632121.bin")
    assert answer.status_code == 404
    assert answer.json()["errors"] == [{"field": "adcode", "message": "630203"}]
