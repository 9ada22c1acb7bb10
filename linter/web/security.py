"""Who may ask: the outermost layer, in front of every route.

Other pages in the same browser can reach 127.0.0.1, by its address or by a name of theirs that
they let point there (DNS rebinding); so can other users of the same machine. What keeps them out:
the Host and Origin of every request, what the browser says of where it comes from (Fetch Metadata),
and a token in the path, which no cookie carries to another port and no Referer tells.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": _PAGE_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
# The report is shown in the page, but as a stranger to it (an origin of its own): were a document's
# text ever to become script, it could not ask this server for anything, nor store anything. What the
# report itself allows stands in its own policy. A page in a sandbox may have no opener policy.
REPORT_HEADERS = {
    "content-security-policy": "sandbox allow-scripts allow-modals; frame-ancestors 'self'",
    "cross-origin-opener-policy": "unsafe-none",
    "x-frame-options": "SAMEORIGIN",
}
_SAFE_METHODS = ("GET", "HEAD")
_ELSEWHERE = (
    "このアドレスでは開けません。myna-lint serve が端末に示したアドレスを開いてください。"
    " / Open the address that myna-lint serve has printed.\n"
)


def new_token() -> str:
    """256 bits that nobody guesses, as text that may stand in a path."""
    return secrets.token_urlsafe(32)


class Guard:
    """Lets through what comes from the page itself and takes the token off the path.

    ``authority`` is the only Host there is: address and port.
    """

    def __init__(self, app: ASGIApp, authority: str, token: str) -> None:
        self._app = app
        self._authority = authority.encode()
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # the server speaks no other protocol

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        path = self._inside(scope["path"])
        if path is None or not self._comes_from_us(scope):
            refused = PlainTextResponse(_ELSEWHERE, status_code=403)
            await refused(scope, receive, with_headers)
            return
        await self._app({**scope, "path": path}, receive, with_headers)

    def _inside(self, path: str) -> str | None:
        """The path behind the token; None where it does not begin with it."""
        _, first, rest = [*path.split("/", 2), "", ""][:3]
        same = secrets.compare_digest(first.encode(), self._token)
        return f"/{rest}" if same and path.count("/") > 1 else None

    def _comes_from_us(self, scope: Scope) -> bool:
        headers = scope["headers"]
        origin = b"http://" + self._authority
        origins = _all(headers, b"origin")
        site = _all(headers, b"sec-fetch-site")
        if _all(headers, b"host") != [self._authority]:
            return False
        if scope["method"] in _SAFE_METHODS:
            # "none": the address was typed, or given to the browser by us.
            return origins in ([], [origin]) and site in ([], [b"same-origin"], [b"none"])
        return origins == [origin] and site in ([], [b"same-origin"])


def _all(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]
