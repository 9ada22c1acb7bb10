"""The check functions that rules name; importing this package registers them all."""

from linter.checks import (
    across,
    calendar,
    configured,
    deadlines,
    previous,
    sets,
    slides,
    tables,
    text,
    values,
)

__all__ = [
    "across",
    "calendar",
    "configured",
    "deadlines",
    "previous",
    "sets",
    "slides",
    "tables",
    "text",
    "values",
]
