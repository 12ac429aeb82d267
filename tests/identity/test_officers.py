"""Officers: made on the command line, each for a jurisdiction, and ended at once."""

import pytest

from credit.identity.officers.actions import add_officer, end_officer, move_officer
from credit.identity.officers.queries import get_jurisdiction, narrow_division
from credit.identity.queries import access_subject
from credit.identity.rules import is_jurisdiction
from credit.kit.auth import Caller
from credit.kit.db import Connection
from credit.kit.problems import Problem
from factories.accounts import PASSWORD, make_account
from factories.subjects import make_subject, next_uscc

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("code", ["", "6301", "630104", "6328"])
def test_a_jurisdiction_is_the_province_a_prefecture_or_a_county(code: str) -> None:
    assert is_jurisdiction(code)


@pytest.mark.parametrize("code", ["63", "6301041", "6201", "63010", "63０１", "63%4", " 6301"])
def test_nothing_else_is(code: str) -> None:
    assert not is_jurisdiction(code)


async def _add(jurisdiction: str = "", login: str = "Zhao.Min") -> Caller:
    made = await add_officer(
        login=login, password=PASSWORD, name="赵敏", jurisdiction=jurisdiction, actor="operator"
    )
    return Caller(made, "officer", "赵敏")


@pytest.mark.parametrize(
    ("jurisdiction", "reached"),
    [
        ("", {"Xining", "Golmud", "no division"}),
        ("6301", {"Xining"}),
        ("632801", {"Golmud", "no division"}),
    ],
)
async def test_an_officer_reaches_the_subjects_of_the_own_jurisdiction(
    jurisdiction: str, reached: set[str]
) -> None:
    subjects = {
        "Xining": await make_subject(division="630104"),
        "Golmud": await make_subject(division="632801"),
        # without one, the office that registered it counts
        "no division": await make_subject(division=None, uscc=next_uscc("632801")),
    }
    officer, found = await _add(jurisdiction), set()
    for name, subject in subjects.items():
        try:
            await access_subject(officer, subject.uscc or "")
        except Problem as problem:
            assert problem.detail == "这个主体不在您的管辖区划内"
        else:
            found.add(name)
    assert found == reached


async def test_a_move_counts_at_once(db: Connection) -> None:
    officer = await _add("6301")
    assert await narrow_division(officer, "") == "6301"
    assert await narrow_division(officer, "630104") == "630104"
    with pytest.raises(Problem, match="管辖区划"):
        await narrow_division(officer, "6328")
    await move_officer(" zhao.min ", "", actor="operator")
    assert await get_jurisdiction(officer) == ""
    assert await narrow_division(officer, "6328") == "6328"
    with pytest.raises(Problem, match="invalid-input"):
        await move_officer("zhao.min", "62", actor="operator")
    with pytest.raises(Problem, match="not-found"):
        await move_officer("nobody", "", actor="operator")


async def test_an_ended_officer_reaches_nobody_and_is_signed_out(db: Connection) -> None:
    officer, subject = await _add(), await make_subject()
    await end_officer("zhao.min", actor="operator")
    for ask in (get_jurisdiction(officer), access_subject(officer, subject.uscc or "")):
        with pytest.raises(Problem, match="forbidden"):
            await ask
    with pytest.raises(Problem, match="not-found"):
        await end_officer("zhao.min", actor="operator")


async def test_a_merchant_is_no_officer_and_cannot_be_made_one() -> None:
    merchant = await make_account()
    with pytest.raises(Problem, match="forbidden"):
        await get_jurisdiction(merchant.caller)
    with pytest.raises(Problem, match="not-found"):
        await move_officer(merchant.login, "6301", actor="operator")
    with pytest.raises(Problem, match="conflict"):
        await _add(login=merchant.login)
