"""Fictitious agencies (示例…) and their decision numbers, unique by agency, matter and year."""

from collections import Counter
from datetime import date, timedelta

import msgspec

from credit.demo.geography import list_counties
from credit.demo.model import County
from credit.kit.uscc import make_uscc

OFFICES = {
    "市场监督管理局": "市监",
    "公安局": "公治",
    "卫生健康局": "卫",
    "文体旅游广电局": "文旅",
    "交通运输局": "交运",
    "农业农村局": "农",
    "消防救援大队": "消",
    "城市管理局": "城管",
    "生态环境局": "环",
    "商务局": "商",
    "发展和改革局": "发改",
    "人民法院": "法",
}
_BRACKETS = ("〔{}〕", "（{}）", "[{}]", "【{}】")
SATURDAY = 5


class Agency(msgspec.Struct, frozen=True):
    """An invented office of one county; the name says 示例, the code is generated."""

    name: str
    code: str


class Registry:
    """Hands out agencies and decision numbers."""

    def __init__(self) -> None:
        self.counties = {county.code: county for county in list_counties()}
        self._numbers: Counter[tuple[str, str, int]] = Counter()

    def county(self, division: str) -> County:
        return self.counties[division]

    def agency(self, division: str, office: str) -> Agency:
        """城西区示例市场监督管理局 with a 机关 code (11 + division)."""
        org8 = f"0MAY{list(OFFICES).index(office):04d}"
        name = f"{self.counties[division].name}示例{office}"
        return Agency(name, make_uscc("1", "1", division, org8))

    def decision_no(self, division: str, office: str, matter: str, day: date) -> str:
        """（示例）西市监罚〔2026〕0012号; the brackets vary as they do in real files."""
        key = (division, office + matter, day.year)
        self._numbers[key] += 1
        number = self._numbers[key]
        bracket = _BRACKETS[0] if day.year >= 2020 else _BRACKETS[number % len(_BRACKETS)]
        short = self.counties[division].abbreviation + OFFICES[office]
        return f"（示例）{short}{matter}{bracket.format(day.year)}{number:04d}号"


def workday_on_or_before(day: date) -> date:
    """Offices decide on weekdays; holidays do not matter for an invented date."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
