"""What the application takes from this slice and its folders: routes and jobs."""

from credit.identity import jobs, routes
from credit.identity.authority import routes as authority_routes
from credit.identity.consents import routes as consents_routes

ROUTES = (routes, authority_routes, consents_routes)
JOBS = (jobs,)
