"""Makes versions of the map's data out of what was noted: one process at a time, one statement.

Who writes only leaves a note (by a trigger, in no row that others want, so writers never wait
for each other). Whoever sees notes first publishes them; all others read the version.
"""

from typing import Final

from credit.kit import clock
from credit.kit.db import transaction
from credit.map.queries import Head

LOCK: Final = 7_304_100_044
MAX_SUBJECTS: Final = 20_000
MAX_NOTES: Final = 5_000
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1)"
# By number, not by time: a number is at least its second, so what goes is older than a week.
# $1 today · $2 now · $3 whether a new day began · $4 subjects in one version · $5 notes in one
_PUBLISH = """
WITH last AS (
  SELECT (SELECT max(version) FROM map_version) AS version,
         (SELECT day FROM map_version ORDER BY version DESC LIMIT 1) AS day
),
waiting AS (
  SELECT id, sum(cardinality(subject_ids)) OVER (ORDER BY id) - cardinality(subject_ids) AS before
  FROM (SELECT id, subject_ids FROM map_touched ORDER BY id LIMIT $5) AS first_notes
),
taken AS (
  DELETE FROM map_touched WHERE id IN (SELECT id FROM waiting WHERE before < $4)
  RETURNING subject_ids, divisions, gone
),
changed AS (
  SELECT unnest(subject_ids) AS id FROM taken
  UNION
  SELECT c.subject_id FROM commitment AS c, last
  WHERE $3 AND (c.made_on > last.day AND c.made_on <= $1
                OR c.valid_until >= last.day AND c.valid_until < $1)
  UNION
  SELECT m.subject_id FROM district_member AS m JOIN district_notice AS n USING (district_id), last
  WHERE $3 AND m.status = 'admitted' AND n.kind = 'perk'
    AND (n.starts_on > last.day AND n.starts_on <= $1
         OR n.ends_on >= last.day AND n.ends_on < $1)
),
made AS (
  INSERT INTO map_version (version, previous, day, subject_ids, gone, published_at)
  SELECT greatest(coalesce(version, 0) + 1, floor(extract(epoch FROM $2::timestamptz))::bigint),
         coalesce(version, 0), greatest(day, $1),
         coalesce((SELECT array_agg(id) FROM changed), '{}'),
         coalesce((SELECT array_agg(left_one) FROM taken, unnest(gone) AS left_one), '{}'), $2
  FROM last WHERE version IS NULL OR $3 OR EXISTS (SELECT FROM changed)
  RETURNING version
),
counties AS (
  INSERT INTO map_county AS c (division, version)
  SELECT division, made.version FROM made, (
    SELECT unnest(divisions) AS division FROM taken
    UNION SELECT s.division FROM changed JOIN subject AS s USING (id) WHERE s.division IS NOT NULL
  ) AS divisions
  ON CONFLICT (division) DO UPDATE SET version = excluded.version
),
pruned AS (
  DELETE FROM map_version AS v USING last
  WHERE v.version < last.version
    AND v.version < extract(epoch FROM $2::timestamptz - interval '7 days')::bigint
)
SELECT pg_notify('credit_forget', E'map\\n0\\nversion') FROM made
"""


def is_due(head: Head) -> bool:
    """Whether there is something to publish: notes, a new day, or no version at all."""
    return head.touched or head.version == 0 or head.day < clock.today()


async def publish(head: Head) -> None:
    """Publishes what waits; nothing when another process does so at this moment.

    A great change (a re-grading of everybody) goes out in several versions, one a call.
    """
    today = clock.today()
    async with transaction() as held:
        if not await held.fetchval(_TRY_LOCK, LOCK):
            return
        # A statement of its own after the lock: it sees what the one before us has published.
        is_new_day = head.version != 0 and head.day < today
        await held.execute(_PUBLISH, today, clock.now(), is_new_day, MAX_SUBJECTS, MAX_NOTES)
