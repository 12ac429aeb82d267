"""Cases as the merchant and as officers see them. Neither learns who reported."""

import re
from datetime import date
from typing import Any, Final

from credit.commitments.breaches import rules
from credit.commitments.breaches.queries.parts import (
    card_of,
    commitment_of,
    list_facts,
    list_ladders,
    list_statements,
    list_steps,
    list_talks,
    open_to,
    outcome_of,
)
from credit.commitments.breaches.queries.rows import (
    CASE_COLUMNS,
    REPAIRED,
    CaseRow,
    decode_case,
    get_case,
)
from credit.commitments.breaches.rules import CLOSED, OFFICER_DUE, Role, Status
from credit.commitments.breaches.schemas import CaseList, OfficerCase, ShopCase
from credit.commitments.templates import load_templates
from credit.identity.access_log.recording import Look, note_looks
from credit.identity.queries import HOME_DIVISION
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.problems import Problem

PAGE: Final = 50
# What an officer can look for; `talks` and `proposals` are measures that people must carry out.
QUEUES: Final = ("due", "overdue", "open", "talks", "proposals", "closed")
_LEFT = """EXISTS (SELECT FROM breach_measure m WHERE m.case_id = b.id AND m.removed_at IS NULL
  AND m.kind = '{kind}' AND m.ends_on >= $1{unless})
  AND NOT {repaired}"""
_TALK = f"""
SELECT {_LEFT.format(kind="talk", unless="", repaired=REPAIRED)}
FROM breach_case b JOIN commitment c ON c.id = b.commitment_id WHERE b.id = $2
"""  # noqa: S608 - constants
_HELD = " AND NOT EXISTS (SELECT FROM breach_talk t WHERE t.case_id = b.id)"
_FILTERS: Final = {
    "due": "b.status = ANY($2)",
    "overdue": "b.status = ANY($2) AND b.due_on < $1",
    "open": "NOT b.status = ANY($3)",
    "talks": _LEFT.format(kind="talk", unless=_HELD, repaired=REPAIRED),
    "proposals": _LEFT.format(kind="list_proposal", unless="", repaired=REPAIRED),
    "closed": "b.status = ANY($3)",
}
# Keyset: what is due first, then by key; a closed case has no day, so it comes last.
_ORDER = "coalesce(b.due_on, 'infinity'::date), b.id"
_QUEUE = """
SELECT {columns} WHERE $1::date IS NOT NULL AND $2::text[] IS NOT NULL AND $3::text[] IS NOT NULL
  AND {where} AND ({order}) > ($4::date, $5::bigint) AND starts_with({home}, $6)
ORDER BY {order} LIMIT {page}
"""
_OF_SHOP = f"""
SELECT {CASE_COLUMNS} WHERE b.subject_id = $1 AND b.status <> ALL($2)
ORDER BY {_ORDER} LIMIT {PAGE}
"""
_OTHERS = (
    f"SELECT {CASE_COLUMNS} WHERE b.commitment_id = $1 AND b.id <> $2 ORDER BY b.id DESC LIMIT 20"
)
_TEXT = (
    "SELECT content, liability, encode(text_hash, 'hex') AS sha256 FROM commitment WHERE id = $1"
)
_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}|infinity)_([0-9]{1,18})")
# The merchant hears of a case when it is taken up.
_UNTOLD: Final = (Status.SUBMITTED, Status.DECLINED, Status.JOINED)


async def list_queue(queue: str, after: str | None, jurisdiction: str) -> CaseList:
    """Cases of one of `QUEUES` in a jurisdiction, due first, 50 a page.

    Raises Problem invalid-input for a bad cursor.
    """
    day, key = _cursor(after)
    sql = _QUEUE.format(columns=CASE_COLUMNS, where=_FILTERS[queue], order=_ORDER, page=PAGE + 1,
                        home=HOME_DIVISION)  # fmt: skip
    values = (clock.today(), list(OFFICER_DUE), list(CLOSED), day, key, jurisdiction)
    async with connection() as held:
        cases = [decode_case(row) for row in await held.fetch(sql, *values)]
    more = len(cases) > PAGE
    last = cases[PAGE - 1] if more else None
    following = f"{last.due_on or 'infinity'}_{last.id}" if last else None
    return CaseList(items=[card_of(case) for case in cases[:PAGE]], next=following)


def _cursor(after: str | None) -> tuple[date, int]:
    if after is None:
        return date.min, 0
    found = _CURSOR.fullmatch(after)
    try:
        if found:
            day = date.max if found[1] == "infinity" else date.fromisoformat(found[1])
            return day, int(found[2])
    except ValueError:
        pass
    raise Problem("invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")])


async def list_shop_cases(subject_id: int) -> CaseList:
    """The cases that a shop was told of, due first; at most 50."""
    async with connection() as held:
        rows = await held.fetch(_OF_SHOP, subject_id, list(_UNTOLD))
    return CaseList(items=[card_of(decode_case(row)) for row in rows], next=None)


async def get_shop_case(subject_id: int, number: str) -> ShopCase:
    """A case of this shop that it was told of; Problem not-found for any other."""
    case = await get_case(number)
    if case.subject_id != subject_id or case.status in _UNTOLD:
        raise Problem("not-found", detail="没有这个案件编号")
    return ShopCase(
        card=card_of(case),
        commitment=await commitment_of(case),
        content=(await _text(case))["content"],
        facts=await list_facts(case.id, for_merchant=True),
        statements=await list_statements(case, viewer=Role.MERCHANT),
        remedied=case.remedied,
        outcome=await outcome_of(case),
        steps=await list_steps(case.id),
        talks=await list_talks(case),
        may=open_to(case, Role.MERCHANT),
    )


async def get_officer_case(caller: Caller, number: str) -> OfficerCase:
    """A case with all that a decision needs; Problem not-found."""
    case, today = await get_case(number), clock.today()
    look = Look(object_id=number, uscc=case.uscc, case_open=case.status not in CLOSED)
    await note_looks(caller, "breach_case", [look])
    text = await _text(case)
    async with connection() as held:
        others = await held.fetch(_OTHERS, case.commitment_id, case.id)
    own = case.status is Status.REVIEWING and not rules.may_review(caller.id, case.decided_by)
    return OfficerCase(
        card=card_of(case),
        commitment=await commitment_of(case),
        content=text["content"],
        liability=text["liability"],
        text_sha256=text["sha256"],
        facts=await list_facts(case.id, for_merchant=False),
        statements=await list_statements(case, viewer=Role.OFFICER),
        remedied=case.remedied,
        outcome=await outcome_of(case),
        steps=await list_steps(case.id),
        talks=await list_talks(case),
        others=[card_of(decode_case(row)) for row in others],
        ladder=list_ladders(today),
        law=_law(case.template, today),
        own=own,
        may=[] if own else [*open_to(case, Role.OFFICER), *await _talk_open(case)],
    )


async def _text(case: CaseRow) -> Any:
    async with connection() as held:
        return await held.fetchrow(_TEXT, case.commitment_id)


async def _talk_open(case: CaseRow) -> list[str]:
    async with connection() as held:
        return ["talk"] if await held.fetchval(_TALK, clock.today(), case.id) else []


def _law(template: str, today: date) -> list[str]:
    """The law beside the promise's template, to start a decision from."""
    known = load_templates().get(template)
    version = known.version_on(today) if known else None
    return list(version.legal_basis) if version else []
