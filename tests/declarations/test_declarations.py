"""Self-declared information: forms, the signed truth, verification, publication, dates."""

from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from commitments.breaches.rig import photo
from credit.declarations import rules
from credit.declarations.actions.declaring import PURPOSE
from credit.declarations.forms import fill, find_form, list_forms
from credit.declarations.jobs import watch_dates_daily
from credit.declarations.rules import DeclarationState
from credit.evaluation.queries import get_evaluation_view
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.statements import current_jwk, read_statement
from factories.accounts import Person, make_account
from factories.subjects import make_subject

TODAY = date(2026, 11, 30)
CERTIFICATE = {
    "name": "绿色食品认证证书",
    "number": "LB-33-20262900001A",
    "issuer": "示例绿色食品办公室",
    "issued_on": "2026-05-06",
    "valid_until": "2027-05-05",
}
CONTRACT = {
    "subject": "供应示例学校鲜奶", "partner": "示例学校", "signed_on": "2025-01-01",
    "fulfilled_on": "2025-12-31", "outcome": "全部履行",
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "base", "change", "field"),
    [
        ("certificate", CERTIFICATE, {}, ""),
        ("certificate", CERTIFICATE, {"valid_until": ""}, ""),
        ("certificate", CERTIFICATE, {"name": ""}, "name"),
        ("certificate", CERTIFICATE, {"name": "证" * 61}, "name"),
        ("certificate", CERTIFICATE, {"number": "A!"}, "number"),
        ("certificate", CERTIFICATE, {"issued_on": "2027-01-01"}, "issued_on"),
        ("certificate", CERTIFICATE, {"issued_on": "20260101"}, "issued_on"),
        ("certificate", CERTIFICATE, {"valid_until": "2026-11-29"}, "valid_until"),
        ("certificate", CERTIFICATE, {"issuer": "找13912345678"}, "issuer"),
        ("certificate", CERTIFICATE, {"issuer": "630104199001011234"}, "issuer"),
        ("certificate", CERTIFICATE, {"extra": "x"}, "extra"),
        ("contract", CONTRACT, {}, ""),
        ("contract", CONTRACT, {"partner_uscc": "91630000226593742j"}, ""),
        ("contract", CONTRACT, {"partner_uscc": "91630000226593742K"}, "partner_uscc"),
        ("contract", CONTRACT, {"outcome": "很好"}, "outcome"),
        ("market", {"summary": "示例", "year": "2025"}, {"revenue": "12.50"}, ""),
        ("market", {"summary": "示例", "year": "2025"}, {"revenue": "12.505"}, "revenue"),
        ("market", {"summary": "示例", "year": "1999"}, {}, "year"),
        ("market", {"summary": "示例", "year": "２０２５"}, {}, "year"),
    ],
)
def test_a_form_judges_what_is_filled_in(
    form: str, base: dict[str, str], change: dict[str, str], field: str
) -> None:
    found = find_form(form, TODAY)
    assert found is not None
    filled, faults = fill(found, base | change, TODAY)
    assert [name for name, _ in faults] == ([f"fields.{field}"] if field else [])
    assert (filled is None) == bool(field)


def test_there_are_the_four_forms() -> None:
    names = [form.name for form in list_forms(TODAY)]
    assert names == ["资质证照", "市场经营", "合同履约", "社会公益"]


async def test_the_database_knows_the_same_steps(db: Connection) -> None:
    source: str = await db.fetchval(
        "SELECT prosrc FROM pg_proc WHERE proname = 'self_declaration_step_allowed'"
    )
    for before in DeclarationState:
        for after in DeclarationState:
            if before is not after:
                there = f"('{before}', '{after}')" in source
                assert there is rules.may_reach(before, after), f"{before} → {after}"


class Shop:
    """A shop, its owner, an officer."""

    def __init__(self, client: httpx.AsyncClient, uscc: str, owner: Person, officer: Person):
        self.client, self.uscc, self.owner, self.officer = client, uscc, owner, officer
        self.path = f"/api/subjects/{uscc}/declarations"

    async def ask(self, who: Person, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers=who.headers)

    async def declares(self, who: Person | None = None, **more: Any) -> httpx.Response:
        texts = (await self.client.get("/api/declaration-forms")).json()
        body = {"form": "certificate", "fields": CERTIFICATE,
                "truthVersion": texts["truth"]["version"], "photos": [photo()]}  # fmt: skip
        return await self.ask(who or self.owner, "POST", self.path, body | more)

    async def declared(self, **more: Any) -> str:
        answer = await self.declares(**more)
        assert answer.status_code == 201, answer.text
        return f"/api/declarations/{answer.json()['id']}"

    async def shows(self, path: str) -> httpx.Response:
        texts = (await self.client.get("/api/declaration-forms")).json()
        body = {"textVersion": texts["publication"]["version"]}
        return await self.ask(self.owner, "POST", f"{path}/publication", body)

    async def public(self) -> list[dict[str, Any]]:
        answer = await self.client.get(f"/api/subjects/{self.uscc}/declared")
        items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return items


@pytest.fixture
async def shop(client: httpx.AsyncClient) -> Shop:
    uscc = (await make_subject()).uscc or ""
    return Shop(client, uscc, await make_account(owns=uscc), await make_account("officer"))


async def test_the_truth_is_signed_over_what_was_filled_in(shop: Shop, db: Connection) -> None:
    path = await shop.declared()
    row = await db.fetchrow("SELECT * FROM self_declaration")
    key = current_jwk(PURPOSE)
    claims = read_statement(row["statement"], PURPOSE, {key["kid"]: key})
    assert claims["text"] == row["text_hash"].hex() and claims["uscc"] == shop.uscc
    view = (await shop.ask(shop.owner, "GET", path)).json()
    assert view["textHash"] == claims["text"] and "真实" in view["truth"][0]
    with pytest.raises(asyncpg.CheckViolationError, match="never edited"):
        async with db.transaction():
            await db.execute("UPDATE self_declaration SET content = '{}'")


async def test_it_is_public_only_with_a_consent_of_its_own_and_always_marked(shop: Shop) -> None:
    path = await shop.declared()
    await shop.declared(form="contract", fields=CONTRACT)
    assert await shop.public() == []
    assert (await shop.shows(path)).json()["public"] is True
    [shown] = await shop.public()
    assert (shown["mark"], shown["verified"]) == ("自主填报，未核实", False)
    assert "photos" not in shown
    decision = {"verified": True, "reason": "与发证单位核对一致"}
    done = await shop.ask(shop.officer, "POST", f"{path}/decision", decision)
    assert done.json()["state"] == "verified"
    [shown] = await shop.public()
    assert (shown["mark"], shown["verified"]) == ("自主填报，机关已核实", True)
    assert (await shop.ask(shop.owner, "DELETE", f"{path}/publication")).status_code == 200
    assert await shop.public() == []
    await shop.shows(path)
    assert (await shop.ask(shop.owner, "POST", f"{path}/withdrawal")).json()["public"] is False
    assert await shop.public() == []
    assert (await shop.shows(path)).status_code == 409


async def test_a_refused_one_is_shown_no_more_and_the_reason_is_told(shop: Shop) -> None:
    path = await shop.declared()
    await shop.shows(path)
    decision = {"verified": False, "reason": "编号查不到"}
    await shop.ask(shop.officer, "POST", f"{path}/decision", decision)
    assert await shop.public() == []
    view = (await shop.ask(shop.owner, "GET", path)).json()
    assert (view["stateName"], view["reason"]) == ("核实不通过", "编号查不到")
    again = await shop.ask(shop.officer, "POST", f"{path}/decision", decision)
    assert again.status_code == 409
    inbox = (await shop.ask(shop.owner, "GET", "/api/inbox")).json()["items"]
    assert inbox[0]["title"] == "自主填报核实不通过"


async def test_who_may_do_what(shop: Shop) -> None:
    other, badge = await make_account(), await make_account(owns=shop.uscc, role="badge")
    for person in (other, badge, shop.officer):
        assert (await shop.declares(person)).status_code == 403
    path = await shop.declared()
    for person in (other, badge):
        assert (await shop.ask(person, "GET", path)).status_code == 403
        assert (await shop.ask(person, "POST", f"{path}/withdrawal")).status_code == 403
    picture = (await shop.ask(shop.owner, "GET", path)).json()["photos"][0]
    for person, status in ((other, 403), (shop.owner, 200), (shop.officer, 200)):
        answer = await shop.ask(person, "GET", f"{path}/photos/{picture}")
        assert answer.status_code == status
    decision = {"verified": True, "reason": "核对"}
    assert (await shop.ask(shop.owner, "POST", f"{path}/decision", decision)).status_code == 403
    log = f"/api/subjects/{shop.uscc}/access-log"
    looks = (await shop.ask(shop.owner, "GET", log)).json()["items"]
    assert [look["what"] for look in looks] == ["自主填报的信息和证明"]


async def test_an_older_text_and_a_bad_field_are_refused(shop: Shop) -> None:
    assert (await shop.declares(truthVersion="2020-01")).status_code == 409
    bad = await shop.declares(fields=CERTIFICATE | {"number": "!"})
    assert bad.status_code == 400
    assert bad.json()["errors"][0]["field"] == "fields.number"


async def test_it_feeds_no_grade(shop: Shop, db: Connection) -> None:
    subject = await db.fetchval("SELECT id FROM subject WHERE uscc = $1", shop.uscc)
    before = await get_evaluation_view(subject)
    path = await shop.declared()
    decision = {"verified": True, "reason": "核对一致"}
    await shop.ask(shop.officer, "POST", f"{path}/decision", decision)
    assert await get_evaluation_view(subject) == before
    assert await db.fetchval("SELECT count(*) FROM record WHERE subject_id = $1", subject) == 0


async def test_it_is_reminded_once_and_expires(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    until = clock.today() + timedelta(days=20)
    path = await shop.declared(fields=CERTIFICATE | {"valid_until": str(until)})
    await shop.shows(path)
    await watch_dates_daily({})
    await watch_dates_daily({})
    inbox = (await shop.ask(shop.owner, "GET", "/api/inbox")).json()["items"]
    assert [each["title"] for each in inbox] == ["自主填报快到期了"]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=21))
    assert await shop.public() == [], "shown no more even before the job ran"
    await watch_dates_daily({})
    monkeypatch.undo()
    assert (await shop.ask(shop.owner, "GET", path)).json()["state"] == "expired"


async def test_the_desk_has_what_waits_oldest_first(shop: Shop) -> None:
    path = await shop.declared()
    queue = (await shop.ask(shop.officer, "GET", "/api/declarations")).json()["items"]
    assert path.endswith(queue[-1]["id"])
    await shop.ask(shop.officer, "POST", f"{path}/decision", {"verified": True, "reason": "好的"})
    done = (await shop.ask(shop.officer, "GET", "/api/declarations?decided=true")).json()["items"]
    assert path.endswith(done[0]["id"])
    assert (await shop.ask(shop.owner, "GET", "/api/declarations")).status_code == 403
