"""A repair under way: the inn of the rape blossom has asked, and waits for the desk."""

import io
from uuid import UUID

from PIL import Image, ImageDraw

from credit.demo.showcase import showcase_uscc
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection
from credit.kit.progress import Report
from credit.records.repairing import list_negative_facts
from credit.repair.actions.applying import start_repair, submit_repair
from credit.repair.actions.materials import add_material
from credit.repair.rules.conditions import first_day
from credit.repair.schemas.inputs import SubmitRepair

SHOWS = "warned"
STATEMENT = "卫生问题已经全部整改，床品做到一客一换，整改照片附后。（示例）"
_OWNER = """
SELECT a.public_id::text AS id, a.name, s.id AS subject_id
FROM account a JOIN account_subject g ON g.account_id = a.id
  JOIN subject s ON s.uscc = g.subject_uscc
WHERE g.subject_uscc = $1 AND g.role = 'owner' AND a.demo ORDER BY a.id LIMIT 1
"""
_KNOWN = "SELECT EXISTS (SELECT FROM repair WHERE subject_id = $1)"


async def file_repairs(progress: Report) -> None:
    """Submit the one application, unless it is there; the oldest minor fact is asked about."""
    uscc = showcase_uscc(SHOWS)
    async with connection() as held:
        owner = await held.fetchrow(_OWNER, uscc)
        if owner is None or await held.fetchval(_KNOWN, owner["subject_id"]):
            return
    caller = Caller(owner["id"], "merchant", owner["name"], (uscc,))
    facts = [
        fact
        for fact in await list_negative_facts(owner["subject_id"])
        if fact.severity == 1
        and not fact.ended_on_its_own
        and fact.record_class.slug == "penalty"
        and first_day(fact.decided_on, fact.terms.min_months) <= clock.today()
    ]
    if not facts:
        return
    progress("repairs", 0, 1)
    case = await start_repair(caller, uscc, facts[-1].view.id)
    await add_material(caller, UUID(case.public_id), "整改照片（示例）", _picture())
    given = SubmitRepair(statement=STATEMENT, pledge=True)
    await submit_repair(caller, UUID(case.public_id), given)
    progress("repairs", 1, 1)


def _picture() -> bytes:
    """Made beds in a bright room, drawn: a demo holds no photos of real places."""
    picture = Image.new("RGB", (960, 720), "#dfe9ee")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 470, 960, 720), fill="#b9a58c")
    draw.rectangle((600, 80, 880, 330), fill="#9fd0ec", outline="#ffffff", width=14)
    for left in (80, 470):
        draw.rounded_rectangle((left, 360, left + 330, 600), 26, fill="#ffffff")
        draw.rounded_rectangle((left + 30, 330, left + 200, 430), 24, fill="#f4f7f9")
        draw.rectangle((left, 500, left + 330, 560), fill="#d9b64c")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()
