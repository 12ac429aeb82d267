"""The application: the list of slices is the table of contents."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from credit.codes.badges import jobs as codes_jobs
from credit.codes.badges import routes as codes_routes
from credit.codes.passes import jobs as passes_jobs
from credit.codes.passes import routes as passes_routes
from credit.codes.trust import jobs as trust_jobs
from credit.codes.trust import routes as trust_routes
from credit.codes.verdicts.description import describe_verdicts
from credit.codes.verdicts.serving import hot_lane, known_lane
from credit.commitments import routes as commitments_routes
from credit.commitments.board import routes as board_routes
from credit.commitments.breaches import jobs as breaches_jobs
from credit.commitments.breaches import routes as breaches_routes
from credit.commitments.exchange import routes as exchange_routes
from credit.commitments.following import jobs as following_jobs
from credit.commitments.following import routes as following_routes
from credit.commitments.matters import routes as matters_routes
from credit.commitments.pledges import jobs as pledges_jobs
from credit.commitments.pledges import routes as pledges_routes
from credit.commitments.receipts import routes as receipts_routes
from credit.commitments.statistics import routes as statistics_routes
from credit.declarations import jobs as declarations_jobs
from credit.declarations import routes as declarations_routes
from credit.districts import jobs as districts_jobs
from credit.districts import routes as districts_routes
from credit.evaluation import jobs as evaluation_jobs
from credit.evaluation import routes as evaluation_routes
from credit.evaluation.suggestions import routes as suggestions_routes
from credit.green_channel import routes as green_channel_routes
from credit.identity import parts as identity_parts
from credit.inbox import jobs as inbox_jobs
from credit.inbox import routes as inbox_routes
from credit.kit import health
from credit.kit.auth import auth_middleware, provide_caller
from credit.kit.db import close_pool, start_pool
from credit.kit.invalidation import start_listening, stop_listening
from credit.kit.logs import configure_logging, request_middleware
from credit.kit.problems import problem_handlers
from credit.kit.redis import close_redis
from credit.kit.webapp import WebApp
from credit.map import routes as map_routes
from credit.map.following import warm as warm_map
from credit.my_file import routes as my_file_routes
from credit.objections import jobs as objections_jobs
from credit.objections import routes as objections_routes
from credit.perks import parts as perk_parts
from credit.perks.claims.hot_lane import sold_out_lane
from credit.records import jobs as records_jobs
from credit.records import routes as records_routes
from credit.repair import jobs as repair_jobs
from credit.repair import routes as repair_routes
from credit.reports import parts as report_parts
from credit.settings import Settings, get_settings
from credit.subjects import hours as hours_routes
from credit.subjects import jobs as subjects_jobs
from credit.subjects import routes as subjects_routes
from credit.subjects.pins import routes as pins_routes

SLICES = (
    subjects_routes,
    hours_routes,
    pins_routes,
    *identity_parts.ROUTES,
    inbox_routes,
    records_routes,
    commitments_routes,
    board_routes,
    matters_routes,
    receipts_routes,
    breaches_routes,
    exchange_routes,
    pledges_routes,
    declarations_routes,
    objections_routes,
    repair_routes,
    evaluation_routes,
    suggestions_routes,
    districts_routes,
    codes_routes,
    trust_routes,
    passes_routes,
    map_routes,
    *perk_parts.ROUTES,
    my_file_routes,
    *report_parts.ROUTES,
    following_routes,
    green_channel_routes,
    statistics_routes,
)
JOB_MODULES = (
    subjects_jobs,
    *identity_parts.JOBS,
    inbox_jobs,
    breaches_jobs,
    declarations_jobs,
    pledges_jobs,
    records_jobs,
    objections_jobs,
    repair_jobs,
    evaluation_jobs,
    districts_jobs,
    codes_jobs,
    trust_jobs,
    passes_jobs,
    *perk_parts.JOBS,
    *report_parts.JOBS,
    following_jobs,
)
MAX_BODY = 1_000_000
# Objects before each generation is looked through; 700 of them are made by a few requests.
COLLECT_AFTER = (10_000, 20, 20)


def create_app(*, manage_pool: bool = True) -> Litestar:
    """The ASGI application; `manage_pool=False` when a test owns pool and cache."""
    settings = get_settings()
    configure_logging(settings)
    routes = [route for slice_ in SLICES for route in slice_.routes]
    app = Litestar(
        route_handlers=[*routes, *health.routes, *_web_app(settings).routes],
        middleware=[auth_middleware],
        dependencies={"caller": Provide(provide_caller, sync_to_thread=False)},
        exception_handlers=problem_handlers(),
        lifespan=[_connections] if manage_pool else [],
        openapi_config=OpenAPIConfig(
            title="信用青海 API",
            version="1",
            path="/api/schema",
            # An empty list would bring every documentation UI, with scripts from other hosts.
            render_plugins=[JsonRenderPlugin()],
        ),
        request_max_body_size=MAX_BODY,
        logging_config=None,
    )
    describe_verdicts(app)
    # Around the router, not in it: an unknown method (405) needs its request id as well.
    app.asgi_handler = known_lane(sold_out_lane(request_middleware(hot_lane(app.asgi_handler))))
    return app


def _web_app(settings: Settings) -> WebApp:
    """Its pages may show 天地图 tiles only where the operator has a key for them."""
    host = "https://*.tianditu.gov.cn" if settings.tianditu_key else ""
    return WebApp(settings.pwa_dir, image_host=host)


@asynccontextmanager
async def _connections(app: Litestar) -> AsyncIterator[None]:
    await start_pool()
    await start_listening()
    if get_settings().map_warm:
        warm_map()
    # What is there now stays: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    yield
    await stop_listening()
    await close_pool()
    await close_redis()
