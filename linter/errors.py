"""The one exception that the edges turn into a sentence and exit status 2."""

from __future__ import annotations


class UsageError(Exception):
    """The call, the configuration or a rule file is wrong; says where and what to do."""
