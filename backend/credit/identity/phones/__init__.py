"""Signing in by phone and one-time code; the first time makes the account.

Rule behind it: PIPL Art. 6 (no more than needed: a number and an age band), 28 and 31 (under 14
a guardian agrees), 51; 未成年人保护法 Art. 72–73.

Invariants:
* A code has six digits, lives five minutes, works once, and dies with the fifth wrong try. It
  works only together with the random id of its own request.
* Known or not, a number gets the same answer after the same work: nobody learns who has an account.
* Number and code leave by a job that names only the request; both are sealed until then.
* Without Redis no code is sent (closed): each one costs money and rings somebody's phone.
"""
