"""Codes without gaps and one running promise a template, under real parallel commits."""

import asyncio

import pytest

from credit.commitments.actions.signing import sign_commitment
from credit.kit.audit import verify_chain
from credit.kit.db import connection
from credit.kit.problems import Problem
from factories.accounts import make_account
from factories.subjects import make_subject

SIGNERS = 50


@pytest.mark.usefixtures("committed_db")
async def test_parallel_signers_get_codes_without_gaps() -> None:
    officer = await make_account("officer")
    subjects = [await make_subject(division="632701") for _ in range(SIGNERS)]
    # Every fifth fails after it took a number: the number must come back.
    bad = [await make_subject(division="632701") for _ in range(SIGNERS // 5)]
    for subject in bad:
        await sign_commitment(officer.caller, subject.uscc or "", "price_pledge")
    work = [
        sign_commitment(officer.caller, subject.uscc or "", "price_pledge")
        for subject in (*subjects, *bad)
    ]
    done = await asyncio.gather(*work, return_exceptions=True)
    failed = [result for result in done if isinstance(result, BaseException)]
    assert [str(f)[:8] for f in failed] == ["conflict"] * len(bad)
    async with connection() as held:
        codes = [r["code"] for r in await held.fetch("SELECT code FROM commitment ORDER BY code")]
    assert [int(code[-6:]) for code in codes] == list(range(1, SIGNERS + len(bad) + 1))
    assert (await verify_chain()).ok


@pytest.mark.usefixtures("committed_db")
async def test_parallel_signers_of_one_promise_have_one_winner() -> None:
    officer, subject = await make_account("officer"), await make_subject()
    work = [sign_commitment(officer.caller, subject.uscc or "", "clear_price") for _ in range(20)]
    done = await asyncio.gather(*work, return_exceptions=True)
    winners = [result for result in done if not isinstance(result, BaseException)]
    losers = [result for result in done if isinstance(result, Problem)]
    assert (len(winners), len(losers)) == (1, 19)
    assert all(winners[0].code in loser.detail for loser in losers)
