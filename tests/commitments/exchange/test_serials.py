"""Codes of a file and codes given out here: never the same, and never fewer for us to give."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.exchange.files import PERSON_ID, SHOP, row, take
from credit.commitments.actions.signing import sign_commitment
from credit.commitments.rules import MAX_SERIAL, format_code
from credit.commitments.templates import load_templates
from credit.kit import clock
from credit.kit.db import Connection
from factories.accounts import make_account
from factories.subjects import make_subject

COUNTY = "630102"
OURS = [
    t.id for t in load_templates().values() if t.version_on(clock.today()) and not t.trades
][:4]  # fmt: skip
PERSON = {"party_name": "张三丰", "party_kind": "自然人", "party_code": PERSON_ID}
# Near our own, in between, and the last of all.
serials = st.one_of(
    st.integers(1, 9), st.integers(1, MAX_SERIAL), st.integers(MAX_SERIAL - 3, MAX_SERIAL)
)


def of_today(serial: int, **changes: str) -> dict[str, str]:
    today = clock.today()
    code = format_code(COUNTY, today, serial)
    return row(code=code, made_on=today.isoformat(), valid_until="", **changes)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    filed=st.dictionaries(serials, st.booleans(), min_size=1, max_size=8),
    signed_before=st.integers(0, len(OURS)),
)
async def test_ours_are_the_lowest_that_no_file_has(
    db: Connection, tmp_path: Path, filed: dict[int, bool], signed_before: int
) -> None:
    """Whatever a file of today holds, of firms or of persons, before or after we sign."""
    for table in ("import_reject", "import_run", "commitment", "sealed_commitment",
                  "commitment_serial", "account_subject", "evaluation", "subject"):  # fmt: skip
        await db.execute(f"DELETE FROM {table}")
    await make_subject(uscc=SHOP, division=COUNTY)
    owner = await make_account(owns=SHOP)

    async def sign(templates: list[str]) -> list[int]:
        codes = [(await sign_commitment(owner.caller, SHOP, one)).code for one in templates]
        return [int(code[-6:]) for code in codes]

    assert await sign(OURS[:signed_before]) == list(range(1, signed_before + 1))
    lines = [of_today(n, **(PERSON if person else {})) for n, person in filed.items()]
    report = await take(tmp_path, *lines)
    clashes = {n for n in filed if n <= signed_before}
    assert report.rows_rejected == len(clashes), "a code that is ours cannot be taken"
    free = [n for n in range(signed_before + 1, 99) if n not in filed]
    assert await sign(OURS[signed_before:]) == free[: len(OURS) - signed_before]
