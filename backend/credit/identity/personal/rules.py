"""Pure rules of a person's rights: periods, and what outlives an account."""

from datetime import timedelta
from typing import Final, Literal, NamedTuple

RequestKind = Literal["correction", "age_review", "real_name"]
AskedKind = Literal["correction", "age_review"]
"""What a person asks for in their own words; `real_name` comes with a checked number."""
EXPORT_LIFETIME: Final = timedelta(days=7)
COOLING_OFF: Final = timedelta(days=7)
MAX_EXPORTS_OPEN: Final = 3


class Kept(NamedTuple):
    """What stays after an account is closed: what, why, until when."""

    what: str
    why: str
    until: str


KEPT_TABLES: Final = frozenset({"consent", "access_entry"})
"""Rows of an account that outlive it; all others that hang on it are deleted."""
KEPT: Final = (
    Kept(
        "您何时同意过什么、何时撤回",
        "《个人信息保护法》第十四条、第六十九条：处理者要能证明得到过同意",
        "注销后三年（《民法典》第一百八十八条诉讼时效）",
    ),
    Kept(
        "操作日志里的一串编号，不含姓名、手机号",
        "《网络安全法》第二十一条：日志至少留六个月；日志首尾相连，删一条就证明不了没被改过",
        "随日志保存期",
    ),
    Kept(
        "工作人员哪天查阅过您的资料，不含姓名、手机号",
        "《个人信息保护法》第五十六条：处理情况记录至少保存三年",
        "查阅后三年",
    ),
    Kept(
        "您替店铺办过的事，记在店铺名下",
        "《民法典》第一百六十二条：代理的后果归店铺",
        "随店铺记录",
    ),
    Kept(
        "备份里的密文，没有钥匙打不开",
        "备份整份轮换，不能逐条删；您的数据钥匙在注销时销毁，之后的备份不再有它",
        "最长三十五天轮换完",
    ),
)
TITLES: Final = {
    "access_entry": "谁看过我的资料",
    "access_flag": "不寻常的查阅",
    "officer_post": "工作岗位",
    "account_subject": "替哪些店办事",
    "claim_network": "领权益时所在的网络段（密封，一天后删）",
    "consent": "同意和撤回",
    "courtesy": "守信荣誉",
    "data_key": "数据钥匙（密封）",
    "message": "站内消息",
    "pass_device": "能亮码的手机",
    "pass_holder": "个人信用码设置",
    "pass_lookup": "谁核验过我的码",
    "perk_person": "领权益时带来的条件",
    "perk_turn": "权益候补和摇号报名",
    "personal_request": "我提过的请求",
    "pledge": "自愿承诺",
    "external_identity": "绑定的统一身份",
    "guardianship": "监护关系",
    "owner_claim": "认领店铺的申请",
    "real_name": "实名认证",
    "sign_in_session": "登录过的设备",
}
"""Names for people of what an export holds; other tables stand under their own name."""
HIDDEN: Final = frozenset(
    {
        "data_key",
        "refresh_token",
        "personal_export",
        "second_factor",
        "recovery_code",
        "oidc_attempt",
        "sign_in_code",
        "ward_code",
    }
)
"""Keys and hashes: no information about the person, and dangerous in a file."""
FIELD_NAMES: Final = {
    "public_id": "编号", "at": "时间", "agency": "单位", "post": "岗位", "kind": "类别",
    "object_id": "对应事项", "case_open": "事项在办", "purpose": "用途", "note": "说明",
    "rule": "提醒", "role": "身份", "given_at": "同意时间", "withdrawn_at": "撤回时间",
    "text_version": "文本版本", "channel": "方式", "title": "名称", "legal_basis": "依据",
    "granted_on": "授予日期", "valid_until": "有效期至", "amount": "数量", "body": "内容",
    "link": "页面", "created_at": "时间", "read_at": "读过", "label": "名称", "method": "方式",
    "last_used_at": "最近使用", "ended_at": "退出时间", "revoked_at": "停用时间",
    "issued_through": "码领到", "show_name": "显示姓名", "show_courtesy": "显示礼遇",
    "paused_at": "暂停时间", "chosen_at": "设置时间", "verifier_kind": "核验方",
    "verifier": "谁核验", "purpose_note": "说明", "outcome": "结果", "shown": "显示了什么",
    "status": "进展", "decided_at": "答复时间", "made_at": "作出时间",
    "subject_uscc": "统一社会信用代码", "state": "状态", "provider": "身份提供方",
    "linked_at": "绑定时间", "used_at": "最近使用", "level": "核对到", "source": "由谁核对",
    "verified_at": "核对时间", "relation": "与孩子的关系", "asked_at": "申请时间",
}  # fmt: skip
"""Chinese names of columns in the readable copy; others stand under their own name."""
VALUE_NAMES: Final = {
    "citizen_pass": "个人信用码", "citizen_pledge": "自愿承诺", "perk_facts": "带来的条件",
    "owner": "店主", "badge": "管理信用码", "redeem": "核销权益", "finance": "结算",
    "honour": "荣誉", "volunteer": "志愿服务", "blood_donation": "无偿献血", "booking": "守约",
    "correction": "更正", "age_review": "未成年人审核", "open": "办理中", "approved": "已同意",
    "refused": "未同意", "password": "密码", "code": "短信验证码", "adult": "已满18周岁",
    "minor": "未满18周岁", "reviewed": "已审核", "merchant": "商户", "officer": "工作人员",
    "client": "核验应用", "valid": "有效", "app": "本应用", "personal_request": "您提的请求",
    "breach_case": "违诺举报", "perk_revocation": "权益凭证", "real_name": "姓名和证件号",
    "real_person": "姓名、证件号和本人", "register": "身份登记", "demo": "演示（示例数据）",
    "parent": "父母", "guardian": "其他监护人", "active": "已开通", "oidc": "统一身份",
}  # fmt: skip
"""Chinese names of values of closed lists in the readable copy."""
