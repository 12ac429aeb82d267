"""Where ready-made answers are kept, and how a change makes every process forget them.

What decides without the database (shape, host, signature) is decided before the cache, so
that random codes cost neither Redis nor PostgreSQL a question.
"""

from functools import partial
from typing import Final

from credit.codes.core.code_text import DigitsCode, TypedCode
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.verdicts.answers import Answer, Kind, answer_of, marked_stale, unpack
from credit.codes.verdicts.judging import judge_code, refused, verify_digits
from credit.codes.verdicts.queries import list_codes
from credit.kit import clock
from credit.kit.db import transaction
from credit.kit.hotcache import HotCache, Loaded, Loader
from credit.settings import get_settings

Code = DigitsCode | TypedCode


def _loader(kind: Kind) -> Loader:
    async def load(key: str) -> Loaded | None:
        ruling = await judge_code(_code_of(key))
        if ruling.verdict.reason == "unknown":
            return None
        return Loaded(answer_of(ruling, kind, get_settings().public_origin).pack())

    return load


_CACHES: Final[dict[Kind, HotCache]] = {
    "json": HotCache("verdict", _loader("json"), parse=partial(unpack, kind="json")),
    "page": HotCache("verdict-page", _loader("page"), parse=partial(unpack, kind="page")),
}


def known_answer(digits: str, kind: Kind) -> Answer | None:
    """The answer that this process holds for canonical digits, if it may be given as it is."""
    entry = _CACHES[kind].peek(f"d{digits}")
    if entry is None or entry.stale:
        return None
    answer: Answer = entry.parsed
    return answer if clock.now().timestamp() < answer.expires else None


async def find_answer(code: Code, kind: Kind) -> Answer:
    """The answer to a code, from the nearest place; raises what the database raises.

    While the database is away a known answer is given for an hour more, marked with its time.
    ``CodeFault`` when the code is refused before or without a look at its badge.
    """
    if isinstance(code, DigitsCode):
        await verify_digits(code.digits)
    entry = await _CACHES[kind].get(_key_of(code))
    if entry is None:
        raise CodeFault(Fault.UNKNOWN)
    answer: Answer = entry.parsed
    if clock.now().timestamp() >= answer.expires:
        raise CodeFault(Fault.EXPIRED)
    return marked_stale(answer, kind, entry.as_of) if entry.stale else answer


def refusal(fault: Fault, kind: Kind) -> Answer:
    """The answer to a code that was refused."""
    return answer_of(refused(fault), kind, get_settings().public_origin)


async def forget_subjects(subject_ids: list[int]) -> None:
    """Forget, after the commit, the answers to all codes of these subjects, in every process."""
    async with transaction():
        codes = await list_codes(subject_ids)
        keys = [_key_of(code) for digits, short in codes for code in _codes_of(digits, short)]
        for cache in _CACHES.values():
            await cache.forget_on_commit(*keys)


def _codes_of(digits: str, short_code: str) -> tuple[Code, Code]:
    return DigitsCode(digits), TypedCode(short_code)


def _key_of(code: Code) -> str:
    return f"s{code.code}" if isinstance(code, TypedCode) else f"d{code.digits}"


def _code_of(key: str) -> Code:
    return TypedCode(key[1:]) if key[0] == "s" else DigitsCode(key[1:])
