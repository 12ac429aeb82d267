"""Citizens' own pledges (自愿承诺): opt-in, positive only, never by name in public.

Rule behind it: PIPL Art. 13–17 (consent to one purpose, withdrawn as easily as given), 47
(deleted once it is withdrawn), 24 (nobody is scored). No law asks a citizen for a pledge.

Invariants:
* No pledge without a living consent to `citizen_pledge`; its withdrawal deletes every pledge.
* A pledge has no performance, no level, no points: nobody checks it, nobody breaks it.
* The public reads how many people made a pledge, and below `SMALL` not even that.
* What is withdrawn is deleted, not marked: no trace of it remains but in the person's own
  consent history.

Public to the slices above: `queries.list_active_pledges` (one of the positive facts for perks).
"""
