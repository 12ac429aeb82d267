"""The parts of the slice that have handlers or jobs, for the table of contents in `main`."""

from typing import Final

from credit.reports import jobs
from credit.reports.checking import routes as checking_routes
from credit.reports.delegating import routes as delegating_routes
from credit.reports.issuing import routes as issuing_routes
from credit.reports.lookups import routes as lookups_routes
from credit.reports.sharing import routes as sharing_routes

ROUTES: Final = (
    issuing_routes,
    checking_routes,
    sharing_routes,
    delegating_routes,
    lookups_routes,
)
JOBS: Final = (jobs,)
