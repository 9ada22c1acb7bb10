"""What is measured against: other ways of spending the same time. Each runs in a process of its own:
``python -m bench.programs NAME PATH…``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path


def bare(_: list[Path]) -> None:
    """Python's own start-up."""


def imports(_: list[Path]) -> None:
    """The libraries that no run can do without."""
    import click  # noqa: F401
    import msgspec  # noqa: F401
    import yaml  # noqa: F401


def libraries(files: list[Path]) -> None:
    """openpyxl and python-pptx: load each document and walk all of it."""
    import openpyxl
    import pptx

    for file in files:
        if file.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(file).worksheets:
                for row in sheet.iter_rows():
                    for cell in row:
                        _ = cell.value, cell.fill.fgColor
        elif file.suffix == ".pptx":
            for slide in pptx.Presentation(str(file)).slides:
                for shape in slide.shapes:
                    _ = shape.name, shape.left, shape.width
                    if shape.has_text_frame:
                        for paragraph in shape.text_frame.paragraphs:
                            _ = [run.text for run in paragraph.runs]


def parts(files: list[Path]) -> None:
    """zipfile and lxml over every XML part."""
    import zipfile

    from lxml import etree

    for file in files:
        if file.suffix in (".xlsx", ".pptx"):
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    if name.endswith((".xml", ".rels")):
                        for _ in etree.fromstring(archive.read(name)).iter():
                            pass


def spin(_: list[Path]) -> None:
    """Only arithmetic: how much a second CPU is worth here."""
    total = 0
    for n in range(12_000_000):
        total += n * n


PROGRAMS: dict[str, Callable[[list[Path]], None]] = {
    program.__name__: program for program in (bare, imports, libraries, parts, spin)
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]]([Path(name) for name in sys.argv[2:]])
