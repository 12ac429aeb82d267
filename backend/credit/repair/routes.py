"""All handlers of repair."""

from credit.repair.desk_routes import desk_routes
from credit.repair.merchant_routes import merchant_routes

routes = [*merchant_routes, *desk_routes]
