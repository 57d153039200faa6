"""What every answer carries and every request must not: one layer around the whole server."""

from __future__ import annotations

import logging
import time
import traceback
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from squatform.web.settings import Settings, is_loopback

LOG = logging.getLogger("squatform.web")

SMALL_BODY = 100_000
"""Bytes of a request that is no piece of a clip."""

IMPORT_BODY = 64_000_000
"""Bytes of a history to be read in."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-store",
}


class _TooLargeError(Exception):
    pass


@dataclass
class Guard:
    """ASGI layer: known hosts and origins only, small bodies, safe headers, a log without persons.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    settings : Settings
        With the names of this server.
    """

    app: ASGIApp
    settings: Settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if scope["type"] == "http":
            await self._answer(scope, _bounded(scope, receive), send, refused)
        elif refused:
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, refused: tuple[int, str] | None
    ) -> None:
        start_s = time.monotonic()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        try:
            if refused:
                code, text = refused
                await JSONResponse({"detail": text}, code)(scope, receive, answer)
            else:
                await self.app(scope, receive, answer)
        except _TooLargeError:
            if status:
                raise
            await JSONResponse({"detail": "This is too large."}, 413)(scope, receive, answer)
        except Exception as error:
            # where it happened, and not the message: that may hold what somebody sent
            places = (
                f"{one.name}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)
            )
            LOG.error("%s in %s", type(error).__name__, " ".join(places))
            if status:
                raise
            text = "The server made a mistake. Its log says where."
            await JSONResponse({"detail": text}, 500)(scope, receive, answer)
        finally:
            # the route, not the address: ids and names say who did what
            route = getattr(scope.get("route"), "path", "-")
            took_s = time.monotonic() - start_s
            LOG.info("%s %s %s %.0f ms", scope["method"], route, status, 1000 * took_s)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if not self._is_known(host):
            return 421, (
                "This server is not known by that name. Start it with --name for each name by "
                "which browsers reach it."
            )
        # whoever writes, or opens a socket, must come from a page of this server
        writes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if writes and not _same_site(headers, host):
            return 403, "This request comes from a page of another site."
        limit = _body_limit(scope)
        length = headers.get("content-length", "")
        if limit is not None and length.isdigit() and int(length) > limit:
            return 413, f"At most {limit} bytes are taken here."
        return None

    def _is_known(self, host: str) -> bool:
        name = (urlsplit(f"//{host}").hostname or "") if _is_plain(host) else ""
        # a name can be made to point here by whoever owns it (DNS rebinding), a number cannot
        return is_loopback(name) or _is_address(name) or name in self.settings.names

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self.settings.https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _is_plain(host: str) -> bool:
    return bool(host) and all(c.isalnum() or c in ".-_:[]" for c in host)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _same_site(headers: Headers, host: str) -> bool:
    """Tell whether a page of this server, or no page at all, sent a request."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return False
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _body_limit(scope: Scope) -> int | None:
    """Bytes that a body may have; None where the route counts for itself."""
    path: str = scope["path"]
    if scope["type"] == "http" and scope["method"] == "PATCH" and path.endswith("/content"):
        return None
    return IMPORT_BODY if path.endswith("/import") else SMALL_BODY


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Count what comes, whatever was announced."""
    limit = _body_limit(scope)
    if limit is None:
        return receive
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise _TooLargeError
        return message

    return counted
