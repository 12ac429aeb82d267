"""The typed classes of the catalogue: one Struct a class, one annotated field a column.

The columns of licences and penalties are those of 双公示, both generations with their
aliases; the text of the official standard was not read, the tables follow public
implementations. The other classes have our own short English codes with Chinese headers.

Attributes shared by all classes (`party_name`, `decision_no`, …) become columns of
`record`; the rest goes into its `content` under the exchange code.
"""

from typing import Annotated

import msgspec

from credit.records.catalogue import RecordClass
from credit.records.entries_other import (
    AbnormalOperation,
    CommitmentPerformance,
    ContractPerformance,
    Honour,
    Inspection,
    Judgment,
    SelfDeclared,
    SeriousDishonesty,
)
from credit.records.entry_spec import entry_spec as _s


class Licence(msgspec.Struct, kw_only=True):
    """行政许可 (行政许可法 Art. 40: the public may consult the decision)."""

    party_name: Annotated[str, _s("XK_XDR_MC", "行政相对人名称", "XK_XDR", need="!")]
    party_kind: Annotated[str, _s("XK_XDR_LB", "行政相对人类别", limit=100)]
    uscc: Annotated[str, _s("XK_XDR_SHXYM", "统一社会信用代码", kind="code")]
    registration_no: Annotated[str, _s("XK_XDR_GSZC", "工商注册号", "XK_XDR_GSDJ", limit=50)]
    org_code: Annotated[str, _s("XK_XDR_ZZJG", "组织机构代码", "XK_XDR_ZDM", limit=32)]
    tax_no: Annotated[str, _s("XK_XDR_SWDJ", "税务登记号", limit=32)]
    institution_no: Annotated[str, _s("XK_XDR_SYDW", "事业单位证书号", limit=120)]
    association_no: Annotated[str, _s("XK_XDR_SHZZ", "社会组织登记证号", limit=50)]
    head: Annotated[str, _s("XK_FRDB", "法定代表人", "XK_FDDB", "XK_FR", kind="drop")]
    head_id_type: Annotated[str, _s("XK_FR_ZJLX", "法定代表人证件类型", kind="drop")]
    head_id: Annotated[str, _s("XK_FR_ZJHM", "法定代表人证件号码", "XK_FR_SFZH", kind="drop")]
    id_type: Annotated[str, _s("XK_XDR_ZJLX", "证件类型", "自然人证件类型", kind="drop")]
    id_number: Annotated[
        str, _s("XK_XDR_ZJHM", "证件号码", "自然人证件号码", "XK_XDR_SFZ", kind="drop")
    ]
    document: Annotated[str, _s("XK_XKWS", "行政许可决定文书名称", "决定文书名称", limit=512)]
    project: Annotated[str, _s("XK_XMMC", "项目名称", limit=512)]
    decision_no: Annotated[
        str, _s("XK_WSH", "行政许可决定文书号", "决定文书号", limit=128, need="!")
    ]
    licence_kind: Annotated[str, _s("XK_XKLB", "许可类别", "XK_SPLB", "审批类别", limit=100)]
    certificate: Annotated[str, _s("XK_XKZS", "许可证书名称", limit=512)]
    licence_no: Annotated[str, _s("XK_XKBH", "许可编号", limit=128)]
    matter: Annotated[str, _s("XK_NR", "许可内容", limit=4096)]
    decided_on: Annotated[str, _s("XK_JDRQ", "许可决定日期", "决定日期", kind="day", need="!")]
    valid_from: Annotated[str, _s("XK_YXQZ", "有效期自", kind="day")]
    valid_until: Annotated[
        str, _s("XK_YXQZI", "有效期至", "XK_JZQ", "截止期", "有效期止", kind="day")
    ]
    agency: Annotated[str, _s("XK_XKJG", "许可机关", "XK_XZJG", need="!")]
    agency_code: Annotated[
        str, _s("XK_XKJGDM", "许可机关统一社会信用代码", "许可机关代码", kind="code")
    ]
    status: Annotated[str, _s("XK_ZT", "当前状态", "状态", limit=32)]
    source_unit: Annotated[str, _s("XK_LYDW", "数据来源单位", "XK_SJLY")]
    source_unit_code: Annotated[
        str,
        _s(
            "XK_LYDWDM",
            "数据来源单位统一社会信用代码",
            "数据来源单位代码",
            "XK_SJLYDM",
            kind="code",
        ),
    ]
    area: Annotated[str, _s("DFBM", "地方编码", limit=12, kind="drop")]
    stamp: Annotated[str, _s("SJC", "时间戳", limit=64, kind="drop")]
    note: Annotated[str, _s("BZ", "备注", limit=1024)]


class Penalty(msgspec.Struct, kw_only=True):
    """行政处罚 (行政处罚法 Art. 48). Amounts are in 万元 in the file, in yuan once stored."""

    party_name: Annotated[str, _s("CF_XDR_MC", "行政相对人名称", "CF_XDR", need="!")]
    party_kind: Annotated[str, _s("CF_XDR_LB", "行政相对人类别", limit=100)]
    uscc: Annotated[str, _s("CF_XDR_SHXYM", "统一社会信用代码", kind="code")]
    registration_no: Annotated[str, _s("CF_XDR_GSZC", "工商注册号", "CF_XDR_GSDJ", limit=50)]
    org_code: Annotated[str, _s("CF_XDR_ZZJG", "组织机构代码", "CF_XDR_ZDM", limit=32)]
    tax_no: Annotated[str, _s("CF_XDR_SWDJ", "税务登记号", limit=32)]
    institution_no: Annotated[str, _s("CF_XDR_SYDW", "事业单位证书号", limit=120)]
    association_no: Annotated[str, _s("CF_XDR_SHZZ", "社会组织登记证号", limit=50)]
    head: Annotated[str, _s("CF_FRDB", "法定代表人", "CF_FDDB", "CF_FR", kind="drop")]
    head_id_type: Annotated[str, _s("CF_FR_ZJLX", "法定代表人证件类型", kind="drop")]
    head_id: Annotated[str, _s("CF_FR_ZJHM", "法定代表人证件号码", "CF_FR_SFZH", kind="drop")]
    id_type: Annotated[str, _s("CF_XDR_ZJLX", "证件类型", "自然人证件类型", kind="drop")]
    id_number: Annotated[
        str, _s("CF_XDR_ZJHM", "证件号码", "自然人证件号码", "CF_XDR_SFZ", kind="drop")
    ]
    decision_no: Annotated[
        str,
        _s("CF_WSH", "行政处罚决定书文号", "处罚决定书文号", "决定书文号", limit=128, need="!"),
    ]
    case_name: Annotated[str, _s("CF_CFMC", "处罚名称", "CF_AJMC", "案件名称", limit=512)]
    offence: Annotated[str, _s("CF_WFXW", "违法行为类型", limit=2000, need="?")]
    facts: Annotated[str, _s("CF_SY", "违法事实", "处罚事由", limit=5000, need="?")]
    legal_basis: Annotated[str, _s("CF_YJ", "处罚依据", limit=2000, need="!")]
    penalty_kinds: Annotated[
        str, _s("CF_CFLB", "处罚类别", "CF_CFLB1", "处罚类别1", limit=200, need="!")
    ]
    second_kind: Annotated[str, _s("CF_CFLB2", "处罚类别2", limit=200)]
    outcome: Annotated[str, _s("CF_NR", "处罚内容", "CF_JG", "处罚结果", limit=4096, need="?")]
    fine: Annotated[str, _s("CF_NR_FK", "罚款金额（万元）", "罚款金额", kind="wan")]
    confiscated: Annotated[
        str,
        _s(
            "CF_NR_WFFF",
            "没收违法所得、没收非法财物的金额（万元）",
            "没收金额（万元）",
            "没收金额",
            kind="wan",
        ),
    ]
    licence_taken: Annotated[str, _s("CF_NR_ZKDX", "暂扣或吊销证照名称及编号", limit=200)]
    decided_on: Annotated[str, _s("CF_JDRQ", "处罚决定日期", "决定日期", kind="day", need="!")]
    valid_until: Annotated[str, _s("CF_YXQ", "处罚有效期", "CF_JZRQ", kind="day")]
    publicity_end: Annotated[str, _s("CF_GSJZQ", "公示截止期", "GSQX", kind="day")]
    agency: Annotated[str, _s("CF_CFJG", "处罚机关", "CF_XZJG", "CF_XKJG", need="!")]
    agency_code: Annotated[
        str, _s("CF_CFJGDM", "处罚机关统一社会信用代码", "处罚机关代码", kind="code")
    ]
    status: Annotated[str, _s("CF_ZT", "当前状态", "状态", limit=32)]
    source_unit: Annotated[str, _s("CF_SJLY", "数据来源单位", "CF_LYDW")]
    source_unit_code: Annotated[
        str,
        _s(
            "CF_SJLYDM",
            "数据来源单位统一社会信用代码",
            "数据来源单位代码",
            "CF_LYDWDM",
            kind="code",
        ),
    ]
    area: Annotated[str, _s("DFBM", "地方编码", limit=12, kind="drop")]
    stamp: Annotated[str, _s("SJC", "时间戳", limit=64, kind="drop")]
    note: Annotated[str, _s("BZ", "备注", limit=1024)]


ENTRIES: dict[RecordClass, type[msgspec.Struct]] = {
    RecordClass.LICENCE: Licence,
    RecordClass.PENALTY: Penalty,
    RecordClass.JUDGMENT: Judgment,
    RecordClass.SERIOUS_DISHONESTY: SeriousDishonesty,
    RecordClass.ABNORMAL_OPERATION: AbnormalOperation,
    RecordClass.CONTRACT_PERFORMANCE: ContractPerformance,
    RecordClass.COMMITMENT_PERFORMANCE: CommitmentPerformance,
    RecordClass.HONOUR: Honour,
    RecordClass.SELF_DECLARED: SelfDeclared,
    RecordClass.INSPECTION: Inspection,
}
