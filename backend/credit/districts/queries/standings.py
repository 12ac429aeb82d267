"""Merchants as the rules of districts see them."""

from datetime import date
from typing import Any, Final

import msgspec
from shapely import Polygon

from credit.commitments.breaches.queries.leaving import RUNNING_LEAVE
from credit.districts.outline import place_in
from credit.districts.rules.entering import Standing
from credit.districts.rules.leaving import MemberStanding
from credit.evaluation.bulk import EVALUATED
from credit.kit import clock
from credit.kit.db import connection
from credit.records.catalogue import RecordClass

SERIOUS: Final = 3  # `record.severity`: on a list that bars from something
# Of subject `s`; $1 is today. A broken promise does not run any more, whatever its last day.
_COMMITMENTS = """(SELECT count(*) FROM commitment c
   WHERE c.subject_id = s.id AND c.withdrawn_at IS NULL AND c.performance <> 'broken'
     AND c.made_on <= $1 AND (c.valid_until IS NULL OR c.valid_until >= $1)) AS commitments"""
_SERIOUS = f"""(SELECT count(*) FROM record r
   WHERE r.subject_id = s.id AND {EVALUATED} AND r.severity = {SERIOUS}
     AND coalesce(r.valid_until, r.publicity_until, 'infinity') >= $1) AS serious_records"""  # noqa: S608 - constants
# Upheld breaches whose measures say that programmes should look at the merchant.
_BREACHES = f"(SELECT count(*) FROM {RUNNING_LEAVE} AND b.subject_id = s.id) AS breaches"  # noqa: S608 - constants
# Code and name of the district that the merchant is a member of, else NULL.
_MEMBER_OF = """(SELECT ARRAY[x.code, x.name] FROM district_member y
   JOIN credit_district x ON x.id = y.district_id
   WHERE y.subject_id = s.id AND y.status = 'admitted') AS member_of"""
# Since when the grade is D without a break; NULL when it is not D.
LOW_SINCE: Final = """(SELECT min(e.evaluated_on) FROM evaluation e
   WHERE s.grade = 'D' AND e.subject_id = s.id AND e.grade = 'D' AND e.id > coalesce(
     (SELECT max(x.id) FROM evaluation x WHERE x.subject_id = s.id AND x.grade <> 'D'), 0)
  ) AS low_since"""
STANDING_COLUMNS: Final = f"""s.uscc, s.name, s.trade, s.address, s.grade, s.demo,
  s.lng, s.lat, s.geo_precision, {_COMMITMENTS}, {_SERIOUS}, {_BREACHES}, {_MEMBER_OF}"""
# Whether subject `s` is on the serious dishonesty list today ($1), which caps its district.
ON_SERIOUS_LIST: Final = f"""EXISTS (SELECT FROM record r
  WHERE r.subject_id = s.id AND {EVALUATED}
    AND r.record_class = {int(RecordClass.SERIOUS_DISHONESTY)}
    AND coalesce(r.valid_until, r.publicity_until, 'infinity') >= $1)"""
_ONE = f"SELECT {STANDING_COLUMNS} FROM subject s WHERE s.id = $2"  # noqa: S608 - constants


class StandingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant as read by `STANDING_COLUMNS`."""

    uscc: str | None
    name: str
    trade: str
    address: str
    grade: str
    demo: bool
    lng: float | None
    lat: float | None
    geo_precision: str
    commitments: int
    serious_records: int
    breaches: int
    member_of: list[str] | None

    def as_applicant(self, code: str, polygon: Polygon, accepted: int | None = None) -> Standing:
        """As the entry rules of the district with this code and outline see it."""
        place = place_in(polygon, self.lng, self.lat, self.geo_precision)
        other, name = self.member_of or ("", "")
        elsewhere = name if other != code else ""
        counts = self.commitments, self.serious_records
        return Standing(self.grade, *counts, place, self.demo, accepted, elsewhere)

    def as_member(self, polygon: Polygon, low_since: date | None) -> MemberStanding:
        """As the exit rules of the district with this outline see it."""
        place = place_in(polygon, self.lng, self.lat, self.geo_precision)
        counts = self.commitments, self.serious_records
        return MemberStanding(low_since, *counts, place, self.breaches)


def standing_of(row: Any) -> StandingRow:
    """A row that holds at least `STANDING_COLUMNS`."""
    return StandingRow(**{name: row[name] for name in StandingRow.__struct_fields__})


async def get_standing(subject_id: int) -> StandingRow:
    """How a subject stands today; it must exist."""
    async with connection() as held:
        return standing_of(await held.fetchrow(_ONE, clock.today(), subject_id))
