"""Every rule as one statement over what was touched since the last look.

Each gives rows of `Found`: what it is about (`key`, hashed before it is stored), the shop if it
is about one, counts, first and last moment, and the claims or uses behind it (200 at most). All go
through an index: by holder, device, block, place and day.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from credit.kit.db import Connection
from credit.perks.reviews.rule_file import AnomalyRule, RuleId
from credit.perks.reviews.rules import Counts

MAX_ITEMS: Final = 200
MAX_FOUND: Final = 500
# Attempts of finished transactions only, as for the seals: whatever order they end in.
HORIZON: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1"
_TOUCHED: Final = """
SELECT array_agg(DISTINCT account_id) FILTER (WHERE kind IN ('claim', 'reserve')) AS holders,
  array_agg(DISTINCT account_id) FILTER (WHERE kind = 'show') AS showers,
  array_agg(DISTINCT perk_id) FILTER (WHERE kind IN ('claim', 'reserve')) AS perks,
  array_agg(DISTINCT place_id) FILTER (WHERE place_id IS NOT NULL) AS places
FROM perk_attempt
WHERE xact > $1 AND xact <= $2 AND at > now() - interval '7 days'
  AND (outcome = 'done' OR place_id IS NOT NULL OR kind = 'show')
"""
_AGO: Final = "now() - make_interval(mins => $2)"
_CLAIMS: Final = f"(array_agg(c.id ORDER BY c.id))[1:{MAX_ITEMS}]"
_STANDING: Final = "c.state NOT IN ('cancelled', 'lapsed')"
_HOLDER_RUSH: Final = f"""
SELECT c.account_id::text AS key, count(*)::int AS seen, min(c.claimed_at) AS first_at,
  max(c.claimed_at) AS last_at, {_CLAIMS} AS claims
FROM perk_claim c
WHERE c.account_id = ANY($1) AND c.subject_id IS NULL AND c.claimed_at > {_AGO} AND {_STANDING}
GROUP BY c.account_id HAVING count(*) >= $3 LIMIT $4
"""  # noqa: S608 - constants
# A device is the cookie that signing in has anyway; only sessions used in the time count.
_DEVICE_SHARED: Final = f"""
SELECT concat_ws(':', c.perk_id, encode(o.device_hash, 'hex')) AS key,
  count(DISTINCT c.account_id)::int AS seen, min(c.claimed_at) AS first_at,
  max(c.claimed_at) AS last_at, (array_agg(DISTINCT c.id))[1:{MAX_ITEMS}] AS claims
FROM (SELECT DISTINCT device_hash FROM sign_in_session
  WHERE account_id = ANY($1) AND device_hash IS NOT NULL AND last_used_at > {_AGO}) AS d
JOIN sign_in_session o ON o.device_hash = d.device_hash AND o.last_used_at > {_AGO}
JOIN perk_claim c ON c.account_id = o.account_id AND c.claimed_at > {_AGO} AND {_STANDING}
GROUP BY c.perk_id, o.device_hash HAVING count(DISTINCT c.account_id) >= $3 LIMIT $4
"""  # noqa: S608 - constants
_NETWORK_CROWD: Final = f"""
SELECT concat_ws(':', c.perk_id, encode(n.block, 'hex')) AS key,
  count(DISTINCT c.account_id)::int AS seen, min(c.claimed_at) AS first_at,
  max(c.claimed_at) AS last_at, {_CLAIMS} AS claims
FROM claim_network n JOIN perk_claim c ON c.id = n.claim_id AND {_STANDING}
WHERE n.at > {_AGO} AND c.perk_id = ANY($1)
GROUP BY c.perk_id, n.block HAVING count(DISTINCT c.account_id) >= $3 LIMIT $4
"""  # noqa: S608 - constants
# Uses at shops, by when the till took them: what was handed in later, all at once, is no rush.
_USES_AT: Final = f"""
SELECT concat_ws(':', {{group}}) AS key, r.place_id, {{counts}}, min(r.accepted_at) AS first_at,
  max(r.accepted_at) AS last_at, (array_agg(r.id ORDER BY r.id))[1:{MAX_ITEMS}] AS uses
FROM perk_redemption r {{joins}}
WHERE r.place_id = ANY($1) AND r.accepted_at > {_AGO}
  AND r.day >= (({_AGO}) AT TIME ZONE 'Asia/Shanghai')::date AND {{which}}
GROUP BY {{group}} HAVING count(*) >= $3 LIMIT $4
"""  # noqa: S608 - constants
_SEEN: Final = "count(*)::int AS seen"
_HOLDER: Final = "JOIN perk_claim c ON c.id = r.claim_id"
_TILL_RUSH: Final = _USES_AT.format(
    group="r.place_id", counts=_SEEN, joins="", which="NOT r.undone"
)
# What one holder may use in all, and in what time.
_PAIR_REPEAT: Final = _USES_AT.format(
    group="r.place_id, c.holder, r.perk_id",
    counts=f"""{_SEEN}, max(p.per_person * p.uses) AS allowed,
  max(extract(epoch FROM p.use_until - p.claim_from) / 60)::int AS term_minutes""",
    joins=f"{_HOLDER} JOIN perk p ON p.id = r.perk_id",
    which="NOT r.undone",
)
# Known from authority: who may act for the shop, or the shop itself.
_OWN_SHOP: Final = _USES_AT.format(
    group="r.place_id",
    counts=_SEEN,
    joins=f"{_HOLDER} JOIN subject s ON s.id = r.place_id",
    which="""NOT r.undone AND (c.subject_id = r.place_id OR EXISTS (SELECT FROM account_subject g
    WHERE g.account_id = c.account_id AND g.subject_uscc = s.uscc))""",
)
_SELF_REDEEM: Final = _USES_AT.format(
    group="r.place_id",
    counts=_SEEN,
    joins=f"{_HOLDER} JOIN account h ON h.id = c.account_id AND h.public_id::text = r.staff",
    which="NOT r.undone",
)
_ALL_USES: Final = f"""(SELECT count(*)::int FROM perk_redemption t
  WHERE t.place_id = r.place_id AND t.accepted_at > {_AGO}
    AND t.day >= (({_AGO}) AT TIME ZONE 'Asia/Shanghai')::date)"""  # noqa: S608 - constants
_REVERSAL_PATTERN: Final = _USES_AT.format(
    group="r.place_id",
    counts=f"{_SEEN}, {_ALL_USES} AS total",
    joins="",
    which="r.undone",
)
_REFUSED_AT: Final = f"""
SELECT a.place_id::text AS key, a.place_id, count(*)::int AS seen, min(a.at) AS first_at,
  max(a.at) AS last_at
FROM perk_attempt a
WHERE a.place_id = ANY($1) AND a.outcome <> 'done' AND a.at > {_AGO} AND a.kind = 'redeem'
  AND {{what}}
GROUP BY a.place_id HAVING count(*) >= $3 LIMIT $4
"""  # noqa: S608 - constants
_TILL_GUESSING: Final = _REFUSED_AT.format(what="a.outcome IN ('false-code', 'offline-false-code')")
_OFFLINE_REFUSED: Final = _REFUSED_AT.format(what="a.outcome LIKE 'offline-%'")
_HOLDER_GUESSING: Final = f"""
SELECT a.account_id::text AS key, count(*)::int AS seen, min(a.at) AS first_at, max(a.at) AS last_at
FROM perk_attempt a
WHERE a.account_id = ANY($1) AND a.kind = 'show' AND a.outcome = 'not-found' AND a.at > {_AGO}
GROUP BY a.account_id HAVING count(*) >= $3 LIMIT $4
"""  # noqa: S608 - constants
# Which of the touched keys a rule looks at, and how.
_STATEMENTS: Final[dict[RuleId, tuple[str, str]]] = {
    "holder_rush": ("holders", _HOLDER_RUSH),
    "device_shared": ("holders", _DEVICE_SHARED),
    "network_crowd": ("perks", _NETWORK_CROWD),
    "till_rush": ("places", _TILL_RUSH),
    "till_guessing": ("places", _TILL_GUESSING),
    "holder_guessing": ("showers", _HOLDER_GUESSING),
    "pair_repeat": ("places", _PAIR_REPEAT),
    "own_shop": ("places", _OWN_SHOP),
    "self_redeem": ("places", _SELF_REDEEM),
    "reversal_pattern": ("places", _REVERSAL_PATTERN),
    "offline_refused": ("places", _OFFLINE_REFUSED),
}
_COUNTS: Final = Counts.__struct_fields__


class Touched(msgspec.Struct, frozen=True):
    """Whose counts may have changed: internal keys."""

    holders: list[int]
    showers: list[int]
    perks: list[int]
    places: list[int]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Counts at or above a rule's floor, and what is behind them."""

    key: str
    counts: Counts
    first_at: datetime
    last_at: datetime
    place_id: int | None
    claims: list[int]
    uses: list[int]


async def read_touched(held: Connection, after: int, through: int) -> Touched:
    """What the attempts of the transactions in (`after`, `through`] are about."""
    row = await held.fetchrow(_TOUCHED, after, through)
    return Touched(**{name: row[name] or [] for name in Touched.__struct_fields__})


async def count_for(held: Connection, rule: AnomalyRule, touched: Touched) -> list[Found]:
    """What has reached the floor of a rule among what was touched."""
    which, sql = _STATEMENTS[rule.id]
    keys = getattr(touched, which)
    if not keys:
        return []
    rows: Sequence[Any] = await held.fetch(sql, keys, rule.minutes, rule.floor, MAX_FOUND)
    return [_found(dict(row)) for row in rows]


def _found(row: dict[str, Any]) -> Found:
    return Found(
        key=row["key"],
        counts=Counts(**{name: int(row[name]) for name in _COUNTS if name in row}),
        first_at=row["first_at"],
        last_at=row["last_at"],
        place_id=row.get("place_id"),
        claims=row.get("claims") or [],
        uses=row.get("uses") or [],
    )
