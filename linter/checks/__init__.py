"""The check functions that rules name; importing this package registers them all."""

from linter.checks import across, calendar, deadlines, sets, slides, tables, text, values

__all__ = ["across", "calendar", "deadlines", "sets", "slides", "tables", "text", "values"]
