"""Consenting to a referral, taking it back, opening it, and deleting old copies."""

from datetime import timedelta
from typing import Any, Final

import asyncpg
import msgspec

from credit.commitments.breaches.numbers import make_number
from credit.identity.queries import AccessibleSubject, access_subject
from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message, tell_owners
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.idempotency import asked_of, once
from credit.kit.problems import Problem
from credit.perks.claims.actions import cancel_claim
from credit.perks.claims.queries import ClaimRow, get_own_claim
from credit.perks.referrals.copying import open_copy, seal_copy, take_copy
from credit.perks.referrals.queries import ReferralRow, get_referral, read_own
from credit.perks.referrals.rules import KEPT, chosen
from credit.perks.referrals.schemas import ConsentReferral, OpenedReferral, ReferralView
from credit.perks.referrals.texts import PURPOSE_WORDS, check_text

REFERRED: Final = register_kind("perks.referred", "银行推荐")
BANK_ROLES: Final = ("owner", "finance")
_INSERT: Final = """
INSERT INTO perk_referral (number, claim_id, subject_id, bank_id, particulars, text_version,
  text_hash, shared_sealed, shared_hash, given_by, given_at, ends_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_WITHDRAW: Final = """
UPDATE perk_referral SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL
"""
_LOOK: Final = "INSERT INTO perk_referral_lookup (referral_id, looked_by, at) VALUES ($1, $2, $3)"
# The end is what came first: withdrawn, its last day, or the end of its voucher.
_FORGET: Final = """
UPDATE perk_referral r SET shared_sealed = NULL FROM perk_claim c
WHERE c.id = r.claim_id AND r.shared_sealed IS NOT NULL
  AND least(r.withdrawn_at, r.ends_on + interval '1 day', c.usable_until) < $1
"""


async def consent_referral(
    caller: Caller, claim_id: str, given: ConsentReferral, key: str
) -> ReferralView:
    """Consent to a referral for a shop's voucher: the copy is taken and sealed, the bank told.

    Raises Problem not-found, conflict: another text, no referral perk, the voucher is over, or it
    has its referral; invalid-input for a contact without name or phone.
    """
    text = check_text(given.text_version, clock.today())
    particulars = chosen(given.particulars)
    contact = given.contact if "contact" in particulars else None
    if "contact" in particulars and not (contact and contact.name.strip() and contact.phone):
        raise Problem("invalid-input", errors=[("contact", "请写明联系人和电话，或者不分享这一项")])

    async def effect(held: Connection) -> ReferralView:
        claim = await get_own_claim(caller.id, claim_id, lock=True)
        shop = _shop_of(claim)
        shared = await take_copy(shop, particulars, contact)
        number = make_number()
        sealed, digest = await seal_copy(held, caller.id, number, shared)
        ends_on = min(clock.today() + timedelta(days=given.days), clock.day_of(claim.usable_until))
        await _insert(
            held, number, claim.id, shop, claim.provider_id,
            msgspec.json.encode(particulars).decode(), text.version, text.sha256, sealed, digest,
            caller.id, clock.now(), ends_on,
        )  # fmt: skip
        row = await get_referral(number, "shop", shop)
        await _audit(caller, "consent", number, {"text": text.version, "copy": digest.hex()})
        await _tell_bank(row, "收到一份新的商户推荐", "商户同意让您行看几项信息，到期前可以看。")
        return await read_own(number, shop)

    asked = asked_of(caller.id, "perk-referral", key, claim_id, given)
    return await once(asked, ReferralView, effect)


async def withdraw_referral(caller: Caller, shop: AccessibleSubject, number: str) -> ReferralView:
    """Take a consent back, at once and without a reason; taking it back again changes nothing.

    The voucher goes back too, if it is still there. Raises Problem not-found.
    """
    async with transaction() as held:
        row = await get_referral(number, "shop", shop.id, lock=True)
        if row.withdrawn_at is None:
            was_open = row.state == "open"
            await held.execute(_WITHDRAW, row.id, clock.now())
            await _audit(caller, "withdraw", number, {})
            if row.claim_state == "claimed" and row.usable:
                await cancel_claim(caller, row.claim, f"referral-{number}")
            if was_open:
                await _tell_bank(
                    row, "一份商户推荐已撤回", "不得再使用已经看到的信息，请删除留存。"
                )
        return await read_own(number, shop.id)


async def open_referral(caller: Caller, bank: AccessibleSubject, number: str) -> OpenedReferral:
    """What a shop shares with this bank: the look-up is kept, and the shop reads it.

    Raises Problem not-found, or ended when it is withdrawn or over.
    """
    async with transaction() as held:
        row = await get_referral(number, "bank", bank.id, lock=True)
        shared = await open_copy(row.given_by, number, row.shared_sealed)
        if row.state != "open" or shared is None:
            raise Problem("ended", detail="这份推荐已经撤回或到期，不能再看")
        await held.execute(_LOOK, row.id, caller.id, clock.now())
        await _audit(caller, "open", number, {})
        if row.lookups == 0:
            await _tell_shop(row)
        return OpenedReferral(
            number=number,
            title=row.title,
            purpose=PURPOSE_WORDS,
            ends_on=row.ends_on,
            shared=shared,
        )


async def access_bank(caller: Caller, uscc: str) -> AccessibleSubject:
    """The bank, if the caller handles its referrals. Problem unknown-subject or forbidden."""
    return await access_subject(caller, uscc, roles=BANK_ROLES)


async def forget_copies() -> None:
    """Delete sealed copies whose referral ended long enough ago."""
    async with transaction() as held:
        await held.execute(_FORGET, clock.now() - KEPT)


def _shop_of(claim: ClaimRow) -> int:
    """The shop that a voucher was claimed for, where it can carry a referral now."""
    if claim.subject_id is None or claim.terms.benefit.kind != "referral":
        raise Problem("conflict", detail="这项权益不是推荐给银行")
    if claim.state != "claimed" or claim.usable_until <= claim.now:
        raise Problem("conflict", detail="这张权益已经不能用了，请重新领取")
    if claim.subject_id == claim.provider_id:
        raise Problem("conflict", detail="不能把自己推荐给自己")
    return claim.subject_id


async def _insert(held: Connection, *values: Any) -> None:
    try:
        async with held.transaction():
            await held.execute(_INSERT, *values)
    except asyncpg.UniqueViolationError:
        raise Problem("conflict", detail="这张权益已经有一份推荐") from None


async def _tell_bank(row: ReferralRow, title: str, words: str) -> None:
    link = f"/shops/{row.bank_uscc}/received"
    message = Message(kind=REFERRED, title=title, body=f"推荐编号 {row.number}。{words}", link=link)
    await tell_owners(row.bank_uscc, message)


async def _tell_shop(row: ReferralRow) -> None:
    message = Message(
        kind=REFERRED,
        title="银行看了您同意分享的信息",
        body=f"{row.bank}第一次打开了推荐 {row.number}。每次查看都有记录，随时可以撤回。",
        link=f"/shops/{row.shop_uscc}/referrals/{row.number}",
    )
    await tell_owners(row.shop_uscc, message, dedupe=f"referral-opened:{row.number}")


async def _audit(caller: Caller, step: str, number: str, detail: dict[str, str]) -> None:
    await append_audit(
        actor=caller.id,
        action=f"referral.{step}",
        object_type="perk_referral",
        object_id=number,
        detail=detail,
    )
