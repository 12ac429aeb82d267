"""Commitments (信用承诺): public promises of merchants, and whether they were kept (践诺).

Read this slice first: every other slice is built the same way.

    routes.py     handlers: parse, one query or one action, a Struct out
    schemas.py    what goes in and out of the API
    rules.py      pure functions: states, code format, when a promise runs
    templates.py  the texts that can be signed, from templates.toml (data, dated versions)
    offers.py     what can be signed today, and a text filled and ready to be read
    actions/      one function a write: one transaction, audit row and jobs inside it
    queries.py    every SELECT
    tables.py     the schema

Folders are slices of their own, built alike: `matters/` (what can be promised, and where),
`receipts/` (proof of an act), `board/` (the column for consumers), and those of others.

Rule behind it: the national data standard for commitments (fields in `tables.py`);
消费者权益保护法 Art. 16 para. 2 (what a trader agreed with consumers binds the trader).

Invariants:
- A code is division 6 + date 8 + serial 6; serials of a division and day have no gap.
- A subject runs one promise of a template at a time (also a constraint in the database).
- The text is stored as signed, with its SHA-256 and the platform's signature of the act; a later
  template version changes nothing.
- A merchant signs the text that was read, confirmed with the password; officers enter paper.
- A withdrawal takes effect after the notice that the template asks for; a replacement ends the
  old promise in the transaction that signs the new one, linked both ways.
- A broken promise stays on the board when it is withdrawn or has run out, for as long
  as the longest publicity period, and no longer.
- Every write is audited in its own transaction and sends `evaluation.recompute` and
  `codes.refresh`.
"""
