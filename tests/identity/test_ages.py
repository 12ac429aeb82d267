"""Ages at their edges: midnight in Qinghai, 29 February, and who may use credit features."""

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.identity.ages.rules import band_on, birthday_on, may_use_credit, years_on
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import make_account
from identity.test_real_name import number_for, verify

LEAP = date(2008, 2, 29)


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (date(2010, 6, 1), date(2024, 5, 31), 13),
        (date(2010, 6, 1), date(2024, 6, 1), 14),
        (date(2010, 12, 31), date(2028, 12, 30), 17),
        (date(2010, 12, 31), date(2028, 12, 31), 18),
        (date(2011, 1, 1), date(2025, 1, 1), 14),
        (LEAP, date(2022, 2, 28), 13),
        (LEAP, date(2022, 3, 1), 14),
        (LEAP, date(2026, 2, 28), 17),
        (LEAP, date(2026, 3, 1), 18),
        (LEAP, date(2024, 2, 28), 15),
        (LEAP, date(2024, 2, 29), 16),
        (date(2010, 6, 1), date(2010, 6, 1), 0),
    ],
)
def test_years_are_completed_on_the_birthday(birth: date, day: date, years: int) -> None:
    assert years_on(birth, day) == years


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31)), st.integers(0, 36_500))
def test_years_and_birthdays_agree(birth: date, later: int) -> None:
    day = birth + timedelta(days=later)
    years = years_on(birth, day)
    assert birthday_on(birth, years) <= day < birthday_on(birth, years + 1)


@pytest.mark.parametrize(
    ("years", "reviewed", "band", "may"),
    [
        (13, False, "child", False),
        (13, True, "child", False),
        (14, False, "minor", False),
        (15, True, "minor", False),
        (16, False, "minor", False),
        (16, True, "minor", True),
        (17, True, "minor", True),
        (18, False, "adult", True),
    ],
)
def test_credit_is_for_adults_and_reviewed_cases_from_16(
    years: int, reviewed: bool, band: str, may: bool
) -> None:
    birth, day = date(2000, 5, 5), date(2000 + years, 5, 5)
    assert band_on(birth, day) == band
    assert may_use_credit(band_on(birth, day), birth, day, reviewed=reviewed) == may


def test_who_only_declared_an_age_is_taken_at_their_word() -> None:
    day = date(2026, 1, 1)
    assert may_use_credit(None, None, day, reviewed=False)
    assert not may_use_credit("minor", None, day, reviewed=False)
    assert may_use_credit("minor", None, day, reviewed=True)


async def test_the_birthday_begins_at_midnight_in_qinghai(
    client: httpx.AsyncClient, db: Connection
) -> None:
    """18 on 1 December 2026: at 15:59:59 UTC of the day before not yet, a second later yes."""
    person = await make_account("citizen")
    midnight = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    with clock.frozen(midnight - timedelta(seconds=1)):
        assert (await verify(client, person, "生日", number_for("20081201"))).status_code == 200
        body = await consent_body(client)
        refused = await client.post("/api/consents", json=body, headers=person.headers)
        assert refused.status_code == 403
    with clock.frozen(midnight):
        given_ = await client.post(
            "/api/consents", json=await consent_body(client), headers=person.headers
        )
        assert given_.status_code == 201, given_.text


async def test_an_officer_s_review_counts_from_16_on(
    client: httpx.AsyncClient, db: Connection
) -> None:
    person, officer = await make_account("citizen"), await make_account("officer")
    with clock.frozen(datetime(2026, 12, 1, 4, 0, tzinfo=UTC)):
        assert (await verify(client, person, "打工", number_for("20100601"))).status_code == 200
        ask = {"kind": "age_review", "text": "我十六岁，在工厂上班，靠自己生活。"}
        asked = await client.post("/api/me/requests", json=ask, headers=person.headers)
        assert asked.status_code == 201, asked.text
        url = "/api/personal-requests"
        open_ = (await client.get(url, headers=officer.headers)).json()["items"]
        one = next(item for item in open_ if item["text"] == ask["text"])
        decision = {"approve": True, "answer": "看过劳动合同和工资单。"}
        await client.post(f"{url}/{one['id']}/decision", json=decision, headers=officer.headers)
        view = (await client.get("/api/me/real-name", headers=person.headers)).json()
        assert (view["band"], view["mayUseCredit"]) == ("minor", True)
        given_ = await client.post(
            "/api/consents", json=await consent_body(client), headers=person.headers
        )
        assert given_.status_code == 201, given_.text


async def consent_body(client: httpx.AsyncClient) -> dict[str, str]:
    text = (await client.get("/api/consents/texts/citizen_pass")).json()
    return {"purpose": "citizen_pass", "textVersion": text["version"]}
