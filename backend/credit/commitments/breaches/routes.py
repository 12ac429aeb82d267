"""Breaches at the API: for who reports, for the shop, for the desk."""

from credit.commitments.breaches import desk_routes, report_routes, shop_routes

routes = [*report_routes.routes, *shop_routes.routes, *desk_routes.routes]
