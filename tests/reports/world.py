"""A merchant with facts of every section, and people who ask for its report."""

from itertools import count
from typing import Any

import httpx
import msgspec

from credit.evaluation.jobs import recompute
from credit.kit.db import connection
from credit.records.actions import import_path
from credit.settings import get_settings
from factories.accounts import Person, make_account
from factories.subjects import make_subject
from records.helpers import LICENCE, penalty, write_csv

_numbers = count(1)
NAME = "示例雪域商贸有限公司"


class World(msgspec.Struct, frozen=True):
    """One merchant, its owner, an officer, and a law firm with an owner of its own."""

    subject_id: int
    uscc: str
    owner: Person
    officer: Person
    firm_uscc: str
    lawyer: Person


async def make_world() -> World:
    subject, firm = await make_subject(NAME), await make_subject("示例昆仑律师事务所")
    uscc, firm_uscc = subject.uscc or "", firm.uscc or ""
    return World(
        subject.id,
        uscc,
        await make_account(owns=uscc),
        await make_account("officer"),
        firm_uscc,
        await make_account(owns=firm_uscc),
    )


async def bring(kind: str, rows: list[dict[str, str]]) -> None:
    """Import rows of a kind, as real ones are."""
    path = get_settings().data_dir / f"report-{next(_numbers)}.csv"
    report = await import_path(write_csv(path, rows), kind, started_by="test")
    assert report.rows_rejected == 0, report


def licences(world: World, many: int) -> list[dict[str, str]]:
    return [
        LICENCE
        | {
            "XK_XDR_SHXYM": world.uscc,
            "XK_WSH": f"示许〔2026〕{world.subject_id}-{number:03d}号",
            "XK_NR": f"热食类食品制售第{number:03d}项",
            "XK_XKZS": f"食品经营许可证{number:03d}",
            "XK_XKBH": f"JY1630102{number:07d}",
        }
        for number in range(many)
    ]


def judgments(world: World, many: int) -> list[dict[str, str]]:
    return [
        {
            "party_name": NAME,
            "uscc": world.uscc,
            "case_no": f"（2026）青示执{world.subject_id}-{number:03d}号",
            "court": "示例县人民法院",
            "decided_on": "2026-05-08",
            "nature": "被执行人",
            "obligation": f"支付货款第{number:03d}笔，限期履行。" * (20 if number % 60 == 0 else 1),
            "amount_wan": "1.5",
            "legal_basis": "《中华人民共和国民事诉讼法》第二百四十七条",
        }
        for number in range(many)
    ]


async def add_penalty(world: World, **changes: str) -> str:
    """Import a penalty; the id of its record."""
    number = f"青示罚〔2026〕{world.subject_id}-{next(_numbers)}号"
    row = penalty(CF_XDR_SHXYM=world.uscc, CF_WSH=number, CF_YXQ="", **changes)
    await bring("penalties", [row])
    async with connection() as held:
        found: str = await held.fetchval(
            "SELECT public_id::text FROM record WHERE decision_no = $1 AND is_current", number
        )
    return found


async def add_honour(world: World, name: str = "示例诚信示范单位") -> None:
    await bring(
        "honours",
        [
            {
                "party_name": NAME, "uscc": world.uscc, "document_no": f"荣{next(_numbers)}",
                "agency": "示例县发展和改革局", "awarded_on": "2026-04-01", "honour_name": name,
                "level": "县级", "legal_basis": "示例表彰办法",
            }
        ],
    )  # fmt: skip


async def regrade(world: World) -> None:
    await recompute({"subject_ids": [world.subject_id]})


async def issue(
    client: httpx.AsyncClient, world: World, who: Person | None = None, **body: Any
) -> httpx.Response:
    """Ask for a report; by the owner for a loan unless said otherwise."""
    return await client.post(
        f"/api/subjects/{world.uscc}/credit-reports",
        json={"purpose": "loan"} | body,
        headers=with_key(who or world.owner),
    )


async def issued(client: httpx.AsyncClient, world: World, **body: Any) -> Any:
    """The answer of a report that was made."""
    answer = await issue(client, world, **body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def with_key(who: Person) -> dict[str, str]:
    """Headers with an idempotency key of their own."""
    return who.headers | {"idempotency-key": f"report-{next(_numbers):08d}"}


def section(report: Any, number: int) -> Any:
    """A section of a report by its number."""
    return next(one for one in report["sections"] if one["number"] == number)


def facts(report: Any, number: int) -> list[Any]:
    """All facts of a section."""
    return [fact for group in section(report, number)["groups"] for fact in group["facts"]]
