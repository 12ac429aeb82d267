"""Handing a message to the channels outside the app; the inbox itself needs none of them."""

import logging

from credit.inbox.channels.provider import Delivery, list_channels
from credit.kit import clock
from credit.kit.db import connection
from credit.kit.sms import SmsRefused

log = logging.getLogger(__name__)
_DELIVERY = """
SELECT m.public_id::text AS id, a.public_id::text AS account_id, a.name AS account_name,
  m.title, m.body, m.link, m.created_at
FROM message m JOIN account a ON a.id = m.account_id
WHERE m.id = $1 AND m.handed_out_at IS NULL AND m.read_at IS NULL AND a.active
"""
_HANDED_OUT = """
UPDATE message SET handed_out_by = $2, handed_out_at = $3 WHERE id = $1 AND handed_out_at IS NULL
"""


async def hand_out(message_id: int) -> None:
    """Give a message to the first channel that reaches its account, once.

    What was read meanwhile needs no second notice. Raises what a channel raises when it may
    work later (the job is then tried again); a refusal for good is logged without content.
    """
    async with connection() as held:
        row = await held.fetchrow(_DELIVERY, message_id)
    if row is None:
        return
    delivery = Delivery(**row)
    for channel in list_channels():
        try:
            taken = await channel.deliver(delivery)
        except SmsRefused as refused:
            log.warning("a channel refused a message", extra={"status": refused.status})
            continue
        if taken:
            async with connection() as held:
                await held.execute(_HANDED_OUT, message_id, channel.name, clock.now())
            return
