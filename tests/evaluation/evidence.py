"""Records for the tests of evaluation: as the rule sees them, and as rows of the database."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credit.evaluation.rules import Evidence
from credit.kit.uscc import make_uscc
from credit.records.catalogue import RecordClass

TODAY = date(2026, 11, 23)
FACETS = ("fine", "kept", "national_honour", "provincial_honour", "qualification", "other", "")
STATES = ("active", "active", "active", "active", "active", "repaired", "withdrawn")


def evidence(record_class: str, severity: int = 0, **changes: Any) -> Evidence:
    """One record, decided half a year ago unless said otherwise; negative ones have a basis."""
    given = {
        "record_id": str(UUID(int=abs(hash((record_class, severity, repr(changes)))))),
        "record_class": record_class,
        "facet": "other",
        "severity": severity,
        "decided_on": TODAY - timedelta(60),
        "legal_basis": "《示例法》第一条" if severity else "",
        "title": f"示例{record_class}",
    }
    return Evidence(**(given | changes))


def random_evidence(chance: random.Random, today: date = TODAY) -> Evidence:
    """Any record that the database accepts, fit or unfit to count."""
    severity = chance.choice((0, 0, 0, 1, 2, 3))
    decided_on = today - timedelta(
        chance.choice((chance.randrange(-5, 60), chance.randrange(2500)))
    )

    def later() -> date | None:
        return chance.choice((None, decided_on + timedelta(chance.randrange(1500)), today))

    return Evidence(
        record_id=str(UUID(int=chance.getrandbits(128))),
        record_class=chance.choice(list(RecordClass)).slug,
        facet=chance.choice(FACETS),
        severity=severity,
        decided_on=decided_on,
        valid_until=later(),
        publicity_from=decided_on if severity else None,
        publicity_until=later(),
        legal_basis="《示例法》第一条" if severity or chance.random() < 0.2 else "",
        title="示例记录",
        state=chance.choice(STATES),
        is_current=chance.random() > 0.05,
        withheld=chance.random() < 0.05,
    )


RECORD_COLUMNS = [
    "public_id", "subject_id", "natural_key", "record_class", "facet", "severity", "decided_on",
    "valid_until", "publicity_from", "publicity_until", "legal_basis", "title", "state",
    "is_current", "withheld", "content_hash",
]  # fmt: skip


def record_row(subject_id: int, record: Evidence) -> tuple[Any, ...]:
    """The record as a row of `RECORD_COLUMNS`."""
    return (
        UUID(record.record_id), subject_id, UUID(record.record_id).bytes,
        RecordClass[record.record_class.upper()].value, record.facet, record.severity,
        record.decided_on, record.valid_until, record.publicity_from, record.publicity_until,
        record.legal_basis, record.title, record.state, record.is_current, record.withheld,
        b"",
    )  # fmt: skip


async def add_subjects(db: Any, count: int) -> list[int]:
    """That many subjects with made-up codes; their ids."""
    codes = [make_uscc("9", "2", "630100", f"MA{number:06d}") for number in range(count)]
    rows = await db.fetch(
        """INSERT INTO subject (uscc, name, kind, demo)
           SELECT code, '示例商户' || n, 'sole_trader', true
           FROM unnest($1::text[]) WITH ORDINALITY AS made (code, n) RETURNING id""",
        codes,
    )
    return [row["id"] for row in rows]


async def add_records(db: Any, records: dict[int, list[Evidence]]) -> None:
    """Insert each subject's records by COPY."""
    rows = [record_row(subject, each) for subject, own in records.items() for each in own]
    await db.copy_records_to_table("record", records=rows, columns=RECORD_COLUMNS)
