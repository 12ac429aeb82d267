"""`credit commitments check-receipt`: what it answers, and the status that it ends with."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from commitments.test_receipts import owner, signed
from credit.cli import commitments
from credit.cli.commitments import app
from credit.kit.services.home import ServiceError
from factories.accounts import Person

__all__ = ["owner"]  # a fixture of the tests of receipts
Work = Callable[[], Awaitable[Any]]


async def ends_with(file: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """(status, output). The command's own loop cannot run inside a test's: its work runs here."""
    loop = asyncio.get_running_loop()

    def here(work: Work) -> Any:
        async def awaited() -> Any:
            return await work()

        return asyncio.run_coroutine_threadsafe(awaited(), loop).result(30)

    monkeypatch.setattr(commitments, "run_with_database", here)
    result = await asyncio.to_thread(CliRunner().invoke, app, ["check-receipt", str(file)])
    return result.exit_code, result.output


async def test_a_receipt_is_genuine_until_a_byte_is_changed(
    client: httpx.AsyncClient, owner: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await signed(client, owner)
    answer = await client.get(f"/api/commitments/{code}/receipt.pdf", headers=owner.headers)
    pdf, file = answer.content, tmp_path / "receipt.pdf"
    file.write_bytes(pdf)
    status, said = await ends_with(file, monkeypatch)
    assert status == 0 and said.startswith("genuine") and code in said
    file.write_bytes(pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:])
    status, said = await ends_with(file, monkeypatch)
    assert status == 1 and said.startswith("altered") and code not in said
    file.write_bytes(b"%PDF-1.4 of somebody else")
    status, said = await ends_with(file, monkeypatch)
    assert status == 1 and said.startswith("unsigned")


def test_without_a_database_or_a_file_it_cannot_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: Work) -> Any:
        raise ServiceError("PostgreSQL did not start")

    monkeypatch.setattr(commitments, "run_with_database", down)
    file = tmp_path / "receipt.pdf"
    missing = CliRunner().invoke(app, ["check-receipt", str(file)])
    file.write_bytes(b"%PDF-1.4")
    unknown = CliRunner().invoke(app, ["check-receipt", str(file)])
    assert (missing.exit_code, unknown.exit_code) == (2, 2)
