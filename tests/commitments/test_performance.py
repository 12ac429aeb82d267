"""Withdrawing promises, and findings whether they were kept."""

from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from credit.commitments.actions.signing import sign_commitment
from credit.commitments.queries import list_commitments
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person, make_account
from factories.subjects import make_subject

BROKEN = {
    "performance": "broken",
    "authority": "西宁市城西区市场监督管理局",
    "reason": "消费者投诉属实",
    "unfulfilled": "拒绝退货",
    "liabilityOutcome": "责令退款并公示",
    "legalBasis": "中华人民共和国消费者权益保护法 第十六条",
}


class Scene(msgspec.Struct, frozen=True):
    """A subject with one signed promise and the people around it."""

    subject_id: int
    uscc: str
    code: str
    owner: Person
    officer: Person


@pytest.fixture
async def scene(db: Connection) -> Scene:
    subject = await make_subject()
    uscc = subject.uscc or ""
    owner, officer = await make_account(owns=uscc), await make_account("officer")
    signed = await sign_commitment(owner.caller, uscc, "clear_price")
    return Scene(subject.id, uscc, signed.code, owner, officer)


async def post(
    client: httpx.AsyncClient, path: str, who: Person | None, body: object
) -> httpx.Response:
    return await client.post(path, json=body, headers=who.headers if who else {})


async def board(client: httpx.AsyncClient, uscc: str) -> list[dict[str, str]]:
    response = await client.get(f"/api/subjects/{uscc}/commitments")
    items: list[dict[str, str]] = response.json()["items"]
    return items


async def test_withdrawn_promise_leaves_the_board(client: httpx.AsyncClient, scene: Scene) -> None:
    path = f"/api/commitments/{scene.code}/withdraw"
    body = {"reason": "停业"}
    stranger = await make_account(owns=(await make_subject()).uscc or "")
    assert (await post(client, path, None, body)).status_code == 401
    assert (await post(client, path, stranger, body)).status_code == 403
    assert (await post(client, path, scene.owner, {"reason": ""})).status_code == 400
    assert (await post(client, path, scene.owner, body)).status_code == 200
    assert await board(client, scene.uscc) == []
    assert (await post(client, path, scene.owner, body)).status_code == 409
    signed = await sign_commitment(scene.owner.caller, scene.uscc, "clear_price")
    assert signed.code != scene.code, "after withdrawal the same promise may be made again"


@pytest.mark.parametrize("code", ["63010420261103999999", "nonsense", "%00"])
async def test_unknown_code(client: httpx.AsyncClient, scene: Scene, code: str) -> None:
    path = f"/api/commitments/{code}/withdraw"
    response = await post(client, path, scene.owner, {"reason": "停业"})
    assert response.status_code == 404


async def test_officer_determines_a_breach(
    client: httpx.AsyncClient, scene: Scene, db: Connection
) -> None:
    path = f"/api/commitments/{scene.code}/performance"
    body = BROKEN | {"determinedOn": clock.today().isoformat()}
    assert (await post(client, path, scene.owner, body)).status_code == 403
    assert (await post(client, path, None, body)).status_code == 401
    response = await post(client, path, scene.officer, body)
    assert response.status_code == 200
    assert response.json()["performanceName"] == "全部未履行"
    row = await db.fetchrow("SELECT * FROM commitment WHERE code = $1", scene.code)
    assert (row["determined_by"], row["unfulfilled"]) == (BROKEN["authority"], "拒绝退货")
    entry = await db.fetchrow("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1")
    detail = msgspec.json.decode(entry["detail"])
    assert (detail["before"], detail["performance"]) == ("unknown", "broken")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"performance": "maybe"}, "performance"),
        ({"performance": "unknown", "unfulfilled": "", "liabilityOutcome": ""}, "performance"),
        ({"unfulfilled": ""}, "unfulfilled"),
        ({"legalBasis": " "}, "legalBasis"),
        ({"performance": "kept", "liabilityOutcome": ""}, "unfulfilled"),
        ({"determinedOn": "2020-01-01"}, "determinedOn"),
        ({"determinedOn": "soon"}, "determinedOn"),
        ({"determinedOn": "2099-01-01"}, "determinedOn"),
        ({"authorityCode": "91350100M000100Y4Z"}, "authorityCode"),
        ({"authority": ""}, "authority"),
    ],
)
async def test_bad_findings_name_the_field(
    client: httpx.AsyncClient, scene: Scene, change: dict[str, str], field: str
) -> None:
    body = BROKEN | {"determinedOn": clock.today().isoformat()} | change
    response = await post(client, f"/api/commitments/{scene.code}/performance", scene.officer, body)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


async def test_long_findings_are_stored(client: httpx.AsyncClient, scene: Scene) -> None:
    body = BROKEN | {
        "determinedOn": clock.today().isoformat(),
        "unfulfilled": "拒" * 4000,
        "liabilityOutcome": "责" * 4000,
        "reason": "因" * 512,
        "authority": "局" * 200,
    }
    response = await post(client, f"/api/commitments/{scene.code}/performance", scene.officer, body)
    assert response.status_code == 200


async def test_a_breach_cannot_be_hidden_and_ends_by_itself(
    client: httpx.AsyncClient, scene: Scene
) -> None:
    body = BROKEN | {"determinedOn": clock.today().isoformat()}
    await post(client, f"/api/commitments/{scene.code}/performance", scene.officer, body)
    await post(
        client, f"/api/commitments/{scene.code}/withdraw", scene.owner, {"reason": "不想要了"}
    )
    assert [c["performance"] for c in await board(client, scene.uscc)] == ["broken"]
    with clock.frozen(datetime.now(UTC) + timedelta(days=3 * 365 - 5)):
        assert len(await list_commitments(scene.subject_id)) == 1
    with clock.frozen(datetime.now(UTC) + timedelta(days=3 * 366 + 5)):
        assert await list_commitments(scene.subject_id) == []


async def test_a_promise_that_ran_out_leaves_the_board(scene: Scene) -> None:
    with clock.frozen(datetime.now(UTC) + timedelta(days=370)):
        assert await list_commitments(scene.subject_id) == []
        again = await sign_commitment(scene.owner.caller, scene.uscc, "no_reason_return")
        assert again.code != scene.code
