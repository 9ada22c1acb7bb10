"""The timetable of ``myna-lint schedule`` as a table for a terminal, as JSON and as iCalendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from linter import HANDBOOK_VERSION, __version__
from linter.business_days import Calendar
from linter.model import Milestone, SubmissionFacts
from linter.reporters.columns import narrow_width, pad
from linter.reporters.words import Lang, fact_rows, pick

_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
FORMATS = ("text", "json", "ics")


class Timetable(Struct, frozen=True):
    """``today`` decides what is late; ``submitted``: procedures before it are taken as done."""

    facts: SubmissionFacts
    milestones: tuple[Milestone, ...]
    today: date
    calendar: Calendar
    lang: Lang = "ja"


def render(table: Timetable, form: str) -> str:
    """``form``: one of :data:`FORMATS`."""
    return {"text": _text, "json": _json, "ics": _ics}[form](table)


def shown_day(day: date | None, lang: Lang) -> str:
    """``2027-04-01（木）``; a dash for none."""
    if day is None:
        return "—"
    name = _WEEKDAYS[lang][day.weekday()]
    return f"{day.isoformat()}（{name}）" if lang == "ja" else f"{day.isoformat()} ({name})"


def state(milestone: Milestone, table: Timetable) -> str:
    """late, today, soon (within ten business days), open, event or unknown."""
    if milestone.latest is None:
        return "unknown"
    if milestone.latest < table.today:
        return "late"
    if milestone.latest == table.today:
        return "today"
    return "soon" if milestone.latest <= table.calendar.shift(table.today, 10) else "open"


_HEAD = (
    ("手続・出来事", "step"),
    ("遅くとも", "latest"),
    ("早くとも", "earliest"),
    ("決まっている日", "fixed"),
    ("状態", "state"),
)
_STATES = {
    "late": ("期限切れ", "late"),
    "today": ("本日まで", "today"),
    "soon": ("まもなく", "soon"),
    "open": ("", ""),
    "unknown": ("", ""),
}


def _text(table: Timetable) -> str:
    lang = table.lang
    head = tuple(pick(word, lang) for word in _HEAD)
    rows = [
        (
            milestone.title,
            shown_day(milestone.latest, lang),
            shown_day(milestone.earliest, lang),
            shown_day(milestone.given, lang),
            pick(_STATES[state(milestone, table)], lang),
        )
        for milestone in table.milestones
    ]
    widths = [max(map(narrow_width, column)) for column in zip(head, *rows, strict=True)]
    lines = [*_facts(table), ""]
    lines += ["  ".join(map(pad, row, widths)).rstrip() for row in (head, *rows)]
    lines += ["", pick(("根拠（手引書 4.0 版）", "Why (handbook 4.0)"), lang), *_why(table)]
    late = [m.title for m in table.milestones if m.procedure and state(m, table) == "late"]
    if late:
        lines += [
            "",
            pick(
                (
                    f"本日（{table.today}）の時点で過ぎているもの：{'、'.join(late)}。"
                    "提出済みでなければ、サービス開始日を見直してください。",
                    f"Past on {table.today}: {', '.join(late)}. Unless they are submitted, move the "
                    "start of the service.",
                ),
                lang,
            ),
        ]
    return "".join(f"{line}\n" for line in lines)


def _facts(table: Timetable) -> Iterator[str]:
    for label, value, inferred in fact_rows(table.facts, table.lang):
        mark = pick(("（書類から推定）", " (inferred)"), table.lang) if inferred else ""
        yield f"{pick(label, table.lang)}: {value}{mark}"


def _why(table: Timetable) -> Iterator[str]:
    for milestone in table.milestones:
        for why in milestone.why:
            mark = pick(("（この日が先に来る）", " (the earlier)"), table.lang)
            several = len(milestone.why) > 1 and why.binding
            yield (
                f"  {milestone.title} {why.day.isoformat()}{mark if several else ''}: "
                f"{why.says}（{why.clause}、{why.section}）"
            )
    yield pick(
        (
            "  試験や動作確認そのものに要る日数は含みません。12/29〜1/3 は閉庁と仮定しています"
            "（設定の year-end-closing で変えられます）。",
            "  The days that the tests themselves take are not included; 12/29–1/3 is assumed to be "
            "closed (year-end-closing in the configuration).",
        ),
        table.lang,
    )


def _json(table: Timetable) -> str:
    data: dict[str, Any] = {
        "schema": 1,
        "tool": {"name": "myna-lint", "version": __version__, "handbook": HANDBOOK_VERSION},
        "submission": {
            "api": list(table.facts.api),
            "procedure": table.facts.procedure,
            "flow": table.facts.flow,
            "inferred": list(table.facts.inferred),
        },
        "today": table.today,
        "steps": [
            {
                "step": m.id,
                "title": m.title,
                "procedure": m.procedure,
                "latest": m.latest,
                "earliest": m.earliest,
                "given": m.given,
                "state": state(m, table),
                "why": [
                    {
                        "clause": why.clause,
                        "section": why.section,
                        "says": why.says,
                        "before": why.anchor,
                        "latest": why.day,
                        "binding": why.binding,
                        "deadline": why.firm,
                    }
                    for why in m.why
                ],
            }
            for m in table.milestones
        ],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def _ics(table: Timetable) -> str:
    """All-day events (RFC 5545), one for each procedure with a latest date."""
    from icalendar import Calendar as Ics
    from icalendar import Event

    calendar = Ics()
    calendar.add("prodid", f"-//myna-lint {__version__}//schedule//JA")
    calendar.add("version", "2.0")
    calendar.add(
        "x-wr-calname", pick(("マイナポータルAPI 申請の日程", "マイナポータル API"), table.lang)
    )
    stamp = _midnight(table.today)
    for milestone in table.milestones:
        if milestone.latest is None:
            continue
        event = Event()
        # The same step of the same submission keeps its event when the dates move.
        event.add("uid", f"{milestone.id}.{'-'.join(table.facts.api) or 'api'}@myna-lint")
        event.add("dtstamp", stamp)
        event.add("dtstart", milestone.latest)
        limit = pick(("（遅くともこの日）", " (at the latest)"), table.lang)
        event.add("summary", milestone.title + (limit if milestone.why else ""))
        text = "\n".join(f"{why.says}（{why.clause}、{why.section}）" for why in milestone.why)
        event.add("description", text)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _midnight(day: date) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(day, time(), UTC)
