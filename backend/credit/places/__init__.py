"""Places: the divisions (行政区划) of Qinghai, what an address says, what lies under a point.

Codes are GB/T 2260. A uscc keeps its old division for ever, so abolished counties stay known.
Invariants: every county belongs to one of eight prefectures; 海南州 (6325) is never 海南省 (46);
an address that cannot be placed is never guessed at, it comes back with a reason. Coordinates
are WGS-84; another datum is converted only where the caller names it.

Sources of `data/`: the project's own lists of divisions; towns and streets from
modood/Administrative-divisions-of-China (WTFPL); `place_hints.csv` and `town_aliases.csv` are
our own; lakes from Natural Earth (public domain), their Chinese names ours. County boundaries:
decision 0018.
"""
