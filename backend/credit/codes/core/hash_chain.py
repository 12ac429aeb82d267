"""The hash chain of a citizen pass (轮换码): one signature, thirty codes. Pure.

The phone draws a seed x0 and hashes it thirty times; the server signs the end, x30, and
never learns the rest. Each half minute the phone shows the value one step further back,
which nobody can compute from what it showed before.
"""

from hashlib import sha256

STEPS = 30
STEP_SECONDS = 30
LINK_BYTES = 16
_DOMAIN = b"xyqh-pass-1"


def anchor_of(seed: bytes) -> bytes:
    """x30 of a seed of 16 bytes: what the server signs."""
    return _hash_times(seed, STEPS)


def preimage_at(seed: bytes, step: int) -> bytes:
    """What the phone shows at step 0–29: x(29 − step)."""
    if not 0 <= step < STEPS:
        raise ValueError(f"step {step} is not in 0..{STEPS - 1}")
    return _hash_times(seed, STEPS - 1 - step)


def climb(preimage: bytes, step: int) -> bytes:
    """What a preimage shown at ``step`` leads to: the anchor, if it is genuine."""
    return _hash_times(preimage, step + 1)


def _hash_times(link: bytes, times: int) -> bytes:
    """So many links further: each is the first half of SHA-256 over a domain prefix."""
    for _ in range(times):
        link = sha256(_DOMAIN + link).digest()[:LINK_BYTES]
    return link
