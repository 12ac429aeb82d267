"""What goes out."""

from datetime import date, datetime
from typing import Literal

from credit.kit.model import Out
from credit.records.schemas import Fact
from credit.repair.rules.conditions import RepairCondition
from credit.repair.rules.days import Urgency
from credit.repair.rules.states import State
from credit.repair.rules.terms import Level

May = Literal[
    "materials",
    "submit",
    "withdraw",
    "handle",
    "check",
    "decide",
    "extend",
    "false_materials",
    "broken_pledge",
]


class RepairTerms(Out, frozen=True, kw_only=True):
    """The class of a fact and its periods; `max_months` 0: as long as it lasts."""

    severity: int
    class_name: str
    regime: str
    legal_basis: str
    min_months: int
    max_months: int
    first_day: date
    published: bool


class RepairStep(Out, frozen=True, kw_only=True):
    """One step that was made. `by` says which side made it, never a name."""

    state: State
    state_name: str
    at: datetime
    by: Literal["merchant", "officer", "system"]
    reason: str


class RepairMaterialView(Out, frozen=True, kw_only=True):
    """One proof; its bytes are at /api/repairs/{repair}/materials/{id}."""

    id: str
    name: str
    media_type: str
    size: int


class RepairCard(Out, frozen=True, kw_only=True):
    """A case in a list."""

    id: str
    number: str
    subject_name: str
    uscc: str
    title: str
    record_class_name: str
    severity: int
    class_name: str
    level: Level
    level_name: str
    state: State
    state_name: str
    submitted_on: date | None
    due_on: date | None
    provisional: bool
    urgency: Urgency


class RepairFact(Out, frozen=True, kw_only=True):
    """A negative fact of a subject, how it can be repaired, and the latest case about it.

    `possible_on` is the first day on which one may apply; None when it is not needed any more.
    """

    fact: Fact
    terms: RepairTerms
    conditions: list[RepairCondition]
    possible_on: date | None
    case: RepairCard | None


class RepairBook(Out, frozen=True, kw_only=True):
    """All negative facts of a subject, newest first, also repaired ones."""

    items: list[RepairFact]
    barred_until: date | None
    barred_reason: str
    barred_basis: str


class RepairCase(Out, frozen=True, kw_only=True):
    """A case as its subject and officers may see it; `may` is what the viewer can do now."""

    card: RepairCard
    fact: Fact
    terms: RepairTerms
    conditions: list[RepairCondition]
    possible_on: date | None
    statement: str
    pledge_code: str
    pledge_text: str
    materials: list[RepairMaterialView]
    sector_by: date | None
    answer_by: date | None
    extended: bool
    supplement_by: date | None
    finding: str
    reason: str
    decision_basis: str
    clock_basis: str
    steps: list[RepairStep]
    may: list[May]


class RepairPage(Out, frozen=True, kw_only=True):
    """Cases for the desk, what is due first on top; `next` continues."""

    items: list[RepairCard]
    next: str | None
