"""How old somebody is, and the one guard for credit features: from 18 on.

Law: PIPL Art. 28, 31 (under 14 a guardian consents); 民法典 Art. 17–19 (adult from 18; from 16 on
who lives on own work counts as one, which an officer finds); 未成年人保护法 Art. 72.

Invariants:
* A birth date of a real-name check counts before what somebody declared.
* Every credit feature stands on a consent, and `check_credit_age` stands before every consent.
* Who turns out to be a minor loses the consents that a false age had given.
"""
