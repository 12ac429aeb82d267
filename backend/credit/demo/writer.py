"""Puts single facts into words: one method for each kind of the catalogue."""

import random
from datetime import date, timedelta
from typing import Any, Literal

from credit.demo.agencies import Registry, workday_on_or_before
from credit.demo.geography import demo_data
from credit.demo.model import Fact, FactKind, Merchant

Severity = Literal["minor", "general", "severe"]
LONG_TERM = "2099-12-31"
MARKET = "市场监督管理局"
_SURNAMES_OF_HEADS = 12
OUTCOMES = {"kept": "全部履行", "partly": "部分履行", "broken": "全部未履行"}
RESULTS = {
    "passed": "未发现问题",
    "minor": "发现问题已责令改正",
    "problem": "发现问题待后续处理",
}
BREACH = {"unmet": "（示例）高峰期未按承诺执行", "liability": "责令改正，记入信用记录并公示"}
REPAIRED = {"status": "已修复", "note": "示例数据：已纠正并完成信用修复"}
REVOKED = {"status": "撤销", "note": "示例数据：经行政复议撤销"}
LAWS = {
    "inspection": "关于部门联合“双随机、一公开”监管的意见（国发〔2019〕5号）",
    "contract": "《中华人民共和国民法典》第五百七十七条",
    "commitment": "信用修复实施方案（国办发〔2025〕22号）；承诺书载明的违诺责任",
    "judgment": "《中华人民共和国民法典》第五百七十七条",
    "defaulter": "《最高人民法院关于公布失信被执行人名单信息的若干规定》第一条",
    "abnormal": "《企业信息公示暂行条例》《个体工商户年度报告暂行办法》的有关规定",
}


class FactWriter:
    """Writes facts about merchants, dated back from `today`."""

    def __init__(self, today: date, rng: random.Random) -> None:
        self.today = today
        self.rng = rng
        self.registry = Registry()
        self.facts: list[Fact] = []

    def day(self, days_ago: int) -> date:
        return workday_on_or_before(self.today - timedelta(days=max(1, days_ago)))

    def add(
        self,
        kind: FactKind,
        merchant: Merchant,
        office: str,
        matter: str,
        decided_on: date,
        /,
        **fields: str,
    ) -> Fact:
        """Appends one fact of an agency of the merchant's county."""
        agency = self.registry.agency(merchant.division, office)
        fact = Fact(
            kind=kind,
            merchant=merchant,
            party=merchant.name,
            decision_no=self.registry.decision_no(merchant.division, office, matter, decided_on),
            agency=agency.name,
            agency_code=agency.code,
            decided_on=decided_on,
            fields=fields,
        )
        self.facts.append(fact)
        return fact

    def licence(self, merchant: Merchant, table: dict[str, Any], days_ago: int) -> Fact:
        """An administrative licence; years = 0 means without end."""
        day = self.day(days_ago)
        until = _years_later(day, table["years"]) if table["years"] else LONG_TERM
        return self.add(
            "permits",
            merchant,
            table["office"],
            "许",
            day,
            document=table["document"],
            licence_kind=table["kind"],
            certificate=table["name"],
            licence_no=f"SL{merchant.division}{self.rng.randrange(10**8):08d}",
            matter=table["content"],
            valid_from=day.isoformat(),
            valid_until=until,
            status="1",
        )

    def penalty(
        self, merchant: Merchant, offence: str, severity: Severity, days_ago: int, fine: float = 0
    ) -> Fact:
        """A penalty under a real law for an invented fact; `fine` in 万元."""
        table = demo_data("offences.toml")[offence]
        day = self.day(days_ago)
        return self.add(
            "penalties",
            merchant,
            table["office"],
            "罚",
            day,
            case_name=table["act"] + "案",
            offence=table["act"],
            facts=f"（示例）{table['fact']}",
            legal_basis=table["basis"],
            valid_until=_years_later(day, {"minor": 1, "general": 1, "severe": 3}[severity]),
            publicity_end=(day + timedelta(days=90)).isoformat() if severity == "minor" else "",
            **self._sanction(table, severity, fine),
        )

    def _sanction(self, table: dict[str, Any], severity: Severity, fine: float) -> dict[str, str]:
        """处罚类别, content, and what 罚款, 没收 and 吊销 make mandatory."""
        rng, act = self.rng, table["act"]
        if severity == "minor":
            return {"penalty_kinds": "警告", "outcome": f"因{act}，给予警告，责令限期改正。"}
        fine = fine or (round(rng.uniform(0.6, 1.9), 2) if severity == "general" else 6)
        fields = {"penalty_kinds": "罚款", "fine": f"{fine:.6f}"}
        if severity == "severe":
            fields["penalty_kinds"] += ";" + table["severe"]
            fields["outcome"] = f"因{act}，{table['severe']}，并处罚款{fine}万元。"
            if "吊销" in table["severe"]:
                fields["licence_taken"] = f"示例许可证 SL{rng.randrange(10**6):06d}"
            return fields
        fields["outcome"] = f"因{act}，罚款{fine}万元，责令改正。"
        if rng.random() < 0.5:
            fields["penalty_kinds"] += ";没收违法所得"
            fields["confiscated"] = f"{rng.uniform(0.00075, 0.3):.6f}"
        return fields

    def inspection(self, merchant: Merchant, matter: str, days_ago: int, result: str) -> Fact:
        """A random inspection (双随机、一公开) with its result: passed, minor or problem."""
        return self.add(
            "inspections",
            merchant,
            MARKET,
            "检",
            self.day(days_ago),
            plan=f"{self.day(days_ago).year}年度双随机、一公开抽查",
            matter=matter,
            result=RESULTS[result],
            legal_basis=LAWS["inspection"],
        )

    def honour(self, merchant: Merchant, title: str, level: str, days_ago: int) -> Fact:
        """An honour; `level` is 国家级, 省级, 市州级 or 县级."""
        return self.add(
            "honours",
            merchant,
            "发展和改革局",
            "誉",
            self.day(days_ago),
            honour=title,
            level=level,
            legal_basis="示例评选办法",
        )

    def contract(self, merchant: Merchant, title: str, days_ago: int, outcome: str) -> Fact:
        """How a contract was performed: kept or broken."""
        return self.add(
            "contracts",
            merchant,
            "商务局",
            "约",
            self.day(days_ago),
            contract=title,
            performance={"kept": "全部履行", "broken": "未履行"}[outcome],
            amount=f"{self.rng.uniform(0.3, 30):.2f}",
            legal_basis=LAWS["contract"],
        )

    def performance(self, merchant: Merchant, matter: str, days_ago: int, outcome: str) -> Fact:
        """Whether a commitment was kept (履行状态认定): kept, partly or broken."""
        faults = {} if outcome == "kept" else BREACH
        return self.add(
            "commitments",
            merchant,
            MARKET,
            "诺",
            self.day(days_ago),
            commitment_type="主动型",
            matter=matter,
            performance=OUTCOMES[outcome],
            legal_basis=LAWS["commitment"],
            **faults,
        )

    def declared(self, merchant: Merchant, matter: str, days_ago: int, category: str) -> Fact:
        """What the merchant itself declares, with a pledge that it is true."""
        return self.add(
            "declared",
            merchant,
            "发展和改革局",
            "报",
            self.day(days_ago),
            category=category,
            matter=matter,
            truth_pledge="是",
        )

    def judgment(self, merchant: Merchant, cause: str, days_ago: int, *, defaulter: bool) -> Fact:
        """A judgment debt that was paid late, or a judgment_defaulter (失信被执行人)."""
        nature = "失信被执行人" if defaulter else "民事判决"
        return self.add(
            "judgments",
            merchant,
            "人民法院",
            "民初",
            self.day(days_ago),
            nature=nature,
            matter=f"（示例）{cause}：给付货款及利息",
            performance="全部未履行" if defaulter else "逾期履行",
            amount=f"{self.rng.uniform(0.5, 12):.2f}",
            legal_basis=LAWS["defaulter" if defaulter else "judgment"],
        )

    def abnormal(self, merchant: Merchant, reason: str, days_ago: int, removed: int = 0) -> Fact:
        """An entry in the abnormal list; `removed` = days ago it was taken off, 0 = still on."""
        gone = {"removed_on": self.day(removed).isoformat(), "removed_reason": "已补报并公示"}
        return self.add(
            "abnormal",
            merchant,
            MARKET,
            "异",
            self.day(days_ago),
            reason=reason,
            legal_basis=LAWS["abnormal"],
            **(gone if removed else {}),
        )

    def dishonesty(self, merchant: Merchant, reason: str, basis: str, days_ago: int) -> Fact:
        """An entry in the serious dishonesty list: three years, by law or regulation only."""
        day = self.day(days_ago)
        return self.add(
            "dishonesty",
            merchant,
            MARKET,
            "严失",
            day,
            list_name=f"（示例）{reason}名单",
            reason=reason,
            legal_basis=basis,
            valid_until=_years_later(day, 3),
        )

    def person_penalty(self, merchant: Merchant, offence: str, days_ago: int) -> Fact:
        """A penalty on a natural person: the row must come out masked and withheld."""
        fact = self.penalty(merchant, offence, "minor", days_ago)
        words = demo_data("words.toml")
        name = self.rng.choice(words["surnames"][:_SURNAMES_OF_HEADS])
        person = name + self.rng.choice(words["given"])
        self.facts[-1] = Fact(
            kind=fact.kind,
            merchant=None,
            party=person,
            decision_no=fact.decision_no,
            agency=fact.agency,
            agency_code=fact.agency_code,
            decided_on=fact.decided_on,
            fields=fact.fields | {"id_type": "身份证", "id_number": make_person_id(self.rng)},
        )
        return self.facts[-1]


def make_person_id(rng: random.Random) -> str:
    """An ID number with a right check digit in division 639999, which does not exist."""
    body = f"639999{rng.randint(1960, 2000)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body += f"{rng.randrange(1000):03d}"
    total = sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(body))
    return body + "10X98765432"[total % 11]


def _years_later(day: date, years: int) -> str:
    """The day before the same day `years` later, in ISO form."""
    later = day.replace(day=min(day.day, 28), year=day.year + years)
    return (later - timedelta(days=1)).isoformat()
