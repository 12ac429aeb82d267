"""Commitments in the national data standard come in: checked, kept as given, clashes refused."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from commitments.exchange.files import BROKEN, CAFE, PERSON_ID, SHOP, row, take, write_xlsx
from credit.commitments.actions.signing import sign_commitment
from credit.kit.db import Connection
from credit.records.actions import import_path
from credit.records.catalogue import COMMITMENT_KIND
from credit.records.jobs import take_imported_findings
from factories.accounts import make_account
from factories.subjects import make_subject


async def refusals(db: Connection) -> list[tuple[int, str, str]]:
    rows = await db.fetch("SELECT line, field, reason FROM import_reject ORDER BY id")
    return [(r["line"], r["field"], r["reason"]) for r in rows]


async def run_findings(db: Connection) -> None:
    jobs = "SELECT payload FROM pgqueuer WHERE entrypoint = 'records.take_findings' ORDER BY id"
    for job in await db.fetch(jobs):
        await take_imported_findings(msgspec.json.decode(job["payload"]))
    await db.execute("DELETE FROM pgqueuer")


async def test_a_row_is_kept_as_given(db: Connection, tmp_path: Path) -> None:
    report = await take(tmp_path, row(type="其他-信用评级承诺", note="来自省平台"))
    assert (report.rows_accepted, report.rows_rejected) == (1, 0), await refusals(db)
    kept = await db.fetchrow("SELECT c.*, s.uscc FROM commitment c JOIN subject s ON true")
    assert (kept["code"], kept["uscc"], kept["performance"]) == (row()["code"], SHOP, "unknown")
    assert (kept["type"], kept["type_name"], kept["note"]) == (0, "信用评级承诺", "来自省平台")
    assert kept["accepted_by"] == "示例区行政审批局" and len(bytes(kept["text_hash"])) == 32
    told = await db.fetch("SELECT entrypoint FROM pgqueuer ORDER BY id")
    assert {r["entrypoint"] for r in told} >= {"codes.refresh", "evaluation.recompute"}


async def test_again_changes_nothing_and_xlsx_is_the_same(db: Connection, tmp_path: Path) -> None:
    await take(tmp_path, row(), row(code="63010220260301000008", **BROKEN))
    again = await take(tmp_path, row(), row(code="63010220260301000008", **BROKEN), row())
    assert (again.rows_accepted, again.rows_unchanged, again.rows_rejected) == (0, 3, 0)
    book = write_xlsx(tmp_path / "b.xlsx", [row()])
    third = await import_path(book, COMMITMENT_KIND, started_by="test")
    assert (third.rows_accepted, third.rows_unchanged) == (0, 1)


FAULTS = [
    ({"code": "6301022026030100000"}, "code"),
    ({"code": "63010220260231000007"}, "code"),
    ({"code": "63010220990301000007"}, "code"),
    ({"code": "63010220260301000000"}, "code"),
    ({"party_code": SHOP[:-1] + ("0" if SHOP[-1] != "0" else "1")}, "party_code"),
    ({"party_code": PERSON_ID}, "party_code"),
    ({"party_kind": "个体工商户"}, "party_kind"),
    ({"party_kind": "3"}, "party_kind"),
    ({"type": "口头型"}, "type"),
    ({"type": "其他"}, "type"),
    ({"content": ""}, "content"),
    ({"matter": "事" * 513}, "matter"),
    ({"liability": "=HYPERLINK(1)"}, "liability"),
    ({"made_on": "2099-01-01"}, "made_on"),
    ({"valid_until": "2026-02-28"}, "valid_until"),
    ({"performance": "还行"}, "performance"),
    ({"unfulfilled": "没有补齐"}, "unfulfilled"),
    (BROKEN | {"legal_basis": ""}, "legal_basis"),
    (BROKEN | {"unfulfilled": ""}, "unfulfilled"),
    (BROKEN | {"determined_on": ""}, "determined_on"),
    (BROKEN | {"determined_on": "2026-02-01"}, "determined_on"),
    (BROKEN | {"determined_by": ""}, "determined_by"),
    ({"accepted_by_code": "123"}, "accepted_by_code"),
    ({"publicity": "公开"}, "publicity"),
    ({"withdrawn_on": "2026-02-01"}, "withdrawn_on"),
    ({"template": "no_such", "template_version": "1"}, "template"),
    ({"template": "quality_pledge", "template_version": "1"}, "template"),
]


@pytest.mark.parametrize(("change", "field"), FAULTS)
async def test_a_fault_names_line_and_column(
    db: Connection, tmp_path: Path, change: dict[str, str], field: str
) -> None:
    report = await take(tmp_path, row(code="63010220260301000009"), row(**change))
    assert (report.rows_accepted, report.rows_rejected) == (1, 1)
    (refused,) = await refusals(db)
    assert refused[:2] == (3, field) and refused[2]


async def test_a_reject_shows_no_personal_number(db: Connection, tmp_path: Path) -> None:
    await take(tmp_path, row(party_code=PERSON_ID))
    assert await db.fetchval("SELECT value FROM import_reject") == "6…"


async def test_clashes_are_refused(db: Connection, tmp_path: Path) -> None:
    other = row(code="63010220260301000010")
    await take(tmp_path, row(), other)
    clash = [row(content="别的话"), other | {"party_code": CAFE, "party_kind": "个体工商户"}]
    report = await take(tmp_path, *clash)
    assert report.rows_rejected == 2
    assert [r[1] for r in await refusals(db)] == ["code", "code"]
    assert (
        await db.fetchval("SELECT content FROM commitment ORDER BY code LIMIT 1")
        == (row()["content"])
    )
    twice = [row(code="63010220260301000011"), row(code="63010220260301000011", note="不同")]
    assert (await take(tmp_path, *twice)).rows_rejected == 1


async def test_a_code_of_a_signed_commitment_cannot_be_taken(
    db: Connection, tmp_path: Path
) -> None:
    subject = await make_subject(uscc=SHOP)
    owner = await make_account(owns=SHOP)
    signed = await sign_commitment(owner.caller, SHOP, "quality_pledge")
    report = await take(tmp_path, row(code=signed.code))
    assert report.rows_rejected == 1 and subject.uscc == SHOP


async def test_a_later_finding_comes_in_and_an_older_one_does_not(
    db: Connection, tmp_path: Path
) -> None:
    await take(tmp_path, row())
    report = await take(tmp_path, row(**BROKEN))
    assert report.rows_accepted == 1
    assert await db.fetchval("SELECT performance FROM commitment") == "broken"
    assert (await take(tmp_path, row())).rows_unchanged == 1, "“—” takes nothing back"
    older = BROKEN | {"determined_on": "2026-04-01"}
    assert (await take(tmp_path, row(**older))).rows_rejected == 1
    kept = {"performance": "全部履行", "determined_on": "2026-07-01", "determined_by": "示例区局"}
    assert (await take(tmp_path, row(**kept))).rows_accepted == 1
    found = await db.fetchrow("SELECT performance, unfulfilled, legal_basis FROM commitment")
    assert tuple(found) == ("kept", "", "")


async def test_findings_become_facts_with_repair_and_publicity(
    db: Connection, tmp_path: Path
) -> None:
    await take(tmp_path, row(**BROKEN), row(code="63010220260301000012", publicity="3", **BROKEN))
    await run_findings(db)
    facts = await db.fetch("SELECT decision_no, severity, legal_basis FROM record")
    assert [(f["decision_no"], f["severity"] > 0) for f in facts] == [(row()["code"], True)]
    assert facts[0]["legal_basis"] == BROKEN["legal_basis"]
    later = {"performance": "全部履行", "determined_on": "2026-07-01", "determined_by": "示例区局"}
    await take(tmp_path, row(**later))
    await run_findings(db)
    states = await db.fetch("SELECT state, severity FROM record WHERE is_current ORDER BY id")
    assert sorted((s["state"], s["severity"] > 0) for s in states) == [
        ("active", False), ("withdrawn", True),
    ]  # fmt: skip


PERSON: dict[str, Any] = {
    "party_name": "张三丰", "party_kind": "自然人", "party_code": PERSON_ID,
}  # fmt: skip


async def test_natural_persons_are_sealed_and_withheld(db: Connection, tmp_path: Path) -> None:
    report = await take(tmp_path, row(**PERSON))
    assert report.rows_accepted == 1, await refusals(db)
    assert await db.fetchval("SELECT count(*) FROM commitment") == 0
    assert await db.fetchval("SELECT count(*) FROM subject") == 0
    sealed = await db.fetchrow("SELECT * FROM sealed_commitment")
    for secret in ("张三丰", PERSON_ID, row()["content"]):
        assert secret.encode() not in bytes(sealed["sealed"])
        assert all(secret not in str(value) for value in dict(sealed).values())
    assert (await take(tmp_path, row(**PERSON))).rows_unchanged == 1
    assert (await take(tmp_path, row(**PERSON, **BROKEN))).rows_accepted == 1
    assert await db.fetchval("SELECT performance FROM sealed_commitment") == "broken"
    assert (await take(tmp_path, row())).rows_rejected == 1, "its code is taken"
    assert (await take(tmp_path, row(**PERSON | {"party_code": "110101199003074514"}))
            ).rows_rejected == 1, "another person's"  # fmt: skip


async def test_a_template_runs_once_a_subject(db: Connection, tmp_path: Path) -> None:
    await make_subject(uscc=SHOP)
    owner = await make_account(owns=SHOP)
    signed = await sign_commitment(owner.caller, SHOP, "quality_pledge")
    stored = await db.fetchrow("SELECT * FROM commitment WHERE code = $1", signed.code)
    twin = row(
        code=signed.code[:14] + "000777", type="主动型", matter=stored["matter"],
        content=stored["content"], liability=stored["liability"],
        made_on=stored["made_on"].isoformat(), valid_until=stored["valid_until"].isoformat(),
        template="quality_pledge", template_version="1", parameters="{}",
    )  # fmt: skip
    report = await take(tmp_path, twin)
    assert report.rows_rejected == 1
    assert signed.code in (await refusals(db))[0][2]
