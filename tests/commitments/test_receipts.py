"""A receipt can be verified by code, by hash and as a file; an altered one fails."""

import hashlib

import httpx
import jwt
import pytest

from commitments.acts import sign
from credit.commitments.receipts.checking import MARK
from credit.commitments.receipts.statements import signer_hash
from credit.kit.db import Connection
from factories.accounts import Person, make_account
from factories.subjects import make_subject

CHECK = "/api/commitment-receipts/check"


@pytest.fixture
async def owner(db: Connection) -> Person:
    subject = await make_subject("示例百货店")
    return await make_account(owns=subject.uscc or "")


async def signed(client: httpx.AsyncClient, owner: Person) -> str:
    body = {"template": "no_reason_return", "parameters": {"exclusions": ["内衣", "鲜活易腐品"]}}
    answer = await sign(client, owner.caller.subject_uscc[0], owner, body)
    code: str = answer.json()["code"]
    return code


async def test_anybody_verifies_the_statement_with_the_published_key(
    client: httpx.AsyncClient, owner: Person, db: Connection
) -> None:
    code = await signed(client, owner)
    receipt = (await client.get(f"/api/commitments/{code}/receipt")).json()
    assert (receipt["genuine"], receipt["matches"], receipt["act"]) == (True, None, "confirmed")
    keys = jwt.PyJWKSet.from_dict((await client.get("/api/commitment-keys")).json())
    key = keys[jwt.get_unverified_header(receipt["statement"])["kid"]]
    options = {"verify_iat": False}
    claims = jwt.decode(receipt["statement"], key, algorithms=["ES256"], options=options)
    assert (claims["code"], claims["text"]) == (code, receipt["textSha256"])
    row = await db.fetchrow("SELECT signer_salt, signed_by, session FROM commitment")
    proof = signer_hash(bytes(row["signer_salt"]), row["signed_by"], row["session"])
    assert claims["signer"] == proof and row["session"] != ""
    assert owner.caller.id not in receipt["statement"] and owner.caller.id not in str(claims)


async def test_the_hash_on_paper_is_compared(client: httpx.AsyncClient, owner: Person) -> None:
    code = await signed(client, owner)
    path = f"/api/commitments/{code}/receipt"
    good = (await client.get(path)).json()["textSha256"]
    assert (await client.get(path, params={"text": good})).json()["matches"] is True
    assert (await client.get(path, params={"text": "0" * 64})).json()["matches"] is False
    assert (await client.get(path, params={"text": "beer"})).status_code == 400
    unknown = "/api/commitments/63010420261103999999/receipt"
    assert (await client.get(unknown)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        "content = 'x'",
        "plain_text = 'x'",
        "liability = ''",
        "parameters = '{\"days\": 99}'",
        "signed_until = signed_until + 1",
        "statement = replace(statement, '.', '.e')",
    ],
)
async def test_a_row_changed_behind_our_back_is_no_longer_genuine(
    client: httpx.AsyncClient, owner: Person, db: Connection, change: str
) -> None:
    code = await signed(client, owner)
    await db.execute(f"UPDATE commitment SET {change}")
    assert (await client.get(f"/api/commitments/{code}/receipt")).json()["genuine"] is False
    path = f"/api/commitments/{code}/receipt.pdf"
    assert (await client.get(path, headers=owner.headers)).status_code == 409


async def test_the_file_verifies_until_a_byte_is_changed(
    client: httpx.AsyncClient, owner: Person
) -> None:
    code = await signed(client, owner)
    path = f"/api/commitments/{code}/receipt.pdf"
    assert (await client.get(path)).status_code == 401
    stranger = await make_account(owns=(await make_subject()).uscc or "")
    assert (await client.get(path, headers=stranger.headers)).status_code == 403
    answer = await client.get(path, headers=owner.headers)
    assert answer.headers["content-type"] == "application/pdf"
    pdf = answer.content
    assert len(pdf) < 200_000 and b"/FontFile2" in pdf, "fonts are embedded"

    async def outcome(content: bytes) -> str:
        checked = await client.post(CHECK, content=content)
        assert checked.status_code == 200, checked.text
        return str(checked.json()["outcome"])

    assert await outcome(pdf) == "genuine"
    body, _, end = pdf.rpartition(MARK)
    for place in (20, len(body) // 2, len(body) - 1):
        altered = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert await outcome(altered) == "altered", place
    assert await outcome(pdf + b" ") == "altered"
    assert await outcome(pdf[:-10] + b"AAAAAAAAA\n") == "altered"
    assert await outcome(body) == "unsigned"
    other = b"%PDF-1.4 mine" + MARK + end
    assert await outcome(other) == "altered", hashlib.sha256(other).hexdigest()
    assert (await client.post(CHECK, content=b"GIF89a")).status_code == 400


async def test_an_act_does_not_pass_for_a_file(client: httpx.AsyncClient, owner: Person) -> None:
    code = await signed(client, owner)
    statement = (await client.get(f"/api/commitments/{code}/receipt")).json()["statement"]
    forged = b"%PDF-1.4 mine" + MARK + statement.encode() + b"\n"
    assert (await client.post(CHECK, content=forged)).json()["outcome"] == "altered"
