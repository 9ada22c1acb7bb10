"""The routes of the page. Paths are those behind the token, which ``security`` has taken off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from linter import HANDBOOK_VERSION, __version__
from linter.config import Api, Applicant, Flow, Procedure
from linter.reporters import words
from linter.resources import reports_dir
from linter.web.checking import Checks
from linter.web.refusal import RefusedError
from linter.web.security import REPORT_HEADERS, Guard
from linter.web.sessions import Pages, Session, Sessions
from linter.web.states import Choices
from linter.web.uploads import UploadLimits

_ASSETS = {
    "page.css": "text/css",
    "tokens.css": "text/css",
    "page.js": "text/javascript",
    "drop.js": "text/javascript",
    "server.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_SWEEP_S = 30.0
_MAX_CHOICES_BYTES = 16 * 1024
_NOT_HERE = ("ここには何もありません。", "There is nothing here.")


def create(sessions: Sessions, checks: Checks, authority: str, token: str) -> ASGIApp:
    """The application, guarded: it answers to ``authority`` (address and port) and ``token``."""
    pages = _Routes(sessions, checks)
    inside = Starlette(
        routes=[
            Route("/", pages.page),
            *(Route(f"/{name}", pages.asset) for name in _ASSETS),
            Route("/sessions", pages.open, methods=["POST"]),
            Route("/sessions/{id}", pages.state),
            Route("/sessions/{id}/file", pages.file, methods=["PUT"]),
            Route("/sessions/{id}/check", pages.check, methods=["POST"]),
            Route("/sessions/{id}/close", pages.close, methods=["POST"]),
            Route("/sessions/{id}/report", pages.report),
            Route("/sessions/{id}/report.html", pages.html_file),
            Route("/sessions/{id}/report.json", pages.json_file),
        ],
        exception_handlers={
            RefusedError: _refused,
            HTTPException: _no_route,
            ClientDisconnect: _gone,
            Exception: _broken,
        },
        lifespan=lambda _: _sweeping(sessions),
    )
    return Guard(inside, authority, token)


@asynccontextmanager
async def _sweeping(sessions: Sessions) -> AsyncIterator[None]:
    """Close idle sessions while the server runs, and all of them when it stops."""

    async def sweep() -> None:
        while True:
            await asyncio.sleep(_SWEEP_S)
            sessions.close_idle()

    task = asyncio.create_task(sweep())
    try:
        yield
    finally:
        task.cancel()
        sessions.close_all()


class _Routes:
    def __init__(self, sessions: Sessions, checks: Checks) -> None:
        self._sessions = sessions
        self._checks = checks
        folder = reports_dir() / "web"
        # The tokens of the design system are those of the report.
        folders = {"tokens.css": reports_dir() / "tokens"}
        self._assets = {name: (folders.get(name, folder) / name).read_bytes() for name in _ASSETS}
        self._page = _page(folder, sessions.limits)

    async def page(self, request: Request) -> Response:
        return HTMLResponse(self._page)

    async def asset(self, request: Request) -> Response:
        name = request.url.path.rsplit("/", 1)[-1]
        return Response(self._assets[name], media_type=_ASSETS[name])

    async def open(self, request: Request) -> Response:
        return _json({"session": self._sessions.open().id}, 201)

    async def state(self, request: Request) -> Response:
        return _json(self._session(request).state)

    async def file(self, request: Request) -> Response:
        """One file as the body, its path below the dropped folder as ``name``."""
        uploads = self._session(request).uploads
        await uploads.add(request.query_params.get("name", ""), request.stream())
        return _json({}, 201)

    async def check(self, request: Request) -> Response:
        session = self._session(request)
        self._checks.start(session, await _choices(request))
        return _json({}, 202)

    async def close(self, request: Request) -> Response:
        self._sessions.close(self._session(request))
        return Response(status_code=204)

    async def report(self, request: Request) -> Response:
        return HTMLResponse(self._report(request).html, headers=REPORT_HEADERS)

    async def html_file(self, request: Request) -> Response:
        return _download(self._report(request).html, "text/html", "myna-lint-report.html")

    async def json_file(self, request: Request) -> Response:
        return _download(self._report(request).json, "application/json", "myna-lint-report.json")

    def _session(self, request: Request) -> Session:
        return self._sessions.get(request.path_params["id"])

    def _report(self, request: Request) -> Pages:
        pages = self._session(request).pages
        if pages is None:
            raise RefusedError(404, "報告はまだありません。", "There is no report yet.")
        return pages


def _page(folder: Path, limits: UploadLimits) -> str:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        version=__version__,
        handbook_version=HANDBOOK_VERSION,
        limits=limits,
        choices={
            key: [(value, words.FACT_VALUES[key][value]) for value in get_args(kind)]
            for key, kind in (
                ("api", Api),
                ("procedure", Procedure),
                ("flow", Flow),
                ("applicant", Applicant),
            )
        },
    )


async def _choices(request: Request) -> Choices:
    """:raises RefusedError: the body is none that the page sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_CHOICES_BYTES:
            break
    try:
        return msgspec.json.decode(body[: _MAX_CHOICES_BYTES + 1], type=Choices)
    except msgspec.DecodeError:
        raise RefusedError(
            400,
            "選んだ内容を読み取れませんでした。日付は 2027-04-01 のように書いてください。",
            "The choices could not be read. Write dates as 2027-04-01.",
        ) from None


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def _download(text: str, kind: str, name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    headers = {"content-disposition": disposition, "content-security-policy": "sandbox"}
    return Response(text, media_type=kind, headers=headers)


def _sentence(ja: str, en: str, status: int) -> Response:
    return _json({"ja": ja, "en": en}, status)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return _sentence(error.ja, error.en, error.status)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _sentence(*_NOT_HERE, error.status_code)


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=400)  # nobody is there to read it


async def _broken(request: Request, error: Exception) -> Response:
    return _sentence(
        f"予期しない誤りが起きました（{type(error).__name__}）。myna-lint の不具合です。",
        "Something unexpected went wrong; this is a defect of myna-lint.",
        500,
    )
