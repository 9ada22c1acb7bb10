"""The index of a batch as one HTML page: a row for each submission, with links to its reports."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from linter import HANDBOOK_VERSION, __version__
from linter.batch.state import Row, State
from linter.reporters import words
from linter.reporters.html import csp_hash, template
from linter.reporters.words import Words
from linter.resources import reports_dir

_OUTCOMES: dict[str, Words] = {
    "ready": ("提出できます", "ready"),
    "findings": ("修正が必要です", "corrections needed"),
    "unreadable": ("読めない書類があります", "unreadable documents"),
    "failed": ("確認できませんでした", "could not be checked"),
}
# The worst first: how a reader wants them sorted.
_ORDER = ("failed", "unreadable", "findings", "ready")
_STYLES = ("tokens/tokens.css", "report.css", "batch.css")


def render(state: State) -> str:
    """A complete page, as strict as that of a report; it is whole without its script, which sorts
    and filters."""
    folder = reports_dir()
    style = "".join((folder / name).read_text("utf-8") for name in _STYLES)
    script = (folder / "batch.js").read_text("utf-8")
    page = template("batch.html.j2").render(
        state=state,
        outcomes=_OUTCOMES,
        order=_ORDER,
        severities=words.SEVERITY,
        address=address,
        facts=_facts,
        version=__version__,
        handbook_version=HANDBOOK_VERSION,
        style=Markup(style),
        style_hash=Markup(csp_hash(style)),
        script=Markup(script),
        script_hash=Markup(csp_hash(script)),
    )
    return page.strip() + "\n"


def address(file: str) -> str:
    """A relative URL of a file beside the page; ``./``: no name is taken for a scheme."""
    return "./" + quote(file)


def _facts(row: Row) -> str:
    names = [words.name(words.API, api, "ja") for api in row.api]
    if row.procedure:
        names.append(words.name(words.PROCEDURE, row.procedure, "ja"))
    return "、".join(names) or "—"
