"""What shows that promises are kept: a file of commitments from a hall, pledges, questions, words.

A stage of its own that runs once, through the same importer and actions as everything.
"""

import csv
from asyncio import to_thread
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from credit.commitments.exchange.columns import COLUMNS
from credit.commitments.following.signals import give_signal
from credit.commitments.matters.matter_list import Way
from credit.commitments.pledges.actions import make_pledge
from credit.commitments.pledges.queries import PURPOSE
from credit.commitments.pledges.texts import load_pledges
from credit.demo.showcase import showcase_uscc
from credit.green_channel.actions import ask_green_channel
from credit.green_channel.schemas import AskGreenChannel
from credit.identity.consents.actions import give_consent
from credit.identity.consents.schemas import GiveConsent
from credit.identity.consents.texts import find_text
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller, Kind
from credit.kit.db import connection, transaction
from credit.kit.progress import Report
from credit.records.actions import import_path
from credit.records.catalogue import COMMITMENT_KIND
from credit.settings import get_settings

STAGE: Final = "demo.keeping"
SHOPS: Final = 36
_DONE = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1)"
_SHOPS = """
SELECT uscc, name, division FROM subject
WHERE demo AND uscc IS NOT NULL AND division IS NOT NULL ORDER BY md5(uscc), uscc LIMIT $1
"""
_ACCOUNT = "SELECT public_id::text, name FROM account WHERE login = $1 AND demo"
_RUNNING = """
SELECT code FROM commitment c JOIN subject s ON s.id = c.subject_id
WHERE s.uscc = $1 AND c.withdrawn_at IS NULL AND c.made_on <= $2 AND c.valid_until >= $2
ORDER BY code LIMIT 2
"""
# Matter, type, words, liability: what a hall takes a promise for instead of a paper.
_MATTERS: Final = (
    ("食品经营许可容缺受理", "容缺受理型", "承诺在二十个工作日内补交从业人员健康证明。"),
    ("经营场所使用证明告知承诺", "证明事项型", "承诺经营场所合法使用，与登记地址一致。"),
    ("公共场所卫生许可告知承诺", "审批替代型", "承诺卫生设施和管理制度符合许可条件，接受核查。"),
)
_LIABILITY: Final = "未履行或者承诺不实的，撤销相应许可或者证明效力，记入信用记录。"
# Shop of the showcase, matter, way: one that qualifies, one that does not.
_QUESTIONS: Final[tuple[tuple[str, str, Way, str], ...]] = (
    ("excellent", "food_licence_new", "deferred_documents", "西宁市政务服务大厅（示例）"),
    ("dishonest", "travel_agency_pre_review", "deferred_pre_review", "海西州政务服务大厅（示例）"),
)


async def keep_promises(progress: Report = lambda what, done, total: None) -> None:
    """Load the file, the pledges, the questions and the words, once."""
    async with connection() as held:
        if await held.fetchval(_DONE, STAGE):
            return
    await _import_file()
    await _pledge()
    await _ask()
    await _say()
    await append_audit(
        actor="demo", action=STAGE, object_type="demo", object_id="keeping", detail={}
    )
    progress("keeping", 1, 1)


async def _import_file() -> None:
    async with connection() as held:
        shops = await held.fetch(_SHOPS, SHOPS)
    rows = [_row(number, shop, clock.today()) for number, shop in enumerate(shops)]
    path = get_settings().data_dir / "demo" / "demo-commitment-records.csv"
    await to_thread(_write, path, rows)
    report = await import_path(path, COMMITMENT_KIND, started_by="demo")
    if report.rows_rejected:
        raise RuntimeError(f"demo commitments were refused: {report.rejects_path}")


def _row(number: int, shop: Any, today: date) -> dict[str, str]:
    """Every other one has run out and waits for its determination."""
    matter, kind, words = _MATTERS[number % len(_MATTERS)]
    made_on = today - timedelta(days=200 + number)
    ended = today - timedelta(days=3 + number)
    valid_until = ended if number % 2 else today + timedelta(days=20 + 5 * number)
    sole = shop["uscc"].startswith("92")
    return {
        "code": f"{shop['division']}{made_on:%Y%m%d}{900_001 + number}",
        "party_name": shop["name"],
        "party_kind": "个体工商户" if sole else "法人及非法人组织",
        "party_code": shop["uscc"],
        "type": kind,
        "matter": matter,
        "content": words,
        "liability": _LIABILITY,
        "plain_text": words,
        "made_on": made_on.isoformat(),
        "valid_until": valid_until.isoformat(),
        "performance": "—",
        "accepted_by": "政务服务大厅（示例数据）",
        "publicity": "可向社会公开",
        "note": "示例数据",
    }


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in COLUMNS])
        writer.writerows([row.get(c.attribute, "") for c in COLUMNS] for row in rows)


async def _caller(login: str, kind: Kind) -> Caller | None:
    async with connection() as held:
        row = await held.fetchrow(_ACCOUNT, login)
    return Caller(row["public_id"], kind, row["name"]) if row else None


async def _pledge() -> None:
    citizen, text = await _caller("citizen", "citizen"), find_text(PURPOSE, clock.today())
    if citizen is None or text is None:
        return
    async with transaction():
        await give_consent(citizen, GiveConsent(purpose=PURPOSE, text_version=text.version))
        for pledge in list(load_pledges().values())[:2]:
            version = pledge.version_on(clock.today())
            if version:
                await make_pledge(citizen.id, pledge.id, version.version)


async def _ask() -> None:
    officer = await _caller("officer", "officer")
    for shows, matter, way, agency in _QUESTIONS if officer else ():
        asked = AskGreenChannel(
            uscc=showcase_uscc(shows), matter=matter, way=way, purpose="acceptance", agency=agency
        )
        if officer:
            await ask_green_channel(officer, uuid5(NAMESPACE_URL, f"demo:{shows}"), asked)


async def _say() -> None:
    async with connection() as held:
        rows = await held.fetch(_RUNNING, showcase_uscc("excellent"), clock.today())
    for login in ("citizen", "citizen2"):
        citizen = await _caller(login, "citizen")
        for row in rows if citizen else ():
            if citizen:
                await give_signal(citizen, row["code"], kept=True)
