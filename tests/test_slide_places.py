"""The pictures of slides beside LibreOffice's rendering: every outlined box is where the shape is."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Emu, Pt

from linter.discover import Source
from linter.model import Document, Location
from linter.reading import read_document
from linter.reporters.slide_marks import slide_marks
from tests.builders_report import finding
from tests.rendered import MARKER, Box, draw, marker_box

WIDTH, HEIGHT = 12_192_000, 6_858_000
TOLERANCE = 0.02
"""Of the slide's width."""


def _marked(shape: Any) -> Any:
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(MARKER)  # type: ignore[no-untyped-call]
    if hasattr(shape, "line"):
        shape.line.fill.background()
    return shape


def _place(dice: random.Random) -> tuple[Emu, Emu, Emu, Emu]:
    return (
        Emu(dice.randrange(WIDTH // 10, WIDTH // 2)),
        Emu(dice.randrange(HEIGHT // 10, HEIGHT // 2)),
        Emu(dice.randrange(WIDTH // 12, WIDTH // 4)),
        Emu(dice.randrange(HEIGHT // 12, HEIGHT // 4)),
    )


def _box(slide: Any, dice: random.Random) -> tuple[str, str | None]:
    shape = _marked(slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(dice)))
    return shape.name, None


def _turned(slide: Any, dice: random.Random) -> tuple[str, str | None]:
    shape = _marked(slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(dice)))
    shape.rotation = dice.choice([30, 45, 90, 135, 200, 270])
    return shape.name, None


def _round(slide: Any, dice: random.Random) -> tuple[str, str | None]:
    kind = dice.choice([MSO_SHAPE.OVAL, MSO_SHAPE.DIAMOND, MSO_SHAPE.RIGHT_ARROW])
    return _marked(slide.shapes.add_shape(kind, *_place(dice))).name, None


def _group(slide: Any, dice: random.Random) -> tuple[str, str | None]:
    """In a group within a group, both scaled, the outer one turned."""
    outer = slide.shapes.add_group_shape()
    outer.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(dice))
    inner = outer.shapes.add_group_shape()
    inner.shapes.add_shape(MSO_SHAPE.OVAL, *_place(dice))
    shape = _marked(inner.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(dice)))
    outer.width, outer.height = Emu(outer.width * 3 // 4), Emu(outer.height * 3 // 4)
    outer.rotation = dice.choice([0, 20, 90])
    return shape.name, None


def _title(slide: Any, dice: random.Random) -> tuple[str, str | None]:
    """A placeholder that takes its place over from the layout."""
    del dice
    slide.shapes.title.text_frame.text = "題"  # an empty placeholder is not printed
    return _marked(slide.shapes.title).name, None


def _picture(slide: Any, dice: random.Random) -> tuple[str, str | None]:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), f"#{MARKER}").save(data, "PNG")
    data.seek(0)
    return slide.shapes.add_picture(data, *_place(dice)).name, None


def _cell(slide: Any, dice: random.Random) -> tuple[str, str | None]:
    """In a table of few words, which no renderer has to make higher."""
    rows, columns = dice.randrange(2, 5), dice.randrange(2, 4)
    left, top, width, _ = _place(dice)
    frame = slide.shapes.add_table(rows, columns, left, top, width, Emu(rows * 500_000))
    for row in frame.table.rows:
        for cell in row.cells:
            cell.text_frame.text = "欄"
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    row, column = dice.randrange(rows), dice.randrange(columns)
    marked = frame.table.cell(row, column)
    marked.text_frame.text = ""
    _marked(marked)
    return frame.name, f"R{row + 1}C{column + 1}"


KINDS: list[Callable[[Any, random.Random], tuple[str, str | None]]] = [
    _box,
    _turned,
    _round,
    _group,
    _title,
    _picture,
    _cell,
]


def _deck(seed: int) -> tuple[Any, Location]:
    """A deck whose last slide has one marked shape."""
    dice = random.Random(seed)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH), Emu(HEIGHT)
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    name, cell = KINDS[seed % len(KINDS)](slide, dice)
    return deck, Location(document="x.pptx", slide=1, shape=name, table_cell=cell)


def _outlined(document: Document, location: Location) -> Box:
    """Left, top, right, bottom of what the report outlines, in slide widths."""
    deck = document.deck
    assert deck is not None
    slide = deck.slides[(location.slide or 1) - 1]
    [mark] = slide_marks(slide, deck, [(1, finding(location=location))])
    assert not mark.whole
    xs, ys = zip(*mark.corners, strict=True)
    points = deck.width / 12_700
    return min(xs) / points, min(ys) / points, max(xs) / points, max(ys) / points


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, Box, Box | None]]:
    """(seed, what is outlined, what LibreOffice draws) of thirty decks."""
    folder = tmp_path_factory.mktemp("decks")
    files, places = [], []
    for seed in range(30):
        deck, location = _deck(seed)
        file = folder / f"deck{seed:02}.pptx"
        deck.save(str(file))
        files.append(file)
        document = read_document(Source("x.pptx", file=file))
        places.append(_outlined(document, location))
    pictures = draw(files, folder)
    return [
        (seed, places[seed], marker_box(pictures[file.stem][0])) for seed, file in enumerate(files)
    ]


def test_outlines_stand_where_the_shapes_are(drawn: list[tuple[int, Box, Box | None]]) -> None:
    for seed, ours, theirs in drawn:
        assert theirs is not None, f"deck {seed}: LibreOffice shows no marker"
        off = max(abs(a - b) for a, b in zip(ours, theirs, strict=True))
        assert off <= TOLERANCE, f"deck {seed} ({KINDS[seed % len(KINDS)].__name__}): {off:.3f}"


def _spread_markers(sample: Path, file: Path) -> dict[int, str]:
    """A copy of a sample with one shape of each slide marked: number of the slide → its name."""
    deck = Presentation(str(sample))
    names: dict[int, str] = {}
    for number, slide in enumerate(deck.slides, 1):
        slide._element.attrib.pop("show", None)  # a hidden slide is not printed
        boxes = [s for s in slide.shapes if s.has_text_frame and s != slide.shapes.title]
        shape = boxes[0] if boxes else slide.shapes.title
        shape.text_frame.text = "題"
        # LibreOffice fits such a box to its text when it opens the file, PowerPoint leaves it.
        shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
        names[number] = _marked(shape).name
    deck.save(str(file))
    return names


def test_samples(tmp_path: Path) -> None:
    samples = sorted(Path("samples").glob("*/*.pptx"))
    files = [tmp_path / f"{sample.parent.name}.pptx" for sample in samples]
    marked = [_spread_markers(*pair) for pair in zip(samples, files, strict=True)]
    pictures = draw(files, tmp_path)
    for file, names in zip(files, marked, strict=True):
        document = read_document(Source("x.pptx", file=file))
        assert len(pictures[file.stem]) == len(names) > 5
        for number, name in names.items():
            ours = _outlined(document, Location(document="x.pptx", slide=number, shape=name))
            theirs = marker_box(pictures[file.stem][number - 1])
            assert theirs is not None, (file.stem, number)
            off = max(abs(a - b) for a, b in zip(ours, theirs, strict=True))
            assert off <= TOLERANCE, (file.stem, number, name, off)
