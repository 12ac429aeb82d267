"""A shop with a fine, its owner, and two officers."""

import base64
import io
from pathlib import Path
from typing import Any

import httpx
import msgspec
from PIL import Image

from credit.kit.uscc import make_uscc
from credit.records.actions import import_path
from credit.subjects.queries import SubjectRow, get_subject_by_uscc
from factories.accounts import Person, make_account
from records.helpers import penalty, write_csv

FILE = "penalties"


class World(msgspec.Struct, frozen=True):
    """Everybody who takes part, and the public id of the fact that is disputed."""

    client: httpx.AsyncClient
    subject: SubjectRow
    owner: Person
    officer: Person
    other_officer: Person
    folder: Path

    async def facts(self) -> list[dict[str, Any]]:
        """The public facts of the shop."""
        answer = await self.client.get(f"/api/subjects/{self.subject.uscc}/records")
        items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        return items

    async def send(self, who: Person, method: str, path: str, body: Any = None) -> httpx.Response:
        """A request of somebody's."""
        return await self.client.request(method, f"/api{path}", json=body, headers=who.headers)

    async def objects(self, who: Person | None = None, **more: Any) -> httpx.Response:
        """An objection to the newest fact."""
        body = {
            "target": "fact",
            "recordId": (await self.facts())[0]["id"],
            "grounds": "not_ours",
            "statement": "这是同名的另一家店。",
        }
        path = f"/subjects/{self.subject.uscc}/objections"
        return await self.send(who or self.owner, "POST", path, body | more)

    async def filed(self, **more: Any) -> str:
        """The id of a fresh objection."""
        answer = await self.objects(**more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def steps(
        self, who: Person, objection: str, step: str, body: Any = None
    ) -> httpx.Response:
        """One step of the procedure."""
        return await self.send(who, "POST", f"/objections/{objection}/{step}", body)

    async def import_again(self, **changes: str) -> Any:
        """The source unit's file once more, with changes."""
        return await import_penalty(self.folder, self.subject.uscc or "", **changes)


async def import_penalty(folder: Path, uscc: str, **changes: str) -> Any:
    """A fine of 5,000 yuan through the importer."""
    row = penalty(CF_XDR_SHXYM=uscc, CF_JDRQ="2026-06-17") | changes
    path = write_csv(folder / "fine.csv", [row])
    return await import_path(path, FILE, started_by="test")


async def make_world(client: httpx.AsyncClient, folder: Path, number: int) -> World:
    """A fresh shop with a fine of 2026-06-17."""
    uscc = make_uscc("9", "1", "630104", f"MA7E{number:04d}")
    await import_penalty(folder, uscc)
    return World(
        client,
        await get_subject_by_uscc(uscc),
        await make_account(owns=uscc),
        await make_account("officer"),
        await make_account("officer"),
        folder,
    )


def photo() -> str:
    """A picture as the app sends it."""
    out = io.BytesIO()
    Image.new("RGB", (200, 120), "#0b5c8f").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()
