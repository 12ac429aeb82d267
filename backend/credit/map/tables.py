"""Tables of the map slice: what changed, and the versions made of it. No place is kept twice."""

from piccolo.columns import Array, BigInt, BigSerial, Date, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table


class MapTouched(Table, tablename="map_touched"):
    """Subjects that a committed statement changed on the map; gone once a version holds them.

    Written by triggers only. `divisions` are those that the subjects were in before; `gone` says
    `county:uscc` of who is in that county's pack no more.
    """

    id = BigSerial(primary_key=True)
    subject_ids = Array(base_column=BigInt(), default=list)
    divisions = Array(base_column=Varchar(length=6), default=list)
    gone = Array(base_column=Varchar(length=25), default=list)

    ck_map_touched_subjects = Check("cardinality(subject_ids) > 0")


class MapVersion(Table, tablename="map_version"):
    """A version of the map's data: which subjects differ from the version before.

    Never below the second it was made in, so that a database restored from a backup does not
    give an old number to new data. `day`: promises run by the day. `gone` as in `MapTouched`.
    Kept for a week, for the deltas of packs.
    """

    version = BigInt(primary_key=True)
    previous = BigInt(default=0)
    day = Date(default=None)
    subject_ids = Array(base_column=BigInt(), default=list)
    gone = Array(base_column=Varchar(length=25), default=list)
    published_at = Timestamptz(default=TimestamptzNow())

    ck_map_version_grows = Check("version > previous")


class MapCounty(Table, tablename="map_county"):
    """The last version in which anything of a division changed."""

    division = Varchar(length=6, primary_key=True)
    version = BigInt(default=None)

    ck_map_county_version = Check("version > 0")
