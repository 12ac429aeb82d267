"""What everybody sees of districts."""

from datetime import date, datetime

from credit.districts.outline import Boundary
from credit.districts.rules.membership_rules import MembershipRules, RuleText
from credit.districts.rules.names import Kind, NoticeKind, Outcome, Status
from credit.kit.model import Out


class GradeCounts(Out, frozen=True):
    """Members by grade; `n` without enough information."""

    a: int
    b: int
    c: int
    d: int
    n: int


class DistrictCard(Out, frozen=True):
    """A district in a list or on the map. Degrees, WGS-84; `bbox` is west, south, east, north.

    `perks` and `events` count what runs today; `demo` marks fictitious 示例数据.
    """

    code: str
    name: str
    kind: Kind
    kind_name: str
    division: str
    division_name: str
    status: Status
    status_name: str
    grade: str
    grade_word: str
    members: int
    grade_counts: GradeCounts
    lng: float
    lat: float
    bbox: list[float]
    boundary: Boundary
    revision: int
    perks: int
    events: int
    demo: bool


class DistrictList(Out, frozen=True):
    """One page of districts; `next` goes back as `after`, null on the last page."""

    items: list[DistrictCard]
    next: str | None = None


class CharterPointView(Out, frozen=True):
    """One point of a charter."""

    title: str
    text: str


class CharterView(Out, frozen=True):
    """The charter (公约) in force."""

    version: int
    effective_on: date
    adopted_by: str
    points: list[CharterPointView]


class RulesView(Out, frozen=True):
    """Who may enter and who must leave, in words; `values` as they are stored."""

    entry: list[RuleText]
    exit: list[RuleText]
    values: MembershipRules


class GradeStep(Out, frozen=True):
    """One step of the reckoning."""

    label: str
    value: str
    text: str


class DistrictEvaluation(Out, frozen=True):
    """The district's grade as its members' grades give it today, step by step."""

    grade: str
    grade_word: str
    as_of: date
    members: int
    counts: GradeCounts
    steps: list[GradeStep]
    explanation: str


class NoticeView(Out, frozen=True):
    """An event or a perk that runs today or is to come."""

    id: str
    kind: NoticeKind
    title: str
    body: str
    starts_on: date
    ends_on: date


class ReviewView(Out, frozen=True):
    """One review (年度复核), newest first on the page."""

    year: int
    outcome: Outcome
    outcome_name: str
    decided_on: date
    opinion: str
    rectify_by: date | None


class DistrictPage(DistrictCard, frozen=True):
    """Everything public about a district."""

    introduction: str
    manager: str
    manager_contact: str
    charter: CharterView | None
    rules: RulesView
    evaluation: DistrictEvaluation
    notices: list[NoticeView]
    reviews: list[ReviewView]
    named_on: date | None
    review_due: date | None


class DistrictMemberView(Out, frozen=True):
    """A merchant as a member; position in degrees, WGS-84, null while it has none."""

    uscc: str
    name: str
    trade: str
    grade: str
    grade_word: str
    address: str
    lng: float | None
    lat: float | None
    precision: str
    admitted_on: date
    demo: bool


class DistrictMembers(Out, frozen=True):
    """One page of members, best grade first."""

    items: list[DistrictMemberView]
    next: str | None = None


class FieldChange(Out, frozen=True):
    """One field before and after, in words."""

    field: str
    name: str
    before: str
    after: str


class RevisionView(Out, frozen=True):
    """One revision of a district; the first has no changes."""

    revision: int
    reason: str
    changed_at: datetime
    changes: list[FieldChange]


class DistrictHistory(Out, frozen=True):
    """The newest revisions first, at most 100."""

    items: list[RevisionView]
