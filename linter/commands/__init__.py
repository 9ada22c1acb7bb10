"""The commands of ``myna-lint``, one file each; ``linter.cli`` imports the one that is called."""

from __future__ import annotations

from collections.abc import Sequence

# Each is imported only when it is called: `--version` and `rules` read no document.
COMMANDS = {
    "check": "linter.commands.check",
    "batch": "linter.commands.batch",
    "rules": "linter.commands.rules",
    "explain": "linter.commands.explain",
    "clauses": "linter.commands.clauses",
    "inspect": "linter.commands.inspect",
    "schedule": "linter.commands.schedule",
    "init": "linter.commands.init",
    "cache": "linter.commands.cache",
    "hook": "linter.commands.hook",
    "serve": "linter.commands.serve",
}
HELP = ("--help", "-h")
_OWN_OPTIONS = (*HELP, "--version")


def names_command(arguments: Sequence[str]) -> bool:
    """Whether a call names its command, or asks about all of them; one that does not is ``check``."""
    return arguments[0] in COMMANDS or arguments[0] in _OWN_OPTIONS
