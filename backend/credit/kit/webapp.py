"""Serves the built PWA from memory: a few hundred kB, compressed once at start.

nginx does this in production; here it makes a single process a whole service.
"""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from credit.kit.conditional import is_known

SHELL = "/index.html"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
COMPRESSIBLE = (".html", ".js", ".css", ".svg", ".json", ".webmanifest", ".wasm", ".txt")
SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{images}; "
        "worker-src 'self' blob:; connect-src 'self'; media-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), geolocation=(self)",
}
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("text/javascript", ".js")


class WebFile(msgspec.Struct, frozen=True):
    """One file of the build, ready to send."""

    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    cache: str


class WebApp:
    """The files of one front-end build; unknown paths get the shell (client-side routing)."""

    def __init__(self, folder: Path, *, image_host: str = "") -> None:
        """`image_host`: the one other origin of images, as a CSP source; none if empty."""
        files = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []
        self.files = {f"/{p.relative_to(folder).as_posix()}": _load(p) for p in files}
        images = f" {image_host}" if image_host else ""
        self.headers = {key: v.format(images=images) for key, v in SECURITY_HEADERS.items()}
        self.routes = [self._handler()]

    def find(self, path: str) -> WebFile | None:
        """The file of a path; the shell for a page address; None for a missing asset."""
        if path in self.files:
            return self.files[path]
        is_asset = "." in path.rsplit("/", 1)[-1] or path.startswith(("/api", "/assets/"))
        return None if is_asset else self.files.get(SHELL)

    def _handler(self) -> HTTPRouteHandler:
        # A plain handler: an ASGI mount at "/" would swallow every route with a path
        # parameter (Litestar 2.25 compares its children without their leading slash).
        @route(
            ["/", "/{path:path}"],
            http_method=["GET", "HEAD"],
            opt={"public": True, "quiet": True},
            include_in_schema=False,
        )
        async def web_app(request: Request[Any, Any, Any]) -> Response[bytes]:
            file = self.find(request.url.path)
            if file is None:
                raise NotFoundException()
            return _answer(file, request, self.headers)

        return web_app


def _answer(
    file: WebFile, request: Request[Any, Any, Any], security: dict[str, str]
) -> Response[bytes]:
    headers = {
        "etag": file.etag,
        "cache-control": file.cache,
        "vary": "accept-encoding",
        **security,
    }
    body, status = file.body, 200
    if is_known(request, file.etag):
        body, status = b"", 304
    elif file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
        body = file.compressed
        headers["content-encoding"] = "gzip"
    return Response(body, status_code=status, headers=headers, media_type=file.media_type)


def _load(path: Path) -> WebFile:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    worth_it = path.suffix in COMPRESSIBLE and len(body) > 500
    return WebFile(
        body=body,
        compressed=gzip.compress(body, 9, mtime=0) if worth_it else None,
        media_type=media_type,
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        cache=IMMUTABLE if path.parent.name == "assets" else REVALIDATE,
    )
