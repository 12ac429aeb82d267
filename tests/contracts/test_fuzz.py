"""Schemathesis over the whole API: no 5xx, and no answer that the description does not know."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
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
def fuzzed_operations(live_port: int) -> list[Any]:
    """Every operation of the description that the running API itself gives."""
    url = f"http://127.0.0.1:{live_port}/api/schema/openapi.json"
    return [result.ok() for result in schemathesis.openapi.from_url(url).get_all_operations()]


def fault(operation: Any, headers: Headers) -> str:
    """Call one operation with generated input; what went wrong first, or nothing."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers=headers)

    try:
        call()
    except (FailureGroup, Failure) as failure:
        details = getattr(failure, "exceptions", (failure,))
        return "\n".join([operation.label, *(str(d)[:600] for d in details)])
    return ""


@pytest.mark.parametrize("who", ["anonymous", "merchant", "officer"])
def test_no_crash_and_no_undocumented_answer(
    who: str, fuzzed_operations: list[Any], callers: dict[str, Headers]
) -> None:
    assert fuzzed_operations
    found = [text for each in fuzzed_operations if (text := fault(each, callers[who]))]
    assert not found, "\n\n".join(found)
