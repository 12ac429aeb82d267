"""Promises that a trade asks for, on paper; one shop ends its own with notice, one signs anew.

A stage of its own that runs once, through the same actions as everything.
"""

from datetime import timedelta
from typing import Any, Final

from credit.commitments.actions.ending import replace_commitment, withdraw_commitment
from credit.commitments.actions.entering import PaperPromise, enter_promises
from credit.commitments.templates import load_templates
from credit.demo.accounts import ACTOR
from credit.demo.model import SOURCE
from credit.demo.showcase import list_showcases, showcase_uscc
from credit.demo.words import TEMPLATES
from credit.identity.queries import find_account_by_login
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.progress import Report

STAGE: Final = "demo.signing"
SHOPS_A_TRADE: Final = 6
LONGEST_AGO: Final = 150
_DONE = "SELECT EXISTS (SELECT FROM audit_entry WHERE action = $1)"
# So many shops of each trade, the same ones in every load; those of the showcase tell their own.
_SHOPS = """
SELECT uscc, trade FROM (
  SELECT uscc, trade, row_number() OVER (PARTITION BY trade ORDER BY md5(uscc)) AS place
  FROM subject WHERE demo AND uscc IS NOT NULL AND trade <> '' AND grade IN ('A', 'B')
    AND uscc <> ALL($1)) AS s WHERE place <= $2 ORDER BY trade, place
"""
_FIRST = """
SELECT code FROM commitment WHERE template = $1 AND withdrawn_at IS NULL AND notice_on IS NULL
  AND made_on < $2 AND valid_until > $2 + 60 ORDER BY code LIMIT 1
"""


async def sign_by_trade(progress: Report = lambda what, done, total: None) -> None:
    """Enter the promises, end one with notice and replace one, once."""
    async with connection() as held:
        if await held.fetchval(_DONE, STAGE):
            return
        keep = [showcase_uscc(show.shows) for show in list_showcases()]
        shops = await held.fetch(_SHOPS, keep, SHOPS_A_TRADE)
    papers = [paper for number, shop in enumerate(shops) for paper in _papers(number, shop)]
    async with transaction():
        await enter_promises(papers, entered_by=ACTOR, accepted_by=SOURCE)
        await _end_one("prepaid_card")
        await _replace_one("guest_rights", cancel_hours=12)
        await append_audit(
            actor=ACTOR, action=STAGE, object_type="demo", object_id="signing", detail={}
        )
    progress("signing", len(papers), len(papers))


def _papers(number: int, shop: Any) -> list[PaperPromise]:
    """What was made for this trade in particular, beside the seven that every load signs."""
    today = clock.today()
    made_on = today - timedelta(days=1 + 17 * number % LONGEST_AGO)
    return [
        PaperPromise(uscc=shop["uscc"], template=template.id, made_on=made_on)
        for template in load_templates().values()
        if template.id not in TEMPLATES.values()
        and shop["trade"] in template.trades
        and template.version_on(made_on)
    ]


async def _end_one(template: str) -> None:
    """A shop gives up its prepaid cards and says so ahead; until then the promise runs."""
    if code := await _first(template):
        await withdraw_commitment(await _officer(), code, reason="不再办理预付卡")


async def _replace_one(template: str, **better: int) -> None:
    if code := await _first(template):
        await replace_commitment(await _officer(), code, dict(better))


async def _first(template: str) -> str | None:
    async with connection() as held:
        code: str | None = await held.fetchval(_FIRST, template, clock.today())
    return code


async def _officer() -> Caller:
    found = await find_account_by_login("officer")
    if found is None:
        raise RuntimeError("the demo has no officer")
    return Caller(found.public_id, found.kind, found.name)
