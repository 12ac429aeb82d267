"""Subjects (信用主体): market entities by 统一社会信用代码, and how people find them.

Rule behind it: GB 32100-2015 for the code; PIPL Art. 24 and 25 keep natural persons out.

Invariants:
- A subject has a uscc, or (some sole traders) only a registration number.
- Codes are stored normalised; the outer check digit rejects, the inner one only warns,
  look-alike letters are never changed silently. Abolished county codes stay valid.
- Pinyin and initials are written with the name, so search never computes them.
- `grade` is a copy of the current evaluation's grade, kept by the evaluation slice and never
  indexed: an indexed grade would make each re-grading rewrite every index of the row.
- A real registry row is N (信息不足): demo grades never stand beside a real company.
"""
