"""Reports: pure functions from a :class:`linter.model.Report` to text.

A reporter is a module of this package with ``render(report, view) -> str``; its name is its
format. Each is imported only when it is asked for, so that no run pays for a template engine that
it does not use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Literal, Protocol, cast, get_args

from msgspec import Struct

from linter.model import Report, Severity

Format = Literal["text", "json", "sarif", "junit", "github", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)


class View(Struct, frozen=True):
    """How the report is looked at. ``width`` in terminal columns; ``command`` is the call that
    repeats the run, as typed in a shell; ``fail_on`` is the least severity that fails it; ``made`` is
    when it ran. ``thumbnails``: (document's path, part) → ``data:`` URI of a small picture."""

    fail_on: Severity = "error"
    width: int = 80
    colour: bool = False
    quiet: bool = False
    command: str = ""
    made: datetime | None = None
    thumbnails: Mapping[tuple[str, str], str] = {}


class Reporter(Protocol):
    def render(self, report: Report, view: View) -> str: ...


def render(format: Format, report: Report, view: View) -> str:
    """``report`` in ``format``, ending with a line end; never holds a lone surrogate."""
    module = cast(Reporter, import_module(f"linter.reporters.{format}"))
    return module.render(report, view)
