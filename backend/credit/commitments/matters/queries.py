"""Searching the list of matters: some dozens, in memory."""

from functools import cache
from typing import Final, NamedTuple

from credit.commitments.matters.matter_list import (
    BAR_NAMES,
    WAY_NAMES,
    Matter,
    Where,
    load_matters,
)
from credit.commitments.matters.schemas import MatterList, MatterView
from credit.commitments.rules import TYPE_NAMES, CommitmentType
from credit.kit import clock

NOTICE: Final = (
    "标“手机可签”的事项在本平台签署；标“到窗口办”的事项只能在受理部门窗口办理，"
    "为按公开规定整理的示范条目，以部门公布的清单为准。"
)
WHERE_NAMES: Final[dict[Where, str]] = {"app": "手机可签", "counter": "到窗口办"}


class Asked(NamedTuple):
    """The filters; None means any. `q`: words of the name, or its pinyin initials."""

    q: str | None = None
    type: CommitmentType | None = None
    sector: str | None = None
    office: str | None = None
    trade: str | None = None
    where: Where | None = None


def list_matters(asked: Asked) -> MatterList:
    """Matters in force today that fit; with the sectors and departments there are."""
    known = load_matters().values()
    return MatterList(
        items=[view for m in known if _fits(m, asked) and (view := find_view(m))],
        sectors=sorted({m.sector for m in known}),
        offices=sorted({m.office for m in known}),
        notice=NOTICE,
    )


def find_view(matter: Matter) -> MatterView | None:
    """The matter as it stands today; None when it is not in force."""
    version = matter.version_on(clock.today())
    if version is None:
        return None
    return MatterView(
        id=matter.id,
        name=matter.name,
        name_en=matter.name_en,
        type=matter.type,
        type_name=matter.other_name or TYPE_NAMES[matter.type][0],
        sector=matter.sector,
        office=matter.office,
        where=matter.where,
        where_name=WHERE_NAMES[matter.where],
        template=matter.template,
        trades=list(matter.trades),
        scope=version.scope,
        rules=list(version.rules),
        ways=[WAY_NAMES[way] for way in version.ways],
        bars=[BAR_NAMES[bar] for bar in version.bars],
        defer=list(version.defer),
        defer_days=version.defer_days,
        version=version.version,
        since=version.start,
        until=version.until,
        legal_basis=list(version.legal_basis),
    )


def _fits(matter: Matter, asked: Asked) -> bool:
    return (
        asked.type in (None, matter.type)
        and asked.sector in (None, matter.sector)
        and asked.office in (None, matter.office)
        and asked.where in (None, matter.where)
        and (asked.trade is None or not matter.trades or asked.trade in matter.trades)
        and (asked.q is None or asked.q.strip().lower() in _words(matter.id))
    )


@cache
def _words(matter_id: str) -> str:
    """What a matter is found by: name, pinyin initials, department, sector."""
    from credit.subjects.pinyin import pinyin_of  # 60 MB of tables, so only when somebody asks

    matter = load_matters()[matter_id]
    spoken = pinyin_of(matter.name)
    parts = (matter.name, spoken.initials, spoken.full, matter.name_en, matter.office,
             matter.sector)  # fmt: skip
    return "\n".join(parts).lower()
