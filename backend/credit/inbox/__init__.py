"""Inbox: the in-app notices (站内信) of an account; whatever else is sent repeats what stands here.

Rule behind it: 国办发〔2025〕22号 has people told of their repair rights together with the penalty;
PIPL Art. 19 (kept no longer than needed).

Invariants:
- A message is written in the transaction of what it tells of: both are there, or neither.
- Kinds are a closed list; each slice registers its own (`kinds.register_kind`).
- A message goes to accounts that may see its content, and holds no more than they may see.
  Outside the app goes its title alone.
- A channel that fails delays nothing and loses nothing: the message is in the inbox already.
- Messages are kept for a year, at most 1,000 an account.

Public: `sending.Message`, `sending.tell_account`, `sending.tell_owners`, `sending.tell_officers`,
`kinds.register_kind`.
"""
