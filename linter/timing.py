"""The dates that a submission names, and the timetable that follows from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from linter.business_days import Calendar, closing_days
from linter.context import Context
from linter.dates import find_dates
from linter.fold import squash
from linter.model import Document, Location, Milestone, Prose
from linter.procedures import names_document, table2
from linter.schedule import milestones

_PUBLISHED = r"(?:発表|公表|公開|配信|掲載|解禁|発信|リリース)"
# «公表予定日：2027年6月1日»: the day of a press release, by its label.
_RELEASED = re.compile(rf"{_PUBLISHED}(?:の)?(?:予定)?日(?:時)?:?")
# «2026年12月10日（木） 発表», what is left of it without the date.
_ON_THE_DAY = re.compile(
    r"(?:\([月火水木金土日]\))?(?:[0-9]{1,2}(?::[0-9]{2}|時)(?:[0-9]{2}分)?)?(?:付け?|に)?"
    rf"{_PUBLISHED}(?:\(?予定\)?)?"
)
# Where the start of the service stands when the configuration does not say it.
_START_FIELDS = ("plan.service-start", "registration.service-start")


class KnownDate(Struct, frozen=True):
    """``location`` is empty for a date of the configuration."""

    day: date
    location: Location = Location()


def known_dates(context: Context) -> dict[str, KnownDate]:
    """Step of rules/schedule.yaml → its fixed date: of the configuration, else of the documents."""
    dates = context.config.dates
    found = {
        "production-check-start": dates.production_check_start,
        "press-release": dates.press_release,
        "service-start": dates.service_start,
    }
    known = {step: KnownDate(day) for step, day in found.items() if day is not None}
    released = _released(context.documents) if "press-release" not in known else None
    if released is not None:
        known["press-release"] = released
    if "service-start" not in known:
        for field in context.fields(_START_FIELDS):
            days = [d.day for d in find_dates(field.text) if d.precision == "day"]
            if days:
                known["service-start"] = KnownDate(days[0], field.slot)
                break
    return known


def _released(documents: Sequence[Document]) -> KnownDate | None:
    """The day of publication that the draft of the press release gives."""
    kind = table2().documents["press-release"]
    for document in documents:
        if not isinstance(document.body, Prose) or not names_document(kind, document):
            continue
        for text in document.body.paragraphs:
            said = squash(text)
            label = _RELEASED.search(said)
            days = find_dates(said[label.end() :] if label else said)
            rest = said.replace(squash(days[0].text), "", 1) if days else ""
            if not label and not (len(days) == 1 and _ON_THE_DAY.fullmatch(rest)):
                continue
            if days and days[0].precision == "day":
                return KnownDate(days[0].day, Location(document=document.path))
    return None


def timetable(
    context: Context, *, lang: str = "ja", free: str | None = None
) -> tuple[Milestone, ...]:
    """The milestones of the submission; ``free``: a step whose fixed date is left aside.

    Empty where neither a start of the service nor a submission date is known.
    """
    given = {step: known.day for step, known in known_dates(context).items() if step != free}
    facts, submission = context.facts, context.config.dates.submission
    if not given and submission is None:
        return ()
    return milestones(
        facts.api,
        facts.flow,
        given,
        calendar=Calendar(closing_days(context.config.dates.year_end_closing)),
        submission=(facts.procedure, submission) if submission and facts.procedure else None,
        lang=lang,
    )
