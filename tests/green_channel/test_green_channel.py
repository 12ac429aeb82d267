"""The green channel: rule-based, explained, kept with purpose, shown to the subject."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from commitments.exchange.files import BROKEN, SHOP, row, take
from credit.commitments.matters.matter_list import load_matters
from credit.green_channel import rule_file
from credit.green_channel.rule_file import load_rules, parse_rules, rules_on
from credit.kit import clock
from credit.kit.db import Connection
from credit.records.actions import import_path
from credit.records.jobs import take_imported_findings
from factories.accounts import Person, make_account
from factories.subjects import make_subject
from records.helpers import write_csv

MATTER, WAY = "travel_agency_pre_review", "deferred_pre_review"
ASK = {"matter": MATTER, "way": WAY, "purpose": "pre_review", "agency": "西宁市政务服务大厅"}


class Scene(msgspec.Struct, frozen=True):
    """A travel agency with its owner, and an officer at a counter."""

    uscc: str
    subject_id: int
    owner: Person
    officer: Person


@pytest.fixture
async def scene(db: Connection) -> Scene:
    subject = await make_subject("示例旅行社", uscc=SHOP, trade="旅游服务")
    owner, officer = await make_account(owns=SHOP), await make_account("officer")
    return Scene(SHOP, subject.id, owner, officer)


async def ask(
    client: httpx.AsyncClient, who: Person | None, uscc: str, request: str = "", **changes: str
) -> httpx.Response:
    path = f"/api/green-channel/checks/{request or uuid4()}"
    headers = who.headers if who else {}
    return await client.put(path, json=ASK | {"uscc": uscc} | changes, headers=headers)


def failed(answer: httpx.Response) -> list[str]:
    conditions = answer.json()["answer"]["conditions"]
    return [c["id"] for c in conditions if not c["ok"]]


async def record(tmp_path: Path, kind: str, **fields: str) -> None:
    base = {"party_name": "示例旅行社", "uscc": SHOP, "agency": "示例市文旅局"}
    path = write_csv(tmp_path / f"{kind}-{uuid4()}.csv", [base | fields])
    report = await import_path(path, kind, started_by="test")
    assert report.rows_accepted == 1, report


async def test_a_subject_without_faults_qualifies(client: httpx.AsyncClient, scene: Scene) -> None:
    answer = await ask(client, scene.officer, SHOP)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["answer"]["qualifies"] and failed(answer) == []
    ids = [condition["id"] for condition in body["answer"]["conditions"]]
    assert ids == ["open", "grade", "serious_dishonesty", "abnormal_operation", "broken_commitment"]
    assert all(c["basis"] and c["found"] for c in body["answer"]["conditions"])
    grade = body["answer"]["conditions"][1]
    assert (grade["found"], grade["ok"]) == ("信息不足", True), "too little data is no bad grade"


async def test_each_bar_is_explained_and_ends(
    client: httpx.AsyncClient, scene: Scene, db: Connection, tmp_path: Path
) -> None:
    today = clock.today()
    since = today - timedelta(days=30)
    fields = {"decision_no": "示〔2026〕1号", "listed_on": since.isoformat(), "reason": "合同欺诈"}
    await record(
        tmp_path, "dishonesty", list_name="严重失信主体名单（文旅）", legal_basis="条例", **fields
    )
    await record(tmp_path, "abnormal", legal_basis="条例 第十七条",
                 **fields | {"reason": "未报年报"})  # fmt: skip
    answer = await ask(client, scene.officer, SHOP)
    assert failed(answer) == ["grade", "serious_dishonesty", "abnormal_operation"]
    listed = answer.json()["answer"]["conditions"][2]
    assert listed["since"] == since.isoformat() and listed["until"] > today.isoformat()
    assert "示例市文旅局" in listed["found"] and listed["howToFix"]
    await db.execute("UPDATE record SET state = 'repaired'")
    assert failed(await ask(client, scene.officer, SHOP)) == []


async def test_a_broken_commitment_of_types_one_to_three_bars_until_repaired(
    client: httpx.AsyncClient, scene: Scene, db: Connection, tmp_path: Path
) -> None:
    await take(tmp_path, row(type="主动型", code="63010220260301000020", **BROKEN))
    assert failed(await ask(client, scene.officer, SHOP)) == [], "a shop's own promise bars nothing"
    await take(tmp_path, row(**BROKEN))
    assert failed(await ask(client, scene.officer, SHOP)) == ["broken_commitment"], "at once"
    jobs = "SELECT payload FROM pgqueuer WHERE entrypoint = 'records.take_findings'"
    for job in await db.fetch(jobs):
        await take_imported_findings(msgspec.json.decode(job["payload"]))
    assert failed(await ask(client, scene.officer, SHOP)) == ["broken_commitment"]
    await db.execute("UPDATE record SET state = 'repaired'")
    assert failed(await ask(client, scene.officer, SHOP)) == []


async def test_a_matter_of_another_trade_or_way_is_not_open(
    client: httpx.AsyncClient, scene: Scene
) -> None:
    other = await ask(client, scene.officer, SHOP, matter="food_licence_new",
                      way="deferred_documents")  # fmt: skip
    assert (
        failed(other) == ["open"] and "旅游服务" in other.json()["answer"]["conditions"][0]["found"]
    )
    assert failed(await ask(client, scene.officer, SHOP, way="informed_commitment")) == ["open"]
    unknown = await ask(client, scene.officer, SHOP, matter="nothing")
    assert unknown.status_code == 400 and unknown.json()["errors"][0]["field"] == "matter"


async def test_a_request_is_answered_once(
    client: httpx.AsyncClient, scene: Scene, db: Connection, tmp_path: Path
) -> None:
    request = str(uuid4())
    first = await ask(client, scene.officer, SHOP, request)
    await take(tmp_path, row(**BROKEN))
    again = await ask(client, scene.officer, SHOP, request)
    assert again.json() == first.json() and again.json()["answer"]["qualifies"]
    assert await db.fetchval("SELECT count(*) FROM green_channel_check") == 1
    other = await ask(client, scene.officer, SHOP, request, purpose="advice")
    assert other.json()["type"].endswith("idempotency-conflict")
    colleague = await make_account("officer")
    assert not (await ask(client, colleague, SHOP, request)).json()["answer"]["qualifies"]
    told = await db.fetch("SELECT detail FROM audit_entry WHERE action = 'green_channel.ask'")
    assert len(told) == 2


async def test_the_subject_sees_who_asked_and_others_do_not(
    client: httpx.AsyncClient, scene: Scene
) -> None:
    await ask(client, scene.officer, SHOP)
    await ask(client, scene.officer, SHOP, purpose="advice", agency="城中区行政审批局")
    path = f"/api/subjects/{SHOP}/green-channel/lookups"
    seen = (await client.get(path, headers=scene.owner.headers)).json()
    assert [(x["agency"], x["purpose"]) for x in seen["items"]] == [
        ("城中区行政审批局", "advice"), ("西宁市政务服务大厅", "pre_review"),
    ]  # fmt: skip
    assert scene.officer.caller.id not in str(seen), "an officer's account is nobody's business"
    stranger = await make_account(owns=(await make_subject()).uscc or "")
    assert (await client.get(path, headers=stranger.headers)).status_code == 403
    assert (await client.get(path)).status_code == 401


async def test_a_merchant_looks_at_their_own_ways_without_leaving_a_trace(
    client: httpx.AsyncClient, scene: Scene, db: Connection
) -> None:
    view = await client.get(f"/api/subjects/{SHOP}/green-channel", headers=scene.owner.headers)
    items = view.json()["items"]
    assert MATTER in {item["matter"] for item in items}
    for item in items:
        trades = load_matters()[item["matter"]].trades
        assert not trades or "旅游服务" in trades
        assert item["qualifies"]
    assert await db.fetchval("SELECT count(*) FROM green_channel_check") == 0


@pytest.mark.parametrize("kind", ["citizen", "merchant"])
async def test_only_officers_ask(client: httpx.AsyncClient, scene: Scene, kind: Any) -> None:
    assert (await ask(client, await make_account(kind), SHOP)).status_code == 403
    assert (await ask(client, None, SHOP)).status_code == 401


async def test_open_matters_are_public(client: httpx.AsyncClient) -> None:
    items = (await client.get("/api/green-channel/matters")).json()["items"]
    assert items and all(item["ways"] and item["office"] for item in items)


def test_rules_have_dates_words_and_bases() -> None:
    (rules,) = load_rules()
    assert rules_on(rules.start) is rules and rules_on(rules.start - timedelta(days=9)) is rules
    source = rule_file.files("credit.green_channel").joinpath("rules.toml").read_text("utf-8")
    for broken in (
        source.replace('id = "open"', 'id = "grade"'),
        source.replace('basis = "承诺事项清单"', 'basis = ""'),
    ):
        with pytest.raises(ValueError, match="condition"):
            parse_rules(broken)
