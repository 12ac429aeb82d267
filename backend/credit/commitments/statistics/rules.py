"""What a kept rate is, and when there is none. Pure."""

from typing import Final

SMALL: Final = 10
"""A cell with fewer determinations has no rate: one case would move it by a tenth or more."""
MONTHS: Final = 24
DEFINITION: Final = (
    "践诺率 = 全部履行 ÷ 已认定。只算已经由认定单位认定的承诺，每项取最近一次认定；"
    "没有认定的不算守约，也不算违约，单列在旁边。部分履行不算全部履行。"
    "认定不足 10 项的不公布比率，以免个别事例看上去像趋势。按月的以认定日期归月。"
)
DEFINITION_EN: Final = (
    "Kept rate = fully kept ÷ determined. Only promises that an authority has determined count, "
    "each by its latest determination; those not determined count neither way and stand beside. "
    "Partly kept is not kept. Fewer than 10 determinations give no rate, since single cases would "
    "look like a trend. Months are those of the determination."
)


def kept_rate(kept: int, determined: int) -> float | None:
    """Kept ÷ determined as a share with three decimals; None for a small cell."""
    return round(kept / determined, 3) if determined >= SMALL else None
