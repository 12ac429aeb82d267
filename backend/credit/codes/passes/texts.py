"""What the answer to a look-up says to whoever verifies a person's pass. Pure.

Courteous in every case: a pass that does not hold is no reason to think ill of its bearer.
"""

from credit.codes.core.faults import CodeFault, Fault, Reason

VALID_TITLE = "有效"
COURTESY_MESSAGE = "本平台签发，此刻有效，适用守信礼遇。"
# Says nothing about the person: whoever has courtesy may hide it.
PLAIN_MESSAGE = "本平台签发，此刻有效。没有出示守信礼遇，请照常服务。"
_AGAIN = "请对方打开个人信用码页面，当面再扫一次。"
_DAMAGED = ("码不完整", f"没有读到完整的码。{_AGAIN}")
_FORGED = ("不是本平台签发", "这个码的签名不对，不能作为凭证。")
_TEXTS: dict[Reason, tuple[str, str]] = {
    "not_a_code": ("不是个人信用码", "读到的内容不是本平台的个人信用码。"),
    "foreign": ("不是本平台的码", "本平台不为它作证，请不要打开。"),
    "damaged": _DAMAGED,
    "bad_signature": _FORGED,
    "unknown_key": _FORGED,
    "expired": ("已过期", f"这个码的十五分钟已经过去。{_AGAIN}"),
    "not_yet_valid": ("还没有生效", f"这个码的时间在将来，可能是对方手机时间不准。{_AGAIN}"),
    "outdated": ("不是现在的码", f"这可能是截图或照片，码每三十秒变一次。{_AGAIN}"),
    "bad_rotation": ("不是现在的码", f"这个码的变化部分不对。{_AGAIN}"),
    "revoked": ("已停用", "这个码已经停用，不能作为凭证，也不说明对方有任何问题。"),
    "suspended": ("已停用", "这个码已经停用，不能作为凭证，也不说明对方有任何问题。"),
    "unknown": ("查不到这个码", f"本平台没有这个码的记录。{_AGAIN}"),
    "wrong_kind": ("不是个人信用码", "这是商户的信用码，请在扫一扫里核验。"),
}


def texts_of(fault: Fault) -> tuple[Reason, str, str]:
    """The public reason of a fault, with title and message."""
    reason = CodeFault(fault).reason
    return reason, *_TEXTS[reason]
