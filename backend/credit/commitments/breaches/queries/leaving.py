"""Which shops should leave programmes: for the slices above, which decide for themselves how."""

from typing import Final

# Cases (b) and measures (m) that run on day $1; a breach that was repaired counts no more
# (国家发展改革委令第36号: repair ends the measures).
RUNNING_LEAVE: Final = """breach_case b
   JOIN breach_measure m ON m.case_id = b.id JOIN commitment bc ON bc.id = b.commitment_id
   WHERE m.kind = 'leave_programmes' AND m.removed_at IS NULL
     AND m.starts_on <= $1 AND m.ends_on >= $1 AND NOT EXISTS (SELECT FROM record lr
       WHERE lr.subject_id = b.subject_id AND lr.is_current AND lr.state = 'repaired'
         AND lr.decision_no = bc.code AND lr.decided_on = b.decided_on)"""
