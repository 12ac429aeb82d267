"""Two anomalies in the queue of the demo, found by the real rules: one is innocent, of the other
the payout is held. A stage of its own that runs once, after the perks."""

import hashlib
from datetime import timedelta
from typing import Any, Final

from credit.codes.core.digits import token_to_digits
from credit.codes.passes.request import decode_base64, encode_base64
from credit.demo.perks import DONE, caller_of, make_terms
from credit.demo.showcase import showcase_uscc
from credit.kit import clock
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import connection, transaction
from credit.kit.progress import Report
from credit.perks.claims.actions import claim_perk
from credit.perks.claims.schemas import ClaimPerk
from credit.perks.programme.actions.proposing import decide_version, propose_perk
from credit.perks.programme.rules.eligibility import AllOf
from credit.perks.programme.rules.terms import Benefit, Quota
from credit.perks.redemptions.actions.redeeming import redeem_voucher
from credit.perks.redemptions.actions.showing import show_voucher
from credit.perks.redemptions.schemas import RedeemVoucher, ShowVoucher
from credit.perks.redemptions.voucher import STEP_SECONDS, add_link, anchor_of, link_at
from credit.perks.reviews.actions.holding import decide_payout_hold, propose_payout_hold
from credit.perks.reviews.finding.opening import find_between
from credit.perks.reviews.schemas import DecideHold, ProposeHold

STAGE: Final = "demo.perk_reviews"
EVERYTHING: Final = 2**62
DAYS: Final = 10
USES: Final = 6
BREAKFAST = ("客栈早餐券", "住店客人早餐减 5 元", "retail",
             Benefit(kind="amount_off", value_fen=500), Quota(total=200, per_person=USES),
             AllOf())  # fmt: skip
STALL = ("夜市摊位优先", "街区夜市优先选摊位", "promotion", Benefit(kind="priority"),
         Quota(total=20), AllOf())  # fmt: skip
_FOUND: Final = """
SELECT v.public_id::text FROM perk_review v JOIN subject s ON s.id = v.place_id
WHERE s.uscc = $1 AND v.rule = $2 AND v.state = 'open' ORDER BY v.id DESC LIMIT 1
"""


async def review_perks(progress: Report) -> None:
    """One guest uses six vouchers at one inn; a noodle house tries its own perk. Once."""
    async with connection() as held:
        if await held.fetchval(DONE, STAGE):
            return
    inn, noodles = showcase_uscc("warned"), showcase_uscc("insufficient")
    guest, innkeeper, cook = [await caller_of(login) for login in ("citizen2", "huahai", "noodle")]
    breakfast, stall = await _offer(BREAKFAST, inn), await _offer(STALL, noodles)
    for number in range(USES):
        await _use(breakfast, guest, innkeeper, inn, f"demo-breakfast-{number}")
    await _use(stall, cook, cook, noodles, "demo-stall", holder=noodles)
    async with transaction() as held:
        await find_between(held, 0, EVERYTHING)
    await _hold(inn)
    progress("权益核查", 2, 2)
    await append_audit(
        actor="demo", action=STAGE, object_type="demo", object_id="reviews", detail={"cases": 2}
    )


async def _offer(plan: tuple[Any, ...], shop: str) -> str:
    perk = await propose_perk(await caller_of("officer"), shop, make_terms(plan, (shop,)))
    await decide_version(await caller_of("reviewer"), perk, decision="approve", reason="")
    return perk


async def _use(
    perk: str, who: Caller, till: Caller, shop: str, key: str, *, holder: str | None = None
) -> None:
    """Claims a voucher and uses it at a till, as two phones would."""
    claim = await claim_perk(who, perk, ClaimPerk(uscc=holder), f"{key}-claim")
    seed = hashlib.sha256(key.encode()).digest()[:16]
    shown = await show_voucher(who, claim.id, ShowVoucher(anchor=encode_base64(anchor_of(seed))))
    step = int(clock.now().timestamp() - shown.issued_at) // STEP_SECONDS
    token = add_link(decode_base64(shown.token), step, link_at(seed, step))
    use = RedeemVoucher(digits=token_to_digits(token), bill_fen=1800)
    await redeem_voucher(till, shop, use, f"{key}-use")


async def _hold(shop: str) -> None:
    async with connection() as held:
        review = await held.fetchval(_FOUND, shop, "pair_repeat")
    reason = ProposeHold(
        reason="六张早餐券在几分钟里由同一人用完，请店里说明是否真有六份早餐",
        ends_on=clock.today() + timedelta(days=DAYS),
    )
    await propose_payout_hold(await caller_of("officer"), review, reason, "demo-review-hold")
    yes = DecideHold(decision="approve")
    await decide_payout_hold(await caller_of("reviewer"), review, yes, "demo-review-decision")
