"""Another officer decides whether looks that stand out were in order."""

from uuid import UUID

from credit.identity.access_log.queries import lock_anomaly
from credit.identity.access_log.schemas import DecideAnomaly
from credit.identity.access_log.watching import KIND
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

_DECIDE = """
UPDATE access_anomaly SET state = $2, reason = $3, decided_at = $4,
  decided_by = (SELECT id FROM account WHERE public_id = $5)
WHERE id = $1
"""
_WHOSE = """
SELECT DISTINCT a.public_id::text AS account, e.subject_uscc AS uscc FROM access_flag f
JOIN access_entry e ON e.id = f.entry_id LEFT JOIN account a ON a.id = e.account_id
WHERE f.anomaly_id = $1
"""


async def decide_anomaly(caller: Caller, anomaly: UUID, data: DecideAnomaly) -> None:
    """Call the looks explained or misuse; whose data it was reads the outcome and the reason.

    Raises Problem not-found, forbidden for one's own looks, conflict when it is decided already.
    """
    state = "misuse" if data.misuse else "explained"
    async with transaction() as held:
        row = await lock_anomaly(held, anomaly)
        if row["officer"] == caller.id:
            raise Problem("forbidden", detail="自己的查阅要由另一位工作人员核查")
        if row["state"] != "open":
            raise Problem("conflict", detail="这项核查已经有结论了")
        values = (state, data.reason.strip(), clock.now(), read_public_id(caller.id))
        await held.execute(_DECIDE, row["id"], *values)
        for whose in await held.fetch(_WHOSE, row["id"]):
            await enqueue("inbox.tell", _outcome(anomaly, whose, misuse=data.misuse))
        await append_audit(
            actor=caller.id,
            action=f"access_anomaly.{state}",
            object_type="access_anomaly",
            object_id=str(anomaly),
            detail={},
        )


def _outcome(anomaly: UUID, whose: dict[str, str], *, misuse: bool) -> dict[str, str]:
    """PIPL Art. 57: a misuse is told, with what can be done about it."""
    title = "核查结果：违规查阅" if misuse else "核查结果：查阅正当"
    said = "已认定为违规查阅，将依法追责；您可以向主管部门投诉。" if misuse else "查阅有正当理由。"
    link = "/me/access" if whose["account"] else f"/shops/{whose['uscc']}/access"
    told = {"kind": KIND, "title": title, "body": said, "link": link}
    to = {"account": whose["account"]} if whose["account"] else {"uscc": whose["uscc"]}
    return told | to | {"dedupe": f"access:{anomaly}:decided"}
