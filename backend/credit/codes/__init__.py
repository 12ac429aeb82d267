"""Credit health codes of merchants (商户信用码): issue, print, read, and the verdict.

A graded merchant has one active badge: a signed token printed as a QR code. Whoever scans
it learns without a login whether the code is genuine, who the merchant is, its grade and
why (青政办〔2020〕22号 asks for the credit_health_code; GB/T 45255-2025 for grades that
explain themselves; 民法典 Art. 1029 for the way to object).

Invariants:
* The grade shown is the current evaluation; a merchant with 信息不足 has no badge.
* A list index is drawn at random and never used twice; a badge lives at most 90 days.
* Nothing that a stranger writes into ``/v/…`` gives anything but one clear verdict.
* A code is never believed past its expiry, and never a demo code without 示例数据.
* Reading a verdict leaves no trace of who looked.
"""
