"""What a channel is, and which ones this installation has."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import msgspec

from credit.kit.mailbox import put_into_mailbox
from credit.kit.sms import SmsGateway
from credit.settings import Settings, get_settings

MAILBOX = "mailbox"
PhoneFinder = Callable[[str], Awaitable[str | None]]
_phone_finder: list[PhoneFinder] = []


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way out; `id` stays the same at every try."""

    id: str
    account_id: str
    account_name: str
    title: str
    body: str
    link: str
    created_at: datetime


class Provider(Protocol):
    """A channel outside the app."""

    name: str

    async def deliver(self, delivery: Delivery) -> bool:
        """Hand it over, safely more than once; False when the account cannot be reached here."""
        ...


class DemoMailbox:
    """Files under the data directory, read by `credit inbox list`; never in production."""

    name = "mailbox"

    async def deliver(self, delivery: Delivery) -> bool:
        await put_into_mailbox(get_settings().data_dir / MAILBOX, delivery)
        return True


class SmsChannel:
    """The title by SMS, to accounts whose phone is known."""

    name = "sms"

    def __init__(self, gateway: SmsGateway) -> None:
        self.gateway = gateway

    async def deliver(self, delivery: Delivery) -> bool:
        phone = await _phone_finder[0](delivery.account_id) if _phone_finder else None
        if not phone:
            return False
        await self.gateway.send(phone, f"{delivery.title}。请打开“信用青海”查看。", id=delivery.id)
        return True


def find_phones_with(finder: PhoneFinder) -> None:
    """Registers how the phone of an account is found; until then no SMS is sent."""
    _phone_finder[:] = [finder]


def list_channels() -> tuple[Provider, ...]:
    """The channels of this installation in the order in which they are tried."""
    return _channels(get_settings())


@lru_cache(maxsize=2)
def _channels(settings: Settings) -> tuple[Provider, ...]:
    channels: list[Provider] = []
    if settings.sms_url:
        gateway = SmsGateway(settings.sms_url, settings.sms_key_id, settings.sms_key)
        channels.append(SmsChannel(gateway))
    if not settings.is_production:
        channels.append(DemoMailbox())
    return tuple(channels)
