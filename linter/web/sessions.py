"""What belongs to one open page, by an id that nobody else can guess, and when it is removed."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from linter.web.refusal import RefusedError
from linter.web.states import Idle, State
from linter.web.uploads import UploadLimits, Uploads

MAX_SESSIONS = 16
IDLE_S = 15 * 60
"""Seconds without a sign of life; an open page gives one every minute."""


class Pages(Struct, frozen=True):
    """A report as it is handed out."""

    html: str
    json: str


class Session:
    """One tab: its folder, how far the check is, and the last report. ``closed`` sessions are no
    longer found, though a check of one may still be running."""

    def __init__(self, id: str, folder: Path, limits: UploadLimits, now: float) -> None:
        self.id = id
        self.uploads = Uploads(folder, limits)
        self.state: State = Idle()
        self.pages: Pages | None = None
        self.last_seen = now
        self.busy = False
        self.closed = False

    def remove_files(self) -> None:
        shutil.rmtree(self.uploads.folder, ignore_errors=True)


class Sessions:
    """All tabs; ``root`` is the private folder of the run, ``clock`` counts seconds."""

    def __init__(
        self,
        root: Path,
        limits: UploadLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = root
        self._limits = limits or UploadLimits()
        self._clock = clock
        self._open: dict[str, Session] = {}

    @property
    def limits(self) -> UploadLimits:
        return self._limits

    def open(self) -> Session:
        """:raises RefusedError: too many are open."""
        self.close_idle()
        if len(self._open) >= MAX_SESSIONS:
            raise RefusedError(
                503,
                "開いているページが多すぎます。使っていないページを閉じてください。",
                "Too many pages are open. Close those that you do not use.",
            )
        # The folder has a name of its own: the id is a secret, a path is not.
        id, folder = secrets.token_urlsafe(32), self._root / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        session = Session(id, folder, self._limits, self._clock())
        self._open[id] = session
        return session

    def get(self, id: str) -> Session:
        """:raises RefusedError: there is none, or no longer."""
        session = self._open.get(id)
        if session is None:
            raise RefusedError(
                404,
                "預かったファイルはもう消しました。もう一度置いてください。",
                "The files are no longer here. Drop them again.",
            )
        session.last_seen = self._clock()
        return session

    def close(self, session: Session) -> None:
        """Forget the session and remove its files at once."""
        self._open.pop(session.id, None)
        session.closed = True
        session.pages = None
        session.remove_files()

    def close_idle(self) -> None:
        """Close those whose page has gone without a word."""
        oldest = self._clock() - IDLE_S
        for session in list(self._open.values()):
            if session.last_seen < oldest and not session.busy:
                self.close(session)

    def close_all(self) -> None:
        for session in list(self._open.values()):
            self.close(session)
