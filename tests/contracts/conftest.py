"""Callers for the contract tests: nobody, a merchant with a shop, an officer."""

import pytest

from credit.identity.actions import create_account, grant_subject
from credit.kit.auth import Caller, Kind
from credit.kit.db import Connection, connection
from credit.kit.tokens import issue_access_token

USCC = "916300007105213377"


async def make_subject() -> None:
    async with connection() as held:
        await held.execute(
            """INSERT INTO subject (uscc, name, short_name, kind, demo, created_at, updated_at)
               VALUES ($1, '示例商贸有限公司', '示例商贸', 'organisation', true, now(), now())
               ON CONFLICT (uscc) DO NOTHING""",
            USCC,
        )


async def sign_in(kind: Kind) -> dict[str, str]:
    """Make an account of a kind; the headers that its requests carry."""
    account = await create_account(
        login=f"contract-{kind}", password="a long password", kind=kind, name="示例", actor="test"
    )
    subjects = (USCC,) if kind == "merchant" else ()
    for uscc in subjects:
        await grant_subject(account, uscc, role="owner", actor="test")
    token = issue_access_token(Caller(account, kind, "示例", subjects, ()), session_version=1)
    return {"authorization": f"Bearer {token.token}"}


@pytest.fixture
async def signed_in(db: Connection) -> dict[str, dict[str, str]]:
    """Headers of each caller; the accounts are undone with the test."""
    await make_subject()
    return {
        "anonymous": {},
        "merchant": await sign_in("merchant"),
        "officer": await sign_in("officer"),
    }
