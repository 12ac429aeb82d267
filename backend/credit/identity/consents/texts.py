"""The texts that people consent to: shipped as data, never edited once published."""

import hashlib
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Purpose = Literal["citizen_pass", "citizen_pledge", "perk_facts"]


class ConsentText(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}
):
    """One version of the text for a purpose, shown from `start` on until the next version.

    `asks_anew`: it changes purpose, manner or kind of data, so that consents to earlier versions
    count no more from its first day (PIPL Art. 14).
    """

    purpose: Purpose
    version: str
    start: date
    title: str
    points: tuple[str, ...]
    asks_anew: bool = False

    @property
    def sha256(self) -> bytes:
        """Over the canonical JSON of what the person reads."""
        words = [self.purpose, self.version, self.title, list(self.points)]
        return hashlib.sha256(msgspec.json.encode(words)).digest()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    text: tuple[ConsentText, ...]


@cache
def load_texts() -> tuple[ConsentText, ...]:
    """Every shipped text, by purpose and date; ValueError names a text that is out of order."""
    source = files("credit.identity.consents").joinpath("texts.toml").read_text(encoding="utf-8")
    return parse_texts(source)


def parse_texts(source: str) -> tuple[ConsentText, ...]:
    """Texts from TOML; raises ValueError for a version given twice or an empty text."""
    texts = msgspec.convert(tomllib.loads(source), _File).text
    seen: set[tuple[str, str]] = set()
    for text in texts:
        if (text.purpose, text.version) in seen or not text.points:
            raise ValueError(f"consent text {text.purpose} {text.version}: given twice or empty")
        seen.add((text.purpose, text.version))
    return tuple(sorted(texts, key=lambda text: (text.purpose, text.start)))


def find_text(purpose: str, day: date) -> ConsentText | None:
    """The text shown for a purpose on that day, or None."""
    shown = _shown(purpose, day)
    return shown[-1] if shown else None


def counting_versions(purpose: str, day: date) -> list[str]:
    """The versions to which a consent still counts on that day."""
    shown = _shown(purpose, day)
    anew = [place for place, text in enumerate(shown) if text.asks_anew]
    return [text.version for text in shown[max(anew, default=0) :]]


def _shown(purpose: str, day: date) -> list[ConsentText]:
    return [text for text in load_texts() if text.purpose == purpose and text.start <= day]
