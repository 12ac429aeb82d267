"""The application's surface: its handlers, and its operations as OpenAPI tells them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from litestar import Litestar
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.routes import ASGIRoute, HTTPRoute

Handler = HTTPRouteHandler | ASGIRouteHandler
MAX_PAGE = 200


class Place(NamedTuple):
    """One handler at one path."""

    path: str
    methods: tuple[str, ...]
    handler: Handler


def places(app: Litestar) -> Iterator[Place]:
    """Every handler of ours (the framework adds OPTIONS and the API description)."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if not handler.fn.__module__.startswith("litestar."):
                    yield Place(route.path, tuple(sorted(handler.http_methods)), handler)
        elif isinstance(route, ASGIRoute):
            yield Place(route.path, ("GET",), route.route_handler)


def guards(handler: Handler) -> list[object]:
    """Guards of the handler and its routers, without those of the whole application."""
    layers = handler.ownership_layers[1:]
    return [guard for layer in layers for guard in (layer.guards or ())]


def is_public(handler: Handler) -> bool:
    return handler.opt.get("public") is True


class Operation(NamedTuple):
    """One method at one path of the API description."""

    method: str
    path: str
    spec: dict[str, Any]

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        return {p["name"]: p for p in self.spec.get("parameters", ())}


def description(app: Litestar) -> dict[str, Any]:
    return app.openapi_schema.to_schema()


def operations(app: Litestar) -> list[Operation]:
    return [
        Operation(method.upper(), path, spec)
        for path, item in description(app)["paths"].items()
        for method, spec in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def resolved(app: Litestar, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or the component that it refers to."""
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rsplit("/", 1)[-1]
    found: dict[str, Any] = description(app)["components"]["schemas"][name]
    return found


def answers_a_list(app: Litestar, operation: Operation) -> bool:
    """Whether the 200 answer is a list, or an object with a list of `items`."""
    content = operation.spec["responses"].get("200", {}).get("content", {})
    schema = resolved(app, content.get("application/json", {}).get("schema", {}))
    items = resolved(app, schema.get("properties", {}).get("items", {}))
    return "array" in (schema.get("type"), items.get("type"))
