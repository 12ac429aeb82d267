"""Schemathesis over the whole API: no 5xx, and no answer that the description does not know."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contracts.conftest import Headers, make_callers
from contracts.live import live_api
from credit.kit.db import acquire
from credit.kit.services import ServiceUrls

EXAMPLES = 15  # an operation and caller: the whole API in about a minute
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def live_port(database: ServiceUrls) -> Iterator[int]:
    with live_api(database) as port:
        yield port


@pytest.fixture(scope="module")
async def callers(database: ServiceUrls) -> AsyncIterator[dict[str, Headers]]:
    """Accounts that the other process can see; every table is emptied afterwards."""
    yield await make_callers()
    async with acquire() as held:
        names = await held.fetchval(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'migration'"
        )
        await held.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


@pytest.fixture(scope="module")
def api_description(live_port: int) -> Any:
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{live_port}/api/schema/openapi.json")


schema = schemathesis.pytest.from_fixture("api_description")


def fuzzed_as(who: str) -> Any:
    """One test an operation, called as `who`."""

    @schema.parametrize()
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def test(case: Any, callers: dict[str, Headers]) -> None:
        case.call_and_validate(checks=CHECKS, headers=callers[who])

    return test


test_nobody_finds_a_crash = fuzzed_as("anonymous")
test_a_merchant_finds_no_crash = fuzzed_as("merchant")
test_an_officer_finds_no_crash = fuzzed_as("officer")
