"""The badge carries the district and the hours: verdict, page, poster, web badge; at once."""

import httpx
import pytest

from codes.media.test_print import TEXT, page_text
from codes.test_badges import graded, issued
from codes.test_verdict_api import verdict
from codes.test_verdict_cache import committed_badge, web
from credit.codes.badges.jobs import forget
from credit.codes.media.poster import poster_pdf
from credit.codes.media.web_badge import WebBadge, web_badge_svg
from credit.codes.verdicts.hours_words import hours_words
from credit.districts.actions.entering import admit_members
from credit.kit import clock
from credit.kit.db import Connection
from credit.subjects.opening_hours import parse_hours
from districts.world import make_district, review
from factories.accounts import make_account

__all__ = ["web"]  # a fixture of the tests of the cache
HOURS = "Mo-Fr 09:00-21:00; Sa,Su 10:00-22:00"


async def member(db: Connection) -> tuple[str, str, str, int]:
    """(uscc, digits, district code, subject) of a graded shop that has a code and a district."""
    subject = await graded(db, name="湟水源牦牛酸奶坊")
    await db.execute("UPDATE subject SET opening_hours = $2 WHERE id = $1", subject.id, HOURS)
    district = await make_district("虎台示例信用街区")
    assert await admit_members(district.id, [subject.id], actor="test") == 1
    badge = await issued(subject)
    return subject.uscc or "", badge.digits, district.code, subject.id


async def test_verdict_and_merchant_page_tell_district_and_hours(
    client: httpx.AsyncClient, db: Connection
) -> None:
    uscc, digits, code, _ = await member(db)
    verdict = (await client.get(f"/api/verdicts/{digits}")).json()["merchant"]
    page = (await client.get(f"/api/subjects/{uscc}")).json()
    expected = {
        "code": code,
        "name": "虎台示例信用街区",
        "grade": "N",
        "gradeWord": "信息不足",
        "demo": True,
    }
    assert verdict["district"] == page["district"] == expected
    assert page["openingHours"]["text"] == HOURS
    assert page["openingHours"]["week"][5] == [["10:00", "22:00"]]


async def test_the_page_without_scripts_says_both(
    client: httpx.AsyncClient, db: Connection
) -> None:
    _, digits, code, _ = await member(db)
    html = (await client.get(f"/v/{digits}")).text
    assert f'href="/district/{code}">虎台示例信用街区成员</a>' in html
    assert "周一至周五 09:00–21:00；周六、周日 10:00–22:00" in html


async def test_a_shop_without_either_says_nothing(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    page = (await client.get(f"/api/subjects/{subject.uscc}")).json()
    assert page["district"] is None and page["openingHours"] is None
    html = (await client.get(f"/v/{badge.digits}")).text
    assert "/district/" not in html and "营业时间" not in html


async def test_a_district_that_is_no_more_leaves_the_badge(
    client: httpx.AsyncClient, db: Connection
) -> None:
    uscc, _, code, _ = await member(db)
    await review(code, "struck_off")
    assert (await client.get(f"/api/subjects/{uscc}")).json()["district"] is None


async def test_joining_a_district_is_seen_at_once(web: httpx.AsyncClient) -> None:
    badge = await committed_badge()
    assert (await verdict(web, badge.digits))["merchant"]["district"] is None
    district = await make_district("虎台示例信用街区")
    await admit_members(district.id, [badge.subject_id], actor="test")
    await forget({"subject_ids": [badge.subject_id]})  # what the worker does next
    assert (await verdict(web, badge.digits))["merchant"]["district"]["code"] == district.code
    assert "虎台示例信用街区成员" in (await web.get(f"/v/{badge.digits}")).text


async def test_posters_and_web_badge_name_the_district(
    client: httpx.AsyncClient, db: Connection
) -> None:
    uscc, _, _, _ = await member(db)
    svg = (await client.get(f"/api/subjects/{uscc}/web-badge.svg")).text
    assert svg.count("虎台示例信用街区成员") == 3  # label, title, line
    owner = await make_account("merchant", owns=uscc)
    pdf = await client.get(f"/api/subjects/{uscc}/poster.pdf", headers=owner.headers)
    assert "虎台示例信用街区成员" in page_text(pdf.content)


@pytest.mark.parametrize("size", ["A4", "A5", "card"])
def test_the_district_stands_first_among_the_promises(size: str) -> None:
    text = page_text(poster_pdf(TEXT._replace(district="虎台信用街区"), size))  # type: ignore[arg-type]
    assert "虎台信用街区成员" in text and "保质量" in text


def test_a_long_district_is_left_to_the_label_of_the_image() -> None:
    name = "很长很长的名字" * 4
    badge = WebBadge("A", "优", "示例店", clock.now(), demo=True, district=name)
    assert web_badge_svg(badge).count(f"{name}成员") == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("24/7", "每天全天营业"),
        ("Mo-Su 09:00-21:00", "每天 09:00–21:00"),
        ("Tu-Su 10:00-14:00,17:00-22:00", "周一 休息；周二至周日 10:00–14:00、17:00–22:00"),
        ("Mo-We 00:00-24:00", "周一至周三 全天；周四至周日 休息"),
        ("Mo,We 09:00-12:00", "周一、周三 09:00–12:00；周二、周四至周日 休息"),
    ],
)
def test_hours_in_words(text: str, words: str) -> None:
    assert hours_words(parse_hours(text)) == words
