"""Asking an operator's service over HTTP: signed, with an id that stays the same at every try.

A request is tried a few times with growing pauses. What it carries is never logged and never part
of the address.

    POST {url}   JSON
    x-credit-key: id of the key        x-credit-time: seconds since 1970
    idempotency-key: id of the request
    x-credit-signature: hex HMAC-SHA256(key, time LF id LF hex SHA-256 of the body)
"""

import asyncio
import hashlib
import hmac
from typing import Final

import httpx

from credit.kit import clock

TRIES: Final = 3
FIRST_PAUSE: Final = 0.5
TIMEOUT: Final = httpx.Timeout(5.0, connect=3.0)
_BUSY: Final = frozenset({408, 425, 429})


class ServiceRefused(Exception):
    """The service said no for good; trying again is of no use."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"the service refused with {status}")


class ServiceUnavailable(Exception):
    """It could not be reached or is busy; the same id may be sent again later."""


class SignedService:
    """One service with its key."""

    def __init__(
        self, url: str, key_id: str, key: bytes, *, first_pause: float = FIRST_PAUSE
    ) -> None:
        self.url, self.key_id, self.key, self.first_pause = url, key_id, key, first_pause

    async def post(self, body: bytes, *, id: str) -> bytes:
        """The answer's body; raises ServiceRefused or, after three tries, ServiceUnavailable."""
        async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False) as client:
            for attempt in range(TRIES):
                if attempt:
                    await asyncio.sleep(self.first_pause * 2 ** (attempt - 1))
                answer = await self._try(client, body, id)
                if answer is not None:
                    return answer
        raise ServiceUnavailable("the service does not answer")

    async def _try(self, client: httpx.AsyncClient, body: bytes, id: str) -> bytes | None:
        try:
            answer = await client.post(self.url, content=body, headers=self._headers(body, id))
        except httpx.TransportError:
            return None
        if answer.is_success:
            return answer.content
        if answer.is_server_error or answer.status_code in _BUSY:
            return None
        raise ServiceRefused(answer.status_code)

    def _headers(self, body: bytes, id: str) -> dict[str, str]:
        moment = str(int(clock.now().timestamp()))
        return {
            "content-type": "application/json",
            "idempotency-key": id,
            "x-credit-key": self.key_id,
            "x-credit-time": moment,
            "x-credit-signature": sign(self.key, moment, id, body),
        }


def sign(key: bytes, moment: str, id: str, body: bytes) -> str:
    """The signature as the service checks it."""
    text = f"{moment}\n{id}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.digest(key, text.encode(), "sha256").hex()
