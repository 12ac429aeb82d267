"""Reminders once, signals that are no verdicts, and what is due to be determined."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credit.commitments.actions.ending import withdraw_commitment
from credit.commitments.actions.signing import sign_commitment
from credit.commitments.following import rules
from credit.commitments.following.due import DUE_ON
from credit.commitments.following.jobs import remind_of_commitments
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import Person, make_account
from factories.subjects import make_subject

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)


class Scene(msgspec.Struct, frozen=True):
    """A shop with one promise of twelve months, signed on NOW's day."""

    uscc: str
    code: str
    until: date
    owner: Person
    officer: Person


@pytest.fixture
async def scene(db: Connection) -> Scene:
    subject = await make_subject()
    uscc = subject.uscc or ""
    owner, officer = await make_account(owns=uscc), await make_account("officer")
    with clock.frozen(NOW):
        signed = await sign_commitment(owner.caller, uscc, "quality_pledge")
    assert signed.valid_until is not None
    return Scene(uscc, signed.code, signed.valid_until, owner, officer)


def days_before(scene: Scene, days: int) -> datetime:
    return datetime.combine(scene.until - timedelta(days=days), NOW.time(), UTC)


async def messages(db: Connection, kind: str) -> list[str]:
    rows = await db.fetch("SELECT title, link FROM message WHERE kind = $1 ORDER BY id", kind)
    return [row["link"] for row in rows]


async def run_on(moment: datetime) -> None:
    with clock.frozen(moment):
        await remind_of_commitments({})


async def test_owners_hear_a_month_and_a_week_before_and_never_twice(
    db: Connection, scene: Scene
) -> None:
    told = []
    for days in (31, 30, 30, 29, 8, 7, 6, 0, -1):
        await run_on(days_before(scene, days))
        told.append(len(await messages(db, "commitments.ends")))
    assert told == [0, 1, 1, 1, 1, 2, 2, 2, 2]
    assert (await messages(db, "commitments.ends"))[0].startswith("/")


async def test_a_job_that_was_down_tells_the_week_only(db: Connection, scene: Scene) -> None:
    for days in (5, 4):
        await run_on(days_before(scene, days))
    assert len(await messages(db, "commitments.ends")) == 1


async def test_withdrawn_promises_remind_nobody(db: Connection, scene: Scene) -> None:
    with clock.frozen(NOW):
        await withdraw_commitment(scene.owner.caller, scene.code, reason="停业")
    for days in (30, 7, -1):
        await run_on(days_before(scene, days))
    assert await db.fetchval("SELECT count(*) FROM commitment_reminder") == 0


async def test_officers_hear_what_is_due_and_determine_it(
    client: httpx.AsyncClient, db: Connection, scene: Scene
) -> None:
    await run_on(days_before(scene, 0))
    assert await messages(db, "commitments.due") == []
    with clock.frozen(days_before(scene, -1)):
        for _ in range(2):
            await remind_of_commitments({})
        assert await messages(db, "commitments.due") == ["/office/performance"]
        page = (await client.get("/api/commitments-due", headers=scene.officer.headers)).json()
        assert (page["total"], [item["code"] for item in page["items"]]) == (1, [scene.code])
        body = {"codes": [scene.code], "determinedOn": scene.until.isoformat(),
                "authority": "示例区市场监督管理局", "reason": "年度核查"}  # fmt: skip
        path = "/api/commitments-due/kept"
        done = await client.post(path, json=body, headers=scene.officer.headers)
        assert done.json() == {"count": 1}, done.text
        page = (await client.get("/api/commitments-due", headers=scene.officer.headers)).json()
        assert page == {"items": [], "total": 0, "next": None}
    found = await db.fetchrow("SELECT performance, determined_by FROM commitment")
    assert tuple(found) == ("kept", "示例区市场监督管理局")
    facts = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'records.take_finding'"
    assert await db.fetchval(facts) == 1


async def test_many_are_determined_together_or_not_at_all(
    client: httpx.AsyncClient, db: Connection, scene: Scene
) -> None:
    body: dict[str, Any] = {
        "codes": [scene.code, "63010220260101999999"], "determinedOn": NOW.date().isoformat(),
        "authority": "示例区市场监督管理局", "reason": "年度核查",
    }  # fmt: skip
    path = "/api/commitments-due/kept"
    with clock.frozen(NOW):
        refused = await client.post(path, json=body, headers=scene.officer.headers)
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["field"] == "codes[1]"
        assert await db.fetchval("SELECT performance FROM commitment") == "unknown"
        early = body | {"codes": [scene.code], "determinedOn": "2026-01-01"}
        refused = await client.post(path, json=early, headers=scene.officer.headers)
        assert refused.json()["errors"][0]["field"] == "determinedOn"
    for person in (scene.owner, await make_account("citizen")):
        assert (await client.post(path, json=body, headers=person.headers)).status_code == 403
        due = await client.get("/api/commitments-due", headers=person.headers)
        assert due.status_code == 403


async def say(
    client: httpx.AsyncClient, person: Person, code: str, *, kept: bool
) -> httpx.Response:
    path = f"/api/commitments/{code}/signals/own"
    return await client.put(path, json={"kept": kept}, headers=person.headers)


async def test_a_signal_counts_once_a_person_and_changes_nothing_else(
    client: httpx.AsyncClient, db: Connection, scene: Scene
) -> None:
    people = [await make_account("citizen") for _ in range(3)]
    path = f"/api/commitments/{scene.code}/signals"
    audited = await db.fetchval("SELECT count(*) FROM audit_entry")
    await db.execute("DELETE FROM pgqueuer")
    with clock.frozen(NOW):
        for person, kept in zip(people, (True, True, False), strict=True):
            seen = (await client.get(path)).json()
            assert (seen["kept"], seen["notKept"]) == (None, None), "few people are not counted"
            await say(client, person, scene.code, kept=not kept)
            assert (await say(client, person, scene.code, kept=kept)).json()["own"] is kept
        seen = (await client.get(path)).json()
        assert (seen["kept"], seen["notKept"], seen["own"]) == (2, 1, None)
        assert "不是认定" in seen["note"]
    later = NOW + timedelta(days=31)
    with clock.frozen(later):
        await say(client, people[0], scene.code, kept=False)
        seen = (await client.get(path, headers=people[0].headers)).json()
        assert (seen["kept"], seen["notKept"], seen["own"]) == (1, 2, False), "people, not words"
    with clock.frozen(NOW + timedelta(days=400)):
        assert (await client.get(path)).json()["kept"] is None, "old words count no more"
    assert await db.fetchval("SELECT performance FROM commitment") == "unknown"
    assert await db.fetchval("SELECT count(*) FROM record") == 0
    assert await db.fetchval("SELECT count(*) FROM pgqueuer") == 0, "no grade moves"
    assert await db.fetchval("SELECT count(*) FROM audit_entry") == audited, "no trace who spoke"


async def test_a_signal_is_taken_back_and_goes_with_its_account(
    client: httpx.AsyncClient, db: Connection, scene: Scene
) -> None:
    person = await make_account("citizen")
    with clock.frozen(NOW):
        await say(client, person, scene.code, kept=True)
        gone = await client.delete(
            f"/api/commitments/{scene.code}/signals/own", headers=person.headers
        )
        assert gone.json()["own"] is None
        await say(client, person, scene.code, kept=True)
    await db.execute("DELETE FROM account WHERE public_id = $1", person.caller.id)
    assert await db.fetchval("SELECT count(*) FROM commitment_signal") == 0


async def test_only_citizens_speak_and_only_about_what_runs(
    client: httpx.AsyncClient, scene: Scene
) -> None:
    assert (await say(client, scene.owner, scene.code, kept=True)).status_code == 403
    person = await make_account("citizen")
    assert (await say(client, person, "63010220260101999999", kept=True)).status_code == 404
    with clock.frozen(NOW):
        await withdraw_commitment(scene.owner.caller, scene.code, reason="停业")
        assert (await say(client, person, scene.code, kept=False)).status_code == 409


async def test_speaking_has_a_limit(client: httpx.AsyncClient, scene: Scene) -> None:
    person = await make_account("citizen")
    with clock.frozen(NOW):
        answers = []
        for _ in range(21):
            answers.append((await say(client, person, scene.code, kept=True)).status_code)
    assert answers == [200] * 20 + [429]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    made=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    months=st.none() | st.integers(0, 1000),
    determined=st.none() | st.integers(0, 1000),
)
async def test_the_rule_and_its_sql_agree(
    db: Connection, made: date, months: int | None, determined: int | None
) -> None:
    until = made + timedelta(days=months) if months is not None else None
    found_on = made + timedelta(days=determined) if determined is not None else None
    performance = "unknown" if found_on is None else "kept"
    sql = f"SELECT {DUE_ON} FROM (SELECT $1::date AS made_on, $2::date AS valid_until, $3::text AS performance, $4::date AS determined_on) c"  # noqa: E501
    asked = await db.fetchval(sql, made, until, performance, found_on)
    assert asked == rules.due_on(made, until, performance, found_on)
