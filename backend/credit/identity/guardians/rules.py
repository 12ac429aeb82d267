"""Pure rules of guardianship, and the text that a guardian consents to."""

import hashlib
from datetime import date, timedelta
from typing import Final, Literal

import msgspec

from credit.identity.ages.rules import GUARDED_UNTIL, birthday_on

Relation = Literal["parent", "guardian"]
CODE_LIFETIME: Final = timedelta(minutes=10)
MAX_WARDS: Final = 10
TEXT_VERSION: Final = "2026-12"
TEXT_TITLE: Final = "孩子的账号：监护人单独同意书"
TEXT_POINTS: Final = (
    "谁在用：信用青海平台。用途只有一个：让不满十四周岁的孩子能登录，使用不涉及信用的功能。",
    "用到的信息：孩子的姓名、出生日期（加密保存）和身份证号（只用来核对一次，不保存）；您的实名信息，"
    "用来核对您是监护人。工作人员要看户口簿或监护证明。",
    "孩子没有个人信用码、守信权益和信用报告，平台不给任何人打分、排名，也不向孩子推送营销内容。",
    "满十四周岁以前，您能看到孩子账号里存了什么、在哪些手机上登录，能让它们退出，能随时撤回同意；"
    "撤回就是注销孩子的账号，数据钥匙当场销毁。",
    "孩子满十四周岁当天起，账号由孩子自己决定，您看不到也管不了；在孩子绑定自己的手机号以前，"
    "您仍可以给他登录码。",
)


def guarded_until(birth: date) -> date:
    """The day of the 14th birthday, from which on the child decides."""
    return birthday_on(birth, GUARDED_UNTIL)


def is_guarded(birth: date, day: date) -> bool:
    """Whether a guardian decides on that day."""
    return day < guarded_until(birth)


def text_hash() -> bytes:
    """SHA-256 over what the guardian reads."""
    words = ["guardian", TEXT_VERSION, TEXT_TITLE, list(TEXT_POINTS)]
    return hashlib.sha256(msgspec.json.encode(words)).digest()
