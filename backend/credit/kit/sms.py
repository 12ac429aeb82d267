"""Sending a text message through an operator's SMS gateway (signed and tried as in `signed_http`).

POST {url}   {"phone": "…", "text": "…"}
"""

import msgspec

from credit.kit.signed_http import FIRST_PAUSE, ServiceRefused, ServiceUnavailable, SignedService


class SmsRefused(Exception):
    """The gateway said no for good; trying again is of no use."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"the SMS gateway refused with {status}")


class SmsUnavailable(Exception):
    """The gateway could not be reached or is busy; the same id may be sent again later."""


class SmsGateway:
    """One gateway with its key."""

    def __init__(
        self, url: str, key_id: str, key: bytes, *, first_pause: float = FIRST_PAUSE
    ) -> None:
        self.service = SignedService(url, key_id, key, first_pause=first_pause)

    async def send(self, phone: str, text: str, *, id: str) -> None:
        """Send once, or raise SmsRefused or, after three tries, SmsUnavailable."""
        try:
            await self.service.post(msgspec.json.encode({"phone": phone, "text": text}), id=id)
        except ServiceRefused as error:
            raise SmsRefused(error.status) from None
        except ServiceUnavailable:
            raise SmsUnavailable("the SMS gateway does not answer") from None
