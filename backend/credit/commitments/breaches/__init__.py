"""Breaches (违诺): people report a broken promise, the merchant is heard, an officer decides.

    rules.py       the procedure as a pure state machine; who may do what, when
    rule_file.py   periods and graded measures from measures.toml (dated data with legal basis)
    numbers.py     receipt and case numbers that a person can type
    actions/       one file a use case; every edge goes through `actions/stepping.py`
    queries/       what each side sees: the reporter, the merchant, the officer

Rule behind it: 消费者权益保护法 Art. 15 (anybody may report), 行政处罚法 Art. 45 (the right to
state and defend), 民营经济促进法 Art. 54 (measures lawful and proportionate), PIPL Arts. 6, 19.

Invariants:
- Who reported is sealed; the merchant, other reporters, lists, logs and the audit trail never
  learn it. Nobody is ever punished for a report that does not hold.
- A person has one open report a promise. Reports of many about one promise are one case until an
  officer accepts it; from then on its facts stand still, so that the merchant answers to them all.
- Nothing is decided before the merchant could reply; who decided does not review his decision.
- A decision has one finding; when it is cancelled, every effect of it goes and what the finding
  had replaced is restored.
- Edges are drawn in `rules.EDGES` and again in the database (trigger of the migration).
"""
