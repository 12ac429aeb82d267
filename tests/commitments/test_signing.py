"""Signing promises through the API: who may, what is wrong where, and what follows from it."""

from datetime import date, timedelta

import httpx
import msgspec
import pytest

from commitments.acts import sign
from credit.commitments.actions.signing import sign_commitment
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from factories.accounts import PASSWORD, make_account
from factories.subjects import make_subject

RETURN: dict[str, object] = {
    "template": "no_reason_return",
    "parameters": {"days": 15, "exclusions": ["鲜活易腐"]},
}


def fields(response: httpx.Response) -> list[str]:
    assert response.headers["content-type"].startswith("application/problem+json")
    return [error["field"] for error in response.json()["errors"]]


async def test_owner_signs_and_everybody_reads(client: httpx.AsyncClient) -> None:
    subject = await make_subject(division="630104")
    owner = await make_account(owns=subject.uscc or "")
    response = await sign(client, subject.uscc or "", owner, RETURN)
    assert response.status_code == 201
    signed = response.json()
    today = clock.today()
    assert signed == {
        "code": f"630104{today:%Y%m%d}000001",
        "template": "no_reason_return",
        "name": "七日无理由退货",
        "matter": "线下购物无理由退货",
        "plainText": "买后15天内，商品完好就能退，不用说理由。不能退的：鲜活易腐。",
        "madeOn": today.isoformat(),
        "validUntil": signed["validUntil"],
        "performance": "unknown",
        "performanceName": "未认定",
        "noticeOn": None,
    }
    assert date.fromisoformat(signed["validUntil"]) > today + timedelta(days=360)
    board = await client.get(f"/api/subjects/{subject.uscc}/commitments")
    assert board.json() == {"items": [signed]}
    assert "public" in board.headers["cache-control"]


async def test_board_in_english(client: httpx.AsyncClient) -> None:
    subject = await make_subject()
    owner = await make_account(owns=subject.uscc or "")
    await sign(client, subject.uscc or "", owner, {"template": "clear_price"})
    board = await client.get(
        f"/api/subjects/{subject.uscc}/commitments", headers={"accept-language": "en-GB,zh;q=0.8"}
    )
    item = board.json()["items"][0]
    assert item["name"] == "Clear prices"
    assert item["plainText"].startswith("Prices are posted")
    assert item["performanceName"] == "Not yet assessed"
    assert "accept-language" in board.headers["vary"].lower()


async def test_officer_signs_for_a_subject(client: httpx.AsyncClient) -> None:
    subject = await make_subject()
    officer = await make_account("officer")
    body = {"template": "quality_pledge"}
    assert (await sign(client, subject.uscc or "", officer, body)).status_code == 201


async def test_a_phone_that_is_signed_in_is_not_enough(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await make_subject()
    owner = await make_account(owns=subject.uscc or "")
    path = f"/api/subjects/{subject.uscc}/commitments"
    draft = (await client.post(f"{path}/draft", json=RETURN, headers=owner.headers)).json()
    assert "15日内" in draft["content"] and draft["noticeDays"] == 7
    act = RETURN | {"textSha256": draft["textSha256"], "password": PASSWORD}

    async def status(**change: str) -> tuple[int, list[str]]:
        answer = await client.post(path, json=act | change, headers=owner.headers)
        return answer.status_code, fields(answer)

    assert await status(password="", textSha256="") == (400, ["textSha256"])
    assert await status(password="") == (400, ["password"])
    assert await status(password="guess") == (400, ["password"])
    assert await status(textSha256="0" * 64) == (409, [])
    other = act | {"parameters": {"days": 30}}
    assert (await client.post(path, json=other, headers=owner.headers)).status_code == 409
    assert await db.fetchval("SELECT count(*) FROM commitment") == 0
    assert (await client.post(path, json=act, headers=owner.headers)).status_code == 201
    row = await db.fetchrow("SELECT act, text_hash FROM commitment")
    assert (row["act"], row["text_hash"].hex()) == ("confirmed", draft["textSha256"])


async def test_nobody_signs_for_others(client: httpx.AsyncClient, db: Connection) -> None:
    mine, other = await make_subject(), await make_subject()
    owner = await make_account(owns=mine.uscc or "")
    badge = await make_account(owns=mine.uscc or "", role="badge")
    citizen = await make_account("citizen")
    uscc = other.uscc or ""
    assert (await sign(client, uscc, None, RETURN)).status_code == 401
    assert (await sign(client, uscc, citizen, RETURN)).status_code == 403
    assert (await sign(client, uscc, owner, RETURN)).status_code == 403
    assert (await sign(client, mine.uscc or "", badge, RETURN)).status_code == 403
    assert await db.fetchval("SELECT count(*) FROM commitment") == 0
    assert await db.fetchval("SELECT count(*) FROM commitment_serial") == 0


async def test_revoked_authority_ends_at_once(client: httpx.AsyncClient, db: Connection) -> None:
    subject = await make_subject()
    owner = await make_account(owns=subject.uscc or "")
    await db.execute("DELETE FROM account_subject WHERE subject_uscc = $1", subject.uscc)
    assert (await sign(client, subject.uscc or "", owner, RETURN)).status_code == 403


async def test_unknown_subject(client: httpx.AsyncClient) -> None:
    officer = await make_account("officer")
    for uscc in ("91630000226593742J", "no-such-code", "%00", "青海"):
        response = await sign(client, uscc, officer, RETURN)
        assert response.status_code in (400, 404), uscc
        assert (await client.get(f"/api/subjects/{uscc}/commitments")).status_code in (400, 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"template": "free_beer"}, "template"),
        ({"template": "no_reason_return", "parameters": {"days": 3}}, "parameters.days"),
        ({"template": "no_reason_return", "parameters": {"day": 8}}, "parameters.day"),
        (
            {"template": "no_reason_return", "parameters": {"exclusions": ["好", "坏\u0000"]}},
            "parameters.exclusions[1]",
        ),
        ({"template": "clear_price", "colour": 1}, "colour"),
        ({"template": ""}, "template"),
        ({}, "template"),
    ],
)
async def test_bad_input_names_the_field(
    client: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    subject = await make_subject()
    owner = await make_account(owns=subject.uscc or "")
    response = await sign(client, subject.uscc or "", owner, body)
    assert response.status_code == 400
    assert fields(response) == [field]


async def test_same_promise_twice_answers_with_its_code(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await make_subject()
    owner = await make_account(owns=subject.uscc or "")
    first = await sign(client, subject.uscc or "", owner, RETURN)
    again = await sign(client, subject.uscc or "", owner, RETURN)
    assert again.status_code == 409
    assert first.json()["code"] in again.json()["detail"]
    assert fields(again) == ["code"]
    other = await sign(client, subject.uscc or "", owner, {"template": "clear_price"})
    assert other.json()["code"].endswith("000002"), "the refused one took no number"


async def test_the_database_itself_refuses_a_second(db: Connection) -> None:
    subject = await make_subject()
    officer = await make_account("officer")
    await sign_commitment(officer.caller, subject.uscc or "", "price_pledge")
    copy = (
        "INSERT INTO commitment (code, subject_id, type, template, matter, content, liability, "
        "text_hash, made_on, signed_by) SELECT '99999920261103000001', subject_id, type, template, "
        "matter, content, liability, text_hash, made_on, signed_by FROM commitment"
    )
    with pytest.raises(Exception, match="ex_commitment_one_running"):
        async with db.transaction():
            await db.execute(copy)


async def test_what_is_stored_and_told(db: Connection) -> None:
    subject = await make_subject(division=None)
    officer = await make_account("officer")
    signed = await sign_commitment(officer.caller, subject.uscc or "", "quality_pledge")
    row = await db.fetchrow("SELECT * FROM commitment WHERE code = $1", signed.code)
    assert signed.code.startswith("630000"), "without a county the province stands in"
    assert (row["type"], row["template_version"], len(row["text_hash"])) == (6, 1, 32)
    assert row["signed_by"] == officer.caller.id
    assert "保证质量" in row["matter"] and "查验" in row["content"]
    entry = await db.fetchrow("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1")
    assert (entry["action"], entry["object_id"]) == ("commitment.sign", signed.code)
    assert msgspec.json.decode(entry["detail"])["textSha256"] == row["text_hash"].hex()
    jobs = await db.fetch("SELECT entrypoint FROM pgqueuer")
    assert {"evaluation.recompute", "codes.refresh"} <= {job["entrypoint"] for job in jobs}


async def test_only_officers_enter_paper_promises(db: Connection) -> None:
    subject = await make_subject()
    owner, officer = await make_account(owns=subject.uscc or ""), await make_account("officer")
    day = clock.today() - timedelta(days=30)
    signed = await sign_commitment(officer.caller, subject.uscc or "", "price_pledge", made_on=day)
    assert signed.code[6:14] == f"{day:%Y%m%d}"
    for who, when in ((owner, day), (officer, clock.today() + timedelta(days=1))):
        with pytest.raises(Problem, match="invalid-input"):
            await sign_commitment(who.caller, subject.uscc or "", "clear_price", made_on=when)


async def test_templates_in_both_languages(client: httpx.AsyncClient) -> None:
    chinese = (await client.get("/api/commitment-templates")).json()["items"]
    english = await client.get("/api/commitment-templates", headers={"accept-language": "en"})
    assert [t["name"] for t in chinese][:3] == ["保质量", "保物价", "保供应"]
    assert english.json()["items"][0]["name"] == "Quality pledge"
    returns = next(t for t in chinese if t["template"] == "no_reason_return")
    assert [p["name"] for p in returns["parameters"]] == ["days", "exclusions"]
    assert all(t["legalBasis"] and t["content"] for t in chinese)
