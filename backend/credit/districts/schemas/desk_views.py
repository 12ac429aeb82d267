"""What officers see of districts while they keep them."""

from datetime import date

from credit.districts.outline import BoundaryFinding
from credit.districts.schemas.views import DistrictCard
from credit.kit.model import Out


class OutsideMember(Out, frozen=True):
    """A member whose shop lies outside a drawn boundary."""

    uscc: str
    name: str
    lng: float
    lat: float


class BoundaryReport(Out, frozen=True):
    """What was found about a drawn boundary; `ok` when nothing keeps it from being saved."""

    ok: bool
    area_hectares: float
    county: str
    county_name: str
    findings: list[BoundaryFinding]
    members_inside: int
    members_outside: list[OutsideMember]


class DeskDistrict(DistrictCard, frozen=True):
    """A district on an officer's desk, in whatever state, with what waits there."""

    review_due: date | None
    is_due: bool
    rectify_by: date | None
    applications: int
    concerns: int


class DeskDistricts(Out, frozen=True):
    """One page of the desk."""

    items: list[DeskDistrict]
    next: str | None = None
