"""How a merchant's properties are written in few bits; shared by index, packs and SQL."""

from typing import Final

GRADES: Final = "ABCDN"
PRECISIONS: Final = ("exact", "street", "county")
# One byte a merchant: grade in bits 0–2, demo in bit 3, precision in bits 4–5.
GRADE_BITS: Final = 7
DEMO_BIT: Final = 8
PRECISION_SHIFT: Final = 4
# Bit n of the mask is the n-th; only ever add at the end. Templates of the commitments
# slice that a merchant signs; 30 fit: SQL has an int4, and bit 30 is the phone's
# for a promise that an old pack does not know.
COMMITMENTS: Final = (
    "quality_pledge", "price_pledge", "supply_pledge", "no_reason_return",
    "advance_compensation", "clear_price", "no_holiday_markup", "prepaid_card", "food_safety",
    "guest_rights", "no_forced_shopping", "farm_produce", "true_origin", "fair_scale",
    "home_service", "honest_repair", "genuine_drugs",
)  # fmt: skip


def pack_look(grade: str, precision: str, *, demo: bool) -> int:
    """The byte of one merchant."""
    return GRADES.index(grade) | DEMO_BIT * demo | PRECISIONS.index(precision) << PRECISION_SHIFT
