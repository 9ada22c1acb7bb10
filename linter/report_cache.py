"""Reports by all that they were made from: where nothing has changed, no rule is run again.

A report hangs on the files' names and contents, the configuration, the rules, and the code with its
libraries; on nothing else, not on the day either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from linter import cache
from linter.config import Config
from linter.discover import discover
from linter.document_cache import LASTING, content_digest
from linter.errors import UsageError
from linter.model import Report
from linter.resources import rules_digest

_KIND = "reports"
# Of documents that were not read: what their content is stays so, too.
_LASTING = LASTING | {"empty", "encrypted", "legacy-format", "other-kind"}


def remembered(
    paths: Sequence[Path],
    config: Config,
    lang: Literal["ja", "en"],
    previous: Path | None,
    make: Callable[[], Report],
) -> Report:
    """The report on the submission at ``paths``, without the contents of its documents: for the
    formats that do not show them. Raises what ``make`` raises."""
    key = key_of(paths, config, lang, previous)
    if key is not None:
        found = cache.recall(_KIND, key, _decode)
        if found is not None:
            return found
    made = make()
    report = replace(made, documents=tuple(replace(d, body=None) for d in made.documents))
    if key is not None and lasts(report) and key == key_of(paths, config, lang, previous):
        cache.keep(_KIND, key, msgspec.msgpack.encode(report))
    return report


def key_of(
    paths: Sequence[Path],
    config: Config,
    lang: str,
    previous: Path | None = None,
    *,
    encrypted: bool = False,
) -> str | None:
    """A digest of all that the report hangs on; None where a file cannot be read, or (unless
    ``encrypted``) may be an encrypted one."""
    rules = rules_digest([Path(path) for path in config.rules.extend])
    parts = [rules, lang, msgspec.json.encode(config).decode()]
    for submission in (paths, [previous] if previous else []):
        if not submission:
            continue
        try:
            discovery = discover(submission, config.limits)
        except UsageError:
            return None  # which making the report tells
        parts += [discovery.label, discovery.kind, str(len(discovery.sources))]
        for source in discovery.sources:
            digest = content_digest(source, config.limits, encrypted=encrypted)
            if digest is None:
                return None
            parts += [source.path, digest]
    return cache.key(*parts) if rules else None


def lasts(report: Report) -> bool:
    """Whether the same files will surely give the same report."""
    # A document without a digest was not read, for want of time or memory perhaps.
    return all(
        bool(document.sha256) and all(problem.code in _LASTING for problem in document.problems)
        for document in report.documents
    )


def _decode(kept: bytes) -> Report:
    return msgspec.msgpack.decode(kept, type=Report)
