"""Anomalies of perks are looked into by people (权益核查): found by counting, explained, decided.

    anomalies.toml   the rules as data: how many in what time, why that number, what is innocent
    rules.py         pure: is it one, how a case moves
    finding/         counting what is new, opening cases
    actions/         what an officer does, what the shop answers
    queries.py       the queue, a case, what the shop sees

Rule behind it: 民营经济促进法 Art. 54 and 国办发〔2020〕49号 (no consequence without a finding);
PIPL Art. 24 (no decision by a machine alone), Art. 6 and 19 (least data, shortest time).

Invariants:
- An anomaly blocks nothing and nobody, and changes no standing. Only people decide.
- The one measure is a payout hold on named uses at a shop: two officers, a reason, a legal basis,
  an end, a notice, a way to object. A person never meets a measure here.
- Nothing is collected to tell devices apart: a device is the session cookie that signing in has
  anyway, a network block a keyed hash that is gone after a day; neither is ever shown.
"""
