"""Kept rates: honest denominators, no rate for few, open data with dictionary and terms."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from commitments.exchange.files import BROKEN
from credit.commitments.actions.entering import PaperPromise, enter_promises
from credit.commitments.rules import Performance
from credit.commitments.statistics.rules import SMALL, kept_rate
from credit.kit import clock
from credit.kit.db import Connection
from districts.world import make_district, make_member
from factories.subjects import make_subject

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)


async def promises(outcomes: list[str], trade: str = "餐饮") -> list[str]:
    """A shop of the trade for each outcome, with one promise; answers their codes."""
    given: list[PaperPromise] = []
    for outcome in outcomes:
        uscc = (await make_subject(trade=trade)).uscc or ""
        found: dict[str, Any] = {}
        if outcome != "unknown":
            found = {"determined_on": NOW.date(), "determined_by": "示例区局"}
        if outcome in ("partly", "broken"):
            names = ("unfulfilled", "liability_outcome", "legal_basis")
            found |= {name: BROKEN[name] for name in names}
        given.append(PaperPromise(uscc=uscc, template="quality_pledge",
                                  made_on=NOW.date(), performance=Performance(outcome),
                                  **found))  # fmt: skip
    await enter_promises(given, entered_by="test", accepted_by="示例")
    return [promise.uscc for promise in given]


async def read(client: httpx.AsyncClient) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get("/api/commitment-statistics")).json()
    return answer


def cells(statistics: dict[str, Any], dimension: str) -> dict[str, Any]:
    found = next(d for d in statistics["dimensions"] if d["id"] == dimension)
    return {cell["key"]: cell for cell in found["cells"]}


async def test_only_what_was_determined_counts(client: httpx.AsyncClient, db: Connection) -> None:
    with clock.frozen(NOW):
        await promises(["kept"] * 8 + ["partly", "broken"] + ["unknown"] * 5)
        found = await read(client)
    cell = cells(found, "trade")["餐饮"]
    assert (cell["commitments"], cell["determined"], cell["kept"]) == (15, 10, 8)
    assert (cell["partly"], cell["broken"], cell["keptRate"]) == (1, 1, 0.8)
    for dimension, key, name in (
        ("county", "630104", "西宁市城西区"), ("type", "6", "主动型"),
        ("template", "quality_pledge", "保质量"),
    ):  # fmt: skip
        other = cells(found, dimension)[key]
        assert (other["keptRate"], other["name"]) == (0.8, name)
    assert cells(found, "month")["2026-11"]["commitments"] == 10, "a month counts what was found"
    assert found["total"]["keptRate"] == 0.8 and "已认定" in found["definition"]


async def test_few_have_no_rate(client: httpx.AsyncClient, db: Connection) -> None:
    with clock.frozen(NOW):
        await promises(["kept"] * (SMALL - 1), trade="家政")
        cell = cells(await read(client), "trade")["家政"]
        assert (cell["determined"], cell["kept"], cell["keptRate"]) == (SMALL - 1, None, None)
        assert (cell["partly"], cell["broken"]) == (None, None)
        await promises(["broken"], trade="家政")
        assert cells(await read(client), "trade")["家政"]["keptRate"] == 0.9


async def test_members_count_for_their_district(client: httpx.AsyncClient, db: Connection) -> None:
    district = await make_district()
    await make_member(db, district, "A")
    found = cells(await read(client), "district")
    counted = await db.fetchval("SELECT count(*) FROM commitment")
    assert (district.code in found) == (counted > 0)


async def test_what_may_not_be_published_is_not_counted(
    client: httpx.AsyncClient, db: Connection
) -> None:
    with clock.frozen(NOW):
        await promises(["kept"] * 12)
        await db.execute("UPDATE commitment SET publicity = 3")
        assert (await read(client))["total"]["commitments"] == 0


async def test_a_change_is_a_new_version(client: httpx.AsyncClient, db: Connection) -> None:
    path = "/api/commitment-statistics/open-data/statistics.csv"
    with clock.frozen(NOW):
        first = (await client.get(path)).headers["etag"]
        assert (await client.get(path, headers={"if-none-match": first})).status_code == 304
        await promises(["kept"])
        again = await client.get(path, headers={"if-none-match": first})
    assert again.status_code == 200 and again.headers["etag"] != first


async def test_open_data_has_dictionary_terms_and_day(
    client: httpx.AsyncClient, db: Connection
) -> None:
    with clock.frozen(NOW):
        await promises(["kept"] * SMALL)
        table = await client.get("/api/commitment-statistics/open-data/statistics.csv")
        rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
        guide = (await client.get("/api/commitment-statistics/open-data")).json()
        whole = (await client.get("/api/commitment-statistics/open-data/statistics.json")).json()
    assert list(rows[0]) == [field["field"] for field in guide["fields"]] == list(whole["rows"][0])
    assert rows[0]["dimension"] == "total" and rows[0]["keptRate"] == "1.0"
    assert {row["asOf"] for row in rows} == {"2026-11-30"} == {whole["asOf"]}
    assert len(rows) == len(whole["rows"]) and "注明来源" in guide["terms"]
    assert (await client.get("/api/commitment-statistics/open-data/x.csv")).status_code == 404


@pytest.mark.parametrize(("kept", "determined", "rate"), [
    (0, 0, None), (9, 9, None), (0, 10, 0.0), (10, 10, 1.0), (2, 30, 0.067),
])  # fmt: skip
def test_the_rate(kept: int, determined: int, rate: float | None) -> None:
    assert kept_rate(kept, determined) == rate
