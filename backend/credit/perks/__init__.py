"""Perks (守信激励): good credit pays, exactly once.

    programme/    what is offered: terms in versions, two-person approval, who may have it and why
    claims/       taking a voucher: stock, reservation, expiry, cancelling, the batcher
    redemptions/  using it: the rotating signed code, partial use, reversal, offline acceptance
    ledger/       money in double entry, reconciling, every attempt on record
    settlement/   daily statements for merchants and providers, signed off and immutable
    advantages/   what good credit brings a merchant by rule: data with its law, and why
    referrals/    a bank reads what a shop's owner consented to; every look-up is told
    reviews/      anomalies found by counting, looked into by people; never a block by a machine

Rule behind it: 国办发〔2020〕49号 and 国发〔2016〕33号 on incentives for the trustworthy;
PIPL Art. 13, 24 (consent; no unreasonable difference of price or terms), Art. 28 (sensitive data).

Invariants, each a constraint or a trigger in PostgreSQL, not only code:
- Never more vouchers than were issued, never more money than the cap; no n-th voucher twice.
- A voucher's state moves along the edges of `claims.rules.EDGES` only.
- A use of a voucher counts once; what is reversed is never more than what was given.
- Every transfer of the ledger takes from one account what it gives to another: the sum is zero.
- Terms in force, attempts, transfers and signed statements are never changed.
- A perk asks for positive facts only; a missing fact means "not this perk" and says why.
Redis only gates (rate limits); it may be emptied at any moment.
"""
