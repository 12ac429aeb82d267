"""The ways by which an account signs in: password, phone, a provider's identity.

Rule behind it: PIPL Art. 46 (a person corrects their data), 51.

Invariants:
* A number is added or changed only by who proves the account and the new number.
* An account keeps at least one way: the last one is not taken away.
* Officers sign in by password and second factor: never by phone or provider.
"""
