"""Consents: who agreed to what, to which words, from when to when.

Rule behind it: PIPL Art. 13–17 (informed, separate, withdrawn as easily as given), 23 and 29
(separate consent 单独同意), 14 (a new text needs a new consent).

Invariants:
* One living consent for each person and purpose; it names the version and the SHA-256 of the text.
* Withdrawing is one call, needs no reason, and tells the slices above in the same transaction.
* Withdrawn consents stay as evidence of what was agreed and when.
"""
