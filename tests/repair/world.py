"""A merchant with negative facts, imported as real ones are, and people who handle a repair."""

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import httpx
import msgspec
from PIL import Image

from credit.evaluation.jobs import recompute
from credit.kit import clock
from credit.kit.db import Connection, connection
from credit.records.actions import import_path
from credit.repair.jobs import sync
from credit.settings import get_settings
from factories.accounts import Person, make_account
from factories.subjects import make_subject
from records.helpers import penalty, write_csv

STATEMENT = "罚款已缴清，价签已全部补上，附缴款凭证和照片。"
_numbers = count(1)
SEVERE = {"CF_CFLB": "责令停产停业", "CF_NR": "责令停产停业", "CF_NR_FK": ""}
MINOR = {"CF_NR_FK": "0.1", "CF_NR": "罚款1000元。"}


class World(msgspec.Struct, frozen=True):
    """One merchant: subject id, uscc, its owner, and two officers."""

    subject_id: int
    uscc: str
    owner: Person
    officer: Person
    second: Person


async def make_world(division: str = "630104") -> World:
    subject = await make_subject(division=division)
    uscc = subject.uscc or ""
    officers = [await make_account("officer") for _ in range(2)]
    return World(subject.id, uscc, await make_account(owns=uscc), *officers)


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """The clock at an hour of that day in Qinghai."""
    with clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI)):
        yield


async def add_penalty(world: World, decided: date, **changes: str) -> str:
    """Import a penalty of that day; the id of its record."""
    number = f"青示罚〔{decided.year}〕{next(_numbers)}号"
    row = penalty(
        CF_XDR_SHXYM=world.uscc, CF_WSH=number, CF_JDRQ=decided.isoformat(), CF_YXQ="", **changes
    )
    path = get_settings().data_dir / f"penalty-{next(_numbers)}.csv"
    report = await import_path(write_csv(path, [row]), "penalties", started_by="test")
    assert report.rows_accepted == 1, report
    async with connection() as held:
        found = await held.fetchval(
            "SELECT public_id::text FROM record WHERE decision_no = $1 AND is_current", number
        )
    return str(found)


def photo(color: str = "teal") -> str:
    """A small photo in base64."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def pdf(inside: bytes = b"") -> str:
    """A small PDF in base64."""
    return base64.b64encode(b"%PDF-1.4\n" + inside + b"\ntrailer<<>>\n%%EOF\n").decode()


class Desk:
    """Requests of a story, each checked for its status; gives the answer's body."""

    def __init__(self, client: httpx.AsyncClient, world: World) -> None:
        self.client, self.world = client, world

    async def book(self) -> Any:
        return await self.ask(self.world.owner, "GET", f"/api/subjects/{self.world.uscc}/repairs")

    async def start(self, record: str, status: int = 200, who: Person | None = None) -> Any:
        path = f"/api/subjects/{self.world.uscc}/repairs"
        return await self.ask(who or self.world.owner, "POST", path, {"record": record}, status)

    async def draft(self, record: str) -> str:
        """A draft with one proof; its id."""
        case = (await self.start(record))["card"]["id"]
        await self.post(case, "materials", {"name": "缴款凭证", "data": photo()})
        return str(case)

    async def submitted(self, record: str) -> str:
        case = await self.draft(record)
        await self.submit(case)
        return case

    async def checked(self, record: str) -> str:
        case = await self.submitted(record)
        await self.by_officer(case, "acceptance", {"outcome": "accept"})
        await self.by_officer(case, "check", {"finding": "已到现场核查，属实"})
        return case

    async def submit(self, case: str, status: int = 200) -> Any:
        given = {"statement": STATEMENT, "pledge": True}
        return await self.post(case, "submission", given, status)

    async def post(self, case: str, what: str, body: Any = None, status: int = 200) -> Any:
        return await self.ask(self.world.owner, "POST", f"/api/repairs/{case}/{what}", body, status)

    async def by_officer(
        self, case: str, what: str, body: Any, status: int = 200, who: Person | None = None
    ) -> Any:
        path = f"/api/repairs/{case}/{what}"
        return await self.ask(who or self.world.officer, "POST", path, body, status)

    async def see(self, case: str, who: Person | None = None, status: int = 200) -> Any:
        path = f"/api/repairs/{case}"
        return await self.ask(who or self.world.owner, "GET", path, None, status)

    async def ask(
        self, who: Person, method: str, path: str, body: Any = None, status: int = 200
    ) -> Any:
        answer = await self.client.request(method, path, json=body, headers=who.headers)
        assert answer.status_code == status, answer.text
        return answer.json()


async def run_jobs(held: Connection) -> None:
    """What the worker would do after an approval."""
    handlers = {"repair.sync": sync, "evaluation.recompute": recompute}
    query = "SELECT entrypoint, payload FROM pgqueuer WHERE entrypoint = ANY($1) ORDER BY id"
    for row in await held.fetch(query, list(handlers)):
        await handlers[row["entrypoint"]](msgspec.json.decode(row["payload"]))


def moment(day: date) -> datetime:
    """Noon of a day, aware."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
