"""Sheets and slides laid out at random from the words that the forms know: labels beside, above and
inside their values, headings, tables, marks, and what does not belong there."""

from __future__ import annotations

from random import Random
from typing import get_args

import msgspec

from fuzz import words
from fuzz.case import Files
from fuzz.pipeline import submission
from linter.cases import FILE_NAMES
from linter.model import (
    FORMS,
    Cell,
    CellRange,
    Deck,
    Document,
    Form,
    Paint,
    Paragraph,
    Picture,
    Rect,
    Run,
    Shape,
    ShapeKind,
    Sheet,
    SheetText,
    Slide,
    Table,
    TableCell,
    Workbook,
)

_CONFIGS = (
    "",
    'api = ["social-tax"]\nprocedure = "review"\n',
    'api = ["corporate"]\nprocedure = "pre-service"\n[dates]\nservice-start = 2027-04-01\n',
    'api = ["moving"]\nprocedure = "production-connection"\npress-release = true\n',
    'api = ["e-application", "receive"]\nprocedure = "change"\nflow = "legacy"\nthird-party = true\n',
    'procedure = "connection-test"\n[dates]\nsubmission = 2026-11-02\nservice-start = 2026-11-03\n',
    'api = ["residence"]\nprocedure = "service-start"\n[web-forms]\nprocedures = ["x"]\n',
)
_KINDS: tuple[ShapeKind, ...] = get_args(ShapeKind)
_MODEL = "documents.model"


def grids(chance: Random) -> Files:
    forms = chance.sample(FORMS, chance.choice((1, 1, 1, 2, 3)))
    documents = []
    for form in forms:
        body = _deck(chance) if form == "plan" else _workbook(form, chance)
        documents.append(
            Document(FILE_NAMES[form], "pptx" if form == "plan" else "xlsx", "0" * 64, body=body)
        )
    files = {document.path: b"PK" for document in documents}
    files[_MODEL] = msgspec.json.encode(documents)
    files["myna-lint.toml"] = chance.choice(_CONFIGS).encode()
    return files


def judge_grids(files: Files) -> None:
    found = msgspec.json.decode(files[_MODEL], type=tuple[Document, ...])
    others = {name: data for name, data in files.items() if name != _MODEL}
    submission(others, {document.path: document for document in found})


def _word(form: str, chance: Random) -> str:
    """A label of the form or something to stand beside one."""
    share = chance.random()
    if share < 0.5:
        word = words.written(chance.choice(words.form_words(form)), chance)
        return word + chance.choice(("", "", "", "：", ":", "（必須）", "\n", " *", "※1", "　"))
    if share < 0.55:
        return (
            words.written(chance.choice(words.form_words(form)), chance) + "：" + words.text(chance)
        )
    return words.text(chance)


def _workbook(form: Form, chance: Random) -> Workbook:
    sheets = tuple(_sheet(form, chance) for _ in range(chance.choice((1, 1, 2, 4))))
    return Workbook(sheets, {words.text(chance): words.text(chance)})


def _sheet(form: Form, chance: Random) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    top, left = chance.choice((1, 1, 3, 1_048_500)), chance.choice((1, 1, 2, 16_370))
    width, height = chance.randint(1, 10), chance.randint(1, 30)
    density = chance.choice((0.3, 0.7, 1.0))
    for row in range(top, min(top + height, 1_048_577)):
        for column in range(left, min(left + width, 16_385)):
            if chance.random() < density:
                cells[row, column] = _cell(row, column, form, chance)
    if chance.random() < 0.1:
        cells[1_048_576, 16_384] = _cell(1_048_576, 16_384, form, chance)
    if chance.random() < 0.5:
        cells[top, left] = Cell(top, left, FILE_NAMES[form].partition(".")[0])
    return Sheet(
        name=chance.choice(
            (*words.form_words(form)[:12], words.text(chance), "", "記入例", "対象手続")
        ),
        state=chance.choice(("visible", "visible", "hidden", "veryHidden")),
        cells=tuple(cells[place] for place in sorted(cells)),
        merges=tuple(
            _range(top, left, width, height, chance) for _ in range(chance.choice((0, 0, 1, 4, 12)))
        ),
        hidden_rows=tuple(chance.sample(range(1, 30), chance.choice((0, 0, 2)))),
        hidden_columns=tuple(chance.sample(range(1, 10), chance.choice((0, 0, 2)))),
        texts=tuple(
            SheetText(words.text(chance), _word(form, chance), top, left, top + 2, left + 2)
            for _ in range(chance.choice((0, 0, 2)))
        ),
    )


def _range(top: int, left: int, width: int, height: int, chance: Random) -> CellRange:
    if chance.random() < 0.03:
        return CellRange(1, 1, 1_048_576, 16_384)
    row, column = top + chance.randint(0, height), left + chance.randint(0, width)
    return CellRange(row, column, row + chance.randint(0, 4), column + chance.randint(0, 4))


def _cell(row: int, column: int, form: str, chance: Random) -> Cell:
    return Cell(
        row,
        column,
        _word(form, chance),
        fill=chance.choice((None, None, "FFFF00", "D9D9D9")),
        font_colour=chance.choice((None, None, "FF0000", "808080")),
        comment=chance.choice(("", "", "", words.text(chance))),
    )


# --- slides --------------------------------------------------------------------------------------


def _deck(chance: Random) -> Deck:
    width, height = chance.choice(((12_192_000, 6_858_000), (1, 1), (2**31 - 1, 2**31 - 1)))
    return Deck(
        width,
        height,
        tuple(_slide(number, chance) for number in range(1, chance.choice((0, 1, 3, 8)) + 1)),
        {"title": words.text(chance)},
    )


def _slide(number: int, chance: Random) -> Slide:
    return Slide(
        number,
        tuple(_shape(0, chance) for _ in range(chance.choice((0, 1, 4, 12, 30)))),
        notes=words.text(chance),
        hidden=chance.random() < 0.1,
        background=_paint(chance),
        part=f"ppt/slides/slide{number}.xml",
        inherited=tuple(_shape(3, chance) for _ in range(chance.choice((0, 0, 2)))),
    )


def _rect(chance: Random) -> Rect | None:
    if chance.random() < 0.1:
        return None
    numbers = (0, 1, -1, 100, 2**40, -(2**40), *(chance.randint(0, 12_192_000) for _ in range(20)))
    return Rect(*(chance.choice(numbers) for _ in range(4)))


def _paint(chance: Random) -> Paint | None:
    return chance.choice(
        (
            None,
            None,
            Paint("none"),
            Paint("solid", ("DEEBF7",), 1.0, "slide"),
            Paint("gradient", ("FFFFFF", "FF0000", "000000"), 0.5, "theme"),
            Paint("pattern", ("FF0000", "00FF00"), 0.0, "layout"),
            Paint("picture", (), 1.0, "master"),
        )
    )


def _shape(depth: int, chance: Random) -> Shape:
    kind = chance.choice((*_KINDS, "text", "text"))
    children: tuple[Shape, ...] = ()
    if kind == "group" and depth < 3:
        children = tuple(_shape(depth + 1, chance) for _ in range(chance.randint(0, 3)))
    return Shape(
        chance.choice((0, 1, 2, 7, 2**40)),
        words.text(chance),
        kind,
        _rect(chance),
        chance.choice((0.0, 0.0, 45.0, 90.0, 359.999)),
        chance.choice((None, None, "title", "ctrTitle", "body", "sldNum", "dt", "x")),
        _paragraphs(chance) if kind in ("text", "chart", "smartart") else (),
        words.text(chance) if chance.random() < 0.1 else "",
        _paint(chance),
        _paint(chance),
        _table(chance) if kind == "table" else None,
        _picture(chance) if kind == "picture" else None,
        children,
        hidden=chance.random() < 0.05,
        geometry=chance.choice(("rect", "ellipse", "custom", "straightConnector1", "x'y<")),
        flip=(chance.random() < 0.1, chance.random() < 0.1),
        line_width=chance.choice((0, 9_525, 2**40, -1)),
    )


def _paragraphs(chance: Random) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(
            tuple(
                Run(_word("plan", chance), chance.choice((None, 0.0, 18.0, 4000.0, -1.0)), "FF0000")
                for _ in range(chance.choice((0, 1, 1, 3)))
            ),
            chance.choice((0, 0, 3, 8, 2**40)),
            chance.choice((None, "left", "center", "right")),
        )
        for _ in range(chance.choice((0, 1, 1, 2, 6)))
    )


def _picture(chance: Random) -> Picture:
    side = (None, 0, 1, 800, 2**31)
    crop = (0.0, 0.1, 0.5, 1.0, -0.3, 1e6)
    return Picture(
        chance.choice(("png", "jpeg", "emf", "unknown")),
        chance.choice(side),
        chance.choice(side),
        (chance.choice(crop), chance.choice(crop), chance.choice(crop), chance.choice(crop)),
        "ppt/media/image1.png",
    )


def _table(chance: Random) -> Table:
    rows, columns = chance.randint(0, 8), chance.randint(0, 5)
    cells = tuple(
        TableCell(
            row,
            column,
            chance.choice((1, 1, 1, 2, 40)),
            chance.choice((1, 1, 1, 2, 40)),
            _paragraphs(chance),
            _paint(chance),
            _rect(chance),
        )
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
        if chance.random() < 0.9
    )
    return Table(rows, columns, cells)
