"""What a row means: facet, severity, title, state. One function a class, on whole columns. Pure."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec

from credit.kit.sheets.cells import BLANKS, MEMO_LIMIT, NULL
from credit.records.catalogue import RecordClass
from credit.records.publicity import FineBand, facets, fine_band, fine_severity
from credit.records.work import Work

_JOINTS = re.compile(r"[;；|]")
_OTHER = re.compile(r"其他|其它")
_YES = frozenset(("是", "已承诺", "同意", "yes", "true", "TRUE", "1", "Y", "y"))
Meaning = tuple[str, int]


class Judged(msgspec.Struct):
    """Columns of what the rows mean; `severity` is text as COPY wants it."""

    facet: list[str]
    severity: list[str]
    title: Sequence[str]


class _Penalty(msgspec.Struct, frozen=True):
    names: str
    facet: str
    severity: int
    has_fine: bool


class _Meanings(dict[str, Meaning]):
    """Words looked up in one table of `facets.toml`; unknown ones are faults."""

    def __init__(self, table: dict[str, Meaning], name: str) -> None:
        super().__init__()
        self.table = table
        self.name = name
        self.faults: dict[str, str] = {}

    def __missing__(self, text: str) -> Meaning:
        meaning = self.table.get(text) or self.table.get(text.lower())
        if meaning is None:
            known = "、".join(key for key in self.table if not key.isascii())
            self.faults[text] = f"{self.name}应为：{known}"
        if len(self) < MEMO_LIMIT:
            self[text] = meaning or ("", 0)
        return meaning or ("", 0)


def judge(work: Work, record_class: RecordClass, decided: list[str], amount: list[str]) -> Judged:
    """Facet, severity and title of every row; refuses rows whose words are unknown."""
    judged = _JUDGES[record_class](work, decided, amount)
    basis = work.column("legal_basis")
    if "" in basis and set(judged.severity) - {"0"}:
        for row, (severity, text) in enumerate(zip(judged.severity, basis, strict=True)):
            if severity != "0" and not text:
                work.blame(row, "legal_basis", "负面信息必须写明依据（国办发〔2020〕49号）")
    return judged


def _by_table(work: Work, attribute: str, table: dict[str, Meaning], title: str) -> Judged:
    field = work.fields[attribute]
    meanings = _Meanings(table, field.name)
    column = work.column(attribute)
    found = list(map(meanings.__getitem__, column))
    if meanings.faults:
        work.blame_where(
            attribute, column, meanings.faults.__contains__, meanings.faults.__getitem__
        )
    severity = [str(meaning[1]) for meaning in found]
    return Judged([meaning[0] for meaning in found], severity, work.column(title))


def _fixed(work: Work, facet: str, severity: int, title: Sequence[str]) -> Judged:
    return Judged([facet] * work.size, [str(severity)] * work.size, title)


def _judge_licence(work: Work, decided: list[str], amount: list[str]) -> Judged:
    table = facets().licence
    memo: dict[str, str] = {}
    for text in set(work.column("licence_kind")):
        memo[text] = table.get(text.split("-")[0].removesuffix("许可"), ("other", 0))[0]
    facet = [memo[text] for text in work.column("licence_kind")]
    columns = [work.column(name) for name in ("certificate", "document", "project")]
    title = [(one or two or three or "行政许可") for one, two, three in zip(*columns, strict=True)]
    return Judged(facet, ["0"] * work.size, title)


def read_penalty_kinds(text: str) -> _Penalty | str:
    """The kinds of 行政处罚法 Art. 9 in a cell that joins several; a reason when unknown."""
    table = facets().penalty
    names: list[str] = []
    for part in _JOINTS.split(text):
        word = part.strip()
        if word in BLANKS:
            continue
        names += [word] if word in table or _OTHER.match(word) else re.split("[、,，]", word)
    meanings = [table["其他"] if _OTHER.match(name) else table.get(name) for name in names]
    if not names or None in meanings:
        return "处罚类别不在行政处罚法第九条所列之内"
    known = [meaning for meaning in meanings if meaning]
    has_fine = any(facet == "fine" for facet, _ in known)
    others = [meaning for meaning in known if meaning[0] != "fine"] or [("fine", 0)]
    facet, severity = max(others, key=lambda meaning: meaning[1])
    return _Penalty("、".join(names), facet, severity, has_fine)


def _judge_penalty(work: Work, decided: list[str], amount: list[str]) -> Judged:
    kinds = work.column("penalty_kinds")
    if "second_kind" in work.columns:
        kinds = [
            f"{one};{two}" if two else one
            for one, two in zip(kinds, work.column("second_kind"), strict=True)
        ]
    read = {text: read_penalty_kinds(text) for text in set(kinds)}
    faults = {text: reason for text, reason in read.items() if isinstance(reason, str)}
    if faults:
        for row, text in enumerate(kinds):
            if text in faults:
                work.blame(row, "penalty_kinds", faults[text])
    known = {text: kind for text, kind in read.items() if isinstance(kind, _Penalty)}
    weighed = _Weighed(known)
    found = list(map(weighed.__getitem__, zip(kinds, amount, map(fine_band, decided), strict=True)))
    titles = {text: kind.names[:300] for text, kind in known.items()}
    return Judged(
        [facet for facet, _ in found],
        [str(severity) for _, severity in found],
        [titles.get(text, "") for text in kinds],
    )


class _Weighed(dict[tuple[str, str, FineBand | None], Meaning]):
    """The gravest of the kinds joined counts (several kinds = the longest period)."""

    def __init__(self, known: dict[str, _Penalty]) -> None:
        super().__init__()
        self.known = known

    def __missing__(self, key: tuple[str, str, FineBand | None]) -> Meaning:
        text, amount, band = key
        kind = self.known.get(text)
        meaning: Meaning = ("", 0)
        if kind and band:
            meaning = (kind.facet, kind.severity)
            fine = fine_severity(None if amount == NULL else Decimal(amount), band)
            if kind.has_fine and fine > kind.severity:
                meaning = ("fine", fine)
        self[key] = meaning
        return meaning


def _judge_judgment(work: Work, decided: list[str], amount: list[str]) -> Judged:
    return _by_table(work, "nature", facets().judgment, "nature")


def _judge_dishonesty(work: Work, decided: list[str], amount: list[str]) -> Judged:
    return _fixed(work, "serious_dishonesty", 3, work.column("list_name"))


def _judge_abnormal(work: Work, decided: list[str], amount: list[str]) -> Judged:
    title = [f"列入经营异常名录：{reason}"[:300] for reason in work.column("reason")]
    return _fixed(work, "abnormal_list", 1, title)


def _judge_contract(work: Work, decided: list[str], amount: list[str]) -> Judged:
    return _by_table(work, "performance", facets().performance, "contract")


def _judge_commitment(work: Work, decided: list[str], amount: list[str]) -> Judged:
    return _by_table(work, "performance", facets().performance, "matter")


def _judge_honour(work: Work, decided: list[str], amount: list[str]) -> Judged:
    return _by_table(work, "level", facets().honour, "honour")


def _judge_declared(work: Work, decided: list[str], amount: list[str]) -> Judged:
    work.blame_where(
        "truth_pledge",
        work.column("truth_pledge"),
        lambda cell: cell not in _YES,
        lambda _: "自主申报须先作真实性承诺",
    )
    return _by_table(work, "category", facets().declared, "matter")


def _judge_inspection(work: Work, decided: list[str], amount: list[str]) -> Judged:
    return _by_table(work, "result", facets().inspection, "matter")


_JUDGES: dict[RecordClass, Callable[[Work, list[str], list[str]], Judged]] = {
    RecordClass.LICENCE: _judge_licence,
    RecordClass.PENALTY: _judge_penalty,
    RecordClass.JUDGMENT: _judge_judgment,
    RecordClass.SERIOUS_DISHONESTY: _judge_dishonesty,
    RecordClass.ABNORMAL_OPERATION: _judge_abnormal,
    RecordClass.CONTRACT_PERFORMANCE: _judge_contract,
    RecordClass.COMMITMENT_PERFORMANCE: _judge_commitment,
    RecordClass.HONOUR: _judge_honour,
    RecordClass.SELF_DECLARED: _judge_declared,
    RecordClass.INSPECTION: _judge_inspection,
}
