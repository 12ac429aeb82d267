"""Who brings a code to its phone: the SMS gateway, or a demo mailbox in development."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from credit.identity.phones.rules import Purpose
from credit.kit import clock
from credit.kit.mailbox import put_into_mailbox
from credit.kit.sms import SmsGateway
from credit.settings import Settings, get_settings

_NEVER = "五分钟内有效。我们不会向您要验证码，别告诉任何人。"
TEXTS: dict[Purpose, str] = {
    "sign_in": "【信用青海】验证码 {code}，" + _NEVER,
    "phone": "【信用青海】验证码 {code}，用于绑定这个手机号，" + _NEVER,
    "confirm": "【信用青海】验证码 {code}，用于确认是您本人在操作，" + _NEVER,
}


class Sender(Protocol):
    """One way to a phone."""

    async def send(self, phone: str, text: str, *, id: str) -> None:
        """Hand the text over, safely more than once with the same id."""
        ...


class CodeLetter(msgspec.Struct, frozen=True):
    """A letter of the demo mailbox."""

    id: str
    phone: str
    text: str
    created_at: datetime


class DemoSender:
    """Files under the data directory, shown by `credit identity mailbox`; never in production."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, phone: str, text: str, *, id: str) -> None:
        await put_into_mailbox(self.folder, CodeLetter(id, phone, text, clock.now()))


def mailbox_folder(settings: Settings) -> Path:
    """Where the letters lie; a ValueError in production, which has none."""
    if settings.is_production:
        raise ValueError("there is no demo mailbox in production")
    return settings.data_dir / "phone-codes"


def find_sender() -> Sender | None:
    """The way of this installation; None in production without a gateway."""
    settings = get_settings()
    if settings.sms_url:
        return SmsGateway(settings.sms_url, settings.sms_key_id, settings.sms_key)
    return None if settings.is_production else DemoSender(mailbox_folder(settings))
