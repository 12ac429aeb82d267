"""Reminders: owners before a commitment ends, officers when performance is due. Once each."""

from datetime import date
from typing import Any, Final

from credit.commitments.following.due import DUE_ON, IS_DUE
from credit.commitments.following.rules import MONTH_DAYS, WEEK_DAYS
from credit.commitments.templates import load_templates
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_officers, tell_owners
from credit.kit import clock
from credit.kit.db import transaction

ENDS: Final = register_kind("commitments.ends", "承诺快到期")
DUE: Final = register_kind("commitments.due", "待认定的承诺")
BATCH: Final = 200
# The reminder's row and the message commit together: a killed run goes on, nothing twice.
_ENDING: Final = f"""
WITH sent AS (
  INSERT INTO commitment_reminder (commitment_id, kind, due_on, sent_at)
  SELECT c.id, CASE WHEN c.valid_until <= $1::date + {WEEK_DAYS} THEN 'week' ELSE 'month' END,
    c.valid_until, $2
  FROM commitment c
  WHERE c.withdrawn_at IS NULL AND c.valid_until BETWEEN $1 AND $1::date + {MONTH_DAYS}
    AND NOT EXISTS (SELECT FROM commitment_reminder m
      WHERE m.commitment_id = c.id AND m.due_on = c.valid_until
        AND (m.kind = 'week' OR m.kind = 'month' AND c.valid_until > $1::date + {WEEK_DAYS}))
  ORDER BY c.id LIMIT {BATCH}
  ON CONFLICT DO NOTHING RETURNING commitment_id, due_on
)
SELECT s.uscc, c.code, c.template, c.matter, sent.due_on
FROM sent JOIN commitment c ON c.id = sent.commitment_id JOIN subject s ON s.id = c.subject_id
"""  # noqa: S608 - constants
_DUE: Final = f"""
WITH sent AS (
  INSERT INTO commitment_reminder (commitment_id, kind, due_on, sent_at)
  SELECT c.id, 'determine', {DUE_ON}, $2 FROM commitment c WHERE {IS_DUE}
  ON CONFLICT DO NOTHING RETURNING id
)
SELECT count(*)::int FROM sent
"""  # noqa: S608 - constants


async def remind() -> None:
    """The daily look; running it again the same day tells nobody twice."""
    today = clock.today()
    while await _tell_ending(today) == BATCH:
        pass
    await _tell_due(today)


async def _tell_ending(today: date) -> int:
    async with transaction() as held:
        rows = await held.fetch(_ENDING, today, clock.now())
        for row in rows:
            if row["uscc"]:
                await tell_owners(row["uscc"], _ending(row, today))
    return len(rows)


def _ending(row: Any, today: date) -> Message:
    template = load_templates().get(row["template"])
    name = template.name if template else row["matter"][:30]
    days = (row["due_on"] - today).days
    when = f"还有 {days} 天到期" if days else "今天到期"
    return Message(
        kind=ENDS,
        title="有承诺快到期",
        body=f"“{name}”{when}（{row['due_on']}）。到期后不再显示在承诺专栏；想继续，可以到期后重新签。",
        link=f"/shops/{row['uscc']}/sign",
    )


async def _tell_due(today: date) -> None:
    async with transaction() as held:
        count = await held.fetchval(_DUE, today, clock.now())
        if count:
            body = f"新增 {count} 项承诺待认定履行状态。逾期不认定，践诺率就没有依据。"
            message = Message(kind=DUE, title="有承诺待认定", body=body, link="/office/performance")
            await tell_officers(message, dedupe=f"commitments.due:{today}")
