"""Asking a register whether a name and an identity number belong together.

The register's adapter: `POST {url} {"name": "…", "idNumber": "…"}`, signed and tried as in
`kit/signed_http`; it answers `{"result": "match" | "mismatch" | "unknown"}`.
"""

import json
import uuid
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

import msgspec

from credit.kit.id_number import birth_of
from credit.kit.signed_http import FIRST_PAUSE, ServiceRefused, ServiceUnavailable, SignedService
from credit.settings import get_settings

Result = Literal["match", "mismatch", "unknown"]
"""unknown: the register has no such number, or keeps it back."""


class CheckUnavailable(Exception):
    """The register cannot be asked now."""


class Checker(Protocol):
    """One register."""

    source: str

    async def check(self, name: str, number: str) -> Result:
        """Whether they belong together; raises CheckUnavailable."""
        ...


class _Answer(msgspec.Struct):
    result: Result


class RegisterChecker:
    """An operator's register over HTTP."""

    source = "register"

    def __init__(
        self, url: str, key_id: str, key: bytes, *, first_pause: float = FIRST_PAUSE
    ) -> None:
        self.service = SignedService(url, key_id, key, first_pause=first_pause)

    async def check(self, name: str, number: str) -> Result:
        body = msgspec.json.encode({"name": name, "idNumber": number})
        try:
            answer = await self.service.post(body, id=str(uuid.uuid4()))
            return msgspec.json.decode(answer, type=_Answer).result
        except (ServiceRefused, ServiceUnavailable, msgspec.MsgspecError) as error:
            raise CheckUnavailable(type(error).__name__) from None


class DemoChecker:
    """No register at all: numbers of the invented division 639999, and a few that are told apart.

    Never in production. What is not in the file matches when its check character is right.
    """

    source = "demo"

    async def check(self, name: str, number: str) -> Result:
        known = demo_people().get(number)
        if known is not None:
            return "match" if known == name else "mismatch"
        fits = number.startswith("639999") and birth_of(number) is not None
        return "match" if fits else "unknown"


@cache
def demo_people() -> dict[str, str]:
    """Names of the demo by their made-up numbers."""
    source = files("credit.identity.real_name").joinpath("demo_people.json")
    people: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return people


def find_checker() -> Checker | None:
    """The register of this installation; None in production without one."""
    settings = get_settings()
    if settings.real_name_url:
        key_id, key = settings.real_name_key_id, settings.real_name_key
        return RegisterChecker(settings.real_name_url, key_id, key)
    return None if settings.is_production else DemoChecker()
