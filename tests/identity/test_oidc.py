"""Signing in with a provider: a real one for what goes right, an evil one for what must not."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from credit.identity.oidc import provider as talking
from credit.identity.oidc.jobs import delete_old_attempts_daily
from credit.identity.oidc.rules import safe_path
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.oidc_config import OidcProvider, parse_providers
from credit.settings import SettingsError, get_settings, load_settings
from factories.accounts import PASSWORD, Person, make_account
from oidc.evil import Evil
from oidc.running import config, free_port, running_provider, sign_in_there

ZHUOMA = "639999199203151026"


@pytest.fixture(scope="module")
def gov() -> Iterator[OidcProvider]:
    with running_provider("http://127.0.0.1:8000") as provider:
        yield provider


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    talking.forget_providers()
    yield
    talking.forget_providers()


def use(monkeypatch: pytest.MonkeyPatch, *providers: OidcProvider) -> None:
    settings = msgspec.structs.replace(get_settings(), oidc_providers=providers)
    for module in ("oidc.actions", "phones.routes", "ways.queries"):
        monkeypatch.setattr(f"credit.identity.{module}.get_settings", lambda: settings)


async def start(client: httpx.AsyncClient, who: str = "gov", **body: Any) -> str:
    answer = await client.post(f"/api/sessions/oidc/{who}/start", json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


async def come_back(client: httpx.AsyncClient, person: Person | None = None, **body: Any) -> Any:
    headers = person.headers if person else {}
    return await client.post("/api/sessions/oidc/return", json=body, headers=headers)


async def enter(client: httpx.AsyncClient, login: str, **body: Any) -> httpx.Response:
    back = await sign_in_there(await start(client, **body), login)
    answer: httpx.Response = await come_back(client, **back)
    return answer


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rsplit("/", 1)[1])


async def test_a_real_name_comes_with_the_first_sign_in_and_the_next_finds_the_account(
    client: httpx.AsyncClient, db: Connection, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    ways = (await client.get("/api/sessions/ways")).json()
    assert ways["providers"] == [{"id": "gov", "name": "统一身份（测试）"}]
    first = await enter(client, "zhuoma", next="/perks")
    assert first.status_code == 200, first.text
    assert first.json()["outcome"] == "signed_in" and first.json()["next"] == "/perks"
    session = first.json()["session"]
    headers = {"authorization": f"Bearer {session['accessToken']}"}
    known = (await client.get("/api/me/real-name", headers=headers)).json()
    assert (known["level"], known["source"]) == ("real_person", "oidc:gov")
    assert (known["name"], known["birth"], known["band"]) == ("*玛", "1992-03-15", "adult")
    again = await enter(client, "zhuoma")
    assert again.json()["session"]["caller"]["id"] == session["caller"]["id"]
    devices = (await client.get("/api/sessions/devices", headers=headers)).json()["items"]
    assert {one["method"] for one in devices} == {"oidc"}
    for table in ("external_identity", "oidc_attempt", "real_name", "account", "audit_entry"):
        rows = await db.fetch(f"SELECT to_jsonb(t)::text AS row FROM {table} t")
        for row in rows:
            assert "zhuoma" not in row["row"] and ZHUOMA not in row["row"]
            assert "卓玛" not in row["row"]
    out = (await client.get("/api/sessions/oidc/gov/sign-out")).json()["url"]
    assert out.startswith(f"{gov.issuer}/session/end?") and "client_id=credit-qinghai" in out


async def test_who_is_not_known_by_real_name_is_asked_for_the_age_once(
    client: httpx.AsyncClient, db: Connection, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    back = await sign_in_there(await start(client), "nobody")
    asked = await come_back(client, **back)
    assert (asked.status_code, slug(asked)) == (403, "age-required")
    young = await come_back(client, state=back["state"], ageBand="under_14")
    assert (young.status_code, slug(young)) == (403, "forbidden")
    stranger = httpx.AsyncClient(transport=client._transport, base_url=client.base_url)
    assert slug(await come_back(stranger, state=back["state"], ageBand="adult")) == (
        "provider-refused"
    )
    done = await come_back(client, state=back["state"], ageBand="14_17")
    assert done.status_code == 200, done.text
    headers = {"authorization": f"Bearer {done.json()['session']['accessToken']}"}
    known = (await client.get("/api/me/real-name", headers=headers)).json()
    assert known["level"] is None, "an acr that checks no name brings none"
    assert (known["band"], known["mayUseCredit"]) == ("minor", False)
    assert slug(await come_back(client, state=back["state"], ageBand="adult")) == "provider-refused"
    assert await db.fetchval("SELECT count(*) FROM external_identity") == 1


async def test_a_known_age_is_not_asked_for(
    client: httpx.AsyncClient, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    with clock.frozen(clock.now()):
        done = await enter(client, "duojie")
    assert done.status_code == 200, done.text
    headers = {"authorization": f"Bearer {done.json()['session']['accessToken']}"}
    known = (await client.get("/api/me/real-name", headers=headers)).json()
    assert (known["band"], known["mayUseCredit"]) == ("minor", False)


async def test_an_account_is_linked_only_by_who_proves_both(
    client: httpx.AsyncClient, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    mine, other = await make_account("citizen"), await make_account("citizen")
    link = "/api/sessions/oidc/gov/link"
    bare = await client.post(link, json={}, headers=mine.headers)
    assert bare.json()["errors"][0]["field"] == "password"
    wrong = await client.post(link, json={"password": "not mine"}, headers=mine.headers)
    assert wrong.status_code == 400
    asked = await client.post(link, json={"password": PASSWORD}, headers=mine.headers)
    url = asked.json()["url"]
    assert "prompt=login" in url
    back = await sign_in_there(url, "zhuoma")
    assert slug(await come_back(client, other, **back)) == "provider-refused"
    url = (await client.post(link, json={"password": PASSWORD}, headers=mine.headers)).json()["url"]
    done = await come_back(client, mine, **await sign_in_there(url, "zhuoma"))
    assert (done.status_code, done.json()["outcome"]) == (200, "linked"), done.text
    assert (await enter(client, "zhuoma")).json()["session"]["caller"]["id"] == mine.caller.id

    url = (await client.post(link, json={"password": PASSWORD}, headers=other.headers)).json()[
        "url"
    ]
    taken = await come_back(client, other, **await sign_in_there(url, "zhuoma"))
    assert (taken.status_code, slug(taken)) == (409, "conflict")
    officer = await make_account("officer")
    refused = await client.post(link, json={"password": PASSWORD}, headers=officer.headers)
    assert refused.status_code == 403

    ways = (await client.get("/api/sessions/own-ways", headers=mine.headers)).json()
    [one] = ways["identities"]
    assert one["name"] == "统一身份（测试）" and ways["linkable"] == []
    removal = f"/api/sessions/identities/{one['id']}/removal"
    gone = await client.post(removal, json={"password": PASSWORD}, headers=mine.headers)
    assert gone.status_code == 200 and gone.json()["identities"] == []


async def test_a_real_name_never_opens_an_account_that_exists(
    client: httpx.AsyncClient, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    mine = await make_account("citizen")
    body = {"name": "才让•卓玛", "idNumber": ZHUOMA}
    verified = await client.post("/api/me/real-name", json=body, headers=mine.headers)
    assert verified.status_code == 200, verified.text
    refused = await enter(client, "zhuoma")
    assert (refused.status_code, slug(refused)) == (409, "real-name-held")


async def test_cancelling_and_replaying(
    client: httpx.AsyncClient, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    back = await sign_in_there(await start(client), "zhuoma", do="cancel")
    assert back["error"] == "access_denied"
    assert slug(await come_back(client, **back)) == "provider-cancelled"
    good = await sign_in_there(await start(client), "nobody")
    assert slug(await come_back(client, **good)) == "age-required"
    assert slug(await come_back(client, **good)) == "provider-refused", "a code works once"
    stolen = await start(client)  # another attempt of the same browser, with the used code
    state = parse_qs(urlsplit(stolen).query)["state"][0]
    replay = await come_back(client, state=state, code=good["code"], iss=good["iss"])
    assert slug(replay) == "provider-refused"


async def test_a_state_works_in_the_browser_that_began_only(
    client: httpx.AsyncClient, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    back = await sign_in_there(await start(client), "zhuoma")
    victim = httpx.AsyncClient(transport=client._transport, base_url=client.base_url)
    assert slug(await come_back(victim, **back)) == "provider-refused"
    assert slug(await come_back(client, **(back | {"state": "x" * 43}))) == "provider-refused"
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert slug(await come_back(client, **back)) == "provider-refused"
    other = {"origin": "https://evil.example"}
    foreign = await client.post("/api/sessions/oidc/return", json=back, headers=other)
    assert foreign.status_code == 403


@asynccontextmanager
async def running_evil(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Evil]:
    evil = Evil()
    server = await asyncio.start_server(evil.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    evil.issuer = f"http://127.0.0.1:{port}"
    use(monkeypatch, msgspec.structs.replace(parse_providers(config(port))[0], id="evil"))
    async with server:
        yield evil


async def try_evil(client: httpx.AsyncClient, evil: Evil, **back: str) -> httpx.Response:
    query = parse_qs(urlsplit(await start(client, "evil")).query)
    evil.nonce = evil.nonce or query["nonce"][0]
    answer: httpx.Response = await come_back(
        client, **({"state": query["state"][0], "code": "c"} | back)
    )
    evil.nonce = ""
    return answer


UNSIGNED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmlsLTEifQ."


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"iss": "https://other.example"},
        {"aud": "somebody-else"},
        {"aud": ["credit-qinghai", "x"], "azp": "x"},
        {"exp": 1},
        {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 7200},
        {"sub": ""},
        {"sub": 7},
        {"at_hash": "wrong"},
        {"nonce": None},
    ],
    ids=str,
)
async def test_a_token_that_breaks_one_rule_signs_nobody_in(
    client: httpx.AsyncClient,
    db: Connection,
    monkeypatch: pytest.MonkeyPatch,
    claims: dict[str, Any],
) -> None:
    async with running_evil(monkeypatch) as evil:
        assert slug(await try_evil(client, evil)) == "age-required", "the good one passes"
        evil.claims = claims
        refused = await try_evil(client, evil)
    assert slug(refused) == "provider-refused"
    assert ("时间" in refused.json()["detail"]) == bool({"exp", "iat"} & set(claims))
    assert await db.fetchval("SELECT count(*) FROM external_identity") == 0
    action = "SELECT count(*) FROM audit_entry WHERE action = 'identity.token_refused'"
    assert await db.fetchval(action) == 1


async def test_signatures_keys_and_other_people_s_names(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_evil(monkeypatch) as evil:
        evil.token = UNSIGNED
        assert slug(await try_evil(client, evil)) == "provider-refused"
        secret = "a-secret-of-the-test-only-0123456789"
        key = OctKey.import_key(secret)
        evil.token = jwt.encode({"alg": "HS256"}, {"sub": "evil-1"}, key)
        assert slug(await try_evil(client, evil)) == "provider-refused"
        evil.token = "not.a.token"
        assert slug(await try_evil(client, evil)) == "provider-refused"
        evil.token = ""
        evil.key = ECKey.generate_key("P-256", {"kid": "stolen"})
        assert slug(await try_evil(client, evil)) == "provider-refused", "not published"
        assert slug(await try_evil(client, evil, iss="https://other.example")) == "provider-refused"


async def test_new_keys_are_found_by_themselves(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talking, "KEYS_PAUSE", 0.0)
    async with running_evil(monkeypatch) as evil:
        assert slug(await try_evil(client, evil)) == "age-required"
        evil.key = ECKey.generate_key("P-256", {"kid": "two"})
        evil.published = [evil.key]
        assert slug(await try_evil(client, evil)) == "age-required"


async def test_a_provider_that_is_down_or_says_another_name(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_evil(monkeypatch) as evil:
        evil.named = "https://other.example"
        answer = await client.post("/api/sessions/oidc/evil/start", json={})
        assert (answer.status_code, slug(answer)) == (503, "service-unavailable")
        evil.named = ""
        url = await start(client, "evil")
        state = parse_qs(urlsplit(url).query)["state"][0]
        evil.down = True
        down = await come_back(client, state=state, code="c")
        assert (down.status_code, slug(down)) == (503, "service-unavailable")
    port = free_port()
    use(monkeypatch, parse_providers(config(port))[0])
    gone = await client.post("/api/sessions/oidc/gov/start", json={})
    assert gone.status_code == 503 and "换一种方式" in gone.json()["detail"]
    assert (await client.post("/api/sessions/oidc/other/start", json={})).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "/a\\b", "",
     "\t//evil.example", "/\n/evil.example", "/" + "a" * 300],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(path: str) -> None:
    assert safe_path(path) == "/me"


@given(st.text(max_size=40))
def test_a_path_stays_here(path: str) -> None:
    there = urljoin("https://here.example/x", safe_path(path))
    assert urlsplit(there).netloc == "here.example"


async def test_old_attempts_are_forgotten(
    client: httpx.AsyncClient, db: Connection, gov: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, gov)
    await start(client)
    await delete_old_attempts_daily({})
    assert await db.fetchval("SELECT count(*) FROM oidc_attempt") == 1
    await db.execute("UPDATE oidc_attempt SET created_at = created_at - interval '25 hours'")
    await delete_old_attempts_daily({})
    assert await db.fetchval("SELECT count(*) FROM oidc_attempt") == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "not a list"),
        (config(1).replace('"gov"', '"Gov!"'), "small letters"),
        (config(1).replace("http://127", "ftp://127"), "no address"),
        (config(1).replace("openid real_name", "profile"), "openid"),
        (config(1)[:-1] + "," + config(1)[1:], "must differ"),
    ],
)
def test_a_wrong_provider_is_named_at_the_start(text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        load_settings({"CREDIT_PROFILE": "test", "CREDIT_OIDC_PROVIDERS": text})


def test_settings_with_providers_are_keys_of_caches() -> None:
    first, second = parse_providers(config(1)), parse_providers(config(1))
    assert len({first, second}) == 1


def test_production_asks_for_https() -> None:
    environment = {"CREDIT_PROFILE": "production", "CREDIT_OIDC_PROVIDERS": config(1)}
    with pytest.raises(SettingsError, match="CREDIT_OIDC_PROVIDERS: must be https"):
        load_settings(environment)
