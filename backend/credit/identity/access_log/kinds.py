"""What can be looked at, for what, on which legal basis. Pure.

Each kind of look has its purpose and basis from the law of its procedure (PIPL Art. 13 (1) no. 3,
34: statutory duties). What belongs to no case takes a purpose that the officer states.
"""

from typing import Final, Literal, NamedTuple

LookKind = Literal[
    "personal_request", "objection", "repair_case", "breach_case", "perk_revocation",
    "self_declaration", "subject_file", "guardianship", "owner_claim", "credit_report",
]  # fmt: skip
StatedPurpose = Literal["counter", "complaint", "inspection", "data_check", "audit", "other_duty"]
MIN_NOTE: Final = 4


class Kind(NamedTuple):
    """A kind of look as the person reads it: what was seen, what for, on which basis."""

    name: str
    purpose: str
    legal_basis: str


_DUTY: Final = "《个人信息保护法》第十三条第一款第三项、第三十四条（履行法定职责）"
KINDS: Final[dict[LookKind, Kind]] = {
    "personal_request": Kind(
        "您提的请求", "办理您的请求", "《个人信息保护法》第四十五条、第四十六条、第五十条"
    ),
    "objection": Kind("异议和材料", "核查异议并答复", "《民法典》第一千零二十九条"),
    "repair_case": Kind(
        "信用修复申请和材料", "核查修复条件", "《信用修复管理办法》（国家发展改革委令第36号）"
    ),
    "breach_case": Kind("违诺举报和答辩", "核查举报", _DUTY),
    "perk_revocation": Kind("权益凭证", "复核是否收回权益", _DUTY),
    "self_declaration": Kind("自主填报的信息和证明", "核对自主填报", _DUTY),
    "guardianship": Kind(
        "孩子账号的申请", "核对监护关系", "《个人信息保护法》第三十一条、《民法典》第二十七条"
    ),
    "owner_claim": Kind("认领店铺的申请和实名", "核对法定代表人", "《民法典》第六十一条"),
    "credit_report": Kind(
        "信用报告", "出具信用报告，事项见报告的“谁看过”", "国办发〔2020〕49号（查询使用写明用途）"
    ),
    "subject_file": Kind("店铺没有公开的资料", "", _DUTY),
}
PURPOSES: Final[dict[StatedPurpose, str]] = {
    "counter": "当事人到窗口办事",
    "complaint": "处理投诉",
    "inspection": "依法检查",
    "data_check": "核对数据是否准确",
    "audit": "内部审计",
    "other_duty": "其他法定职责",
}
SECTIONS: Final = {
    "objections": "全部异议",
    "repairs": "全部修复记录",
    "authority": "谁能替店办事",
    "green_channel": "绿色通道资格",
    "statements": "权益结算单",
    "redemptions": "权益核销记录",
    "file": "信用档案",
    "declarations": "自主填报",
    "suggestions": "信用状况提升建议",
}
"""Parts of a shop's unpublished data, for `subject_file`."""


def mask_officer(name: str) -> str:
    """`王敏` → `王*`; more of the name serves no purpose (PIPL Art. 6)."""
    plain = name.removeprefix("工作人员").split("（")[0].strip()
    return f"{plain[:1]}{'*' * (min(len(plain), 3) - 1)}" if plain else "*"
