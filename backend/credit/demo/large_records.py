"""Records of the large world as COPY text lines."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import numpy as np

from credit.demo.large_subjects import LargeSubjects, Values
from credit.demo.model import SOURCE
from credit.kit.uscc import make_uscc

_COLUMNS = (
    "public_id record_class facet subject_id party_name natural_key version is_current "
    "decision_no agency agency_code source_unit source_unit_code decided_on valid_from "
    "valid_until severity amount_yuan legal_basis title state withdraw_reason withdraw_by "
    "publish_by publish_by_provisional publicity_from publicity_until withheld content "
    "content_hash import_id line"
)
RECORD_COLUMNS = tuple(_COLUMNS.split())
BLOCK = 50_000
YEARS = 8
_NULL = "\\N"
_SPREAD = 7_654_321  # a prime: every rank is one subject


class LargeKind(msgspec.Struct, frozen=True):
    """A kind of record and its share; `months` of publicity (severity > 0) or validity."""

    record_class: int
    facet: str
    severity: int
    share: int
    months: int
    title: str
    legal_basis: str = ""


KINDS = (
    LargeKind(1, "ordinary", 0, 30, 60, "食品经营许可证"),
    LargeKind(1, "registration", 0, 12, 0, "准予设立登记通知书"),
    LargeKind(2, "warning", 1, 5, 3, "未按规定明码标价", "《中华人民共和国价格法》第四十二条"),
    LargeKind(2, "fine", 2, 6, 12, "标签不规范", "《中华人民共和国食品安全法》第一百二十五条"),
    LargeKind(
        2, "licence_revoked", 3, 1, 36, "经营超过保质期的食品",
        "《中华人民共和国食品安全法》第一百二十四条",
    ),
    LargeKind(
        3, "defaulter", 2, 2, 12, "未履行生效法律文书确定的义务",
        "《最高人民法院关于公布失信被执行人名单信息的若干规定》第一条",
    ),
    LargeKind(
        4, "serious_dishonesty", 3, 1, 36, "市场监督管理严重违法失信",
        "《市场监督管理严重违法失信名单管理办法》",
    ),
    LargeKind(5, "abnormal_list", 1, 3, 3, "未按规定期限公示年度报告", "《企业信息公示暂行条例》"),
    LargeKind(6, "kept", 0, 8, 0, "农畜产品购销合同"),
    LargeKind(7, "kept", 0, 12, 0, "保质量"),
    LargeKind(7, "broken", 2, 1, 12, "保物价", "国办发〔2025〕22号"),
    LargeKind(8, "national_honour", 0, 1, 0, "全国诚信经营示范单位"),
    LargeKind(8, "county_honour", 0, 3, 0, "诚信经营示范户"),
    LargeKind(9, "qualification", 0, 3, 0, "质量管理体系认证"),
    LargeKind(10, "passed", 0, 10, 0, "双随机抽查"),
    LargeKind(10, "corrected", 1, 2, 3, "双随机抽查", "国发〔2019〕5号"),
)  # fmt: skip


def record_lines(world: LargeSubjects, count: int, today: date, seed: int) -> Iterator[str]:
    """`count` lines in the order of `RECORD_COLUMNS`, about random subjects of the world."""
    chance = np.random.default_rng([seed, world.first_id, count])
    rng = random.Random(f"{seed}/{world.first_id}")
    shares = np.array([kind.share for kind in KINDS], float)
    days = [today - timedelta(back) for back in range(365 * YEARS + 1)]
    writer = _LineWriter(world, days, today)
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        kinds = chance.choice(len(KINDS), size, p=shares / shares.sum())
        subjects = _subjects(chance, kinds, len(world.names)).tolist()
        ages = (1 + chance.random(size) ** 2 * (365 * YEARS - 2)).astype(int).tolist()
        tails = rng.randbytes(12 * size).hex()
        for i in range(size):
            tail = tails[24 * i : 24 * i + 24]
            yield writer.line(start + i, int(kinds[i]), subjects[i], ages[i], tail)


def _subjects(chance: np.random.Generator, kinds: Values, count: int) -> Values:
    """Good facts gather on some subjects and bad ones on others, so that all grades come up."""
    bad = np.array([kind.severity > 0 for kind in KINDS])[kinds]
    rank = chance.random(len(kinds)) ** np.where(bad, 2.0, 0.7)
    place = np.minimum((rank * count).astype(np.int64), count - 1)
    return place * _SPREAD % count  # no trace of the grade in the order of ids


class _LineWriter:
    """Keeps what all lines of a kind share, so that a line costs a few microseconds."""

    def __init__(self, world: LargeSubjects, days: list[date], today: date) -> None:
        self.world, self.today, self.days = world, today, days
        self.shown = [day.isoformat() for day in days]
        code = make_uscc("1", "1", "630000", "0MAY9999")
        agency = "青海省示例市场监督管理局"
        self.unit = f"{agency}\t{code}\t{SOURCE}\t{code}"
        self.run = f"{world.first_id:x}"

    def line(self, number: int, kind_no: int, subject: int, age: int, tail: str) -> str:
        """One record; `tail` is 24 random hex digits that make its keys unique."""
        kind, world = KINDS[kind_no], self.world
        decided = self.shown[age]
        until = self._until(kind, age)
        start, end = (_NULL, _NULL) if kind.severity else (decided, until)
        shown_from, shown_until = (decided, until) if kind.severity else (_NULL, _NULL)
        key = f"{number:08x}{tail}"
        state, reason = "active", ""
        if kind.severity and tail < "06":
            state = "repaired"
        elif tail < "01":
            state, reason = "withdrawn", "撤销"
        amount = f"{int(tail[:3], 16) * 10}.00" if kind.severity > 1 else _NULL
        return (
            f"{key}\t{kind.record_class}\t{kind.facet}\t{world.first_id + subject}\t"
            f"{world.names[subject]}\t\\\\x{key}\t1\tt\t（示例）监〔{decided[:4]}〕{self.run}-{number}号\t"
            f"{self.unit}\t{decided}\t{start}\t{end}\t{kind.severity}\t{amount}\t"
            f"{kind.legal_basis}\t{kind.title}\t{state}\t{reason}\t{_NULL}\t{decided}\tf\t"
            f'{shown_from}\t{shown_until}\tf\t{{"BZ": "示例数据"}}\t\\\\x{key}\t{_NULL}\t{number}\n'
        )

    def _until(self, kind: LargeKind, age: int) -> str:
        if not kind.months:
            return _NULL
        left = 30 * kind.months - age
        if left <= 0:
            return self.shown[-left] if -left < len(self.shown) else _NULL
        return (self.today + timedelta(left)).isoformat()
