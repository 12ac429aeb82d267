"""Reading what the rules need, and who asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from credit.commitments.matters.matter_list import (
    WAY_NAMES,
    Matter,
    Version,
    Way,
    load_matters,
)
from credit.commitments.rules import add_months
from credit.evaluation.bulk import EVALUATED
from credit.evaluation.queries import get_evaluation_summary
from credit.green_channel.rule_file import ConditionId, RuleVersion, rules_on
from credit.green_channel.rules import ORDINARY, Hindrance, Standing, check_way
from credit.green_channel.schemas import (
    Condition,
    GreenChannelAnswer,
    GreenChannelLookup,
    GreenChannelLookups,
    GreenChannelView,
    OpenMatter,
    OpenMatters,
    WayAnswer,
)
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.records.catalogue import RecordClass
from credit.subjects.queries import get_subject_by_uscc

PAGE: Final = 50
# $2 today, $3 the severity from which a penalty counts.
_RECORDS: Final = f"""
SELECT CASE record_class WHEN {int(RecordClass.SERIOUS_DISHONESTY)} THEN 'serious_dishonesty'
    WHEN {int(RecordClass.ABNORMAL_OPERATION)} THEN 'abnormal_operation'
    ELSE 'serious_penalty' END AS condition,
  title, agency, decided_on AS since, coalesce(valid_until, publicity_until) AS until
FROM record
WHERE subject_id = $1 AND {EVALUATED} AND coalesce(valid_until, publicity_until, 'infinity') >= $2
  AND (record_class IN ({int(RecordClass.SERIOUS_DISHONESTY)},
                        {int(RecordClass.ABNORMAL_OPERATION)})
       OR record_class = {int(RecordClass.PENALTY)} AND severity >= $3)
ORDER BY decided_on DESC, id LIMIT 20
"""  # noqa: S608 - constants
# A breach counts until its fact was repaired, withdrawn or has run out; $2 types, $3 the earliest
# day, $4 today. The fact may be a job behind the finding: then the finding alone counts.
_BROKEN: Final = f"""
SELECT c.matter AS title, c.determined_by AS agency, c.determined_on AS since
FROM commitment c
WHERE c.subject_id = $1 AND c.type = ANY($2::int[]) AND c.performance IN ('partly', 'broken')
  AND c.determined_on >= $3
  AND NOT EXISTS (
    SELECT FROM record r
    WHERE r.subject_id = c.subject_id AND r.is_current AND r.decision_no = c.code
      AND r.record_class = {int(RecordClass.COMMITMENT_PERFORMANCE)}
      AND r.decided_on = c.determined_on
      AND (r.state <> 'active' OR r.publicity_until < $4))
ORDER BY c.determined_on DESC, c.id LIMIT 20
"""  # noqa: S608 - constants
_CHECK: Final = """
SELECT k.public_id::text AS id, k.subject_id, s.uscc, s.name, k.matter, k.matter_name, k.way,
  k.rules_version, k.qualifies, k.conditions::text AS conditions, k.purpose, k.case_no, k.agency,
  k.asked_at
FROM green_channel_check k JOIN subject s ON s.id = k.subject_id
"""
_BY_REQUEST: Final = f"{_CHECK} WHERE k.asked_by = $1 AND k.request_id = $2"
_LOOKUPS: Final = """
SELECT k.public_id::text AS id, k.agency, k.purpose, k.matter_name, k.way, k.qualifies, k.asked_at
FROM green_channel_check k
WHERE k.subject_id = $1 AND ($2::uuid IS NULL OR k.id < (
  SELECT id FROM green_channel_check WHERE public_id = $2 AND subject_id = $1))
ORDER BY k.id DESC LIMIT $3
"""
_conditions = msgspec.json.Decoder(list[Condition])


class SubjectStanding(msgspec.Struct, frozen=True):
    """A subject with what the rules found about it today."""

    id: int
    uscc: str
    name: str
    standing: Standing


def list_open_matters() -> OpenMatters:
    """The matters that are open to a way of the green channel today."""
    today = clock.today()
    found = [(matter, matter.version_on(today)) for matter in load_matters().values()]
    items = [
        OpenMatter(matter=m.id, name=m.name, office=m.office, ways=list(v.ways))
        for m, v in found
        if v and v.ways
    ]
    return OpenMatters(items=items)


async def find_standing(uscc: str, rules: RuleVersion) -> SubjectStanding:
    """How a subject stands today. Raises Problem unknown-subject."""
    subject = await get_subject_by_uscc(uscc)
    grade = await get_evaluation_summary(subject.id)
    today = clock.today()
    earliest = add_months(today, -rules.months)
    async with connection() as held:
        records = await held.fetch(_RECORDS, subject.id, today, rules.severity)
        broken = await held.fetch(
            _BROKEN, subject.id, list(rules.commitment_types), earliest, today
        )
    hindrances = [_hindrance(row["condition"], row, row["until"]) for row in records]
    hindrances += [
        _hindrance("broken_commitment", row, add_months(row["since"], rules.months))
        for row in broken
    ]
    standing = Standing(subject.trade, grade.grade, grade.evaluated_on, hindrances)
    return SubjectStanding(subject.id, subject.uscc or "", subject.name, standing)


def _hindrance(condition: ConditionId, row: Any, until: date | None) -> Hindrance:
    return Hindrance(condition, row["title"], row["agency"], row["since"], until)


async def get_own_view(uscc: str) -> GreenChannelView:
    """What a subject may use today: each way of each matter that its trade is open to."""
    today = clock.today()
    rules = rules_on(today)
    found = await find_standing(uscc, rules)
    trade = found.standing.trade
    items = [
        answer_of(rules, matter, version, way, found.standing)
        for matter in load_matters().values()
        if (version := matter.version_on(today)) and (not matter.trades or trade in matter.trades)
        for way in version.ways
    ]
    return GreenChannelView(items=items, rules_version=rules.version, note=ORDINARY)


def answer_of(
    rules: RuleVersion, matter: Matter, version: Version | None, way: Way, standing: Standing
) -> WayAnswer:
    """The answer for one way of one matter."""
    conditions = check_way(rules, matter, version, way, standing)
    return _way_answer(matter.id, matter.name, way, conditions)


def _way_answer(matter_id: str, name: str, way: Way, conditions: Sequence[Condition]) -> WayAnswer:
    """Office and papers are those of the list today; name and conditions as answered."""
    matter = load_matters().get(matter_id)
    version = matter.version_on(clock.today()) if matter else None
    return WayAnswer(
        matter=matter_id,
        matter_name=name,
        office=matter.office if matter else "",
        way=way,
        way_name=WAY_NAMES[way],
        qualifies=all(condition.ok for condition in conditions),
        conditions=list(conditions),
        defer=list(version.defer) if version else [],
        defer_days=version.defer_days if version else 0,
    )


async def find_check(asked_by: str, request_id: UUID) -> Mapping[str, Any] | None:
    """What this caller was answered to this request, or None."""
    async with connection() as held:
        row: Mapping[str, Any] | None = await held.fetchrow(_BY_REQUEST, asked_by, request_id)
    return row


async def get_answer(asked_by: str, request_id: UUID) -> GreenChannelAnswer:
    """The kept answer; Problem not-found without one."""
    row = await find_check(asked_by, request_id)
    if row is None:
        raise Problem("not-found")
    conditions = _conditions.decode(row["conditions"])
    names = ("id", "uscc", "name", "rules_version", "purpose", "agency", "case_no", "asked_at")
    return GreenChannelAnswer(
        **{name: row[name] for name in names},
        answer=_way_answer(row["matter"], row["matter_name"], row["way"], conditions),
        note=ORDINARY,
    )


async def list_lookups(subject_id: int, after: str | None) -> GreenChannelLookups:
    """Who asked about a subject (谁看过), newest first, 50 a page."""
    try:
        last = UUID(after) if after else None
    except ValueError:
        raise Problem("invalid-input", errors=[("after", "分页位置无效")]) from None
    async with connection() as held:
        rows = await held.fetch(_LOOKUPS, subject_id, last, PAGE + 1)
    items = [
        GreenChannelLookup(
            **{name: value for name, value in row.items() if name != "way"},
            way_name=WAY_NAMES[row["way"]],
        )
        for row in rows[:PAGE]
    ]
    return GreenChannelLookups(items=items, next=items[-1].id if len(rows) > PAGE else None)
