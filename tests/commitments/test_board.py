"""The province's commitments column: filters, pages without gaps, one commitment's page."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from credit.commitments.actions.entering import PaperPromise, enter_promises
from credit.commitments.rules import Performance
from credit.kit import clock
from credit.kit.db import Connection
from factories.subjects import make_subject

BASIS = "中华人民共和国消费者权益保护法 第十六条"


@pytest.fixture
async def column(db: Connection) -> dict[str, str]:
    """Twelve promises of two shops in two counties; name → uscc."""
    noodle = await make_subject("示例面馆", division="630104", trade="餐饮")
    inn = await make_subject("示例客栈", division="632221", trade="民宿")
    today = clock.today()
    papers = [
        PaperPromise(uscc=str(shop.uscc), template=template, made_on=today - timedelta(days=age))
        for shop in (noodle, inn)
        for age, template in enumerate(
            ("clear_price", "price_pledge", "quality_pledge", "no_holiday_markup", "prepaid_card")
        )
    ]
    papers += [
        PaperPromise(
            uscc=str(shop.uscc),
            template="advance_compensation",
            made_on=today - timedelta(days=90),
            performance=found,
            determined_on=today,
            determined_by="示例市场监督管理局",
            unfulfilled="没有先赔" if found is Performance.BROKEN else "",
            liability_outcome="责令赔付" if found is Performance.BROKEN else "",
            legal_basis=BASIS if found is Performance.BROKEN else "",
        )
        for shop, found in ((noodle, Performance.KEPT), (inn, Performance.BROKEN))
    ]
    assert await enter_promises(papers, entered_by="officer", accepted_by="示例街道") == 12
    return {"noodle": str(noodle.uscc), "inn": str(inn.uscc)}


async def get(client: httpx.AsyncClient, **params: Any) -> Any:
    answer = await client.get("/api/commitments", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("column")
async def test_pages_join_without_gap_or_repeat(client: httpx.AsyncClient) -> None:
    codes: list[str] = []
    page = await get(client, limit=5)
    while True:
        codes += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        page = await get(client, limit=5, after=page["next"])
    assert len(codes) == len(set(codes)) == 12
    days = [code[6:14] for code in codes]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"trade": "民宿"}, 6),
        ({"division": "630104"}, 6),
        ({"division": "632200"}, 6),
        ({"division": "630000"}, 12),
        ({"template": "clear_price"}, 2),
        ({"type": 6}, 12),
        ({"type": 5}, 0),
        ({"q": "面馆"}, 6),
        ({"q": "slkz"}, 6),
        ({"q": "100%"}, 0),
        ({"standing": "broken"}, 1),
        ({"standing": "kept", "trade": "餐饮"}, 1),
        ({"standing": "running", "template": "advance_compensation"}, 2),
    ],
)
@pytest.mark.usefixtures("column")
async def test_filters(client: httpx.AsyncClient, params: dict[str, Any], count: int) -> None:
    assert len((await get(client, **params))["items"]) == count


async def test_bad_questions_are_refused(client: httpx.AsyncClient) -> None:
    bad = ({"after": "tomorrow"}, {"after": "20261399-1"}, {"limit": 51}, {"division": "46"})
    for params in (*bad, {"standing": "secret"}):
        answer = await client.get("/api/commitments", params=params)
        assert answer.status_code == 400, params


async def test_a_page_tells_everything_and_forgets_an_old_breach(
    client: httpx.AsyncClient, column: dict[str, str], db: Connection
) -> None:
    code = (await get(client, standing="broken"))["items"][0]["code"]
    page = (await client.get(f"/api/commitments/{code}")).json()
    assert page["uscc"] == column["inn"]
    assert (page["typeName"], page["office"]) == ("主动型", "市场监督管理局")
    assert page["finding"]["legalBasis"] == BASIS and page["legalBasis"]
    assert len(page["textSha256"]) == 64 and page["hasReceipt"]
    english = await client.get(f"/api/commitments/{code}", headers={"accept-language": "en"})
    assert english.json()["name"] == "Pay first"
    with clock.frozen(clock.now() + timedelta(days=3 * 366 + 2)):
        assert (await client.get(f"/api/commitments/{code}")).json()["finding"] is None
    await db.execute("UPDATE commitment SET publicity = 3 WHERE code = $1", code)
    assert (await client.get(f"/api/commitments/{code}")).status_code == 404
