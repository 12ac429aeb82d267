"""The platform's signatures: of what a report says, and of a file that says it."""

from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from credit.kit.kept_keys import KeptKeys
from credit.kit.statements import Jwk, read_statement, sign_statement
from credit.kit.tokens import TokenRejected

PURPOSE: Final = "credit-report"
KEYS: Final = KeptKeys("credit_report_key", PURPOSE)
# After the PDF's own end, where viewers do not look; one line.
MARK: Final = b"\n%credit-report "


class ReportClaims(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the register's statement says. `content`: SHA-256 (hex) of the snapshot; `iat`: Unix
    seconds of the issue."""

    number: str
    uscc: str
    content: str
    iat: int


class ReportFileClaims(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the end of a file says. `body`: SHA-256 (hex) of all bytes before it, `size` of them."""

    number: str
    content: str
    body: str
    size: int


Claims = TypeVar("Claims", ReportClaims, ReportFileClaims)


def state_report(claims: ReportClaims) -> str:
    """The signed statement of a report; compact JWS."""
    return sign_statement(PURPOSE, msgspec.to_builtins(claims))


def state_report_file(claims: ReportFileClaims) -> str:
    """The signed end of a report's file."""
    return sign_statement(PURPOSE, msgspec.to_builtins(claims))


def read_claims(statement: str, keys: Mapping[str, Jwk], shape: type[Claims]) -> Claims:
    """What a statement says; TokenRejected for anything altered, foreign or of the other shape."""
    try:
        return msgspec.convert(read_statement(statement, PURPOSE, keys), shape)
    except (msgspec.ValidationError, ValueError):
        raise TokenRejected("claims_shape") from None
