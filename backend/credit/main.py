"""The application: the list of slices is the table of contents."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from credit.codes.description import describe_verdicts
from credit.kit import health
from credit.kit.auth import auth_middleware, provide_caller
from credit.kit.db import close_pool, start_pool
from credit.kit.invalidation import start_listening, stop_listening
from credit.kit.logs import configure_logging, request_middleware
from credit.kit.problems import problem_handlers
from credit.kit.redis import close_redis
from credit.kit.webapp import WebApp
from credit.settings import get_settings

SLICES = (
    "identity",
    "subjects",
    "places",
    "records",
    "commitments",
    "evaluation",
    "codes",
)
MAX_BODY = 1_000_000


def load_jobs() -> None:
    """Import every slice's `jobs.py`, which registers its functions."""
    for name in SLICES:
        _import_optional(f"credit.{name}.jobs")


def slice_routes() -> Sequence[ControllerRouterHandler]:
    """The handlers of every slice that has routes."""
    modules = [_import_optional(f"credit.{name}.routes") for name in SLICES]
    return [route for module in modules if module for route in module.routes]


def create_app(*, manage_pool: bool = True) -> Litestar:
    """The ASGI application; `manage_pool=False` when a test owns pool and cache."""
    settings = get_settings()
    configure_logging(settings)
    load_jobs()
    app = Litestar(
        route_handlers=[*slice_routes(), *health.routes, *WebApp(settings.pwa_dir).routes],
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
    app.asgi_handler = request_middleware(app.asgi_handler)
    return app


@asynccontextmanager
async def _connections(app: Litestar) -> AsyncIterator[None]:
    await start_pool()
    await start_listening()
    yield
    await stop_listening()
    await close_pool()
    await close_redis()


def _import_optional(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
