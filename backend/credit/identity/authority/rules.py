"""Pure rules of authority: who may give which role, and the code of an invitation."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final, Literal

Role = Literal["owner", "badge", "redeem", "finance"]
INVITED_FOR: Final = timedelta(days=3)
MAX_OPEN: Final = 20
"""Open invitations of one subject."""
WORKING_AGE: Final = 16
"""劳动法 Art. 15: nobody under 16 is employed."""
CODE_LETTERS: Final = 10
# Crockford's letters: none is taken for another when read aloud or written down.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE: Final = str.maketrans("OIL", "011")


def new_code() -> str:
    """Ten random letters (50 bits) in two groups, `7K2QP-M4X9T`."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LETTERS))
    return f"{letters[:5]}-{letters[5:]}"


def code_hash(code: str) -> bytes:
    """SHA-256 of a code as people type it: any case, spaces, dashes, O for 0."""
    plain = "".join(char for char in code.upper() if char.isalnum()).translate(_LOOK_ALIKE)
    return hashlib.sha256(plain.encode()).digest()


def refused_roles(roles: list[Role], kind: str) -> str:
    """Why somebody of this kind may not give these roles; empty when they may.

    An owner is whom the register names (民法典 Art. 61): an officer checks that, no owner can.
    """
    if len(set(roles)) != len(roles):
        return "同一项权限只选一次"
    if "owner" in roles and kind != "officer":
        return "店主由工作人员核对登记信息后绑定，不能邀请"
    if "owner" in roles and len(roles) > 1:
        return "店主已有全部权限，不用再选别的"
    return ""
