"""The text that an owner agrees to when delegating: data, never edited once published."""

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec


class DelegationText(msgspec.Struct, frozen=True, rename={"start": "from"}):
    """One version, shown from `start` on. `asks_anew`: what was given to earlier ones ends."""

    version: str
    start: date
    title: str
    points: tuple[str, ...]
    asks_anew: bool = False

    @property
    def sha256(self) -> bytes:
        """Over the canonical JSON of what the owner reads."""
        words = ["report_delegation", self.version, self.title, list(self.points)]
        return hashlib.sha256(msgspec.json.encode(words)).digest()


class _File(msgspec.Struct):
    text: tuple[DelegationText, ...]


@cache
def load_texts() -> tuple[DelegationText, ...]:
    """Every text by date."""
    source = files("credit.reports.delegating").joinpath("texts.toml").read_text(encoding="utf-8")
    texts = msgspec.toml.decode(source, type=_File).text
    return tuple(sorted(texts, key=lambda text: text.start))


def text_on(day: date) -> DelegationText:
    """The text shown on that day."""
    return [text for text in load_texts() if text.start <= day][-1]


def counting_versions(day: date) -> list[str]:
    """The versions to which a delegation still counts."""
    shown = [text for text in load_texts() if text.start <= day]
    anew = [place for place, text in enumerate(shown) if text.asks_anew]
    return [text.version for text in shown[max(anew, default=0) :]]
