"""Which facts a reader may see, and what stands beside those that others do not see. Pure.

Law: 国家发展改革委令第36号 (a repair, and the end of the period, end publicity and sharing);
行政处罚法 Art. 48 (only decisions of some social effect are published).
"""

from datetime import date
from typing import Final

from credit.reports.snapshot.reading import KnownFact
from credit.reports.snapshot.shapes import Audience

REPAIRED: Final = "已修复"
WITHHELD: Final = "不公示"
ENDED: Final = "公示期满"


def mark_of(fact: KnownFact, today: date) -> str:
    """Why others do not see this fact today; empty when they do."""
    if fact.state == "repaired":
        return REPAIRED
    if fact.withheld:
        return WITHHELD
    over = fact.publicity_until is not None and fact.publicity_until < today
    return ENDED if over else ""


def shown_to(audience: Audience, facts: list[KnownFact], today: date) -> list[KnownFact]:
    """Others see what stands and is published; the subject sees everything, marked."""
    return [fact for fact in facts if audience == "own" or not mark_of(fact, today)]
