"""Presentations → :class:`linter.model.Deck`, read part by part with lxml (ECMA-376 part 1, 19).

Parts are walked along their relationships with visited sets; a part that cannot be read is a
problem that is told, and the rest is read. Media are read as far as their headers.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from linter.colour import DEFAULT_PALETTE, Palette
from linter.container import Package, Relationship
from linter.model import Deck, Paint, Picture, Problem, Shape, Slide
from linter.parsers.parts import PartReader, related
from linter.parsers.pptx_paint import (
    EMPTY_THEME,
    P,
    Theme,
    background_of,
    read_map,
    read_theme,
)
from linter.parsers.pptx_placeholders import Inherited, Placeholders
from linter.parsers.pptx_shapes import ShapeReader
from linter.parsers.pptx_table import read_styles
from linter.parsers.pptx_text import paragraphs
from linter.parsers.values import whole

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class _Layer:
    """A layout or master: its root, relationships and placeholders."""

    def __init__(self, root: Any, rels: tuple[Relationship, ...]) -> None:
        self.root = root
        self.rels = rels
        self.placeholders = Placeholders(root)


class _Reader(PartReader):
    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._layers: dict[str, _Layer | None] = {}
        self._themes: dict[str, Theme] = {}
        self.styles: dict[str, Any] = {}
        self.pictures: dict[str, Picture] = {}

    def layer(self, rels: tuple[Relationship, ...], kind: str) -> _Layer | None:
        """The layout or master that a part is related to."""
        target = related(rels, kind)
        if target is None:
            return None
        if target not in self._layers:
            self._layers[target] = self.guarded(
                target, lambda: _Layer(self.xml(target), self.rels(target)), None
            )
        return self._layers[target]

    def theme(self, rels: tuple[Relationship, ...]) -> Theme:
        target = related(rels, "theme")
        if target is None:
            return EMPTY_THEME
        if target not in self._themes:
            self._themes[target] = self.guarded(
                target, lambda: read_theme(self.xml(target)), EMPTY_THEME
            )
        return self._themes[target]


def parse_deck(package: Package) -> tuple[Deck, tuple[Problem, ...]]:
    """Read a presentation.

    :raises ContainerError: the presentation part itself cannot be read.
    """
    reader = _Reader(package)
    main = related(reader.rels(""), "officeDocument") or "ppt/presentation.xml"
    root = reader.xml(main)
    rels = reader.rels(main)
    size = root.find(P + "sldSz")
    width = _length(size.get("cx") if size is not None else None, 12_192_000)
    height = _length(size.get("cy") if size is not None else None, 6_858_000)
    styles = related(rels, "tableStyles")
    if styles is not None:
        reader.styles = reader.guarded(styles, lambda: read_styles(reader.xml(styles)), {})
    targets = {r.id: r for r in rels}
    slides: list[Slide] = []
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
        read = partial(_slide, reader, part, number)
        slides.append(reader.guarded(part, read, Slide(number, part=part)))
    deck = Deck(width, height, tuple(slides), reader.properties())
    return deck, reader.problems


def _length(text: str | None, default: int) -> int:
    value = whole(text)
    return value if 0 < value < 2**31 else default


def _slide(reader: _Reader, name: str, number: int) -> Slide:
    root = reader.xml(name)
    rels = reader.rels(name)
    layout = reader.layer(rels, "slideLayout")
    master = reader.layer(layout.rels, "slideMaster") if layout else None
    theme = reader.theme(master.rels) if master else EMPTY_THEME
    base = dict(read_map(master.root) or {}) if master else dict(DEFAULT_PALETTE.clr_map)
    palettes = {"master": Palette(theme.scheme, base)}
    override = read_map(layout.root, "overrideClrMapping") if layout else None
    palettes["layout"] = Palette(theme.scheme, override or base)
    override = read_map(root, "overrideClrMapping") or override
    palettes["slide"] = Palette(theme.scheme, override or base)
    # An inherited background is drawn with the colour map of the slide that shows it.
    background: Paint | None = None
    for layer, origin in ((root, "slide"), (layout, "layout"), (master, "master")):
        part = layer.root if isinstance(layer, _Layer) else layer
        if part is not None:
            background = background_of(part, palettes["slide"], theme, origin)
            if background is not None:
                break
    layers = [layer.placeholders for layer in (layout, master) if layer is not None]
    inherited = Inherited(layers, palettes["slide"])
    shapes = ShapeReader(reader, name, rels, palettes["slide"], theme, inherited)
    tree = root.find(f"{P}cSld/{P}spTree")
    notes = related(rels, "notesSlide")
    return Slide(
        number=number,
        shapes=shapes.read(tree),
        notes=_notes(reader, notes) if notes else "",
        hidden=root.get("show") in ("0", "false"),
        background=background,
        part=name,
        inherited=_drawn_by(reader, root, layout, master, palettes, theme),
    )


def _drawn_by(
    reader: _Reader,
    root: Any,
    layout: _Layer | None,
    master: _Layer | None,
    palettes: dict[str, Palette],
    theme: Theme,
) -> tuple[Shape, ...]:
    """The shapes of layout and master that are no placeholders and are shown on the slide."""
    shown: list[Shape] = []
    if layout is None or root.get("showMasterSp") in ("0", "false"):
        return ()
    layers = [layout]
    if master is not None and layout.root.get("showMasterSp") not in ("0", "false"):
        layers.append(master)
    for layer in layers:
        nothing = Inherited([], palettes["slide"])
        shapes = ShapeReader(reader, "", layer.rels, palettes["slide"], theme, nothing)
        shown += [
            shape
            for shape in shapes.read(layer.root.find(f"{P}cSld/{P}spTree"))
            if shape.placeholder is None
        ]
    return tuple(shown)


def _notes(reader: _Reader, name: str) -> str:
    root = reader.optional(name)
    texts: list[str] = []
    for shape in root.iter(P + "sp") if root is not None else ():
        placeholder = next(shape.iter(P + "ph"), None)
        if placeholder is not None and placeholder.get("type") == "body":
            body = shape.find(P + "txBody")
            texts.append("\n".join(p.text for p in paragraphs(body, DEFAULT_PALETTE)))
    notes = "\n".join(texts)
    return notes if reader.within("max_characters", len(notes)) else ""
