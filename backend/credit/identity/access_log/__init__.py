"""The access log (谁看过我): each look of an officer at a person's or a shop's unpublished data.

Rule behind it: PIPL Art. 5–7 (open, for a stated purpose), 34 (offices within their duties), 44
(a person knows what is done with the data), 51, 54 (who may, who did, audits), 56 (records of
handling are kept three years); 网络安全法 Art. 21 (logs of six months at least).

    kinds.py      what is looked at, why, on which basis; the purposes an officer may state
    recording.py  the one helper: called in the same request as the read it notes
    rules.py      looks that stand out (`anomalies.toml`), pure
    watching.py   finds them, tells the person, forgets after three years
    queries.py    what the person, the shop's owners and the desk read
    deciding.py   another officer explains a look that stands out, or calls it misuse

Invariants:
- A look is noted before its data leaves; when it cannot be noted, nothing is shown.
- Where no case explains a look the officer states a purpose first, for half an hour and one shop.
- Nobody decides about looks of his own.
- What is noted names the office and post, and the officer by the family name only.
- It never tells an officer who somebody is: sealed reporters are matched when they ask themselves.
"""
