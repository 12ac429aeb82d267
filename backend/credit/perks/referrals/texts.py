"""The text of a referral's consent: shipped as data, never edited once published."""

import hashlib
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from credit.kit.problems import Problem
from credit.perks.referrals.rules import (
    ALWAYS,
    MAX_DAYS,
    MIN_DAYS,
    PARTICULAR_WORDS,
    PARTICULARS,
)
from credit.perks.referrals.schemas import ParticularView, ReferralText

PURPOSE_WORDS: Final = "只用于了解这家店的情况、联系店主、商量贷款；不得转给别人，不得用于别的事。"


class ReferralConsent(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from"}
):
    """One version of the text, shown from `start` on until the next version."""

    version: str
    start: date
    title: str
    points: tuple[str, ...]

    @property
    def sha256(self) -> bytes:
        """Over the canonical JSON of what the owner reads."""
        words = [self.version, self.title, list(self.points)]
        return hashlib.sha256(msgspec.json.encode(words)).digest()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    text: tuple[ReferralConsent, ...]


@cache
def load_referral_texts() -> tuple[ReferralConsent, ...]:
    """Every shipped text, by first day."""
    source = files("credit.perks.referrals").joinpath("texts.toml").read_text(encoding="utf-8")
    texts = msgspec.convert(tomllib.loads(source), _File).text
    return tuple(sorted(texts, key=lambda text: text.start))


def text_on(day: date) -> ReferralConsent:
    """The text shown on a day; the first one before its time."""
    shown = [text for text in load_referral_texts() if text.start <= day]
    return shown[-1] if shown else load_referral_texts()[0]


def check_text(version: str, day: date) -> ReferralConsent:
    """The text of the day; Problem conflict when another one was read (PIPL Art. 14)."""
    text = text_on(day)
    if text.version != version:
        raise Problem("conflict", detail="同意书已经更新，请读过新的文本再同意")
    return text


def view_text(day: date) -> ReferralText:
    """The text of a day with what may be shared, as people read it."""
    text = text_on(day)
    words = [(each, *PARTICULAR_WORDS[each]) for each in PARTICULARS]
    return ReferralText(
        version=text.version,
        title=text.title,
        points=list(text.points),
        hash=text.sha256.hex(),
        particulars=[
            ParticularView(id=each, name=name, holds=holds, always=each == ALWAYS)
            for each, name, holds in words
        ],
        min_days=MIN_DAYS,
        max_days=MAX_DAYS,
    )
