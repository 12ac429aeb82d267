"""What goes out comes in again: export, import into an empty database, the same public board."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.exchange.files import NAMES, SHOP, row, take
from credit.commitments.actions.determining import determine_performance
from credit.commitments.actions.ending import withdraw_commitment
from credit.commitments.actions.signing import sign_commitment
from credit.commitments.exchange import export
from credit.commitments.queries import list_commitments
from credit.commitments.rules import Performance
from credit.commitments.schemas import DeterminePerformance
from credit.commitments.templates import load_templates
from credit.kit import clock
from credit.kit.db import Connection
from credit.records.actions import import_path
from credit.records.catalogue import COMMITMENT_KIND
from factories.accounts import make_account
from factories.subjects import make_subject, next_uscc

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)
TEMPLATES = [t for t in load_templates().values() if t.version_on(NOW.date()) and not t.trades]
OUTCOMES = (None, "kept", "partly", "broken")
promise = st.tuples(
    st.sampled_from(TEMPLATES), st.sampled_from(OUTCOMES), st.booleans(), st.integers(0, 400)
)


async def sign_all(officer: Any, uscc: str, wanted: list[Any]) -> None:
    for template, outcome, withdrawn, days in wanted:
        made_on = max((NOW - timedelta(days=days)).date(), template.version[0].start)
        signed = await sign_commitment(officer, uscc, template.id, made_on=made_on)
        if outcome:
            await determine_performance(officer, signed.code, finding(outcome))
        if withdrawn and (signed.valid_until is None or signed.valid_until >= NOW.date()):
            await withdraw_commitment(officer, signed.code, reason="停业")


def finding(outcome: str) -> DeterminePerformance:
    failed = outcome != "kept"
    return DeterminePerformance(
        performance=Performance(outcome),
        determined_on=NOW.date(),
        authority="示例区市场监督管理局",
        reason="检查",
        unfulfilled="没有退货，\n拖延“三次”" if failed else "",
        liability_outcome="责令退款" if failed else "",
        legal_basis="消费者权益保护法 第十六条" if failed else "",
    )


async def empty(db: Connection) -> None:
    for table in ("record", "import_reject", "import_run", "commitment", "commitment_serial",
                  "account_subject", "evaluation", "subject"):  # fmt: skip
        await db.execute(f"DELETE FROM {table}")


async def board_of(db: Connection, uscc: str) -> Any:
    return await list_commitments(await db.fetchval("SELECT id FROM subject WHERE uscc = $1", uscc))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wanted=st.lists(promise, min_size=1, max_size=5, unique_by=lambda one: one[0].id),
    suffix=st.sampled_from(["csv", "xlsx"]),
)
async def test_export_then_import_gives_the_same_board(
    db: Connection, tmp_path: Path, wanted: list[Any], suffix: str
) -> None:
    await empty(db)
    uscc = next_uscc()
    await make_subject(uscc=uscc)
    officer = (await make_account("officer")).caller
    with clock.frozen(NOW):
        await sign_all(officer, uscc, wanted)
        before = await board_of(db, uscc)
        path = tmp_path / f"out.{suffix}"
        write = export.write_xlsx if suffix == "xlsx" else export.write_csv
        assert await write(None, path) == len(wanted)
        hashes = await db.fetch("SELECT code, text_hash FROM commitment ORDER BY code")
        await empty(db)
        report = await import_path(path, COMMITMENT_KIND, started_by="test")
        rejects = [
            tuple(r) for r in await db.fetch("SELECT line, field, reason FROM import_reject")
        ]
        assert (report.rows_accepted, rejects) == (len(wanted), [])
        again = await db.fetch("SELECT code, text_hash FROM commitment ORDER BY code")
        assert [tuple(r) for r in again] == [tuple(r) for r in hashes], "what was signed stays"
        assert await board_of(db, uscc) == before


async def test_foreign_commitments_come_back_too(db: Connection, tmp_path: Path) -> None:
    await take(tmp_path, row(plain_text="二十天内补齐", note="省平台"))
    before = await board_of(db, SHOP)
    path = tmp_path / "out.csv"
    await export.write_csv(None, path)
    await empty(db)
    await import_path(path, COMMITMENT_KIND, started_by="test")
    assert await board_of(db, SHOP) == before and before[0].plain_text == "二十天内补齐"


async def test_officers_export_a_county(client: httpx.AsyncClient, tmp_path: Path) -> None:
    await take(tmp_path, row())
    officer, owner = await make_account("officer"), await make_account()
    assert (await client.get("/api/commitment-exports/all.csv")).status_code == 401
    path = "/api/commitment-exports/all.csv"
    assert (await client.get(path, headers=owner.headers)).status_code == 403
    answer = await client.get(path, headers=officer.headers)
    assert answer.headers["cache-control"] == "private, no-store"
    (line,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert list(line)[:20] == list(NAMES.values())[:20], "the standard's columns, in order"
    assert line["承诺编码"] == row()["code"] and line["承诺履行状态"] == "未认定"
    workbook = await client.get("/api/commitment-exports/all.xlsx", headers=officer.headers)
    book = openpyxl.load_workbook(io.BytesIO(workbook.content))
    assert book.active["A2"].value == row()["code"]
    none = await client.get("/api/commitment-exports/630121.csv", headers=officer.headers)
    assert len(none.text.splitlines()) == 1
    for wrong in ("630199.csv", "all.pdf", "630100.csv"):
        gone = await client.get(f"/api/commitment-exports/{wrong}", headers=officer.headers)
        assert gone.status_code == 404


@pytest.mark.parametrize("name", ["=1+1有限公司", "+示例", "@店"])
async def test_no_cell_runs_in_a_spreadsheet(db: Connection, name: str) -> None:
    subject = await make_subject(name)
    officer = (await make_account("officer")).caller
    await sign_commitment(officer, subject.uscc or "", "quality_pledge")
    rows = [cells async for piece in export.pieces(None) for cells in piece]
    assert rows[0][1] == f"'{name}"
