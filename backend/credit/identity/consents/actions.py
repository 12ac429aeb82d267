"""Giving and withdrawing consent: one call each, one transaction, audited."""

from typing import Final, get_args

from credit.identity.ages.guard import check_credit_age
from credit.identity.consents.queries import find_living_consent
from credit.identity.consents.schemas import ConsentView, GiveConsent
from credit.identity.consents.texts import ConsentText, Purpose, find_text
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import transaction
from credit.kit.jobs import enqueue
from credit.kit.problems import Problem

CHANNEL: Final = "app"
# Who hears, as a job, that the consent to a purpose was taken back.
ENDINGS: Final[dict[Purpose, str]] = {
    "citizen_pass": "codes.end_passes",
    "citizen_pledge": "commitments.erase_pledges",
}
# One writer at a time for each person: two taps give one consent.
_ACCOUNT = "SELECT id FROM account WHERE public_id = $1 AND active FOR NO KEY UPDATE"
_END = """
UPDATE consent SET withdrawn_at = $3
WHERE account_id = $1 AND purpose = $2 AND withdrawn_at IS NULL RETURNING text_version
"""
_GIVE = """
INSERT INTO consent (account_id, purpose, text_version, text_hash, channel, given_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""


async def give_consent(caller: Caller, given: GiveConsent) -> ConsentView:
    """Agree to the present text; agreeing twice to the same text is one consent.

    Raises Problem conflict when the text has changed since it was read (PIPL Art. 14: agreement
    to an older text is none to the newer), forbidden for a minor, whom an officer may let in.
    """
    text = find_text(given.purpose, clock.today())
    if text is None or text.version != given.text_version:
        raise Problem("conflict", detail="同意书已经更新，请读过新的文本再同意")
    async with transaction() as held:
        account = await held.fetchval(_ACCOUNT, read_public_id(caller.id))
        if account is None:
            raise Problem("unauthenticated")
        await check_credit_age(caller.id)
        living = await find_living_consent(caller.id, given.purpose)
        if living and living.text_version == text.version:
            return living
        now = clock.now()
        await held.execute(_END, account, given.purpose, now)  # to an older text
        await held.execute(_GIVE, account, text.purpose, text.version, text.sha256, CHANNEL, now)
        await _audit(caller, "consent.give", text)
    return ConsentView(
        purpose=text.purpose, text_version=text.version, given_at=now, withdrawn_at=None
    )


async def withdraw_consent(caller: Caller, purpose: Purpose) -> None:
    """Take consent back, at once and without a reason (PIPL Art. 15); without one, do nothing.

    The slices above hear of it by a job; whatever they ask meanwhile, the ledger says no.
    """
    async with transaction() as held:
        account = await held.fetchval(_ACCOUNT, read_public_id(caller.id))
        now = clock.now()
        version = account and await held.fetchval(_END, account, purpose, now)
        if version is None:
            return
        if purpose in ENDINGS:  # nothing was made of the others: they are simply not read again
            await enqueue(ENDINGS[purpose], {"account": caller.id, "until": now.isoformat()})
        await append_audit(
            actor=caller.id,
            action="consent.withdraw",
            object_type="consent",
            object_id=purpose,
            detail={"version": version},
        )


async def withdraw_all(account_id: str) -> None:
    """End every consent of an account, as its person would: a false age gave them."""
    caller = Caller(account_id, "citizen", "")
    for purpose in get_args(Purpose):
        await withdraw_consent(caller, purpose)


async def _audit(caller: Caller, action: str, text: ConsentText) -> None:
    detail = {"version": text.version, "sha256": text.sha256.hex(), "channel": CHANNEL}
    await append_audit(
        actor=caller.id,
        action=action,
        object_type="consent",
        object_id=text.purpose,
        detail=detail,
    )
