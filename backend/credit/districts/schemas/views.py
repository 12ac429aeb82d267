"""What the public, merchants and officers see."""

from datetime import date, datetime

from credit.districts.outline import Boundary, BoundaryFinding
from credit.districts.rules.entering import EntryCheck, MembershipRules, RuleText
from credit.districts.rules.leaving import Concern
from credit.districts.rules.names import Kind, MemberStatus, NoticeKind, Outcome, Status
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


class OutsideMember(Out, frozen=True):
    """A member whose shop lies outside a drawn boundary."""

    uscc: str
    name: str
    lng: float
    lat: float


class BoundaryReport(Out, frozen=True):
    """What was found about a drawn boundary; `ok` when nothing keeps it from being saved."""

    ok: bool
    area_hectares: float
    county: str
    county_name: str
    findings: list[BoundaryFinding]
    members_inside: int
    members_outside: list[OutsideMember]


class DeskDistrict(DistrictCard, frozen=True):
    """A district on an officer's desk, in whatever state, with what waits there."""

    review_due: date | None
    is_due: bool
    rectify_by: date | None
    applications: int
    concerns: int


class DeskDistricts(Out, frozen=True):
    """One page of the desk."""

    items: list[DeskDistrict]
    next: str | None = None


class DistrictName(Out, frozen=True):
    """A district in short."""

    code: str
    name: str


class MembershipView(Out, frozen=True):
    """A merchant's way into or out of a district, as the merchant sees it.

    `objection` says how to object to a refusal or removal.
    """

    id: str
    district: DistrictName
    status: MemberStatus
    status_name: str
    applied_on: date
    decided_on: date | None
    reason: str
    basis: str
    objection: str


class CurrentMembership(Out, frozen=True):
    """The membership that counts now; `concerns` are to be set right by their day."""

    id: str
    district: DistrictName
    admitted_on: date
    concerns: list[Concern]


class SubjectMemberships(Out, frozen=True):
    """A merchant's memberships, newest first, at most 50, and districts near the shop."""

    current: CurrentMembership | None
    items: list[MembershipView]
    nearby: list[DistrictCard]


class MembershipCheck(Out, frozen=True):
    """Whether a merchant may apply, rule by rule; `charter_version` is the one to agree to."""

    eligible: bool
    charter_version: int | None
    checks: list[EntryCheck]


class ApplicantView(Out, frozen=True):
    """The merchant behind a membership."""

    uscc: str
    name: str
    trade: str
    grade: str
    grade_word: str
    address: str
    lng: float | None
    lat: float | None
    precision: str
    demo: bool


class MembershipCase(Out, frozen=True):
    """A membership on an officer's desk, with the rules as they are met now."""

    id: str
    district: DistrictName
    subject: ApplicantView
    status: MemberStatus
    status_name: str
    statement: str
    applied_on: date
    charter_version: int
    eligible: bool
    checks: list[EntryCheck]
    concerns: list[Concern]
    decided_on: date | None
    reason: str
    basis: str


class MembershipCases(Out, frozen=True):
    """One page of memberships, oldest first."""

    items: list[MembershipCase]
    next: str | None = None
