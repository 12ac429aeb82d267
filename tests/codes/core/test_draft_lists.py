"""The status lists of draft-ietf-oauth-status-list, carried over into our compact form.

The draft's test vectors (its appendix): 2^20 entries; one bit with eleven places set, two
bits with eleven places of status 1 to 3. Our list must say the same of every place.
"""

import base64
import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from credit.codes.core.status_list import StatusSets, issue_list, open_list
from vectors import world as w

SHARED = Path(__file__).parents[4] / "shared" / "data" / "vectors"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="public vectors absent: no ../shared/data/vectors by the checkout"
)
ONE_BIT = {0: 1, 1993: 1, 25460: 1, 159495: 1, 495669: 1, 554353: 1, 645645: 1, 723232: 1,
           854545: 1, 934534: 1, 1000345: 1}  # fmt: skip
TWO_BITS = {0: 1, 1993: 2, 25460: 1, 159495: 3, 495669: 1, 554353: 1, 645645: 2, 723232: 1,
            854545: 1, 934534: 2, 1000345: 3}  # fmt: skip


def draft_list(bits: int) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    """Status by place, as the draft's text encodes it."""
    text = (SHARED / f"status_list_encoding{bits}_long_json.md").read_text(encoding="utf-8")
    said = json.loads(text.replace("\n  ", ""))
    assert said["bits"] == bits
    packed = base64.urlsafe_b64decode(said["lst"] + "=" * (-len(said["lst"]) % 4))
    raw = np.frombuffer(zlib.decompress(packed), np.uint8)
    parts = [(raw >> shift) & ((1 << bits) - 1) for shift in range(0, 8, bits)]
    return np.stack(parts, axis=1).reshape(-1)


@needs_shared
@pytest.mark.parametrize(("bits", "asserted"), [(1, ONE_BIT), (2, TWO_BITS)])
def test_the_drafts_examples_survive_our_coding(bits: int, asserted: dict[int, int]) -> None:
    flags = draft_list(bits)
    assert len(flags) == w.SHOP_LIST.size
    assert {int(place): int(flags[place]) for place in np.flatnonzero(flags)} == asserted
    sets = StatusSets(*(frozenset(np.flatnonzero(flags == value).tolist()) for value in (1, 2, 3)))
    status = w.SHOP_LIST._replace(sets=sets)
    body = issue_list(status, w.private_key(w.LISTS))
    assert open_list(body, w.KEYS).sets == sets
    assert len(body) < 220


def test_a_million_issued_at_one_percent() -> None:
    """The figure to beat: 13.9 kB for the draft's one-bit list, 10.2 kB as a stretch."""
    drawn = np.random.default_rng(1).choice(1_000_000, 10_000, replace=False)
    sets = StatusSets(revoked=frozenset(drawn.tolist()))
    body = issue_list(w.SHOP_LIST._replace(sets=sets), w.private_key(w.LISTS))
    assert len(body) <= 10_300  # of which 119 are the signature and the claims
    assert open_list(body, w.KEYS).sets == sets
