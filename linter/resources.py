"""Where the shipped data lives: inside the package when installed, beside it in a checkout; and what
the user's configuration is called."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

_PACKAGE = Path(__file__).parent

CONFIG_NAME = "myna-lint.toml"
PROJECT_NAME = "pyproject.toml"


def rules_dir() -> Path:
    """The folder of the handbook data, the forms, the rules and their schemas."""
    return _data_dir("rules")


def rules_digest(extend: Sequence[Path] = ()) -> str:
    """A digest of every data file behind the rules, and of the user's own; empty where one cannot
    be read, which compiling them tells."""
    digest = hashlib.sha256()
    try:
        for path in (*sorted(rules_dir().rglob("*.yaml")), *extend):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    except OSError:
        return ""
    return digest.hexdigest()


def reports_dir() -> Path:
    """The folder of the HTML report's template, style sheet and script."""
    return _data_dir("reports")


def _data_dir(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name
