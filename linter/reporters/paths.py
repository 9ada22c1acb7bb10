"""Where a document lies as seen from where the run was started: what CI needs to link to a file."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote

from linter.model import SubmissionFacts
from linter.reporters.safe import visible


def file_path(submission: SubmissionFacts, document: str | None) -> str:
    """The path of a document, with slashes; of the submission itself where there is none."""
    base = submission.path.replace("\\", "/").rstrip("/")
    if document is None or base == document or base.endswith(f"/{document}"):  # a single file
        return visible(base or ".")
    return visible(document if base in ("", ".") else f"{base}/{document}")


def file_uri(submission: SubmissionFacts, document: str | None) -> str:
    """The same as a URI reference (RFC 3986): relative where the path is."""
    path = file_path(submission, document)
    drive = PureWindowsPath(path).drive
    if drive and not drive.startswith("/"):
        return f"file:///{drive}{quote(path[len(drive) :])}"
    if PurePosixPath(path).is_absolute():
        return f"file://{quote(path)}"
    return quote(path if ":" not in path.split("/")[0] else f"./{path}")
