"""Serves the built PWA from memory: a few hundred kB, compressed once at start.

nginx does this in production; here it makes a single process a whole service.
"""

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
from litestar import Request, asgi
from litestar.exceptions import NotFoundException
from litestar.types import Receive, Scope, Send
from litestar.types.asgi_types import HTTPResponseBodyEvent, HTTPResponseStartEvent

SHELL = "/index.html"
IMMUTABLE = b"public, max-age=31536000, immutable"
REVALIDATE = b"no-cache"
COMPRESSIBLE = (".html", ".js", ".css", ".svg", ".json", ".webmanifest", ".wasm", ".txt")
SECURITY_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        b"worker-src 'self' blob:; connect-src 'self'; media-src 'self' blob:; "
        b"object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(self), geolocation=(self)"),
)
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("text/javascript", ".js")


class WebFile(msgspec.Struct, frozen=True):
    """One file of the build, ready to send."""

    body: bytes
    compressed: bytes | None
    media_type: bytes
    etag: bytes
    cache: bytes


class WebApp:
    """The files of one front-end build; unknown paths get the shell (client-side routing)."""

    def __init__(self, folder: Path) -> None:
        files = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []
        self.files = {f"/{p.relative_to(folder).as_posix()}": _load(p) for p in files}
        self.routes = [self._handler()]

    def find(self, path: str) -> WebFile | None:
        """The file of a path; the shell for a page address; None for a missing asset."""
        if path in self.files:
            return self.files[path]
        is_asset = "." in path.rsplit("/", 1)[-1] or path.startswith(("/api", "/assets/"))
        return None if is_asset else self.files.get(SHELL)

    def _handler(self) -> asgi:
        @asgi(path="/", is_mount=True, copy_scope=True, opt={"public": True})
        async def web_app(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request[Any, Any, Any](scope)
            # Litestar cuts a mount's path off `path`, for "/" all of it.
            file = self.find(unquote(scope["raw_path"].decode("latin-1")))
            if file is None or request.method not in ("GET", "HEAD"):
                raise NotFoundException()
            await _send(file, request, send)

        return web_app


async def _send(file: WebFile, request: Request[Any, Any, Any], send: Send) -> None:
    headers = [
        (b"content-type", file.media_type),
        (b"etag", file.etag),
        (b"cache-control", file.cache),
        (b"vary", b"accept-encoding"),
        *SECURITY_HEADERS,
    ]
    body, status = file.body, 200
    if request.headers.get("if-none-match", "").encode() == file.etag:
        body, status = b"", 304
    elif file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
        body = file.compressed
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    start: HTTPResponseStartEvent = {
        "type": "http.response.start",
        "status": status,
        "headers": headers,
    }
    rest: HTTPResponseBodyEvent = {
        "type": "http.response.body",
        "body": b"" if request.method == "HEAD" else body,
        "more_body": False,
    }
    await send(start)
    await send(rest)


def _load(path: Path) -> WebFile:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    worth_it = path.suffix in COMPRESSIBLE and len(body) > 500
    return WebFile(
        body=body,
        compressed=gzip.compress(body, 9, mtime=0) if worth_it else None,
        media_type=media_type.encode(),
        etag=b'"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"',
        cache=IMMUTABLE if path.parent.name == "assets" else REVALIDATE,
    )
