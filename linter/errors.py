"""The one exception that the edges turn into a sentence and exit status 2."""

from __future__ import annotations

WRONG_CALL = 2
"""Exit status of a run that ended so."""
INTERRUPTED = 130
"""Exit status of a run that Ctrl-C ended: 128 + SIGINT, as shells have it."""


class UsageError(Exception):
    """The call, the configuration or a rule file is wrong; says where and what to do."""


def unexpected(error: Exception, reading: str | None) -> str:
    """The sentence about an exception that nobody foresaw; ``reading`` is the document last begun."""
    where = f"、確認中の書類 {reading}" if reading else ""
    return (
        f"予期しない誤りが起きました（{type(error).__name__}{where}）。"
        "myna-lint の不具合です。この文と書類の作り方を添えて報告してください。"
    )
