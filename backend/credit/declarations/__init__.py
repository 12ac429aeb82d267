"""Declarations (自主填报): what a subject says of itself, with a truth commitment and proofs.

Rule behind it: 青政办〔2020〕22号 (lapsed, the design brief) has certificates, market conduct,
contracts and public welfare declared with a truth commitment and used with authorisation; the
catalogue of 2024 has 自愿提供的信用信息; PIPL Art. 13–15, 23, 25 (in public only with a consent).

    forms.toml    what each kind of declaration asks, with format rules: data
    forms.py      reads it and judges what was filled in
    rules.py      states and their steps, pure
    actions/      declaring, deciding, showing, watching dates
    queries.py    every SELECT

Invariants:
- What was declared and signed is never edited; to change it is to withdraw and declare anew.
- Self-declared stays self-declared: also a verified one is marked 自主填报 wherever it is shown.
- Public only with a living consent to that very declaration; withdrawn by one tap.
- It feeds no evaluation: no record is written of it. The model has effects for `self_declared`
  records that an authority hands in; this slice hands in none.
- Nobody verifies what he declared himself.
"""
