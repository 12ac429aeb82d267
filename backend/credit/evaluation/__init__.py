"""Evaluation (公共信用综合评价): a grade for a business entity from a dated rule file.

    model.py         what a rule file says, as Structs
    model_file.py    reading `models/*.toml`; faults name file and line
    model_check.py   what must hold between the rules of a file
    rules.py         the pure rule: evaluate(model, records, day) -> Result
    bulk.py          the same rule as SQL, for everybody in one run
    actions.py       recompute a few subjects, or all of them with checkpoints
    queries.py       every SELECT; views for callers with or without loaded records
    views.py         from results and rules to what people see
    suggestions/     what would improve a standing: the rule run again with one fact changed
    cli.py           `credit evaluation run | explain | compare | check`

Rule behind it: GB/T 45255-2025 (principles only; its indicators are not public), 国办发〔2025〕22号
and order 36/2025 on classes and publicity periods, 国办发〔2020〕49号 and 民营经济促进法 Art. 54
on the legal basis of measures. Model, points and thresholds are this platform's own.

Invariants:
- Only business entities are evaluated; a record without subject is never read.
- Every effect has a legal basis in force, an end, and (if negative) a way to repair.
- Repaired, withdrawn, withheld and superseded records count for nothing.
- Too little data is 信息不足 (N), never a bad grade.
- Base points plus the moves shown give exactly the points shown.
- `rules.py` and `bulk.py` agree on every subject (a test compares them).
"""
