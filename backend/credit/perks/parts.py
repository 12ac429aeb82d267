"""The parts of the slice that have handlers or jobs, for the table of contents in `main`."""

from typing import Final

from credit.perks.advantages import routes as advantages_routes
from credit.perks.attempts import jobs as attempts_jobs
from credit.perks.claims import jobs as claims_jobs
from credit.perks.claims import routes as claims_routes
from credit.perks.claims.revoking import routes as revoking_routes
from credit.perks.draws import jobs as draws_jobs
from credit.perks.draws import routes as draws_routes
from credit.perks.ledger import jobs as ledger_jobs
from credit.perks.ledger import routes as ledger_routes
from credit.perks.programme import jobs as programme_jobs
from credit.perks.programme import routes as programme_routes
from credit.perks.programme.desk import routes as desk_routes
from credit.perks.redemptions import routes as redemptions_routes
from credit.perks.referrals import jobs as referrals_jobs
from credit.perks.referrals import routes as referrals_routes
from credit.perks.reviews import jobs as reviews_jobs
from credit.perks.reviews import routes as reviews_routes
from credit.perks.reviews import shop_routes as reviews_shop_routes
from credit.perks.settlement import jobs as settlement_jobs
from credit.perks.settlement import routes as settlement_routes
from credit.perks.turns import jobs as turns_jobs
from credit.perks.turns import routes as turns_routes

ROUTES: Final = (
    programme_routes,
    desk_routes,
    claims_routes,
    revoking_routes,
    turns_routes,
    draws_routes,
    redemptions_routes,
    ledger_routes,
    settlement_routes,
    advantages_routes,
    referrals_routes,
    reviews_routes,
    reviews_shop_routes,
)
JOBS: Final = (
    programme_jobs,
    claims_jobs,
    attempts_jobs,
    turns_jobs,
    draws_jobs,
    ledger_jobs,
    settlement_jobs,
    referrals_jobs,
    reviews_jobs,
)
