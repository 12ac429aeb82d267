"""Asking the green channel: answered once a request, kept with purpose, told to the subject."""

from typing import Final
from uuid import UUID

import msgspec

from credit.commitments.matters.matter_list import load_matters
from credit.green_channel.queries import answer_of, find_check, find_standing, get_answer
from credit.green_channel.rule_file import rules_on
from credit.green_channel.schemas import AskGreenChannel, GreenChannelAnswer
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.problems import Problem
from credit.kit.uscc import normalise_uscc

_INSERT: Final = """
INSERT INTO green_channel_check (public_id, subject_id, matter, matter_name, way, rules_version,
  qualifies, conditions, purpose, case_no, agency, asked_by, request_id, asked_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (asked_by, request_id) DO NOTHING RETURNING public_id::text
"""


async def ask_green_channel(
    caller: Caller, request_id: UUID, asked: AskGreenChannel
) -> GreenChannelAnswer:
    """Answer and keep the answer; the same request again gives the same answer.

    Raises Problem unknown-subject, invalid-input for a matter that is not in the list,
    idempotency-conflict when the request id came with another question.
    """
    matter = load_matters().get(asked.matter)
    if matter is None:
        raise Problem("invalid-input", errors=[("matter", "承诺事项清单里没有这个事项")])
    today = clock.today()
    rules = rules_on(today)
    async with transaction() as held:
        if await find_check(caller.id, request_id) is None:
            found = await find_standing(asked.uscc, rules)
            version = matter.version_on(today)
            answer = answer_of(rules, matter, version, asked.way, found.standing)
            conditions = msgspec.json.encode(answer.conditions).decode()
            new = await held.fetchval(
                _INSERT, found.id, matter.id, matter.name, asked.way, rules.version,
                answer.qualifies, conditions, asked.purpose, asked.case_no.strip(),
                asked.agency.strip(), caller.id, request_id, clock.now(),
            )  # fmt: skip
            if new:
                await _note(caller, new, found.uscc, asked, qualifies=answer.qualifies)
        kept = await get_answer(caller.id, request_id)
    if _question_of(kept) != _asked(asked):
        raise Problem("idempotency-conflict", detail="这个请求编号已用于别的查询")
    return kept


def _question_of(kept: GreenChannelAnswer) -> tuple[str, ...]:
    return (kept.uscc, kept.answer.matter, kept.answer.way, kept.purpose, kept.agency, kept.case_no)


def _asked(asked: AskGreenChannel) -> tuple[str, ...]:
    return (
        normalise_uscc(asked.uscc), asked.matter, asked.way, asked.purpose, asked.agency.strip(),
        asked.case_no.strip(),
    )  # fmt: skip


async def _note(
    caller: Caller, public_id: str, uscc: str, asked: AskGreenChannel, *, qualifies: bool
) -> None:
    await append_audit(
        actor=caller.id,
        action="green_channel.ask",
        object_type="green_channel_check",
        object_id=public_id,
        detail={
            "uscc": uscc, "matter": asked.matter, "way": asked.way, "purpose": asked.purpose,
            "qualifies": qualifies,
        },
    )  # fmt: skip
