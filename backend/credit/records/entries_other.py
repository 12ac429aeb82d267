"""The catalogue's classes beyond 双公示: our own codes, with Chinese headers as aliases.

All of them share the same eleven columns (`_Common`), so a source unit learns one layout.
"""

from typing import Annotated

import msgspec

from credit.records.entry_spec import entry_spec as _s


class _Common(msgspec.Struct, kw_only=True):
    party_name: Annotated[str, _s("party_name", "主体名称", "企业名称", "名称", need="!")]
    party_kind: Annotated[str, _s("party_kind", "主体类别", limit=100)]
    uscc: Annotated[str, _s("uscc", "统一社会信用代码", "信用代码", kind="code", need="!")]
    status: Annotated[str, _s("status", "状态", "当前状态", limit=32)]
    agency_code: Annotated[str, _s("agency_code", "认定单位代码", "机关代码", kind="code")]
    source_unit: Annotated[str, _s("source_unit", "数据来源单位")]
    source_unit_code: Annotated[str, _s("source_unit_code", "数据来源单位代码", kind="code")]
    note: Annotated[str, _s("note", "备注", limit=1024)]


class Judgment(_Common, kw_only=True):
    """司法裁判及执行; a judgment_defaulter is listed for two years unless the court says else."""

    decision_no: Annotated[str, _s("case_no", "案号", limit=128, need="!")]
    agency: Annotated[str, _s("court", "法院", "执行法院", "agency", need="!")]
    decided_on: Annotated[
        str, _s("decided_on", "裁判日期", "发布日期", "立案日期", kind="day", need="!")
    ]
    nature: Annotated[str, _s("nature", "类型", "失信类型", limit=60, need="!")]
    matter: Annotated[str, _s("obligation", "义务内容", "裁判内容", "matter", limit=4000)]
    performance: Annotated[str, _s("performance", "履行情况", limit=60)]
    amount: Annotated[str, _s("amount_wan", "标的金额（万元）", "标的金额", kind="wan")]
    legal_basis: Annotated[str, _s("legal_basis", "依据", "法律依据", limit=2000, need="!")]
    valid_until: Annotated[str, _s("valid_until", "到期日期", kind="day")]


class SeriousDishonesty(_Common, kw_only=True):
    """严重失信主体名单; needs a law, regulation or central policy (国办发〔2020〕49号)."""

    decision_no: Annotated[str, _s("decision_no", "决定文书号", "文书号", limit=128, need="!")]
    agency: Annotated[str, _s("agency", "列入单位", "认定单位", need="!")]
    decided_on: Annotated[str, _s("listed_on", "列入日期", "decided_on", kind="day", need="!")]
    list_name: Annotated[str, _s("list_name", "名单名称", need="!")]
    reason: Annotated[str, _s("reason", "列入事由", "列入原因", "matter", limit=4000, need="!")]
    legal_basis: Annotated[
        str, _s("legal_basis", "列入依据", "法律依据", "依据", limit=2000, need="!")
    ]
    removed_on: Annotated[str, _s("removed_on", "移出日期", kind="day")]
    removed_reason: Annotated[str, _s("removed_reason", "移出原因", limit=2000)]
    valid_until: Annotated[str, _s("valid_until", "到期日期", kind="day")]


class AbnormalOperation(_Common, kw_only=True):
    """经营（活动）异常名录; leaving it is written as `removed_on`."""

    decision_no: Annotated[str, _s("decision_no", "决定文书号", "文书号", limit=128)]
    agency: Annotated[str, _s("agency", "列入机关", "认定单位", need="!")]
    decided_on: Annotated[str, _s("listed_on", "列入日期", "decided_on", kind="day", need="!")]
    reason: Annotated[str, _s("reason", "列入原因", "列入事由", "matter", limit=2000, need="!")]
    legal_basis: Annotated[
        str, _s("legal_basis", "列入依据", "法律依据", "依据", limit=2000, need="!")
    ]
    removed_on: Annotated[str, _s("removed_on", "移出日期", kind="day")]
    removed_reason: Annotated[str, _s("removed_reason", "移出原因", limit=2000)]


class ContractPerformance(_Common, kw_only=True):
    """合同履行."""

    decision_no: Annotated[str, _s("contract_no", "合同编号", "decision_no", limit=128, need="!")]
    agency: Annotated[str, _s("agency", "认定单位", need="!")]
    decided_on: Annotated[str, _s("determined_on", "认定日期", "decided_on", kind="day", need="!")]
    contract: Annotated[str, _s("contract_name", "合同名称", "matter", limit=512, need="!")]
    performance: Annotated[str, _s("performance", "履行情况", "履约情况", limit=60, need="!")]
    amount: Annotated[str, _s("amount_wan", "合同金额（万元）", "合同金额", kind="wan")]
    legal_basis: Annotated[str, _s("legal_basis", "依据", "法律依据", limit=2000)]
    valid_until: Annotated[str, _s("valid_until", "到期日期", kind="day")]


class CommitmentPerformance(_Common, kw_only=True):
    """信用承诺履行; a broken commitment carries what the signer accepted as liability."""

    decision_no: Annotated[
        str, _s("commitment_code", "承诺编码", "decision_no", limit=128, need="!")
    ]
    agency: Annotated[str, _s("agency", "认定单位", "承诺受理单位", need="!")]
    decided_on: Annotated[
        str, _s("determined_on", "履行状态认定日期", "认定日期", "decided_on", kind="day", need="!")
    ]
    commitment_type: Annotated[str, _s("commitment_type", "承诺类型", limit=60)]
    matter: Annotated[str, _s("matter", "承诺事由", limit=512, need="!")]
    performance: Annotated[
        str, _s("performance", "承诺履行状态", "履行状态", "履行情况", limit=60, need="!")
    ]
    unmet: Annotated[str, _s("unmet", "未履行的承诺内容", limit=4000)]
    liability: Annotated[str, _s("liability", "违诺责任追究内容", limit=4000)]
    legal_basis: Annotated[str, _s("legal_basis", "依据", "法律依据", limit=2000)]
    valid_until: Annotated[str, _s("valid_until", "承诺有效期", "到期日期", kind="day")]
    publicity_end: Annotated[str, _s("publicity_until", "公示截止期", kind="day")]


class Honour(_Common, kw_only=True):
    """诚实守信相关荣誉."""

    decision_no: Annotated[str, _s("document_no", "文件号", "证书编号", "decision_no", limit=128)]
    agency: Annotated[str, _s("agency", "授予单位", "认定单位", need="!")]
    decided_on: Annotated[str, _s("awarded_on", "授予日期", "decided_on", kind="day", need="!")]
    honour: Annotated[str, _s("honour_name", "荣誉名称", "matter", limit=200, need="!")]
    level: Annotated[str, _s("level", "级别", "荣誉级别", limit=30, need="!")]
    legal_basis: Annotated[str, _s("legal_basis", "依据", "授予依据", limit=2000)]
    valid_until: Annotated[str, _s("valid_until", "有效期至", "到期日期", kind="day")]


class SelfDeclared(_Common, kw_only=True):
    """自愿提供的信用信息: only with a pledge of truth (seed 青政办〔2020〕22号)."""

    decision_no: Annotated[str, _s("declaration_no", "申报编号", "decision_no", limit=128)]
    agency: Annotated[str, _s("agency", "受理单位", "认定单位", need="!")]
    decided_on: Annotated[str, _s("declared_on", "申报日期", "decided_on", kind="day", need="!")]
    category: Annotated[str, _s("category", "申报类别", "类别", limit=30, need="!")]
    matter: Annotated[str, _s("matter", "申报内容", limit=2000, need="!")]
    truth_pledge: Annotated[str, _s("truth_pledge", "真实性承诺", limit=10, need="!")]
    legal_basis: Annotated[str, _s("legal_basis", "依据", limit=2000)]
    valid_until: Annotated[str, _s("valid_until", "有效期至", "到期日期", kind="day")]


class Inspection(_Common, kw_only=True):
    """监督检查 (双随机、一公开)."""

    decision_no: Annotated[
        str, _s("inspection_no", "检查编号", "检查文书号", "decision_no", limit=128, need="!")
    ]
    agency: Annotated[str, _s("agency", "检查机关", "检查单位", need="!")]
    decided_on: Annotated[str, _s("inspected_on", "检查日期", "decided_on", kind="day", need="!")]
    plan: Annotated[str, _s("plan", "检查计划", "任务名称", limit=200)]
    matter: Annotated[str, _s("matter", "检查事项", "抽查事项", limit=512, need="!")]
    result: Annotated[str, _s("result", "检查结果", "抽查结果", limit=200, need="!")]
    legal_basis: Annotated[str, _s("legal_basis", "检查依据", "依据", limit=2000)]
