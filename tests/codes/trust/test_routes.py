"""What phones fetch: tags, times, headers, deltas, bounded input, and the JWT for outsiders."""

import base64
import zlib
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import jwt
import pytest

from codes.test_badges import graded, issued
from codes.trust.phone import ORIGIN
from contracts.test_query_count import counted
from credit.codes.badges.actions import end_badges
from credit.codes.core.status_list import StatusSets, open_list
from credit.codes.core.trust_bundle import open_bundle
from credit.codes.trust.jobs import publish
from credit.codes.trust.publishing import publish_list, publish_trust
from credit.codes.trust.queries import list_key_entries
from credit.codes.trust.rules import plan_merchant_lists
from credit.codes.trust.token_status_list import pack_statuses
from credit.kit import clock
from credit.kit.db import Connection

PATHS = ("bundle", "root", "jwks.json", "lists/{list}", "lists/{list}.jwt", "lists/{list}?since=1")


def some_list() -> str:
    return plan_merchant_lists(clock.now())[0].list_id


async def test_a_fresh_installation_answers_the_first_phone(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/trust/bundle")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/cose"
    bundle = open_bundle(answer.content, await list_key_entries())
    assert bundle.origin == ORIGIN
    assert {key.use for key in bundle.keys.values()} == {
        "merchant", "citizen", "status_list", "bundle",
    }  # fmt: skip
    for list_id in bundle.lists:
        assert (await client.get(f"/api/trust/lists/{list_id}")).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_tags_times_and_heads(path: str, client: httpx.AsyncClient) -> None:
    await publish_trust()
    url = f"/api/trust/{path.format(list=some_list())}"
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "public, max-age=10"
    assert abs((parsedate_to_datetime(answer.headers["date"]) - clock.now()).total_seconds()) < 5
    etag = answer.headers["etag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}"):
        again = await client.get(url, headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert "date" in again.headers
    head = await client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    other = await client.get(url, headers={"if-none-match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    "name", ["m24", "m-1", "x3", "m03", "m", "3", "c3.jwt", "m3.jwtx", "m3.", "m3.cose", "m１"]
)
async def test_lists_that_there_are_not(name: str, client: httpx.AsyncClient) -> None:
    await publish_trust()
    answer = await client.get(f"/api/trust/lists/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("since", ["x", "-1", "9" * 30, "1.5", "NaN", "%00", "9007199254740992"])
async def test_a_senseless_since_is_refused(since: str, client: httpx.AsyncClient) -> None:
    await publish_trust()
    answer = await client.get(f"/api/trust/lists/{some_list()}?since={since}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_unknown_since_gets_the_whole_list(client: httpx.AsyncClient) -> None:
    await publish_trust()
    whole = await client.get(f"/api/trust/lists/{some_list()}")
    for since in (0, 1, 9007199254740991):
        answer = await client.get(f"/api/trust/lists/{some_list()}?since={since}")
        assert answer.content == whole.content


async def test_a_list_that_ran_out_is_gone(client: httpx.AsyncClient, db: Connection) -> None:
    await publish_trust()
    await publish_list("c3", StatusSets())
    assert (await client.get("/api/trust/lists/c3")).status_code == 200
    await db.execute("UPDATE status_list SET expires_at = now() WHERE list_id = 'c3'")
    assert (await client.get("/api/trust/lists/c3")).status_code == 404


@pytest.mark.parametrize(("path", "most"), [("bundle", 1), ("root", 2), ("lists/{list}", 1)])
async def test_few_statements_when_nothing_is_cached(
    path: str, most: int, client: httpx.AsyncClient, db: Connection
) -> None:
    await publish_trust()
    with counted(db) as seen:
        await client.get(f"/api/trust/{path.format(list=some_list())}")
    assert len(seen) <= most, seen


def statuses(lst: str, bits: int) -> list[int]:
    """A decoder of its own, after the draft's section 4: lowest bits of each byte first."""
    data = zlib.decompress(base64.urlsafe_b64decode(lst + "=" * (-len(lst) % 4)))
    assert bits == 2
    return [byte >> shift & 3 for byte in data for shift in (0, 2, 4, 6)]


async def test_the_jwt_says_what_the_list_says(client: httpx.AsyncClient, db: Connection) -> None:
    lost, barred, fine = [await issued(await graded(db, name=f"示例店{n}")) for n in range(3)]
    await end_badges(lost.subject_id, "revoked", "报失", actor="test", basis="示例规定第八条")
    await end_badges(barred.subject_id, "suspended", "冒用", actor="test", basis="示例规定第八条")
    await publish({})
    for badge, expected in ((lost, 1), (barred, 2), (fine, 0)):
        url = f"{ORIGIN}/api/trust/lists/m{badge.list_no}.jwt"
        answer = await client.get(url)
        assert answer.headers["content-type"] == "application/statuslist+jwt"
        claims = await verified(client, answer.text, url)
        found = statuses(claims["status_list"]["lst"], claims["status_list"]["bits"])
        assert len(found) == 1 << 20
        assert found[badge.list_index] == expected
    body = (await client.get(f"/api/trust/lists/m{lost.list_no}")).content
    sets = open_list(body, await list_key_entries()).sets
    url = f"{ORIGIN}/api/trust/lists/m{lost.list_no}.jwt"
    claims = await verified(client, (await client.get(url)).text, url)
    found = statuses(claims["status_list"]["lst"], 2)
    assert {i for i, status in enumerate(found) if status == 1} == sets.revoked


async def verified(client: httpx.AsyncClient, token: str, url: str) -> dict[str, Any]:
    """As an outsider does it: the key from the JWK set, everything else pinned."""
    header = jwt.get_unverified_header(token)
    assert header["typ"] == "statuslist+jwt"
    assert set(header) == {"alg", "typ", "kid"}
    keys = (await client.get("/api/trust/jwks.json")).json()["keys"]
    key = next(jwt.PyJWK(each) for each in keys if each["kid"] == header["kid"])
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=["ES256"],
        issuer=ORIGIN,
        options={"require": ["iss", "sub", "iat", "exp", "ttl", "status_list"]},
    )
    assert claims["sub"] == url
    assert 0 < claims["ttl"] <= claims["exp"] - claims["iat"]
    return claims


def test_the_gravest_status_of_a_place_counts() -> None:
    both = frozenset({5})
    assert pack_statuses(StatusSets(both, both, both), 8) == bytes([0, 1 << 2])
    assert pack_statuses(StatusSets(frozenset(), both, both), 8) == bytes([0, 2 << 2])
    assert pack_statuses(StatusSets(frozenset(), frozenset(), both), 8) == bytes([0, 3 << 2])
