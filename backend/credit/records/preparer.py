"""From a block of a file to the text that COPY takes into the staging table. Pure.

A prepared row has a source part, whose hash tells whether a fact changed, and a derived part
(deadlines, publicity), which may change with the tables without making a new version.
"""

from collections.abc import Callable
from datetime import date

from credit.kit.sheets.cells import (
    NULL,
    BadCell,
    Memo,
    parse_code,
    parse_day,
    parse_end,
    parse_wan,
    past_day,
)
from credit.kit.workdays import add_workdays
from credit.records.catalogue import RecordClass
from credit.records.layout import Layout
from credit.records.publicity import facets, publicity
from credit.records.repeats import SeenKeys
from credit.records.work import Work

PUBLISH_WORKDAYS = 7  # 行政许可法 Art. 40, 行政处罚法 Art. 48 with the seed's seven working days
WITHDRAW_WORKDAYS = 3  # 行政处罚法 Art. 48: withdraw within three days, with reasons
TITLE_LENGTH = 300
PERSON = "自然人"
# Attributes that become columns of `record`; all others go into its content.
COLUMN_ATTRIBUTES = frozenset(
    ("party_name", "party_kind", "uscc", "registration_no", "decision_no", "agency",
     "agency_code", "source_unit", "source_unit_code", "decided_on", "valid_from", "valid_until",
     "legal_basis", "status", "fine", "amount")
)  # fmt: skip


class Preparer:
    """Prepares the blocks of one file in order, remembering what cells mean and which keys came.

    `person_key` keys the hash that tells natural persons apart without storing who they are.
    """

    def __init__(self, record_class: RecordClass, layout: Layout, today: date, person_key: bytes):
        self.record_class = record_class
        self.layout = layout
        self.today = today
        self.person_key = person_key
        self.seen = SeenKeys()
        self.decided = Memo(past_day(today))
        self.day = Memo(parse_day)
        self.end = Memo(parse_end)
        self.wan = Memo(parse_wan)
        self.code = Memo(parse_code)
        self.publish = Memo(_publish_by)
        self.withdraw_by = add_workdays(today, WITHDRAW_WORKDAYS).day.isoformat()
        self.state = Memo(_state_parser(record_class))
        self.publicity: dict[tuple[str, str, str, str], tuple[str, str]] = {}

    def days(self, work: Work) -> tuple[list[str], list[str], list[str], list[str]]:
        """(decided_on, valid_from, valid_until, given end of publicity), contradictions refused."""
        decided = work.parse("decided_on", self.decided)
        valid_from = work.parse("valid_from", self.day)
        valid_until = work.parse("valid_until", self.end)
        given = work.parse("publicity_end", self.end)
        work.blame_order(decided, valid_until, "valid_until", "有效期在决定日期之前")
        work.blame_order(decided, given, "publicity_end", "公示截止期在决定日期之前")
        if "valid_from" in work.columns:
            starts = [day if day != NULL else "" for day in valid_from]
            work.blame_order(starts, valid_until, "valid_until", "有效期至早于有效期自")
        return decided, valid_from, valid_until, given

    def shown(
        self, facet: list[str], severity: list[str], decided: list[str], given: list[str]
    ) -> tuple[list[str], list[str]]:
        """(withheld, publicity_until) as COPY text."""
        found = []
        for key in zip(severity, facet, decided, given, strict=True):
            answer = self.publicity.get(key)
            if answer is None:
                answer = self.publicity[key] = self._show(*key)
            found.append(answer)
        return [one for one, _ in found], [two for _, two in found]

    def _show(self, severity: str, facet: str, decided: str, given: str) -> tuple[str, str]:
        if decided == NULL:
            return "t", NULL
        end = None if given == NULL else date.fromisoformat(given)
        withheld, until = publicity(
            self.record_class, int(severity), facet, date.fromisoformat(decided), end
        )
        return "t" if withheld else "f", until.isoformat() if until else NULL


def _publish_by(decided: str) -> str:
    if decided == NULL:
        return f"{NULL}\tf"
    deadline = add_workdays(date.fromisoformat(decided), PUBLISH_WORKDAYS)
    return f"{deadline.day.isoformat()}\t{'t' if deadline.provisional else 'f'}"


def _state_parser(record_class: RecordClass) -> Callable[[str], str]:
    tables = facets().status
    table = {RecordClass.LICENCE: tables["licence"], RecordClass.PENALTY: tables["penalty"]}.get(
        record_class, tables["other"]
    )

    def parse(text: str) -> str:
        state = table.get(text) or table.get(text.lower())
        if state is None:
            raise BadCell(f"状态应为：{'、'.join(key for key in table if key)}")
        return state

    return parse
