"""The access log (谁看过我): officers' looks and verifications of passes, in one list."""

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from credit.codes.passes.purposes import PURPOSES
from credit.commitments.breaches.queries.rows import reporter_indexes
from credit.commitments.breaches.rules import Status
from credit.identity.access_log.queries import ENTRY_COLUMNS, look_of
from credit.identity.access_log.schemas import LookView
from credit.identity.queries import read_public_id
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem
from credit.my_file.schemas import AccessLog

Source = Literal["all", "officer", "pass", "flagged"]
PAGE: Final = 30
_ENTRY: Final = f"""
SELECT {ENTRY_COLUMNS} FROM access_entry e LEFT JOIN account o ON o.id = e.officer_id
"""  # noqa: S608 - constants
# One's own reports are found by the blind index alone: no row links a person to a case.
_OWN_CASES: Final = """
SELECT b.number FROM breach_report r JOIN breach_case b ON b.id = r.case_id
WHERE r.reporter_index = ANY($1) LIMIT 500
"""
_PASSES: Final = """
SELECT l.public_id, l.at, 'pass' AS source, l.agency, l.verifier_kind AS post, l.verifier AS who,
  'pass' AS kind, '' AS object_id, l.purpose, l.purpose_note AS note, '[]' AS flags
FROM pass_lookup l JOIN pass_holder h ON h.id = l.holder_id
WHERE h.account_id = (SELECT id FROM account WHERE public_id = $1)
"""
_CHECKS: Final = """
SELECT k.public_id, k.asked_at AS at, 'check' AS source, k.agency, '' AS post,
  coalesce(o.name, '') AS who, 'check' AS kind, k.matter_name AS object_id, k.purpose,
  k.case_no AS note, '[]' AS flags
FROM green_channel_check k JOIN subject s ON s.id = k.subject_id
LEFT JOIN account o ON o.public_id::text = k.asked_by
WHERE s.uscc = $1
"""
_PERSON: Final = f"""
{_ENTRY} WHERE e.account_id = (SELECT id FROM account WHERE public_id = $1)
  OR (e.kind = 'breach_case' AND e.object_id = ANY($2::text[]))
UNION ALL {_PASSES}
"""  # noqa: S608 - constants
# A shop hears of a breach case when it is taken up, and not by a look at it before.
_SHOP: Final = f"""
{_ENTRY} WHERE e.subject_uscc = $1 AND (e.kind <> 'breach_case' OR EXISTS (
  SELECT FROM breach_case b WHERE b.number = e.object_id AND b.status <> ALL($2::text[])))
UNION ALL {_CHECKS}
"""
_PAGE: Final = """
SELECT * FROM ({looks}) AS l
WHERE ($3 = 'all' OR ($3 = 'pass') = (source = 'pass')) AND ($3 <> 'flagged' OR flags <> '[]')
  AND ($4::timestamptz IS NULL OR (at, public_id) < ($4, $5::uuid))
ORDER BY at DESC, public_id DESC LIMIT $6
"""
_PERSON_PAGE: Final = _PAGE.format(looks=_PERSON)
_SHOP_PAGE: Final = _PAGE.format(looks=_SHOP)
_VERIFIERS: Final = {"merchant": "店铺", "officer": "工作人员", "client": "单位的核验应用"}
_ASKED: Final = {"acceptance": "受理事项", "pre_review": "预审事项", "advice": "答复咨询"}
_UNTOLD: Final = [Status.SUBMITTED, Status.DECLINED, Status.JOINED]
_flags = msgspec.json.Decoder(list[tuple[str, str, str]])


async def list_own_looks(caller: Caller, source: Source, before: str | None) -> AccessLog:
    """Who looked at a person's data, newest first, 30 a page."""
    async with connection() as held:
        cases = [row["number"] for row in await held.fetch(_OWN_CASES, reporter_indexes(caller))]
        values = (read_public_id(caller.id), cases, source, *_place(before), PAGE + 1)
        return _page(await held.fetch(_PERSON_PAGE, *values))


async def list_shop_looks(uscc: str, source: Source, before: str | None) -> AccessLog:
    """Who looked at a shop's unpublished data, newest first, 30 a page."""
    async with connection() as held:
        values = (uscc, _UNTOLD, source, *_place(before), PAGE + 1)
        return _page(await held.fetch(_SHOP_PAGE, *values))


def _place(before: str | None) -> tuple[datetime | None, UUID | None]:
    """Where the page before ended; Problem invalid-input for a foreign text."""
    if before is None:
        return None, None
    try:
        at, public_id = before.split("_")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError
        return moment, UUID(public_id)
    except ValueError:
        detail = "分页位置无效，请从第一页重新查询"
        raise Problem("invalid-input", errors=[("before", detail)]) from None


def _page(rows: Any) -> AccessLog:
    items = [_look(row) for row in rows[:PAGE]]
    last = items[-1] if len(rows) > PAGE else None
    return AccessLog(items, f"{last.at.isoformat()}_{last.id}" if last else None)


def _look(row: Any) -> LookView:
    if row["source"] == "officer":
        return look_of(row, _flags.decode(row["flags"]))
    return _pass_look(row) if row["source"] == "pass" else _check_look(row)


def _pass_look(row: Any) -> LookView:
    """A verification of a pass: the shop or app by its name, as the citizen was promised."""
    return LookView(
        id=str(row["public_id"]), at=row["at"], source="pass", agency=row["agency"] or row["who"],
        post=_VERIFIERS[row["post"]], who=row["who"] if row["agency"] else "",
        what="您出示的个人信用码", purpose=PURPOSES[row["purpose"]].name, note=row["note"],
        legal_basis="您的同意（《个人信息保护法》第十三条第一款第一项）", object_id="", flags=[],
    )  # fmt: skip


def _check_look(row: Any) -> LookView:
    """A question about the green channel, which has its own purpose."""
    return LookView(
        id=str(row["public_id"]), at=row["at"], source="check", agency=row["agency"],
        post="工作人员", who="", what=f"绿色通道资格：{row['object_id']}",
        purpose=_ASKED[row["purpose"]], note=row["note"],
        legal_basis="《个人信息保护法》第十三条第一款第三项、第三十四条（履行法定职责）",
        object_id="", flags=[],
    )  # fmt: skip
