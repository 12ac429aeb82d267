"""The link of a code for an NFC tag: an NDEF message with one URI record (NFC Forum). Pure."""

from typing import Final, NamedTuple

# URI record prefixes (NFC Forum URI RTD 1.0, table 3): one byte stands for the scheme.
_PREFIXES: Final = (("https://", 4), ("http://", 3))
_BEGIN_END_WELL_KNOWN, _SHORT = 0xC1, 0x10
_TYPE_URI: Final = b"U"
# Bytes of user memory of the tags that shops buy (NTAG213/215/216).
_TAGS: Final = (("NTAG213", 144), ("NTAG215", 504), ("NTAG216", 888))


class TagFit(NamedTuple):
    """The smallest common tag that holds a message, and its memory in bytes."""

    name: str
    capacity: int


def uri_message(url: str) -> bytes:
    """One URI record, as a phone or a tag writer takes it."""
    prefix, code = next(((p, c) for p, c in _PREFIXES if url.startswith(p)), ("", 0))
    payload = bytes([code]) + url.removeprefix(prefix).encode()
    if len(payload) < 256:
        head = bytes([_BEGIN_END_WELL_KNOWN | _SHORT, len(_TYPE_URI), len(payload)])
    else:
        head = bytes([_BEGIN_END_WELL_KNOWN, len(_TYPE_URI)]) + len(payload).to_bytes(4, "big")
    return head + _TYPE_URI + payload


def bytes_on_tag(message: bytes) -> int:
    """What the message takes on a type 2 tag: its length, itself and the end mark."""
    return (2 if len(message) < 255 else 4) + len(message) + 1


def fitting_tag(message: bytes) -> TagFit:
    """The smallest tag with room; ``ValueError`` when none has."""
    for name, capacity in _TAGS:
        if bytes_on_tag(message) <= capacity:
            return TagFit(name, capacity)
    raise ValueError(f"{bytes_on_tag(message)} bytes fit no common tag")
