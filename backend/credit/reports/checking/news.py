"""Whether there is news since a report was issued: by the fingerprint of what it would say now."""

from credit.kit import clock
from credit.kit.problems import Problem
from credit.reports.clearance.fields import find_field
from credit.reports.clearance.searching import Period, clear
from credit.reports.issuing.queries import RegisterRow, read_snapshot
from credit.reports.snapshot.assembling import Asked, assemble_facts
from credit.reports.snapshot.reading import read_known
from credit.reports.snapshot.shapes import CreditReport


async def has_news(row: RegisterRow) -> bool:
    """Whether a fact came, went, was disputed or repaired, or the registration changed."""
    return (await assemble_again(row)).fingerprint != row.fingerprint


async def assemble_again(row: RegisterRow) -> CreditReport:
    """What the same report would say now, without suggestions."""
    known = await read_known(row.subject_id)
    asked = Asked(row.number, row.audience, row.purpose, clock.now())
    if row.clearance is None:
        return assemble_facts(known, asked)
    fields = [find_field(one.code) for one in row.clearance.fields]
    period = Period(row.clearance.first, row.clearance.last)
    return clear(known, asked, tuple(field for field in fields if field), period)


async def check_still_shown(row: RegisterRow) -> None:
    """Problem conflict when the report has a fact that may not be shared any more.

    A repair ends sharing and use too (国家发展改革委令第36号): others get no frozen copy of it.
    """
    shown = {fact.id for fact in (await assemble_again(row)).facts}
    if not {fact.id for fact in read_snapshot(row).facts} <= shown:
        raise Problem("conflict", detail="出具后有信息停止公示，这份报告不再提供，请重新出具")
