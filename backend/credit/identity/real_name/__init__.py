"""Real-name check (实名认证): name and identity number agree with the register, one account each.

Rule behind it: 网络安全法 Art. 24 (services may ask for the true identity); 未成年人保护法 Art. 72
and PIPL Art. 31 (ages must be known); PIPL Art. 6, 19, 28, 51 (no more and no longer than needed).

Invariants:
* The identity number is asked for, checked and let go: no column, log, queue or file holds it. A
  keyed index of it stays, by which one person has one verified account.
* Name and birth date are sealed with the account's own data key and go with it.
* Tries are few: a stranger must not test which name belongs to which number.
* Where another account holds the number, an officer decides who the person is, with a reason.
"""
