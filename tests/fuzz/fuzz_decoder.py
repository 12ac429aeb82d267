"""Coverage-guided fuzzing (atheris) of everything in the core that reads strangers' bytes.

    .venv/bin/python tests/fuzz/fuzz_decoder.py                       # until Ctrl-C
    .venv/bin/python tests/fuzz/fuzz_decoder.py -max_total_time=3600 FOLDER

FOLDER keeps what was found interesting; without one a temporary folder is filled with the
vectors. Any option of libFuzzer works. The first byte of an input chooses the reader. A
crash leaves ``crash-…`` in the working directory: pass that file to repeat it.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "backend")]

with atheris.instrument_imports(include=["credit.codes.core", "cbor2"]):
    from credit.codes.core import cose, describe, status_delta, status_list, trust_bundle
    from credit.codes.core.citizen_pass import open_pass, verify_pass
    from credit.codes.core.code_text import read_path
    from credit.codes.core.faults import CodeFault
    from credit.codes.core.golomb_rice import RiceSet, decode_rice, encode_rice
    from credit.codes.core.merchant_token import open_token, verify_token
    from credit.codes.core.offline import verify_offline
    from vectors import world as w

LISTS = {"m3": w.SHOP_LIST, w.PASS_LIST: w.PEOPLE_LIST}
GENUINE = {w.shop_code(), *(w.shown_pass(w.step_now() + late) for late in (-1, 0, 1))}
MAX_INPUT = 4096


def read_cbor(data: bytes) -> None:
    """What is read is written back as the same bytes."""
    assert cose.encode_cbor(cose.decode_cbor(data)) == data


def read_envelope(data: bytes) -> None:
    """Taken apart and put together again: the same bytes, also by the short way."""
    assert cose.envelope(*cose.split_sign1(data)) == data


def read_rice(data: bytes) -> None:
    """One set, one coding."""
    coded = RiceSet(data[0] % 40, data[1] + data[2] * 256, data[3:])
    indices = decode_rice(coded, 1 << 30)
    assert encode_rice(indices, 1 << 30) == coded


def read_token(data: bytes) -> None:
    """No forged token is believed; what is genuine was made by the seeds."""
    open_token(data)
    verify_token(data, w.KEYS, w.NOW)
    assert data in GENUINE


def read_pass(data: bytes) -> None:
    """The same for passes."""
    open_pass(data)
    verify_pass(data, w.KEYS, w.NOW)
    assert data in GENUINE


def read_text(data: bytes) -> None:
    """Any text has a verdict, and a link of ours never reads as another's."""
    text = data.decode("utf-8", "replace")
    found = verify_offline(text, w.ORIGIN, w.NOW, w.BUNDLE, LISTS)
    assert (found.verdict == "valid") == (found.fault is None)
    read_path(text, w.ORIGIN)


READERS: list[Callable[[bytes], object]] = [
    read_cbor,
    read_rice,
    read_token,
    read_pass,
    read_text,
    trust_bundle.read_bundle,
    status_list.read_list,
    status_delta.read_delta,
    describe.describe_object,
    read_envelope,
]


def one_input(data: bytes) -> None:
    """Only a named fault may come out of a reader."""
    if len(data) < 4 or len(data) > MAX_INPUT:
        return
    try:
        READERS[data[0] % len(READERS)](data[1:])
    except CodeFault:
        return


def write_seeds(folder: Path) -> None:
    """The vectors as first inputs, each for the readers that it is meant for."""
    vectors = json.loads((TESTS / "vectors" / "codes.json").read_text(encoding="utf-8"))
    objects = [*vectors["bundles"].values(), *vectors["lists"].values()]
    objects += [*vectors["deltas"].values(), *(token.hex() for token in GENUINE)]
    seeds = [
        bytes([reader]) + bytes.fromhex(body) for body in objects for reader in (0, 5, 6, 7, 8)
    ]
    seeds += [bytes([reader]) + token for token in GENUINE for reader in (2, 3)]
    seeds += [b"\x04" + case["text"].encode() for case in vectors["cases"]]
    for row in vectors["rice"]:
        head = bytes([1, row["k"], row["n"] % 256, row["n"] // 256])
        seeds.append(head + bytes.fromhex(row["hex"]))
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:04}").write_bytes(seed)


def main() -> None:
    """Hands over to libFuzzer."""
    arguments = sys.argv
    if not [each for each in arguments[1:] if not each.startswith("-")]:
        folder = tempfile.mkdtemp(prefix="fuzz-decoder-")
        write_seeds(Path(folder))
        arguments = [*arguments, folder]
    atheris.Setup([*arguments, f"-max_len={MAX_INPUT}", "-rss_limit_mb=1024"], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
