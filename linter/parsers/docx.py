"""Word documents → :class:`linter.model.Prose`: their paragraphs, tables read through (ECMA-376 part 1,
17.3). No form is one; what is asked of them stands in their text."""

from __future__ import annotations

from linter.container import Package
from linter.model import Prose
from linter.parsers.parts import PartReader, related
from linter.parsers.values import clean

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = (_W + "br", _W + "cr", _W + "tab")


def parse_prose(package: Package) -> Prose:
    """The text of a document, as far as the limits let it be read.

    :raises ContainerError: its main part cannot be read.
    """
    reader = PartReader(package)
    main = related(reader.rels(""), "officeDocument") or "word/document.xml"
    found: list[str] = []
    for paragraph in reader.xml(main).iter(_W + "p"):
        pieces = []
        for element in paragraph.iter(_W + "t", *_BREAKS):
            pieces.append(" " if element.tag in _BREAKS else element.text or "")
        text = clean("".join(pieces))
        if not reader.within("max_characters", len(text)):
            break
        if text.strip():
            found.append(text)
    return Prose(tuple(found))
