"""Commitments in the national data standard (承诺信息): import and export, CSV and XLSX.

    columns.py   the field table of the standard, in order, and our few additions after it
    reader.py    pure: blocks of a file to checked rows; refusals with line, column, reason
    storing.py   one batch into the database, in the caller's transaction
    export.py    every public commitment as CSV or XLSX, in pieces

The file itself is read by the import engine of `records` (checkpoint, batches, rejects), which
stands above and calls the reader, as with registry files.

Invariants:
- A code is kept as given. One that is taken by other words or another party is refused: a signed
  text is hashed and never changed by a file. Performance may be, as a later finding.
- A negative performance has its legal basis, or the row is refused (民营经济促进法 Art. 54).
- Natural persons are sealed and withheld: no subject, no board, no export (PIPL Art. 25).
- What goes out comes in again: the same public board (`test_round_trip`).
"""
