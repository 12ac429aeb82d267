"""A repair under way: the inn of the rape blossom has asked, and waits for the desk."""

import io
from uuid import UUID

from PIL import Image, ImageDraw

from credit.demo.owners import find_owner
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.progress import Report
from credit.records.repairing import list_negative_facts
from credit.repair.actions.applying import start_repair, submit_repair
from credit.repair.actions.materials import add_material
from credit.repair.rules.conditions import first_day
from credit.repair.schemas.inputs import SubmitRepair

SHOWS = "warned"
STATEMENT = "卫生问题已经全部整改，床品做到一客一换，整改照片附后。（示例）"
_KNOWN = "SELECT EXISTS (SELECT FROM repair WHERE subject_id = $1)"


async def file_repairs(progress: Report) -> None:
    """Submit the one application, unless it is there; the oldest minor fact is asked about."""
    owner = await find_owner(SHOWS)
    if owner is None:
        return
    async with connection() as held:
        if await held.fetchval(_KNOWN, owner.subject_id):
            return
    facts = [
        fact
        for fact in await list_negative_facts(owner.subject_id)
        if fact.severity == 1
        and not fact.ended_on_its_own
        and fact.record_class.slug == "penalty"
        and first_day(fact.decided_on, fact.terms.min_months) <= clock.today()
    ]
    if not facts:
        return
    progress("repairs", 0, 1)
    case = await start_repair(owner.caller, owner.uscc, facts[-1].view.id)
    await add_material(owner.caller, UUID(case.public_id), "整改照片（示例）", _picture())
    given = SubmitRepair(statement=STATEMENT, pledge=True)
    await submit_repair(owner.caller, UUID(case.public_id), given)
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
