"""Checks of the configuration against what the documents say."""

from __future__ import annotations

from collections.abc import Iterator

from linter.checks.registry import Hit, check
from linter.checks.values import NoParams
from linter.context import Context
from linter.facts import named_apis, named_applicants
from linter.model import Location


@check("api_as_named", NoParams)
def api_as_named(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """Where the documents name APIs in full, one of the configured ones is among them."""
    del given
    named = named_apis(context.readings)
    if not context.config.api or not named or set(named) & set(context.config.api):
        return
    place = next((r.document.path for r in context.readings), None)
    yield Hit(
        Location(document=place),
        evidence=", ".join(context.config.api),
        expected=", ".join(sorted(named, key=lambda name: -named[name])),
    )


@check("applicant_as_named", NoParams)
def applicant_as_named(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """The configured kind of applicant is what its name says (株式会社…, …市)."""
    del given
    named = named_applicants(context.readings)
    configured = context.config.applicant
    if configured is None or not named or configured in named:
        return
    for kind, field in named.items():
        yield Hit(field.slot, evidence=field.text, expected=kind, values={"applicant": configured})
