"""Credit districts (信用街区): streets, markets, towns and scenic areas that keep a charter (公约).

    *_routes.py   public pages; membership; the officers' desk
    schemas/      what comes in, what goes out
    rules/        pure: the closed lists, grade, entry, exit, reviews
    outline.py    a drawn polygon by itself: sound, how large, is a shop inside
    ground.py     a polygon on the ground: counties, the province's border, other districts
    queries/      every SELECT; `joins.py` is what other slices ask
    actions/      one function a write: one transaction, audit entry and jobs in it
    jobs.py       grades after their members' grades, the daily look at members

Idea behind it: 青政办〔2020〕22号 (信用街区、信用商户), lapsed in 2023 and so a brief, not law; a
removal is the managers' decision under their own charter, with reason, basis and objection.

Invariants:
- A merchant is an admitted member of one district at most (also a constraint in the database).
- Nobody is admitted against the rules as they are met at that moment, and each rule says what
  was found. A machine tells and lists who fails them later; only an officer removes.
- A demo merchant never enters a real district, nor a real one a demo district.
- The grade follows from the members' grades and is explained; nobody sets it. Pages reckon it,
  badges show the copy in `credit_district.grade`, which jobs keep (decision 0020).
- Every state of a district is kept whole as a revision; a charter is never edited.
- Struck off is for good: the page stays readable, its members leave with it.
"""
