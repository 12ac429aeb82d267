"""Delegation: an organisation may fetch the owner's report some times, until a day, for a purpose.

Rule behind it: 民法典 Art. 165, 173 (authority is given for something and can be taken back);
国办发〔2020〕49号 (commercial use needs the subject's authority); PIPL Art. 14, 15 and 23 as the
model for the consent: separate, to a text that was read, withdrawn in one call.

Invariants: each fetch makes a report of that moment in the delegate's name, counted in the same
transaction, and tells the owner; a new text that asks anew ends what was given to the old one.
"""
