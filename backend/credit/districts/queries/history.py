"""How a district came to be what it is: its revisions, field by field."""

from datetime import datetime
from itertools import pairwise
from typing import Any, Final

import msgspec

from credit.districts.outline import Boundary, hectares, polygon_of
from credit.districts.queries.rows import UNKNOWN, is_district_code
from credit.districts.rules.leaving import exit_texts
from credit.districts.rules.membership_rules import MembershipRules, entry_texts
from credit.districts.rules.names import KIND_NAMES
from credit.districts.schemas.views import DistrictHistory, FieldChange, RevisionView
from credit.kit.db import connection
from credit.kit.model import Out
from credit.kit.problems import Problem
from credit.places.divisions import division_name

MAX_SHOWN: Final = 100
_HISTORY = """
SELECT r.revision, r.snapshot, r.reason, r.changed_at
FROM credit_district_revision r JOIN credit_district d ON d.id = r.district_id
WHERE d.code = $1 ORDER BY r.revision DESC LIMIT $2
"""


class Snapshot(Out, frozen=True, kw_only=True):
    """The content of one revision; tolerant, as an older release may have written it."""

    name: str
    kind: str
    division: str
    introduction: str = ""
    manager: str = ""
    manager_contact: str = ""
    boundary: Boundary
    rules: MembershipRules = MembershipRules()


class _Revision(msgspec.Struct, frozen=True):
    revision: int
    content: Snapshot
    reason: str
    changed_at: datetime


async def get_history(code: str) -> DistrictHistory:
    """The newest 100 revisions, newest first; Problem not-found."""
    rows = []
    if is_district_code(code):
        async with connection() as held:
            rows = await held.fetch(_HISTORY, code, MAX_SHOWN + 1)
    if not rows:
        raise Problem("not-found", detail=UNKNOWN)
    revisions = [_decode(row) for row in rows]
    views = [_view(after, changes(before.content, after.content))
             for after, before in pairwise(revisions)]  # fmt: skip
    if len(revisions) <= MAX_SHOWN:  # the first of all: nothing was before it
        views.append(_view(revisions[-1], []))
    return DistrictHistory(items=views)


def changes(before: Snapshot, after: Snapshot) -> list[FieldChange]:
    """What differs between two revisions, in words."""
    told, now = _words(before), _words(after)
    found = [
        FieldChange(field=field, name=name, before=told[field][1], after=text)
        for field, (name, text) in now.items()
        if told[field][1] != text
    ]
    if before.boundary != after.boundary:
        old, new = _extent(before.boundary), _extent(after.boundary)
        found.append(FieldChange(field="boundary", name="边界", before=old, after=new))
    return found


def _words(content: Snapshot) -> dict[str, tuple[str, str]]:
    """Every field but the boundary: its name and its value for people."""
    rules = [*entry_texts(content.rules), *exit_texts(content.rules)]
    return {
        "name": ("名称", content.name),
        "kind": ("类型", KIND_NAMES.get(content.kind, content.kind)),
        "division": ("县区", division_name(content.division)),
        "introduction": ("简介", content.introduction),
        "manager": ("管理单位", content.manager),
        "managerContact": ("联系方式", content.manager_contact),
        "rules": ("入街和退出规则", "；".join(rule.text for rule in rules)),
    }


def _extent(boundary: Boundary) -> str:
    corners = sum(len(ring) - 1 for ring in boundary.coordinates)
    return f"{hectares(polygon_of(boundary)):.1f} 公顷，{corners} 个顶点"


def _decode(row: Any) -> _Revision:
    content = msgspec.json.decode(row["snapshot"], type=Snapshot)
    return _Revision(row["revision"], content, row["reason"], row["changed_at"])


def _view(revision: _Revision, changed: list[FieldChange]) -> RevisionView:
    return RevisionView(
        revision=revision.revision,
        reason=revision.reason,
        changed_at=revision.changed_at,
        changes=changed,
    )
