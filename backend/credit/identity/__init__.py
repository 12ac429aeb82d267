"""Identity: accounts, sessions, and who may act for which subject.

Rule behind it: PIPL Art. 51 (security measures); 民法典 Art. 170 (acting for an organisation
within one's authority).

Invariants:
- Passwords are argon2id hashes. An unknown login costs the same time and gets the same
  answer as a wrong password.
- A refresh token works once. Its second use ends its whole family, since it was copied.
- Only hashes of refresh tokens are stored; neither logins nor passwords are logged.
- `access_subject` is the only way to get a subject for writing.
- Demo accounts cannot sign in, nor be made, in production.
"""
