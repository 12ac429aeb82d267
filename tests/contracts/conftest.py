"""Callers for the contract tests: nobody, a merchant with a shop, an officer."""

import pytest

from credit.kit.db import Connection
from credit.kit.tokens import issue_access_token
from factories.accounts import Person, make_account
from factories.subjects import make_subject

Headers = dict[str, str]


def headers_of(person: Person) -> Headers:
    """What a signed-in person's requests carry."""
    token = issue_access_token(person.caller, session_version=1).token
    return {"authorization": f"Bearer {token}"}


async def make_callers() -> dict[str, Headers]:
    """A merchant with a shop and an officer, and the headers of each."""
    shop = await make_subject()
    merchant = await make_account("merchant", owns=shop.uscc)
    officer = await make_account("officer")
    return {"anonymous": {}, "merchant": headers_of(merchant), "officer": headers_of(officer)}


@pytest.fixture
async def signed_in(db: Connection) -> dict[str, Headers]:
    """Headers of each caller; the accounts are undone with the test."""
    return await make_callers()
