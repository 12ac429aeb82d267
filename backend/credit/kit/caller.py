"""Who acts: the signed-in account as every slice sees it."""

from typing import Literal

import msgspec

Kind = Literal["citizen", "merchant", "officer"]


class Caller(msgspec.Struct, frozen=True):
    """A signed-in account: `id` is its public id, `subject_uscc` what it may act for.

    `session` names the access token (its `jti`), for acts that must be traced to a session.
    """

    id: str
    kind: Kind
    name: str
    subject_uscc: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    session: str = ""
