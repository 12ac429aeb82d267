"""Who looked, what a shop declares, impact reports: what these screens of the demo show."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from credit.declarations.actions.deciding import decide_declaration
from credit.declarations.actions.declaring import declare_fact, show_declaration
from credit.declarations.queries import describe_forms
from credit.declarations.schemas import DecideDeclaration, DeclareFact
from credit.demo.owners import DemoOwner, find_owner
from credit.identity.access_log.posts import set_post
from credit.identity.access_log.recording import Look, note_looks, read_subject, state_purpose
from credit.identity.access_log.watching import watch_looks
from credit.identity.impact_reports.actions import decide_report, sow_reports
from credit.identity.impact_reports.schemas import DecideImpactReport
from credit.identity.personal import requests
from credit.kit import clock
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.progress import Report

ACTOR: Final = "demo"
POSTS: Final = {
    "officer": ("示例省公共信用信息中心（虚构）", "受理岗"),
    "reviewer": ("示例省公共信用信息中心（虚构）", "复核岗"),
}
SHOWS: Final = "excellent"
CERTIFICATE: Final = {
    "name": "绿色食品认证证书（示例）", "number": "LB-33-20262900001A",
    "issuer": "示例绿色食品发展中心", "issued_on": "2026-03-16", "valid_until": "2029-03-15",
}  # fmt: skip
WELFARE: Final = {
    "what": "给牧区小学送去酸奶和课桌（示例）", "for_whom": "示例乡中心小学", "on": "2026-09-01",
    "amount": "12000",
}  # fmt: skip
REQUEST: Final = "我的称呼想改成「卓玛」。（示例）"
NOTE: Final = "有顾客投诉退货，核对处理情况（示例）"
_KNOWN: Final = "SELECT EXISTS (SELECT FROM self_declaration)"
_ACCOUNT: Final = "SELECT public_id::text, kind, name FROM account WHERE login = $1"
_WAITING: Final = (
    "SELECT public_id FROM impact_report WHERE state = 'proposed' ORDER BY code LIMIT 3"
)


async def fill_own_files(progress: Report) -> None:
    """Everything once, through the actions that people use."""
    async with connection() as held:
        if await held.fetchval(_KNOWN):
            return
    owner, officer = await find_owner(SHOWS), await _caller("officer")
    reviewer, citizen = await _caller("reviewer"), await _caller("citizen")
    if not (owner and officer and reviewer and citizen):
        return
    progress("own files", 0, 1)
    async with transaction():
        for login, (agency, post) in POSTS.items():
            await set_post(login, agency, post, actor=ACTOR)
        request = await requests.ask(citizen.id, "correction", REQUEST)
        await _look_at_night(officer, request, citizen.id)
        await state_purpose(officer, owner.uscc, "complaint", NOTE)
        await read_subject(officer, owner.uscc, "file")
        await _approve_reports(reviewer)
        await _declare(owner, officer)
    progress("own files", 1, 1)


async def _declare(owner: DemoOwner, officer: Caller) -> None:
    texts = describe_forms()
    given = DeclareFact(form="certificate", fields=CERTIFICATE, truth_version=texts.truth.version)
    shown: UUID = await declare_fact(owner.caller, owner.uscc, given)
    verified = DecideDeclaration(verified=True, reason="与发证单位公开的名单核对一致（示例）")
    await decide_declaration(officer, shown, verified)
    await show_declaration(owner.caller, shown, texts.publication.version)
    waiting = DeclareFact(form="welfare", fields=WELFARE, truth_version=texts.truth.version)
    await declare_fact(owner.caller, owner.uscc, waiting)


async def _look_at_night(officer: Caller, request: str, account: str) -> None:
    """A look that stands out, for the citizen and for the desk to see."""
    late = clock.now().astimezone(clock.SHANGHAI).replace(hour=23, minute=20) - timedelta(days=1)
    with clock.frozen(late):
        await note_looks(officer, "personal_request", [Look(object_id=request, account=account)])
    await watch_looks()


async def _approve_reports(reviewer: Caller) -> None:
    """Three are in force; the fourth shows what waiting looks like."""
    await sow_reports()
    async with connection() as held:
        waiting = [row["public_id"] for row in await held.fetch(_WAITING)]
    for report in waiting:
        said = DecideImpactReport(approve=True, note="逐条核对过，同意（示例）")
        await decide_report(reviewer, report, said)


async def _caller(login: str) -> Caller | None:
    async with connection() as held:
        row = await held.fetchrow(_ACCOUNT, login)
    return Caller(row["public_id"], row["kind"], row["name"]) if row else None
