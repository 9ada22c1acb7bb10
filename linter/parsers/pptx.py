"""Presentations → :class:`linter.model.Deck`, read part by part with lxml (ECMA-376 part 1, 19).

Parts are walked along their relationships with visited sets; a part that cannot be read is a
problem that is told, and the rest is read. Media are read as far as their headers.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from linter.archive import part_key
from linter.colour import DEFAULT_PALETTE, Palette
from linter.container import Package
from linter.model import Deck, Paint, Problem, Shape, Slide
from linter.parsers.parts import related
from linter.parsers.pptx_graphics import R
from linter.parsers.pptx_inherited import NO_PLACEHOLDERS, Inherited
from linter.parsers.pptx_layers import DeckReader, Layer, colour_map
from linter.parsers.pptx_paint import P, Theme, background_of
from linter.parsers.pptx_shapes import ShapeReader
from linter.parsers.pptx_table import read_styles
from linter.parsers.pptx_text import paragraphs
from linter.parsers.values import whole

# As every program writes them; a flood that is written otherwise is read as far as the limit.
_SHAPE_ENDS = (b"</p:sp>", b"</p:pic>", b"</p:cxnSp>", b"</p:graphicFrame>", b"</p:grpSp>")
_TREE = f"{P}cSld/{P}spTree"


def parse_deck(package: Package) -> tuple[Deck, tuple[Problem, ...]]:
    """Read a presentation.

    :raises ContainerError: the presentation part itself cannot be read.
    """
    reader = DeckReader(package)
    main = related(reader.rels(""), "officeDocument") or "ppt/presentation.xml"
    root = reader.xml(main)
    rels = reader.rels(main)
    size = root.find(P + "sldSz")
    width = _length(size.get("cx") if size is not None else None, 12_192_000)
    height = _length(size.get("cy") if size is not None else None, 6_858_000)
    styles = related(rels, "tableStyles")
    if styles is not None:
        reader.table_styles = reader.guarded(styles, lambda: read_styles(reader.xml(styles)), {})
    targets = {r.id: r for r in rels}
    slides: list[Slide] = []
    taken: set[str] = set()
    for entry in root.iter(P + "sldId"):
        if not reader.within("max_slides"):
            break
        found = targets.get(entry.get(R + "id", ""))
        number = len(slides) + 1
        if found is None or found.external:
            reader.add(Problem("missing-part", f"スライド / slide {number}"))
            slides.append(Slide(number))
            continue
        part = found.target
        if part_key(part) in taken:  # a slide has a part of its own (ECMA-376 part 1, 13.3.8)
            reader.add(Problem("missing-part", f"スライド / slide {number}：{part}"))
            slides.append(Slide(number))
            continue
        taken.add(part_key(part))
        read = partial(_slide, reader, part, number)
        slides.append(reader.guarded(part, read, Slide(number, part=part)))
    deck = Deck(width, height, tuple(slides), reader.properties())
    return deck, tuple(reader.problems)


def _length(text: str | None, default: int) -> int:
    value = whole(text)
    return value if 0 < value < 2**31 else default


def _slide(reader: DeckReader, name: str, number: int) -> Slide:
    """:raises ContainerError: the part is damaged, or has more shapes than may be read."""
    data = reader.part(name)
    reader.require(name, "max_shapes", sum(map(data.count, _SHAPE_ENDS)))
    slide = Layer(reader.parsed(name, data), reader.rels(name))
    layout = reader.below(slide, "slideLayout")
    master = reader.below(layout, "slideMaster")
    theme = reader.theme(slide, layout, master)
    palette = Palette(theme.scheme, colour_map(slide, layout, master))
    inherited = Inherited(
        layout.placeholders if layout else NO_PLACEHOLDERS,
        master.placeholders if master else NO_PLACEHOLDERS,
        palette,
    )
    shapes = ShapeReader(reader, slide.rels, palette, theme, inherited)
    notes = related(slide.rels, "notesSlide")
    return Slide(
        number=number,
        shapes=shapes.read(slide.root.find(_TREE)),
        notes=_notes(reader, notes) if notes else "",
        hidden=slide.root.get("show") in ("0", "false"),
        background=_background(slide, layout, master, palette, theme),
        part=name,
        inherited=_drawn_by(reader, slide, layout, master, palette, theme),
    )


def _background(
    slide: Layer, layout: Layer | None, master: Layer | None, palette: Palette, theme: Theme
) -> Paint | None:
    """The nearest background; one that is inherited is drawn with the slide's own colour map."""
    for layer, origin in ((slide, "slide"), (layout, "layout"), (master, "master")):
        paint = background_of(layer.root, palette, theme, origin) if layer else None
        if paint is not None:
            return paint
    return None


def _drawn_by(
    reader: DeckReader,
    slide: Layer,
    layout: Layer | None,
    master: Layer | None,
    palette: Palette,
    theme: Theme,
) -> tuple[Shape, ...]:
    """The shapes of layout and master that are no placeholders and are shown on the slide."""
    if layout is None or not slide.shows_master_shapes:
        return ()
    shown: list[Shape] = []
    for layer in (layout, master if layout.shows_master_shapes else None):
        if layer is not None:
            nothing = Inherited(NO_PLACEHOLDERS, NO_PLACEHOLDERS, palette)
            shapes = ShapeReader(reader, layer.rels, palette, theme, nothing)
            found = shapes.read(layer.root.find(_TREE))
            shown += [shape for shape in found if shape.placeholder is None]
    return tuple(shown)


def _notes(reader: DeckReader, name: str) -> str:
    root: Any = reader.optional(name)
    texts: list[str] = []
    for shape in root.iter(P + "sp") if root is not None else ():
        placeholder = next(shape.iter(P + "ph"), None)
        if placeholder is not None and placeholder.get("type") == "body":
            body = shape.find(P + "txBody")
            found = reader.bounded(paragraphs(body, DEFAULT_PALETTE))
            texts.append("\n".join(p.text for p in found))
    return "\n".join(texts)
