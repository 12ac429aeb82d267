"""My credit file (我的信用档案): what is held about me or my shop, and who looked at it.

Rule behind it: PIPL Art. 44, 45 (to know, to see and to copy); 民法典 Art. 1029 (to look up
one's own credit); 青海省公共信用信息条例. It owns no table and writes nothing but looks.

    timeline.py   the facts about a shop: source, basis, effect, end, objection, repair; by year
    citizen.py    what a citizen brought: honours, pledges, consents, requests. Never a score
    access.py     the access log (谁看过我): officers' looks and verifications of passes in one list

Invariants:
- A shop's file is for its owners, and for an officer who stated a purpose; a citizen's file for
  nobody else.
- Repaired, withdrawn, ended and withheld facts are in the file, and said to count no more.
- A citizen's file holds no grade, no points, no rank.
- Who reported a breach finds the looks at his report by asking; nobody else can.
"""
