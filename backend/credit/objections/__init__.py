"""Objections (异议): a subject says that a fact, its period, its grade or particulars are wrong.

Rule behind it: 民法典 Art. 1029 (who finds a credit evaluation wrong may object; the evaluator
checks it and acts in time); 青海省公共信用信息条例; 国家发改委令第36号 (信用中国 and the deciding
department take objections). No published text sets the days: `rules.PERIODS` are this platform's
own promise, dated, and said so on the page.

Invariants:
- Only who may act for the subject objects, and only to what stands about that subject.
- One open objection a fact, and one to the grade and to the particulars each.
- While it is open the public fact says so; the fact keeps counting until somebody decides.
- A decision has a reason. Upheld, its correction is written in the same transaction: the fact is
  withdrawn, withheld until its source corrects it, or shown for less long.
- Refused or rejected, it may be taken further once, to another officer than the one who decided.
- Objecting is free and never counts against the subject.
"""
