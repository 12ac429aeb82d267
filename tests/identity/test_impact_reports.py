"""Impact reports: versions approved by a second officer, kept, and one for every purpose."""

from typing import Any, get_args

import asyncpg
import httpx
import pytest

from credit.identity.consents.texts import Purpose
from credit.identity.impact_reports.actions import load_seed
from credit.identity.impact_reports.jobs import sow_impact_reports
from credit.kit.db import Connection
from factories.accounts import Person, make_account

REPORT = {
    "title": "示例评估", "purposes": ["citizen_pass"], "sensitive": "", "purpose": "示例目的",
    "legality": "单独同意", "necessity": "最少必要", "risks": "泄露", "measures": "加密",
}  # fmt: skip


async def ask(client: httpx.AsyncClient, who: Person, method: str, path: str, body: Any = None) \
        -> httpx.Response:  # fmt: skip
    return await client.request(method, f"/api/{path}", json=body, headers=who.headers)


def test_every_purpose_people_consent_to_is_covered() -> None:
    covered = {purpose for report in load_seed() for purpose in report.purposes}
    assert covered == set(get_args(Purpose))


async def test_the_seed_is_proposed_once_and_any_officer_may_approve_it(
    client: httpx.AsyncClient,
) -> None:
    officer = await make_account("officer")
    await sow_impact_reports({})
    await sow_impact_reports({})
    listed = (await ask(client, officer, "GET", "impact-reports")).json()
    assert listed["uncovered"] == []
    assert {one["code"]: one["inForce"] for one in listed["items"]}["perk_facts"] == 0
    view = (await ask(client, officer, "GET", "impact-reports/perk_facts")).json()
    [version] = view["versions"]
    assert version["mayDecide"] and "献血" in version["sensitive"]
    path = f"impact-report-versions/{version['id']}/decision"
    done = await ask(client, officer, "POST", path, {"approve": True, "note": "逐条核对"})
    assert done.json()["versions"][0]["state"] == "approved"


async def test_a_version_is_approved_by_another_officer_and_never_edited(
    client: httpx.AsyncClient, db: Connection
) -> None:
    first, second = await make_account("officer"), await make_account("officer")
    path = "impact-reports/sample_report/versions"
    made = await ask(client, first, "POST", path, REPORT)
    assert made.status_code == 201, made.text
    assert (await ask(client, second, "POST", path, REPORT)).status_code == 409, "one waits"
    decision = f"impact-report-versions/{made.json()['versions'][0]['id']}/decision"
    said = {"approve": False, "note": "风险写得不够"}
    assert (await ask(client, first, "POST", decision, said)).status_code == 403
    assert (await ask(client, second, "POST", decision, said)).status_code == 200
    assert (await ask(client, second, "POST", decision, said)).status_code == 409
    again = await ask(client, first, "POST", path, REPORT | {"risks": "泄露、越权、被冒用"})
    versions = again.json()["versions"]
    assert [v["version"] for v in versions] == [2, 1]
    assert versions[0]["contentHash"] != versions[1]["contentHash"]
    for sql in (
        "DELETE FROM impact_report WHERE code = 'sample_report'",
        "UPDATE impact_report SET content_hash = sha256('x') WHERE code = 'sample_report'",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            async with db.transaction():
                await db.execute(sql)


async def test_reports_are_the_officers_matter(client: httpx.AsyncClient) -> None:
    for kind in ("citizen", "merchant"):
        person = await make_account(kind)
        assert (await ask(client, person, "GET", "impact-reports")).status_code == 403
    officer = await make_account("officer")
    assert (await ask(client, officer, "GET", "impact-reports/none_such")).status_code == 404
    bad = await ask(client, officer, "POST", "impact-reports/x_y/versions",
                    REPORT | {"purposes": ["unknown"]})  # fmt: skip
    assert bad.status_code == 400
