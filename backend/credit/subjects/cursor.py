"""The opaque place where a page of subjects ended: rank, name length, key."""

import base64
import binascii

import msgspec

from credit.kit.problems import Problem

START = (-1, 0, 0)


def write(rank: int, length: int, last: int) -> str:
    """The cursor after a row, safe in an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode((rank, length, last))).decode().rstrip("=")


def read(after: str | None) -> tuple[int, int, int]:
    """The place that `write` wrote; Problem invalid-input when it is not ours."""
    if not after:
        return START
    try:
        text = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4))
        rank, length, last = msgspec.json.decode(text, type=tuple[int, int, int])
    except (binascii.Error, ValueError) as error:
        raise Problem(
            "invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")]
        ) from error
    if not (-1 <= rank <= 9 and 0 <= length <= 10_000 and 0 <= last < 2**63):
        raise Problem("invalid-input", errors=[("after", "分页位置无效，请从第一页重新查询")])
    return rank, length, last
