"""What is held about a person: the key that it is sealed with, export, correction, closing.

Rule behind it: PIPL Art. 44–50 (know, copy, correct, delete, and a way to ask for it), 51
(encryption), 19 (no longer than needed).

Invariants:
* Personal fields of an account are sealed with its own data key, never with the master key.
* Closing an account destroys that key: what was sealed can be opened by nobody any more.
* What must stay after closing is listed with its reason and its end, before the person decides.
"""
