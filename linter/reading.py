"""One file → a document: opened, parsed, or with the reason why not."""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from linter.container import ContainerError, identify, open_package
from linter.discover import Source
from linter.model import Document, Problem


def read_document(source: Source) -> Document:
    """Open and parse one file; what goes wrong is in the document, never raised."""
    try:
        data = source.read()
    except ContainerError as error:
        return Document(source.path, "unknown", "", status="unreadable", problems=(error.problem,))
    digest = hashlib.sha256(data).hexdigest()
    kind = identify(data)
    base = Document(source.path, kind, digest, len(data))
    try:
        package = open_package(data)
        if kind.startswith("ppt"):
            from linter.parsers.pptx import parse_deck

            deck, problems = parse_deck(package)
            return replace(base, body=deck, problems=problems)
        from linter.parsers.xlsx import parse_workbook

        workbook, problems = parse_workbook(package)
        return replace(base, body=workbook, problems=problems)
    except ContainerError as error:
        return replace(base, status="unreadable", problems=(error.problem,))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        problem = Problem("unreadable-content", type(error).__name__)
        return replace(base, status="unreadable", problems=(problem,))
