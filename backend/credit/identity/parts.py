"""What the application takes from this slice and its folders: routes and jobs."""

from credit.identity import jobs, routes
from credit.identity.access_log import jobs as access_jobs
from credit.identity.access_log import routes as access_routes
from credit.identity.authority import claim_routes as claims_routes
from credit.identity.authority import routes as authority_routes
from credit.identity.consents import routes as consents_routes
from credit.identity.devices import routes as devices_routes
from credit.identity.guardians import jobs as guardians_jobs
from credit.identity.guardians import routes as guardians_routes
from credit.identity.impact_reports import jobs as impact_jobs
from credit.identity.impact_reports import routes as impact_routes
from credit.identity.oidc import jobs as oidc_jobs
from credit.identity.oidc import routes as oidc_routes
from credit.identity.personal import jobs as personal_jobs
from credit.identity.personal import routes as personal_routes
from credit.identity.phones import jobs as phones_jobs
from credit.identity.phones import routes as phones_routes
from credit.identity.real_name import routes as real_name_routes
from credit.identity.second_factor import routes as second_factor_routes
from credit.identity.ways import routes as ways_routes

ROUTES = (
    routes,
    second_factor_routes,
    phones_routes,
    devices_routes,
    authority_routes,
    consents_routes,
    personal_routes,
    access_routes,
    impact_routes,
    oidc_routes,
    ways_routes,
    real_name_routes,
    guardians_routes,
    claims_routes,
)
JOBS = (jobs, phones_jobs, personal_jobs, access_jobs, impact_jobs, oidc_jobs, guardians_jobs)
