"""Impact reports (个人信息保护影响评估): what a processing does to people, before it begins.

Rule behind it: PIPL Art. 55 (sensitive data, automated decisions, sharing, publication: a report
first), 56 (purpose, legality, necessity; risks; measures; kept three years at least).

Invariants:
- A version is never edited and not deleted for three years (a trigger of the database holds both).
- Who proposes a version never approves it.
- Every purpose that people consent to is covered by a report of `seed.toml` (a test holds this).
"""
