"""What good credit brings a merchant: rules as data, explained for a shop, honest about gaps."""

from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import httpx
import pytest

from credit.kit import clock
from credit.perks.advantages.rule_file import advantages_on, load_advantages, parse_advantages
from credit.perks.advantages.rules import District, Standing, own_advantages
from credit.perks.advantages.schemas import AdvantageCheck, AdvantageView
from credit.perks.programme.rules.eligibility import Facts
from factories.accounts import make_account
from factories.subjects import make_subject

TODAY = date(2026, 11, 30)
RULES = advantages_on(TODAY)
SOURCE = files("credit.perks.advantages").joinpath("rules.toml").read_text(encoding="utf-8")


def found(grade: str = "B", **changes: Any) -> dict[str, AdvantageView]:
    """The lines as they stand for a shop of this grade, by id."""
    commitments = frozenset(changes.pop("commitments", ()))
    facts = Facts(audience="merchant", grade=grade, trade="餐饮", commitments=commitments)
    standing = Standing(facts=facts, graded_on=TODAY, **changes)
    return {line.id: line for line in own_advantages(RULES, standing, TODAY)}


@pytest.mark.parametrize(
    ("grade", "state", "word"),
    [("A", "now", "可以合理降低"), ("B", "not_yet", "按常规"), ("C", "not_yet", "按常规"),
     ("N", "not_yet", "信息不足不会多查"), ("D", "more", "适当提高")],
)  # fmt: skip
def test_inspections_follow_the_grade_as_the_rule_says(grade: str, state: str, word: str) -> None:
    line = found(grade)["inspection"]
    assert (line.state, word in line.gives) == (state, True)
    assert "不是对某一家的承诺" in line.limits and line.bases[0].name
    assert "%" not in line.gives + line.limits  # nobody in the province published a ratio
    assert line.exceptions and line.until is None


def test_more_inspections_say_how_to_repair_or_object() -> None:
    (check,) = found("D")["inspection"].checks
    assert "修复" in check.remedy and "异议" in check.remedy and "不收费" in check.remedy


def test_a_district_shows_good_members_first_and_says_what_is_missing() -> None:
    district = District("示例街区", TODAY - timedelta(days=9))
    assert found("A", district=district)["district_promotion"].state == "now"
    stranger = found("C")["district_promotion"]
    assert stranger.state == "not_yet"
    assert [(c.met, bool(c.remedy)) for c in stranger.checks] == [(False, True), (False, True)]
    assert (
        found("N", district=district)["district_promotion"].checks[1].found == "信息不足，暂无等级"
    )


def test_a_promise_is_shown_until_it_ends() -> None:
    until = TODAY + timedelta(days=40)
    line = found(commitments={"no_reason_return"}, promised_until=until)["promise_mark"]
    assert (line.state, line.until) == ("now", until)
    assert found()["promise_mark"].checks[0].remedy


def test_a_bank_is_open_to_every_grade() -> None:
    for grade in "ABCDN":
        line = found(grade)["bank_referral"]
        assert line.state == "yours" and line.checks == [] and "不设等级门槛" in line.limits


def test_the_green_channel_says_what_stands_against_it() -> None:
    missing = (
        AdvantageCheck(met=False, condition="信用等级不是 D", found="D（差）", remedy="先修复"),
    )
    line = found("D", green_all=3, green_missing=missing)["green_channel"]
    assert (line.state, line.checks) == ("not_yet", list(missing))
    assert found(green_open=2, green_all=3)["green_channel"].why == "3 个办法里有 2 个对您开放"


@pytest.mark.parametrize(
    ("old", "new"),
    [('bases = ["supervision"]', 'bases = ["nobody"]'), ('bases = ["reward"]', "bases = []"),
     ('grade = "C"', 'grade = "B"'), ("from = 2019-07-09", "from = 2027-01-01"),
     ('type = "grade", at_least = "B"', 'type = "fact", kind = "honour"')],
)  # fmt: skip
def test_a_rule_without_law_or_grade_is_not_loaded(old: str, new: str) -> None:
    assert old in SOURCE
    with pytest.raises(ValueError, match="version 1"):
        parse_advantages(SOURCE.replace(old, new, 1))


def test_more_without_a_remedy_is_not_loaded() -> None:
    start = SOURCE.index("remedy = ")
    with pytest.raises(ValueError, match="without a remedy"):
        parse_advantages(SOURCE[:start] + SOURCE[SOURCE.index("\n", start) :])
    assert [version.version for version in load_advantages()] == [1]


async def test_the_rules_are_public_and_name_their_law(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/advantages")
    rules = answer.json()
    assert answer.headers["cache-control"].startswith("public")
    assert {row["grade"] for row in rules["inspections"]} == set("ABCDN")
    assert all(line["bases"] for line in rules["lines"] + rules["inspections"])
    assert "不是本平台的等级" in rules["examples"][0]["scale"]
    by_id = {line["id"]: line for line in rules["lines"]}
    assert by_id["bank_referral"]["conditions"] == []
    assert by_id["district_promotion"]["conditions"][0] == "是信用街区的成员"


async def test_a_shop_reads_its_own_and_nobody_elses(client: httpx.AsyncClient, db: Any) -> None:
    shop = await make_subject(trade="餐饮")
    owner, other = await make_account(owns=shop.uscc or ""), await make_account()
    path = f"/api/subjects/{shop.uscc}/advantages"
    own = (await client.get(path, headers=owner.headers)).json()
    # The grade is the reckoned one, not the copy for lists.
    await db.execute("UPDATE subject SET grade = 'A' WHERE id = $1", shop.id)
    again = (await client.get(path, headers=owner.headers)).json()
    assert own["grade"] == again["grade"] == "N" and own["gradedOn"] == clock.today().isoformat()
    assert own["items"][0]["id"] == "inspection"
    assert (await client.get(path, headers=other.headers)).status_code == 403
    assert (await client.get(path)).status_code == 401
