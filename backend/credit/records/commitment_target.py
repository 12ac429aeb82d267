"""Files of whole commitments (承诺信息) go into the commitments slice, which stands below.

Its reader checks and its storing writes; here they meet the engine: parties, news, findings.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import asyncpg

from credit.commitments.exchange.columns import count_known
from credit.commitments.exchange.reader import CommitmentBlock, CommitmentReader
from credit.commitments.exchange.storing import store_commitments
from credit.kit.db import Connection
from credit.kit.jobs import enqueue
from credit.kit.sheets import Block, Sheet
from credit.records.party_ids import PartyIds
from credit.records.upsert import RetryBatch, Stored

A_JOB = 500


class CommitmentTarget:
    """Commitments in the national data standard, instead of facts."""

    def __init__(self, today: date, *, actor: str) -> None:
        self.reader = CommitmentReader(today)
        self.actor = actor
        self.unknown: tuple[str, ...] = ()
        self.party_ids = PartyIds()

    def count_known(self, cells: Sequence[str]) -> int:
        return count_known(cells)

    def open(self, sheet: Sheet) -> None:
        self.unknown = self.reader.open(sheet.header, sheet.header_line)

    def prepare(self, block: Block) -> CommitmentBlock:
        return self.reader.prepare(block)

    async def store(
        self,
        connection: Connection,
        batch: list[CommitmentBlock],
        import_id: int,
        *,
        want_touched: bool,
    ) -> Stored:
        rows = [row for part in batch for row in part.rows]
        names = {row.party_code: row.party_name for row in rows if not row.is_person}
        subjects = await self.party_ids.find(connection, names, spell=True)
        try:
            found = await store_commitments(connection, rows, subjects, import_id)
        except (asyncpg.UniqueViolationError, asyncpg.ExclusionViolationError) as error:
            raise RetryBatch from error  # signed meanwhile: the next look finds and refuses it
        for part in _parts(found.findings):
            await enqueue("records.take_findings", {"findings": part, "actor": self.actor})
        for ids in _parts(sorted(found.touched)):
            await enqueue("codes.refresh", {"subject_ids": ids})
        return Stored(
            accepted=found.accepted,
            unchanged=found.unchanged + sum(part.doubles for part in batch),
            rejects=found.rejects,
            touched=found.touched,
        )


def _parts(items: list[Any]) -> Iterable[list[Any]]:
    return (items[start : start + A_JOB] for start in range(0, len(items), A_JOB))
