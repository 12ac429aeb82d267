"""The API of evaluation: public, explained, and readable rules."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from credit.evaluation.model_file import list_models
from credit.kit import clock
from evaluation.evidence import add_records, add_subjects, evidence


async def subject_with(db: Any, *records: Any) -> str:
    [subject] = await add_subjects(db, 1)
    await add_records(db, {subject: list(records)})
    uscc: str = await db.fetchval("SELECT uscc FROM subject WHERE id = $1", subject)
    return uscc


async def test_a_grade_comes_with_its_reasoning(client: httpx.AsyncClient, db: Any) -> None:
    today = clock.today()
    uscc = await subject_with(
        db,
        evidence("licence", decided_on=today - timedelta(900)),
        evidence("penalty", 2, facet="fine", decided_on=today - timedelta(30), title="罚款"),
    )
    answer = await client.get(f"/api/subjects/{uscc}/evaluation")
    assert answer.status_code == 200 and "public" in answer.headers["cache-control"]
    view = answer.json()
    assert (view["grade"], view["gradeWord"], view["score"]) == ("C", "中", 680)
    assert view["disclaimer"] == "本平台按青海信用模型2026.1评价，非信用中国官方"
    assert (view["modelVersion"], view["evaluatedOn"]) == ("2026.1", today.isoformat())
    assert sum(d["points"] for d in view["dimensions"]) == 680
    assert [d["maxPoints"] for d in view["dimensions"]] == [300, 250, 150, 100, 200]
    assert len(view["indicators"]) == 15 and all(i["legalBasis"] for i in view["indicators"])
    fine = view["moves"][0]
    assert (fine["title"], fine["points"], fine["indicatorName"]) == ("罚款", -60, "行政处罚")
    assert fine["endsOn"] and "信用修复" in fine["remedy"] and "第五十四条" in fine["legalBasis"]
    assert view["cap"] is None


async def test_a_hard_limit_is_said(client: httpx.AsyncClient, db: Any) -> None:
    listed = evidence("serious_dishonesty", 3, decided_on=clock.today())
    uscc = await subject_with(db, evidence("licence"), listed)
    view = (await client.get(f"/api/subjects/{uscc}/evaluation")).json()
    assert (view["grade"], view["cap"]) == ("D", "列入严重失信主体名单，等级为差")


async def test_too_little_data_is_no_grade(client: httpx.AsyncClient, db: Any) -> None:
    uscc = await subject_with(db)
    view = (await client.get(f"/api/subjects/{uscc}/evaluation")).json()
    assert (view["grade"], view["gradeWord"], view["score"]) == ("N", "信息不足", None)
    assert view["dimensions"] == view["indicators"] == view["moves"] == []


async def test_an_unknown_subject(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/subjects/92630100MA00000000/evaluation")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_the_models_are_listed(client: httpx.AsyncClient) -> None:
    items = (await client.get("/api/evaluation/models")).json()["items"]
    assert [i["version"] for i in items] == [m.version for m in list_models()]
    assert [i["inForce"] for i in items] == [True, False]


@pytest.mark.parametrize("model", list_models(), ids=lambda m: m.version)
async def test_the_rules_can_be_read(client: httpx.AsyncClient, model: Any) -> None:
    view = (await client.get(f"/api/evaluation/models/{model.version}")).json()
    assert sum(d["maxPoints"] for d in view["dimensions"]) == view["maxPoints"] == 1000
    assert len([i for d in view["dimensions"] for i in d["indicators"]]) == 15
    for effect in view["effects"]:
        assert effect["legalBasis"] and effect["remedy"] and effect["startsOn"]
        assert effect["points"] > 0 or effect["months"]
        assert "{" not in effect["remedy"]


async def test_an_unknown_model(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/evaluation/models/1999.9")).status_code == 404
