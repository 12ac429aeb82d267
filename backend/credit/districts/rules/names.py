"""The closed lists of the slice and their names for people."""

from typing import Final, Literal

Kind = Literal[
    "walking_street", "food_street", "market", "commercial", "farm_town", "scenic_area",
    "crafts", "service",
]  # fmt: skip
Status = Literal["proposed", "named", "raised", "rectifying", "struck_off"]
Outcome = Literal["named", "kept", "raised", "rectifying", "struck_off"]
MemberStatus = Literal["applied", "admitted", "refused", "withdrawn", "left", "removed"]
NoticeKind = Literal["event", "perk"]

KIND_NAMES: Final[dict[str, str]] = {
    "walking_street": "步行街",
    "food_street": "美食街",
    "market": "市场",
    "commercial": "商圈",
    "farm_town": "特色小镇",
    "scenic_area": "景区",
    "crafts": "手工艺街区",
    "service": "服务业街区",
}
STATUS_NAMES: Final[dict[str, str]] = {
    "proposed": "创建中",
    "named": "已命名",
    "raised": "提升",
    "rectifying": "整改中",
    "struck_off": "已注销",
}
OUTCOME_NAMES: Final[dict[str, str]] = {
    "named": "命名",
    "kept": "通过复核",
    "raised": "提升",
    "rectifying": "限期整改",
    "struck_off": "注销",
}
MEMBER_STATUS_NAMES: Final[dict[str, str]] = {
    "applied": "待审核",
    "admitted": "已加入",
    "refused": "未通过",
    "withdrawn": "已撤回",
    "left": "已退出",
    "removed": "已移出",
}
# Named by an authority and still so: these are on lists, on the map and on members' badges.
LISTED: Final = ("named", "raised", "rectifying")
