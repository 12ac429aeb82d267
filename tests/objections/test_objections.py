"""Objections through the API: filed, marked in public, decided, corrected, taken further."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from credit.evaluation.queries import get_evaluation_view
from credit.kit import clock
from credit.kit.db import Connection
from credit.objections.jobs import remind_of_overdue
from factories.accounts import make_account
from objections.world import World, photo

REASON = "经与来源单位核对。"


async def decide(world: World, objection: str, **body: Any) -> Any:
    """The first officer takes it up and decides."""
    await world.steps(world.officer, objection, "acceptance", {"accept": True})
    answer = await world.steps(world.officer, objection, "decision", {"reason": REASON} | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def messages(world: World, officer: bool = False) -> list[str]:
    who = world.officer if officer else world.owner
    answer = await world.send(who, "GET", "/inbox")
    return [each["title"] for each in answer.json()["items"]]


async def test_the_form_tells_what_it_is_about_and_by_when(world: World) -> None:
    fact = (await world.facts())[0]
    path = f"/subjects/{world.subject.uscc}/objections/form?target=fact&record={fact['id']}"
    form = (await world.send(world.owner, "GET", path)).json()
    assert form["title"].startswith(fact["title"])
    assert fact["decisionNo"] in form["title"]
    assert form["openId"] == ""
    assert "not_ours" in [choice["value"] for choice in form["grounds"]]
    assert form["acknowledgeBy"] < form["answerBy"]
    objection = await world.filed()
    assert (await world.send(world.owner, "GET", path)).json()["openId"] == objection


async def test_an_open_objection_is_marked_in_public_and_the_fact_keeps_counting(
    world: World, db: Connection
) -> None:
    before = await get_evaluation_view(world.subject.id)
    objection = await world.filed()
    fact = (await world.facts())[0]
    assert fact["disputedSince"] == str(clock.today())
    page = (await world.client.get(f"/api/subjects/{world.subject.uscc}")).json()
    assert page["facts"][0]["disputedSince"] == str(clock.today())
    assert await get_evaluation_view(world.subject.id) == before
    assert "有异议等待办理" in await messages(world, officer=True)

    answer = await world.steps(world.owner, objection, "withdrawal")
    assert answer.json()["stateName"] == "已撤回"
    assert (await world.facts())[0]["disputedSince"] is None


async def test_upheld_the_fact_is_withdrawn_and_the_grade_forgets_it(
    world: World, db: Connection
) -> None:
    before = await get_evaluation_view(world.subject.id)
    view = await decide(world, await world.filed(), upheld=True, correction="withdrawal")
    assert (view["stateName"], view["correctionName"]) == ("异议成立，已更正", "撤下这条记录")
    assert await world.facts() == []
    after = await get_evaluation_view(world.subject.id)
    assert len(after.moves) == len(before.moves) - 1
    row = await db.fetchrow("SELECT * FROM record WHERE is_current")
    assert (row["state"], row["version"]) == ("withdrawn", 2)
    assert REASON in row["withdraw_reason"]
    assert "您的异议：异议成立，已更正" in await messages(world)
    # The same file again does not bring it back.
    assert (await world.import_again()).rows_unchanged == 1
    assert await world.facts() == []


async def test_withheld_until_the_source_corrects_it(world: World) -> None:
    await decide(world, await world.filed(), upheld=True, correction="withholding")
    assert await world.facts() == []
    assert (await world.import_again()).rows_unchanged == 1
    assert await world.facts() == []
    assert (await world.import_again(CF_NR="罚款4000元。", CF_NR_FK="0.4")).rows_accepted == 1
    fact = (await world.facts())[0]
    assert "4000" in fact["detail"] and fact["disputedSince"] is None


async def test_a_wrong_period_gets_its_right_last_day(world: World) -> None:
    day = clock.today() + timedelta(days=30)
    objection = await world.filed(grounds="period")
    body = {"upheld": True, "correction": "period", "publicityUntil": str(day)}
    await decide(world, objection, **body)
    assert (await world.facts())[0]["publicityUntil"] == str(day)


async def test_a_correction_meanwhile_keeps_the_mark(world: World) -> None:
    await world.filed(grounds="content")
    await world.import_again(CF_NR="罚款4500元。", CF_NR_FK="0.45")
    assert (await world.facts())[0]["disputedSince"] == str(clock.today())


async def test_the_grade_is_objected_to_without_a_fact(world: World) -> None:
    objection = await world.filed(target="grade", recordId="", grounds="result")
    assert (await world.facts())[0]["disputedSince"] is None
    view = await decide(world, objection, upheld=True, correction="reckoned_anew")
    assert view["correctionName"] == "重新计算等级"


async def test_one_open_objection_a_fact(world: World) -> None:
    await world.filed()
    again = await world.objects()
    assert again.status_code == 409
    assert (await world.objects(target="grade", recordId="", grounds="result")).status_code == 201


async def test_rejected_it_goes_to_another_officer_once(world: World) -> None:
    objection = await world.filed()
    view = await decide(world, objection, upheld=False)
    assert view["mayAskReview"] is True and view["reason"] == REASON
    assert (await world.facts())[0]["disputedSince"] is None

    reviewing = await world.steps(world.owner, objection, "review", {"statement": "请再看照片。"})
    assert reviewing.json()["stateName"] == "已申请复核"
    assert (await world.facts())[0]["disputedSince"] == str(clock.today())
    body = {"upheld": False, "reason": "维持。"}
    assert (await world.steps(world.officer, objection, "decision", body)).status_code == 409
    final = await world.steps(world.other_officer, objection, "decision", body)
    assert final.json()["stateName"] == "复核维持原决定"
    assert final.json()["mayAskReview"] is False
    late = await world.steps(world.owner, objection, "review", {"statement": "再来。"})
    assert late.status_code == 409
    states = [step["state"] for step in final.json()["steps"]]
    assert states == ["filed", "accepted", "rejected", "reviewing", "final"]


async def test_a_review_is_asked_for_in_time(world: World, db: Connection) -> None:
    objection = await world.filed()
    refusal = {"accept": False, "reason": "不是本店的记录。"}
    await world.steps(world.officer, objection, "acceptance", refusal)
    yesterday = clock.today() - timedelta(days=1)
    await db.execute("UPDATE objection SET review_until = $1", yesterday)
    late = await world.steps(world.owner, objection, "review", {"statement": "再看看。"})
    assert late.status_code == 409 and str(yesterday) in late.json()["detail"]


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("acceptance", {"accept": False, "reason": " "}),
        ("decision", {"upheld": True, "reason": REASON}),
        ("decision", {"upheld": False, "reason": REASON, "correction": "withdrawal"}),
        ("decision", {"upheld": True, "reason": REASON, "correction": "reckoned_anew"}),
        ("decision", {"upheld": True, "reason": ""}),
    ],
)
async def test_half_decisions_are_refused_and_change_nothing(
    world: World, step: str, body: dict[str, Any]
) -> None:
    objection = await world.filed()
    if step == "decision":
        await world.steps(world.officer, objection, "acceptance", {"accept": True})
    answer = await world.steps(world.officer, objection, step, body)
    assert answer.status_code == 400
    view = await world.send(world.owner, "GET", f"/objections/{objection}")
    assert view.json()["state"] in ("filed", "accepted")
    assert (await world.facts())[0]["disputedSince"] == str(clock.today())


async def test_steps_out_of_order_are_refused(world: World, db: Connection) -> None:
    objection = await world.filed()
    body = {"upheld": False, "reason": REASON}
    assert (await world.steps(world.officer, objection, "decision", body)).status_code == 409
    await decide(world, objection, upheld=True, correction="withdrawal")
    for step, who, body in (
        ("decision", world.officer, {"upheld": False, "reason": REASON}),
        ("acceptance", world.officer, {"accept": True}),
        ("withdrawal", world.owner, {}),
        ("review", world.owner, {"statement": "再看看。"}),
    ):
        assert (await world.steps(who, objection, step, body)).status_code == 409, step
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute("UPDATE objection SET state = 'filed', correction = ''")


async def test_only_who_acts_for_the_shop(world: World) -> None:
    stranger = await make_account(owns="")
    clerk = await make_account(owns=world.subject.uscc or "", role="badge")
    objection = await world.filed()
    for who in (stranger, clerk):
        assert (await world.objects(who)).status_code == 403
        answer = await world.send(who, "GET", f"/objections/{objection}")
        assert answer.status_code == 403
        assert (await world.steps(who, objection, "withdrawal")).status_code == 403
    body = {"accept": True}
    assert (await world.steps(world.owner, objection, "acceptance", body)).status_code == 403
    assert (await world.send(world.owner, "GET", "/objections")).status_code == 403


async def test_an_officer_does_not_decide_what_he_filed(world: World) -> None:
    answer = await world.objects(world.officer)  # at the counter, for the shop
    objection = answer.json()["id"]
    body = {"accept": True}
    assert (await world.steps(world.officer, objection, "acceptance", body)).status_code == 403
    assert (await world.steps(world.other_officer, objection, "acceptance", body)).is_success


async def test_nothing_to_object_to(world: World) -> None:
    other = {"recordId": "00000000-0000-4000-8000-000000000000"}
    assert (await world.objects(**other)).status_code == 404
    assert (await world.objects(recordId="x")).status_code == 404
    assert (await world.objects(grounds="result")).status_code == 400
    fact = (await world.facts())[0]["id"]
    await decide(world, await world.filed(), upheld=True, correction="withdrawal")
    path = f"/subjects/{world.subject.uscc}/objections"
    body = {"target": "fact", "recordId": fact, "grounds": "double", "statement": "重复。"}
    assert (await world.send(world.owner, "POST", path, body)).status_code == 409


async def test_photos_are_made_anew_and_shown_to_those_concerned(world: World) -> None:
    objection = await world.filed(photos=[photo(), photo()])
    view = (await world.send(world.officer, "GET", f"/objections/{objection}")).json()
    assert len(view["photos"]) == 2
    path = f"/objections/{objection}/photos/{view['photos'][0]}"
    shown = await world.send(world.owner, "GET", path)
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "private, no-store"
    stranger = await make_account(owns="")
    assert (await world.send(stranger, "GET", path)).status_code == 403


async def test_a_file_that_is_no_photo_is_refused_by_its_place(
    world: World, db: Connection
) -> None:
    answer = await world.objects(photos=[photo(), "bm8gcGhvdG8="])
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "photos[1]"
    assert await db.fetchval("SELECT count(*) FROM objection") == 0


async def test_the_desk_sees_the_most_urgent_first_and_is_reminded_once(
    world: World, db: Connection
) -> None:
    calm = await world.filed(target="grade", recordId="", grounds="result")
    late = await world.filed()
    yesterday = clock.today() - timedelta(days=1)
    await db.execute(
        "UPDATE objection SET acknowledge_by = $2 WHERE public_id = $1", UUID(late), yesterday
    )
    queue = (await world.send(world.officer, "GET", "/objections")).json()["items"]
    assert [(each["id"], each["overdue"]) for each in queue] == [(late, True), (calm, False)]
    for _ in range(2):
        await remind_of_overdue({})
    titles = await messages(world, officer=True)
    assert titles.count("有异议超过办理时限") == 1
    await world.steps(world.owner, late, "withdrawal")
    done = (await world.send(world.officer, "GET", "/objections/decided")).json()["items"]
    assert [each["id"] for each in done] == [late]


async def test_pages_go_on_where_they_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("credit.objections.queries.PAGE", 1)
    await world.filed(target="grade", recordId="", grounds="result")
    await world.filed()
    for path in ("/objections", f"/subjects/{world.subject.uscc}/objections"):
        who = world.officer if path == "/objections" else world.owner
        first = (await world.send(who, "GET", path)).json()
        second = (await world.send(who, "GET", f"{path}?after={first['next']}")).json()
        assert len({first["items"][0]["id"], second["items"][0]["id"]}) == 2
        assert second["next"] is None
    bad = await world.send(world.officer, "GET", "/objections?after=2026-99-99.1")
    assert bad.status_code == 400


async def test_another_prefecture_neither_sees_nor_decides(world: World) -> None:
    objection, elsewhere = await world.filed(), await make_account("officer", jurisdiction="6328")
    assert (await world.send(elsewhere, "GET", "/objections")).json()["items"] == []
    assert (await world.send(elsewhere, "GET", f"/objections/{objection}")).status_code == 403
    taken = await world.steps(elsewhere, objection, "acceptance", {"accept": True})
    assert taken.status_code == 403
    xining = await make_account("officer", jurisdiction="6301")
    assert [e["id"] for e in (await world.send(xining, "GET", "/objections")).json()["items"]]
    taken = await world.steps(xining, objection, "acceptance", {"accept": True})
    assert taken.status_code == 200, taken.text
