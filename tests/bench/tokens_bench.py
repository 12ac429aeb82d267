"""Tokens a second beside bare ECDSA, and status lists beside the draft's zlib form.

    .venv/bin/python tests/bench/tokens_bench.py [--rounds 40] [--lists]

Core and bare primitive run in turn in the same process on the same library, in small
batches; each figure is the CPU time of the least disturbed batch, so that other busy
processes (they empty the processor's caches) count as little as they can. Nothing is
cached. Aims: verifying ≥ 0.7 of the bare primitive; 1 M issued at 1 % revoked ≤ 13.9 kB,
stretch 10.2 kB. ``--lists`` leaves the tokens out.
"""

import argparse
import random
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature as read_dss
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

sys.path.insert(0, str(Path(__file__).parents[1]))

from credit.codes.core.citizen_pass import issue_pass, verify_pass
from credit.codes.core.cose import sign1_decode
from credit.codes.core.digits import digits_to_token, token_to_digits
from credit.codes.core.merchant_token import issue_token, verify_token
from credit.codes.core.offline import verify_offline
from credit.codes.core.status_delta import apply_delta, issue_delta
from credit.codes.core.status_list import StatusList, StatusSets, issue_list, open_list
from vectors import world as w

ES256 = ec.ECDSA(SHA256(), deterministic_signing=True)
BATCH = 250
ISSUED = 1_000_000
Work = Callable[[], object]


def cpu_of(work: Work, count: int) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    for _ in range(count):
        work()
    return (time.process_time() - start) / count


def compare(works: Mapping[str, Work], rounds: int, count: int) -> dict[str, list[float]]:
    """CPU seconds of one call by name and round, interleaved, after a round to warm up."""
    series: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            seconds = cpu_of(work, count)
            if number:
                series[name].append(seconds)
    return series


def report(series: dict[str, list[float]], base: str, names: list[str]) -> None:
    """One line a name: its time, calls a second, and the base's speed that is left."""
    for name in [base, *names]:
        seconds = min(series[name])
        ratio = min(series[base]) / seconds
        print(f"  {name:34} {seconds * 1e6:8.1f} µs {1 / seconds:9.0f} /s   {ratio:5.2f}")


def tokens(rounds: int) -> None:
    """Issue and verify, without any cache, beside sign and verify of the library."""
    key = w.private_key(w.MERCHANT)
    public, token, shown = key.public_key(), w.shop_code(), w.shown_pass(w.step_now())
    sign1 = sign1_decode(token)
    r, s = (int.from_bytes(half, "big") for half in (sign1.signature[:32], sign1.signature[32:]))
    der, message, digits = encode_dss_signature(r, s), sign1.signed_bytes, token_to_digits(token)
    url, lists = w.shop_url(token), {"m3": w.SHOP_LIST}
    series = compare(
        {
            "ECDSA P-256 verify": lambda: public.verify(der, message, ES256),
            "verify a merchant token": lambda: verify_token(token, w.KEYS, w.NOW),
            "  from its digits": lambda: verify_token(digits_to_token(digits), w.KEYS, w.NOW),
            "  offline verdict from the link": lambda: verify_offline(
                url, w.ORIGIN, w.NOW, w.BUNDLE, lists
            ),
            "verify a citizen pass": lambda: verify_pass(shown, w.KEYS, w.NOW),
            "refuse a token with a wrong tail": lambda: _refuse(token[:-1] + b"\x00"),
            "refuse 200 random bytes": lambda: _refuse(b"\xd2" + _NOISE),
            "ECDSA P-256 sign (RFC 6979)": lambda: read_dss(key.sign(message, ES256)),
            "issue a merchant token": lambda: issue_token(w.SHOP, w.MERCHANT, key),
            "issue a citizen pass": lambda: issue_pass(w.PASS, w.CITIZEN, key),
        },
        rounds,
        BATCH,
    )
    names = list(series)
    print("verify: CPU a call, calls a second, ÷ bare verify (aim ≥ 0.70)")
    report(series, names[0], names[1:7])
    print("issue: CPU a call, calls a second, ÷ bare sign")
    report(series, names[7], names[8:])


_NOISE = random.Random(3).randbytes(200)


def _refuse(token: bytes) -> None:
    try:
        verify_token(token, w.KEYS, w.NOW)
    except ValueError:
        return
    raise AssertionError("a broken token was accepted")


def status_lists(rounds: int) -> None:
    """A million codes issued in a list of 2^20: bytes, and times beside zlib of the bits."""
    print(f"status lists, {ISSUED:,} issued: signed bytes; times ÷ zlib -9 of the one-bit list")
    for share in (0.001, 0.01, 0.05):
        places = frozenset(random.Random(1).sample(range(ISSUED), round(ISSUED * share)))
        one_status_list(places, share, rounds)


def one_status_list(places: frozenset[int], share: float, rounds: int) -> None:
    key, keys = w.private_key(w.LISTS), w.KEYS
    status = w.SHOP_LIST._replace(sets=StatusSets(revoked=places))
    body, bits = issue_list(status, key), _bits(places)
    packed, bundle = zlib.compress(bits, 9), w.BUNDLE
    newer = _with_hundred_more(status)
    delta = issue_delta(status, newer, key)
    series = compare(
        {
            "zlib build": lambda: zlib.compress(_bits(places), 9),
            "build": lambda: issue_list(status, key),
            "zlib open": lambda: _places(zlib.decompress(packed)),
            "open": lambda: open_list(body, keys),
            "apply": lambda: apply_delta(delta, bundle, status),
        },
        rounds,
        1,
    )
    t = {name: min(values) for name, values in series.items()}
    print(
        f"  {share:6.1%} {len(body):7,} B (zlib one bit {len(packed):7,} B)"
        f"   build {t['build'] * 1e3:6.1f} ms {t['build'] / t['zlib build']:5.2f}"
        f"   open {t['open'] * 1e3:6.1f} ms {t['open'] / t['zlib open']:5.2f}"
        f"   delta of 100: {len(delta):4} B, applied in {t['apply'] * 1e3:6.1f} ms"
    )


def _bits(places: frozenset[int]) -> bytes:
    """The draft's one-bit list, least significant bit first."""
    flags = np.zeros(w.SHOP_LIST.size, np.uint8)
    flags[list(places)] = 1
    return np.packbits(flags, bitorder="little").tobytes()


def _places(bits: bytes) -> frozenset[int]:
    flags = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
    return frozenset(np.flatnonzero(flags).tolist())


def _with_hundred_more(status: StatusList) -> StatusList:
    more = frozenset(range(7, ISSUED, ISSUED // 100))
    sets = StatusSets(revoked=status.sets.revoked | more)
    return status._replace(seq=status.seq + 1, issued=status.issued + 60, sets=sets)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--lists", action="store_true")
    arguments = parser.parse_args()
    if not arguments.lists:
        tokens(arguments.rounds)
    status_lists(max(3, arguments.rounds // 8))
