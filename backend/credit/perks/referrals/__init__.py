"""A bank's referral with consent (信易贷推荐): a shop lets one bank read chosen particulars.

Rule behind it: PIPL Art. 14–17, 23 (separate consent, named recipient, withdrawn as easily as
given, nothing is refused to who declines), Art. 47 (deleted when the purpose is over).

A referral hangs on a voucher (`perk_claim`) of a perk whose benefit is `referral` and whose
provider is the bank: its public terms say what the bank asks for, two persons approved them, and
limits, expiry and revoking are those of the voucher.

Invariants:
* What is shared is a copy of that moment, sealed with the data key of who consented; nothing else
  of the shop is opened to the bank, and nothing after the end.
* Every look-up is a row that nobody changes, written in the transaction that opens the copy, and
  the shop reads it.
* Withdrawing is one call without a reason; the copy is deleted 90 days after the end.
* Nothing here is read by evaluation, and nothing is kept about who declines.
"""
