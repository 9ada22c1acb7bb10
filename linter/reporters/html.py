"""The report as one HTML page that asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from linter import HANDBOOK_VERSION, __version__, handbook
from linter.model import SEVERITIES, ManualItem, Report
from linter.reporters import View, words
from linter.reporters.html_views import Group, Views
from linter.reporters.safe import shorten, visible
from linter.reporters.timeline import time_line
from linter.reporters.timetable import shown_day
from linter.reporters.verdict import failing
from linter.reporters.words import Lang, Words
from linter.resources import reports_dir

_QUOTE = 400
"""Characters of a document's text or an expected value that are shown."""
_JPEG = re.compile(r"data:image/jpeg;base64,[0-9A-Za-z+/=]+")


def render(report: Report, view: View) -> str:
    """A complete page. Its Content-Security-Policy allows the style and the script of the page by
    hash, pictures in the page itself and nothing else, so that text of a document can neither run
    nor fetch anything."""
    folder = reports_dir()
    values = _values(report, view)
    style = "".join(
        (folder / name).read_text("utf-8") for name in ("tokens/tokens.css", "report.css")
    ) + _fills(values["groups"])
    script = (folder / "report.js").read_text("utf-8")
    page = template("report.html.j2").render(
        **values,
        style=Markup(style),
        style_hash=Markup(csp_hash(style)),
        script=Markup(script),
        script_hash=Markup(csp_hash(script)),
    )
    return page.strip() + "\n"


@cache
def template(name: str) -> Template:
    """A template of ours, compiled once: a batch renders it for every submission."""
    environment = Environment(
        loader=FileSystemLoader(reports_dir()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # a template is compiled and used once: folding costs more than it saves
    )
    return environment.get_template(name)


def _finalize(value: object) -> object:
    """Every value that the template prints; Markup is the template's own."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def csp_hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _values(report: Report, view: View) -> dict[str, Any]:
    views = Views(report, view.thumbnails)
    groups = views.groups(f for f in report.findings if f.suppressed is None)
    suppressed = [views.entry(f) for f in report.findings if f.suppressed is not None]
    return {
        "report": report,
        "view": view,
        "version": __version__,
        "handbook_version": HANDBOOK_VERSION,
        "failing": failing(report, view.fail_on),
        "unreadable": sum(1 for d in report.documents if d.status == "unreadable"),
        "counts": [(severity, report.count(severity)) for severity in SEVERITIES],
        "suppressed": suppressed,
        "manual": [_manual(item, report.lang) for item in report.manual],
        "line": time_line(report.schedule),
        "shown_day": lambda day: _pair(lambda lang: shown_day(day, lang)),
        "told": lambda own, other: _ordered((own, other or own), report.lang),
        "severities": words.SEVERITY,
        "statuses": words.STATUS,
        "facts": _facts(report),
        "document_rows": _documents(report, groups),
        "groups": groups,
        "pictures": _pictures(views, view),
        "clauses": _clauses(),
        "quote": lambda text: shorten(visible(text), _QUOTE),
        "full_place": lambda location: _pair(lambda lang: words.full_place(location, lang)),
        "made": view.made.isoformat(" ", "minutes") if view.made else None,
    }


def _pair(say: Callable[[Lang], str]) -> Words:
    return say("ja"), say("en")


def _ordered(own_and_other: Words, lang: Lang) -> Words:
    """(ja, en) of a text in the report's language and in the other one."""
    own, other = own_and_other
    return (own, other) if lang == "ja" else (other, own)


def _manual(item: ManualItem, lang: Lang) -> dict[str, Any]:
    """``key`` names the item in the reader's browser, so that its tick survives the next report."""
    title, why = item.translated or (item.title, item.why)
    text = f"{item.clause}\x1f{item.title}"
    return {
        "key": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        "title": _ordered((item.title, title), lang),
        "why": _ordered((item.why, why), lang),
        "clause": item.clause,
        "section": item.section,
    }


def _facts(report: Report) -> list[tuple[Words, Words, bool]]:
    """(label, value, whether it was inferred) of each fact."""
    ja, en = (words.fact_rows(report.submission, lang) for lang in ("ja", "en"))
    return [
        (label, (value, other), inferred)
        for (label, value, inferred), (_, other, _) in zip(ja, en, strict=True)
    ]


def _documents(report: Report, groups: Iterable[Group]) -> list[dict[str, Any]]:
    found = {group.title[0]: group for group in groups}
    return [
        {
            "path": document.path,
            "form": words.FORM[document.form] if document.form else ("—", "—"),
            "format": document.format,
            "sha256": document.sha256,
            "status": document.status,
            "reason": (
                words.reason(document, "ja"),
                words.reason(document, "en"),
            ),
            "group": found.get(document.path),
        }
        for document in report.documents
    ]


def _clauses() -> dict[str, dict[str, Any]]:
    return {
        clause.id: {"section": clause.section, "says": (clause.says.ja, clause.says.en)}
        for clause in handbook.clauses()
    }


def _pictures(views: Views, view: View) -> list[tuple[str, Markup]]:
    """(id, address) of the thumbnails that are shown."""
    return [
        (name, Markup(view.thumbnails[key]))
        for key, name in views.pictures.items()
        if _JPEG.fullmatch(view.thumbnails[key])
    ]


def _fills(groups: Iterable[Group]) -> str:
    """A class for each colour that cells of the excerpts are filled with; their own text colour
    might not be legible beside the page's, so it is black or white."""
    fills = {
        cell.fill
        for group in groups
        for place in group.places
        for row in (place.excerpt.rows if place.excerpt else ())
        for cell in row.cells
        if cell.fill
    }
    return "".join(
        f".fill-{fill}{{background:#{fill};color:{'#000' if _is_light(fill) else '#fff'}}}\n"
        for fill in sorted(fills)
    )


def _is_light(colour: str) -> bool:
    """Whether black is more legible on it than white (WCAG 2, relative luminance)."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(
        weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
    return luminance > 0.179
