"""Rule files: the shipped ones are sound, and every fault is told with its line."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from credit.evaluation.model_file import (
    ModelFileError,
    find_model,
    list_models,
    model_on,
    parse_model,
    read_model,
)

NAME = "2026.1.toml"
TEXT = (files("credit.evaluation") / "models" / NAME).read_text(encoding="utf-8")
EXTRA = """
[[effect]]
id = "extra"
name = "示例"
class = "penalty"
facets = ["fine"]
severity = [2]
indicator = "penalty"
points = -10
decay = "publicity"
months = 12
legal_basis = ["order36"]
remedy = "repair_general"
from = 2026-04-01
"""


def test_the_first_model_has_the_promised_shape() -> None:
    model = model_on(date(2026, 11, 23))
    assert model.version == "2026.1"
    assert [d.name for d in model.dimensions] == [
        "遵纪守法", "履约践诺", "资质荣誉", "社会责任", "监管风险",
    ]  # fmt: skip
    assert len(model.indicators) == 15
    assert sum(i.weight for i in model.indicators) == 1000
    assert model.header.label == "本平台按青海信用模型2026.1评价，非信用中国官方"
    assert [e.id for e in model.effects if e.hard_limit == "D"] == ["serious_dishonesty"]


def test_a_draft_is_listed_but_never_in_force() -> None:
    draft = find_model("2026.2-draft")
    assert draft in list_models()
    assert draft and not draft.covers(date(2027, 6, 1))
    with pytest.raises(LookupError):
        model_on(date(2026, 3, 31))


def edited(old: str, new: str, times: int = 1) -> str:
    assert old in TEXT + EXTRA, old
    return (TEXT + EXTRA).replace(old, new, times)


def extra(old: str, new: str) -> str:
    assert old in EXTRA, old
    return TEXT + EXTRA.replace(old, new, 1)


def without(name: str) -> str:
    line = next(line for line in EXTRA.splitlines() if line.startswith(name))
    return extra(line + "\n", "")


def table_of(text: str, header: str, nth: int = 0) -> int:
    """The line of the nth table of that name."""
    return [n for n, line in enumerate(text.splitlines(), 1) if line == f"[[{header}]]"][nth]


# what was done → (text, a part of the line that is named, a part of the message)
FAULTS = {
    "not TOML": (extra("points = -10", "points = "), "points = ", "不是正确的 TOML"),
    "unknown table": (TEXT + EXTRA + "\n[[measure]]\nid = 1\n", "[[measure]]", "不认识的表"),
    "unknown field": (extra("points", "pionts"), "pionts = -10", "不认识的字段 pionts"),
    "wrong type": (extra("-10", '"-10"'), 'points = "-10"', "应为 int，不是 str"),
    "a float": (extra("-10", "-10.5"), "points = -10.5", "应为 int，不是 float"),
    "bad date": (extra("2026-04-01", '"2026-02-30"'), 'from = "2026-02-30"', "from"),
    "no date of that kind": (extra("2026-04-01", "2026-02-30"), "from = 2026-02-30", "TOML"),
    "missing legal_basis": (without("legal_basis"), "[[effect]]", "缺少 legal_basis"),
    "empty legal_basis": (extra('["order36"]', "[]"), "legal_basis = []", "没有依据的措施不执行"),
    "undefined legal_basis": (extra("order36", "order99"), '["order99"]', "没有定义"),
    "expired legal_basis": (
        edited("from = 2025-06-22", "from = 2025-06-22\nto = 2026-09-30").replace(
            'legal_basis = ["order36"]', 'legal_basis = ["gbf22"]'
        ),
        'legal_basis = ["gbf22"]', "于 2026-09-30 失效",
    ),
    "legal_basis not yet in force": (
        edited("from = 2025-06-22", "from = 2026-05-01").replace(
            'legal_basis = ["order36"]', 'legal_basis = ["gbf22"]'
        ),
        'legal_basis = ["gbf22"]', "晚于规则生效日",
    ),
    "unknown class": (extra('"penalty"', '"gossip"'), 'class = "gossip"', "不在公共信用信息目录内"),
    "unknown indicator": (
        extra('indicator = "penalty"', 'indicator = "x"'), 'indicator = "x"', "没有定义",
    ),
    "unknown remedy": (extra("repair_general", "pay"), 'remedy = "pay"', "没有定义"),
    "overlapping rules": (
        extra('["fine"]', '["*"]'), "[[effect]]", "extra 与 penalty_general 重叠",
    ),
    "facet twice": (extra('["fine"]', '["fine", "fine"]'), '["fine", "fine"]', "重复"),
    "facet that is no name": (extra('"fine"', "\"'; --\""), "'; --", "小写字母"),
    "id twice": (extra('"extra"', '"abnormal"'), 'id = "abnormal"', "重复"),
    "period backwards": (
        extra("from = 2026-04-01", "from = 2026-04-01\nto = 2026-03-01"),
        "to = 2026-03-01", "早于 from",
    ),
    "points without end": (without("months"), "[[effect]]", "影响必须自动结束"),
    "longer than the law allows": (
        extra("months = 12", "months = 13"), "months = 13", "减分最长 12 个月",
    ),
    "negative for a positive record": (extra("[2]", "[0]"), "points = -10", "只能加分"),
    "positive for a penalty": (extra("-10", "10"), "points = 10", "只能减分"),
    "no points": (extra("-10", "0"), "points = 0", "不能为0"),
    "more than the indicator holds": (extra("-10", "-161"), "points = -161", "超过指标"),
    "severity unknown": (extra("[2]", "[4]"), "severity = [4]", "severity 只能是"),
    "validity for a penalty": (
        extra('"publicity"', '"validity"'), 'decay = "validity"', "只能是 publicity 或 linear",
    ),
    "decay unknown": (extra('"publicity"', '"never"'), 'decay = "never"', "不允许的值"),
    "D for an ordinary penalty": (
        extra("months = 12", 'months = 12\nhard_limit = "D"'),
        'hard_limit = "D"', "D 级硬性限制只能用于",
    ),
    "weights of dimensions": (
        edited("weight = 300", "weight = 299"), "weight = 299", "合计 999，应为 1000",
    ),
    "weights of indicators": (
        edited("weight = 160", "weight = 150").replace("base = 160", "base = 150"),
        "weight = 300", "合计 290，应为 300",
    ),
    "base above weight": (edited("base = 160", "base = 161"), "base = 161", "base 必须"),
    "grades out of order": (
        edited("from_score = 700", "from_score = 900"), "from_score = 900", "逐级降低",
    ),
    "lowest grade not from 0": (
        edited("from_score = 0", "from_score = 5"), "from_score = 5", "必须是0",
    ),
    "placeholder unknown": (edited("{repair_from}", "{fee}"), "{fee}", "只能用"),
    "placeholder broken": (edited("{repair_from}", "{repair_from"), "{repair_from）", "只能用"),
    "label hides that it is ours": (
        edited("，非信用中国官方", ""), "label = ", "非信用中国官方",
    ),
    "minimum of nothing": (
        edited("minimum_records = 2", "minimum_records = 0"), "minimum_records = 0", "至少为1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_told_with_its_line(what: str) -> None:
    text, named, said = FAULTS[what]
    with pytest.raises(ModelFileError) as caught:
        parse_model(text, NAME)
    lines = text.splitlines()
    fitting = [f for f in caught.value.faults if said in f.message]
    assert fitting, caught.value
    assert any(named in lines[fault.line - 1] for fault in fitting), caught.value
    assert str(caught.value).startswith(f"{NAME}:{caught.value.faults[0].line}: ")


def test_every_fault_is_told_at_once() -> None:
    text = extra('"penalty"', '"gossip"').replace("weight = 300", "weight = 301")
    with pytest.raises(ModelFileError) as caught:
        parse_model(text, NAME)
    assert len(caught.value.faults) >= 3
    assert [f.line for f in caught.value.faults] == sorted(f.line for f in caught.value.faults)


def test_the_extra_rule_is_sound_by_itself() -> None:
    assert parse_model(TEXT + EXTRA, NAME).effects[-1].id == "extra"


def test_a_fault_in_the_last_of_many_tables_has_its_own_line() -> None:
    text = without("legal_basis")
    with pytest.raises(ModelFileError) as caught:
        parse_model(text, NAME)
    [fault] = caught.value.faults
    assert fault.line == table_of(text, "effect", -1)


def test_a_header_inside_a_text_is_no_table() -> None:
    note = 'note = """\n[[effect]]\npoints = 1\n"""'
    text = extra("-10", "0").replace('note = "结构', note + '\n# "', 1)
    with pytest.raises(ModelFileError) as caught:
        parse_model(text, NAME)
    assert text.splitlines()[caught.value.faults[0].line - 1] == "points = 0"


@pytest.mark.parametrize(
    "text", ["", "model = 1", "[model]", "grade = 3", "[[grade]]\n", "effect = [1]"]
)
def test_almost_empty_files_are_faults_too(text: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        parse_model(text, NAME)
    assert all(fault.line >= 1 for fault in caught.value.faults)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b'[model]\nname = "\xc7\xe0\xba\xa3"\n')
    with pytest.raises(ModelFileError, match=r"x\.toml:2: 不是 UTF-8"):
        read_model(path)
