"""The second factor of officers (动态口令): TOTP of RFC 6238, with recovery codes.

Rule behind it: 个人信息保护法 Art. 51; GB/T 22239-2019 8.1.4.1 (two means of identification).

Invariants:
* In production an officer without a confirmed second factor gets no session, only enrolment.
* The secret is sealed. A time step is accepted once, and never one before it.
* Recovery codes are kept as keyed digests; each works once and replaces one code of the app.
"""
