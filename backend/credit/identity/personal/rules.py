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


KEPT_TABLES: Final = frozenset({"consent"})
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
    "oidc_attempt": "统一身份登录（近一天）",
    "owner_claim": "认领店铺的申请",
    "passkey": "通行密钥",
    "real_name": "实名认证",
    "sign_in_session": "登录过的设备",
}
"""Names for people of what an export holds; other tables stand under their own name."""
HIDDEN: Final = frozenset(
    {"data_key", "refresh_token", "personal_export", "second_factor", "recovery_code"}
)
"""Keys and hashes: no information about the person, and dangerous in a file."""
