"""The parts beneath a slide: layout, master, theme and the deck's table styles, each read once."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from linter.colour import DEFAULT_PALETTE
from linter.container import Package, Relationship
from linter.model import Picture
from linter.parsers.parts import PartReader, related
from linter.parsers.pptx_inherited import NO_PLACEHOLDERS, Placeholders
from linter.parsers.pptx_paint import EMPTY_THEME, Theme, read_map, read_theme


class Layer(Struct, frozen=True):
    """A slide, layout or master: its root element and its relationships."""

    root: Any
    rels: tuple[Relationship, ...]
    placeholders: Placeholders = NO_PLACEHOLDERS

    @property
    def shows_master_shapes(self) -> bool:
        return self.root.get("showMasterSp") not in ("0", "false")


class DeckReader(PartReader):
    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._layers: dict[str, Layer | None] = {}
        self._themes: dict[str, Theme] = {}
        self.table_styles: dict[str, Any] = {}
        self.pictures: dict[str, Picture] = {}

    def below(self, layer: Layer | None, kind: str) -> Layer | None:
        """The layout or master that a layer stands on."""
        target = related(layer.rels, kind) if layer else None
        if target is None:
            return None
        if target not in self._layers:
            self._layers[target] = self.guarded(target, lambda: self._layer(target), None)
        return self._layers[target]

    def _layer(self, target: str) -> Layer:
        root = self.xml(target)
        return Layer(root, self.rels(target), Placeholders(root))

    def theme(self, slide: Layer, layout: Layer | None, master: Layer | None) -> Theme:
        """The master's theme with what the layout's, then the slide's override replaces."""
        theme = self._theme(master, "theme", EMPTY_THEME)
        theme = self._theme(layout, "themeOverride", theme)
        return self._theme(slide, "themeOverride", theme)

    def _theme(self, layer: Layer | None, kind: str, base: Theme) -> Theme:
        target = related(layer.rels, kind) if layer else None
        if target is None:
            return base
        if kind == "theme" and target in self._themes:
            return self._themes[target]
        theme = self.guarded(target, lambda: read_theme(self.xml(target), base), base)
        if kind == "theme":
            self._themes[target] = theme
        return theme


def colour_map(slide: Layer, layout: Layer | None, master: Layer | None) -> dict[str, str]:
    """The map from bg1, tx1, … to scheme colours that a slide is drawn with."""
    for layer in (slide, layout):
        override = read_map(layer.root, "overrideClrMapping") if layer else None
        if override:
            return override
    return (read_map(master.root) if master else None) or dict(DEFAULT_PALETTE.clr_map)
