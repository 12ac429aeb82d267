"""Authority over a subject: who acts for it in which roles, invited and revoked by its owner.

Rule behind it: 民法典 Art. 61 (the legal representative acts for the organisation), 165 and 170
(authority is given for something, and shown), 173 (it can be taken back at any time).

Invariants:
* Only an owner (or an officer) invites, changes and revokes; only officers make owners.
* A subject that has owners keeps at least one, whoever asks.
* Who says to be the legal representative is verified by real name; an officer compares with the
  register, which is the only way to become an owner without being granted it.
* An invitation bound to a number is accepted by the account of that number only.
* An invitation works once, for three days; the database holds a hash of its code.
* What the owner writes about a person (`label`) is sealed; every step stands in the log.
* `access_subject` reads authority anew for each write, so what is revoked ends at once.
"""
