"""One file → a document: opened, parsed, or with the reason why not."""

from __future__ import annotations

from msgspec.structs import replace

from linter.archive import ContainerError
from linter.aside import Aside
from linter.container import Package, open_package
from linter.content import Content, sha256
from linter.decrypt import decrypted
from linter.discover import Source, no_permission
from linter.identify import identify
from linter.limits import Limits
from linter.model import Deck, Document, Problem, Workbook
from linter.parsers.docx import parse_prose
from linter.parsers.pptx import parse_deck
from linter.parsers.xlsx import parse_workbook


def read_document(
    source: Source, limits: Limits | None = None, password: str | None = None
) -> Document:
    """Open and parse one file; what goes wrong is in the document, never raised.

    :raises MemoryError: there is no memory left for it.
    """
    limits = limits or Limits()
    try:
        with source.open(limits) as data, Aside(lambda: sha256(data)) as digest:
            base = Document(source.path, identify(data), "", len(data))
            document = _read(base, data, limits, password)
            return replace(document, sha256=digest.result())
    except ContainerError as error:
        problem = error.problem
    except OSError as error:
        problem = no_permission(error)
    return Document(source.path, "unknown", "", status="unreadable", problems=(problem,))


def _read(base: Document, data: Content, limits: Limits, password: str | None) -> Document:
    try:
        if base.format == "docx":
            # No form is a Word document: that is said, and its text is there for those without one.
            body = parse_prose(open_package(data, limits, ("docx",)))
            problem = Problem("other-kind", "Word（.docx）")
            return replace(base, status="unreadable", body=body, problems=(problem,))
        if base.format == "encrypted" and password is not None:
            data = decrypted(data, password)
            base = replace(base, format=identify(data))
        package = open_package(data, limits)
        found, problems = _parse(package)
    except ContainerError as error:
        return replace(base, status="unreadable", problems=(error.problem,))
    except MemoryError:
        raise
    except ImportError:
        raise MemoryError from None  # a library of ours that there was no room for
    except Exception as error:  # a fault of ours must not take the other documents down
        problem = Problem("unreadable-content", type(error).__name__)
        return replace(base, status="unreadable", problems=(problem,))
    if package.damage is not None:
        # What Office opens only to repair will come back, however much of it could be checked.
        problems = (package.damage, *problems)
        return replace(base, status="unreadable", body=found, problems=problems)
    return replace(base, body=found, problems=problems)


def _parse(package: Package) -> tuple[Deck | Workbook, tuple[Problem, ...]]:
    """:raises ContainerError: the main part cannot be read."""
    parse = parse_deck if package.format.startswith("ppt") else parse_workbook
    try:
        return parse(package)
    except ContainerError as error:
        raise ContainerError(package.damage or error.problem) from None
