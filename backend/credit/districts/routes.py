"""All handlers of credit districts."""

from credit.districts.desk_routes import desk_routes
from credit.districts.member_routes import member_routes
from credit.districts.public_routes import public_routes

routes = [*public_routes, *member_routes, *desk_routes]
