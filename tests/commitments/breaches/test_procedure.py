"""The way of a case through the API, side by side: who reports, the shop, the officers."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from commitments.breaches.rig import UPHELD, Rig, make_rig, photo
from credit.commitments.breaches.jobs import keep_breach_time
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.workdays import add_workdays
from factories.accounts import make_account


@pytest.fixture
async def rig(client: httpx.AsyncClient) -> Rig:
    return await make_rig(client)


async def test_a_report_gets_a_number_and_can_be_followed(rig: Rig) -> None:
    filed = await rig.report(photos=[photo()], amountYuan="39.90")
    assert len(filed["number"]) == 12
    assert filed["statusName"] == "待受理"
    assert filed["may"] == ["withdraw"]
    assert filed["due"]["on"] == str(add_workdays(clock.today(), 7).day)
    again = await rig.mine(f"{filed['number'][:4]} {filed['number'][4:8]}-{filed['number'][8:]}")
    assert again == filed
    listed = (await rig.ask(rig.people[0], "GET", "breach-reports")).json()["items"]
    assert [one["number"] for one in listed] == [filed["number"]]


async def test_the_whole_way_to_an_upheld_breach(rig: Rig) -> None:
    filed = await rig.report(photos=[photo()])
    card = (await rig.queue("due"))[0]
    number = card["number"]
    path = f"subjects/{rig.uscc}/breach-cases"
    assert (await rig.ask(rig.owner, "GET", path)).json()["items"] == []  # not told yet
    assert (await rig.desk(number, "acceptance", {"accept": True})).status_code == 200
    seen = (await rig.ask(rig.owner, "GET", f"{path}/{number}")).json()
    assert seen["facts"][0]["facts"] == filed["facts"]
    assert seen["may"] == ["reply"]
    assert seen["card"]["due"]["on"] == str(add_workdays(clock.today(), 5).day)

    replied = await rig.shop(
        number, "reply", {"text": "已退款。", "remedied": True, "photos": [photo("red")]}
    )
    assert replied.json()["card"]["status"] == "hearing"
    mine = await rig.mine(filed["number"])
    assert mine["reply"]["text"] == "已退款。"
    assert mine["remedied"] and "settle" in mine["may"]
    case = await rig.case(number)
    assert [len(one["photos"]) for one in (*case["facts"], *case["statements"])] == [1, 1]
    assert "第二十五条" in "".join(case["law"])
    assert {one["severity"] for one in case["ladder"]} == {"minor", "general", "severe"}

    decided = await rig.desk(number, "decision", {"reason": "证据充分。", "upheld": UPHELD})
    outcome = decided.json()["outcome"]
    assert outcome["upheld"] and outcome["severityName"] == "一般"
    assert [one["kind"] for one in outcome["measures"]] == ["notice", "talk", "grade_effect"]
    assert all(one["legalBasis"] and one["endsOn"] for one in outcome["measures"])
    mine = await rig.mine(filed["number"])
    assert mine["outcome"] == outcome
    board = (await rig.client.get(f"/api/subjects/{rig.uscc}/commitments")).json()["items"]
    assert board[0]["performanceName"] == "全部未履行"


async def test_a_case_that_is_not_taken_up_has_a_reason_and_no_consequence(rig: Rig) -> None:
    filed = await rig.report()
    number = (await rig.queue())[0]["number"]
    bare = await rig.desk(number, "acceptance", {"accept": False})
    assert bare.status_code == 400
    assert bare.json()["errors"][0]["field"] == "reason"
    told = {"accept": False, "reason": "反映的事不在承诺范围内"}
    assert (await rig.desk(number, "acceptance", told)).status_code == 200
    mine = await rig.mine(filed["number"])
    assert mine["statusName"] == "不予受理"
    assert mine["steps"][-1]["note"] == told["reason"]
    assert (
        await rig.ask(rig.owner, "GET", f"subjects/{rig.uscc}/breach-cases/{number}")
    ).status_code == 404
    await rig.report()  # a new one may follow


async def test_reports_of_many_are_one_case_until_it_is_taken_up(rig: Rig) -> None:
    await rig.report(0)
    await rig.report(1, facts="我也被拒绝退货，还被骂了。")
    cards = await rig.queue()
    assert [card["reports"] for card in cards] == [2]
    await rig.desk(cards[0]["number"], "acceptance", {"accept": True})
    third = await rig.report(2)
    cards = await rig.queue()
    assert [card["reports"] for card in cards] == [2, 1]  # its facts stand still
    late = cards[-1]["number"]
    if cards[-1]["status"] != "submitted":
        late = cards[0]["number"]
    open_one = next(c["number"] for c in cards if c["number"] != late)
    joined = await rig.desk(late, "joining", {"into": open_one})
    assert joined.status_code == 200, joined.text
    assert [card["reports"] for card in await rig.queue()] == [3]
    assert (await rig.mine(third["number"], 2))["statusName"] == "待商户答复"


async def test_one_open_report_of_a_promise_a_person(rig: Rig) -> None:
    filed = await rig.report()
    again = await rig.report(wants=409)
    assert again["errors"] == [{"field": "number", "message": filed["number"]}]
    path = f"breach-reports/{filed['number']}/withdrawal"
    assert (await rig.ask(rig.people[0], "POST", path)).json()["statusName"] == "已撤回"
    assert (await rig.ask(rig.people[0], "POST", path)).status_code == 200  # again: nothing
    assert await rig.queue() == []
    await rig.report()


async def test_five_reports_a_day(rig: Rig) -> None:
    for _ in range(5):
        filed = await rig.report()
        await rig.ask(rig.people[0], "POST", f"breach-reports/{filed['number']}/withdrawal")
    refused = await rig.report(wants=429)
    assert "最多提交 5 件" in refused["detail"]


async def test_a_repeated_request_is_carried_out_once(rig: Rig, db: Connection) -> None:
    first = await rig.report(key="phone-1", photos=[photo()])
    again = await rig.report(key="phone-1", photos=[photo()])
    assert again["number"] == first["number"]
    other = await rig.report(key="phone-1", facts="别的事情也不对。", wants=422)
    assert other["type"].endswith("idempotency-conflict")
    number = (await rig.queue())[0]["number"]
    for _ in range(2):
        done = await rig.desk(number, "acceptance", {"accept": True}, key="desk-1")
        assert done.status_code == 200
    for _ in range(2):
        reply = await rig.shop(number, "reply", {"text": "已退款。"}, key="shop-1")
        assert reply.status_code == 200
    for _ in range(2):
        body = {"reason": "证据充分。", "upheld": UPHELD}
        assert (await rig.desk(number, "decision", body, key="desk-2")).status_code == 200
    assert (await rig.desk(number, "decision", body)).status_code == 409  # without a key: told
    assert await db.fetchval("SELECT count(*) FROM breach_step") == 3
    assert await db.fetchval("SELECT count(*) FROM breach_measure") == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"happenedOn": "2099-01-01"}, "happenedOn"),
        ({"happenedOn": "2020-01-01"}, "happenedOn"),
        ({"facts": "坏"}, "facts"),
        ({"facts": "看不见的\u202e字符在里面"}, "facts"),
        ({"amountYuan": "-1"}, "amountYuan"),
        ({"photos": ["bm8gcGhvdG8="]}, "photos[0]"),
        ({"photos": [photo()] * 5}, "photos"),
    ],
)
async def test_a_report_that_cannot_be_names_the_field(
    rig: Rig, fields: dict[str, Any], field: str
) -> None:
    refused = await rig.report(wants=400, **fields)
    assert [one["field"] for one in refused["errors"]] == [field]


async def test_nobody_reports_his_own_shop_and_officers_report_nothing(rig: Rig) -> None:
    body = {"happenedOn": str(clock.today()), "facts": "想给自己刷一个案子。"}
    path = f"commitments/{rig.code}/breach-reports"
    assert (await rig.ask(rig.owner, "POST", path, body)).status_code == 403
    assert (await rig.ask(rig.officer, "POST", path, body)).status_code == 403
    assert (await rig.client.post(f"/api/{path}", json=body)).status_code == 401


async def test_settled_once_everybody_agrees(rig: Rig) -> None:
    one, two = await rig.report(0), await rig.report(1)
    number = (await rig.queue())[0]["number"]
    early = await rig.ask(rig.people[0], "POST", f"breach-reports/{one['number']}/settlement")
    assert early.status_code == 409
    await rig.desk(number, "acceptance", {"accept": True})
    agreed = await rig.ask(rig.people[0], "POST", f"breach-reports/{one['number']}/settlement")
    assert agreed.json()["status"] == "replying"
    assert agreed.json()["agreed"] and "settle" not in agreed.json()["may"]
    last = await rig.ask(rig.people[1], "POST", f"breach-reports/{two['number']}/settlement")
    assert last.json()["statusName"] == "已和解"
    board = (await rig.client.get(f"/api/subjects/{rig.uscc}/commitments")).json()["items"]
    assert board[0]["performance"] == "unknown"


async def test_who_decided_does_not_review_and_a_cancelled_decision_leaves_nothing(
    rig: Rig,
) -> None:
    number = await rig.upheld()
    asked = await rig.shop(number, "second-review", {"text": "当天已退款，有凭证。"})
    assert asked.json()["card"]["statusName"] == "复核中"
    cancel = {"outcome": "cancel", "reason": "凭证属实，原认定不成立。"}
    own = await rig.desk(number, "second-review", cancel)
    assert own.status_code == 403
    assert (await rig.case(number))["own"] is True
    done = await rig.desk(number, "second-review", cancel, who=rig.second)
    assert done.status_code == 200, done.text
    outcome = done.json()["outcome"]
    assert not outcome["upheld"]
    assert all(one["ended"] == "removed" for one in outcome["measures"])
    board = (await rig.client.get(f"/api/subjects/{rig.uscc}/commitments")).json()["items"]
    assert board[0]["performance"] == "unknown"


async def test_a_review_for_the_merchant_makes_nothing_worse(rig: Rig) -> None:
    number = await rig.upheld()
    await rig.shop(number, "second-review", {"text": "处理过重。"})
    graver = {
        "outcome": "change",
        "reason": "改为严重。",
        "upheld": UPHELD | {"severity": "severe"},
    }
    assert (await rig.desk(number, "second-review", graver, who=rig.second)).status_code == 400
    milder = {"outcome": "change", "reason": "改为轻微。", "upheld": UPHELD | {"severity": "minor"}}
    done = await rig.desk(number, "second-review", milder, who=rig.second)
    outcome = done.json()["outcome"]
    assert outcome["severityName"] == "轻微"
    kept = [one["kind"] for one in outcome["measures"] if not one["ended"]]
    assert kept == ["notice", "grade_effect"]


async def test_who_reported_may_ask_for_a_review_of_a_refusal(rig: Rig) -> None:
    filed = await rig.report()
    number = (await rig.queue())[0]["number"]
    await rig.desk(number, "acceptance", {"accept": True})
    await rig.shop(number, "reply", {"text": "没有这回事。"})
    await rig.desk(number, "decision", {"reason": "证据不足。"})
    path = f"breach-reports/{filed['number']}/second-review"
    stranger = await rig.ask(rig.people[1], "POST", path, {"text": "不是我的举报。"})
    assert stranger.status_code == 404
    asked = await rig.ask(rig.people[0], "POST", path, {"text": "我有录音可以提供。"})
    assert asked.json()["statusName"] == "复核中"
    cancel = {"outcome": "cancel", "reason": "没有可撤销的。"}
    assert (await rig.desk(number, "second-review", cancel, who=rig.second)).status_code == 409
    change = {"outcome": "change", "reason": "录音属实。", "upheld": UPHELD}
    done = await rig.desk(number, "second-review", change, who=rig.second)
    assert done.json()["outcome"]["upheld"]
    seen = (await rig.ask(rig.owner, "GET", f"subjects/{rig.uscc}/breach-cases/{number}")).json()
    assert [one["kind"] for one in seen["statements"]] == ["reply"]  # not what who reported wrote


async def test_time_ends_periods_and_the_day_counts_whole(rig: Rig) -> None:
    number = await rig.accepted()
    due = (await rig.case(number))["card"]["due"]["on"]
    last = datetime.fromisoformat(f"{due}T12:00+08:00")
    with clock.frozen(last):
        await keep_breach_time({})
        assert (await rig.case(number))["card"]["status"] == "replying"
    with clock.frozen(last + timedelta(days=1)):
        await keep_breach_time({})
        await keep_breach_time({})  # again on the same day: nothing
        case = await rig.case(number)
    assert case["card"]["status"] == "hearing"
    assert [one["action"] for one in case["steps"]] == ["accept", "lapse"]


async def test_a_decision_nobody_contests_is_closed(rig: Rig) -> None:
    number = await rig.upheld()
    due = (await rig.case(number))["card"]["due"]["on"]
    with clock.frozen(datetime.fromisoformat(f"{due}T12:00+08:00") + timedelta(days=1)):
        await keep_breach_time({})
        case = await rig.case(number)
        assert [one["number"] for one in await rig.queue("closed")] == [number]
    assert case["card"]["statusName"] == "已办结"
    assert case["outcome"]["upheld"]


async def test_sides_are_told_and_officers_of_what_is_late(rig: Rig, db: Connection) -> None:
    number = await rig.accepted()
    with clock.frozen(clock.now() + timedelta(days=60)):
        await keep_breach_time({})
        with clock.frozen(clock.now() + timedelta(days=60)):
            await keep_breach_time({})
            assert [one["number"] for one in await rig.queue("overdue")] == [number]
    query = "SELECT a.kind, m.title, m.link FROM message m JOIN account a ON a.id = m.account_id"
    told = [tuple(row) for row in await db.fetch(query)]
    assert ("merchant", "有一件举报等您答复", f"/shops/{rig.uscc}/breaches/{number}") in told
    assert ("citizen", "举报已受理", "/reports") in told
    assert ("officer", "有新的违诺举报", f"/office/breaches/{number}") in told
    assert ("officer", "违诺案件已超期", f"/office/breaches/{number}") in told


async def test_talks_are_recorded_when_the_decision_asks_for_them(rig: Rig) -> None:
    number = await rig.upheld()
    assert [one["number"] for one in await rig.queue("talks")] == [number]
    talk = {
        "kind": "reminder",
        "heldOn": str(clock.today()),
        "present": "店主、承办人员",
        "minutes": "当面说明退货规则，承诺改正。",
    }
    bad = await rig.desk(number, "talks", talk | {"heldOn": "2020-01-01"})
    assert bad.status_code == 400
    for _ in range(2):
        assert (await rig.desk(number, "talks", talk, key="t")).status_code == 200
    assert await rig.queue("talks") == []
    seen = (await rig.ask(rig.owner, "GET", f"subjects/{rig.uscc}/breach-cases/{number}")).json()
    assert [one["minutes"] for one in seen["talks"]] == [talk["minutes"]]


async def test_a_grave_breach_is_proposed_never_listed(rig: Rig, db: Connection) -> None:
    number = await rig.upheld(severity="severe")
    assert [one["number"] for one in await rig.queue("proposals")] == [number]
    assert await db.fetchval("SELECT count(*) FROM record WHERE record_class = 4") == 0
    jobs = await db.fetchval(
        "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'districts.inspect_subjects'"
    )
    assert jobs == 1


async def test_another_prefecture_neither_sees_nor_decides(rig: Rig) -> None:
    await rig.report()
    number = (await rig.queue())[0]["number"]
    elsewhere = await make_account("officer", jurisdiction="6328")
    assert (await rig.ask(elsewhere, "GET", "breach-cases?queue=open")).json()["items"] == []
    assert (await rig.ask(elsewhere, "GET", f"breach-cases/{number}")).status_code == 403
    taken = await rig.desk(number, "acceptance", {"accept": True}, who=elsewhere)
    assert taken.status_code == 403
    assert (await rig.desk(number, "acceptance", {"accept": True})).status_code == 200
