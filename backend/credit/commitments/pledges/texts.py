"""What citizens may pledge: shipped as data, dated versions."""

import hashlib
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec


class PledgeVersion(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}
):
    """The words of a pledge from `start` on, until the next version."""

    version: int
    start: date
    points: tuple[str, ...]
    points_en: tuple[str, ...]


class PledgeText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pledge that a citizen can make, in all its versions."""

    id: str
    name: str
    name_en: str
    version: tuple[PledgeVersion, ...]

    def version_on(self, day: date) -> PledgeVersion | None:
        """The words shown on `day`; None before the first."""
        shown = [version for version in self.version if version.start <= day]
        return shown[-1] if shown else None

    def find_version(self, number: int) -> PledgeVersion | None:
        """The words of a version; None when it is not there."""
        return next((version for version in self.version if version.version == number), None)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    pledge: tuple[PledgeText, ...]


@cache
def load_pledges() -> dict[str, PledgeText]:
    """Every pledge by id, in the order of the file."""
    source = files("credit.commitments.pledges").joinpath("pledges.toml")
    texts = msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), _File).pledge
    return {text.id: text for text in texts}


def text_hash(text: PledgeText, version: PledgeVersion) -> bytes:
    """SHA-256 over the canonical JSON of what the person reads."""
    words = [text.id, version.version, text.name, list(version.points)]
    return hashlib.sha256(msgspec.json.encode(words)).digest()
