"""A finding becomes a fact of the catalogue that moves the grade; a later one replaces it."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from credit.commitments.actions.determining import determine_performance
from credit.commitments.actions.signing import sign_commitment
from credit.commitments.rules import Performance
from credit.commitments.schemas import DeterminePerformance
from credit.kit import clock
from credit.kit.db import Connection, connection
from credit.records.jobs import take_commitment_finding
from credit.records.queries import list_facts
from factories.accounts import make_account
from factories.subjects import make_subject


def finding(performance: Performance, day: date, **texts: str) -> DeterminePerformance:
    return DeterminePerformance(
        performance=performance,
        determined_on=day,
        authority="西宁市城西区市场监督管理局",
        reason="核查",
        **texts,
    )


def broken(day: date) -> DeterminePerformance:
    return finding(
        Performance.BROKEN,
        day,
        unfulfilled="拒绝退货",
        liability_outcome="责令退款",
        legal_basis="中华人民共和国消费者权益保护法 第十六条",
    )


async def run_waiting_findings(held: Connection) -> None:
    """What the worker would do."""
    query = "SELECT payload FROM pgqueuer WHERE entrypoint = 'records.take_finding' ORDER BY id"
    for row in await held.fetch(query):
        await take_commitment_finding(msgspec.json.decode(row["payload"]))


async def facts_of(subject_id: int) -> list[tuple[str, str, str]]:
    page: Any = await list_facts(subject_id, limit=10)
    return [(f.record_class, f.tone, f.decision_no) for f in getattr(page, "items", page)]


@pytest.mark.usefixtures("committed_db")
async def test_finding_becomes_a_fact_and_its_correction_replaces_it() -> None:
    subject, officer = await make_subject(), await make_account("officer")
    today, uscc = clock.today(), subject.uscc or ""
    signed = await sign_commitment(
        officer.caller, uscc, "price_pledge", made_on=today - timedelta(days=30)
    )
    await determine_performance(officer.caller, signed.code, broken(today - timedelta(days=3)))
    async with connection() as held:
        await run_waiting_findings(held)
        assert await facts_of(subject.id) == [("commitment_performance", "bad", signed.code)]
        await determine_performance(officer.caller, signed.code, finding(Performance.KEPT, today))
        await run_waiting_findings(held)  # the first one again too: nothing doubles
        assert await facts_of(subject.id) == [("commitment_performance", "good", signed.code)]
        states = await held.fetch("SELECT state FROM record WHERE is_current ORDER BY decided_on")
        assert [row["state"] for row in states] == ["withdrawn", "active"]


@pytest.mark.usefixtures("committed_db")
async def test_a_refused_finding_fails_the_job() -> None:
    subject, officer = await make_subject(), await make_account("officer")
    signed = await sign_commitment(officer.caller, subject.uscc or "", "price_pledge")
    await determine_performance(officer.caller, signed.code, broken(clock.today()))
    async with connection() as held:
        payload = await held.fetchval(
            "SELECT payload FROM pgqueuer WHERE entrypoint = 'records.take_finding'"
        )
    args = msgspec.json.decode(payload)
    args["finding"]["uscc"] = "not a code"
    with pytest.raises(RuntimeError, match="refused"):
        await take_commitment_finding(args)
