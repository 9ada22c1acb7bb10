"""Checks of slides: colour and pictures (handbook 【参考】2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.checks.values import NoParams
from linter.colour import is_colourful
from linter.context import Context
from linter.fold import squash
from linter.layout import ICON_AREA, walk_shapes
from linter.model import EMU_PER_INCH, Document, Location, Paint, Picture, Rect, Shape, Slide

_MIN_ALPHA = 0.02


def _colours(paint: Paint | None) -> tuple[str, ...]:
    if paint is None or paint.kind in ("none", "picture") or paint.alpha < _MIN_ALPHA:
        return ()
    return tuple(c for c in paint.colours if is_colourful(c))


def _decks(
    context: Context, given: tuple[str, ...]
) -> Iterator[tuple[Document, tuple[Slide, ...]]]:
    forms = {name.partition(".")[0] for name in given}
    for reading in context.readings:
        if reading.definition.form in forms and reading.document.deck is not None:
            yield reading.document, reading.document.deck.slides


_ORIGINS = {
    "slide": {"ja": "スライド", "en": "slide"},
    "layout": {"ja": "レイアウト", "en": "layout"},
    "master": {"ja": "スライドマスター", "en": "slide master"},
}


@check("colourless_background", NoParams)
def colourless_background(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """No slide has a coloured or a picture background, wherever it is set.

    What a layout or master gives to several slides is one hit with the slides as related places.
    """
    for document, slides in _decks(context, given):
        groups: dict[tuple[str, ...], list[Slide]] = {}
        for slide in slides:
            paint = slide.background
            colours = _colours(paint)
            if paint is None or not (colours or paint.kind == "picture"):
                continue
            own = str(slide.number) if paint.origin == "slide" else ""
            groups.setdefault((paint.origin, paint.kind, own, *colours), []).append(slide)
        for (origin, kind, _own, *shades), found in groups.items():
            places = [Location(document=document.path, slide=s.number) for s in found]
            what = (
                {"ja": "画像", "en": "a picture"}
                if kind == "picture"
                else {
                    "ja": "、".join(f"#{c}" for c in shades),
                    "en": ", ".join(f"#{c}" for c in shades),
                }
            )
            numbers = "、".join(str(s.number) for s in found)
            yield Hit(
                places[0],
                evidence=None if kind == "picture" else "#" + shades[0],
                related=tuple(places[1:]),
                values={
                    "colour": what,
                    "slides": numbers,
                    "origin": _ORIGINS.get(origin, _ORIGINS["slide"]),
                },
            )


class FillParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``warn_at``: the part of the slide's area (0 to 1) from which coloured fills count in full;
    what is smaller is only an info."""

    warn_at: float


@check("colourless_fills", FillParams)
def colourless_fills(context: Context, given: tuple[str, ...], params: FillParams) -> Iterator[Hit]:
    """No shape or table cell on a slide is filled with colour; pictures never count.

    One hit per shape; a shape of a layout or master is told once for all its slides.
    """
    for document, slides in _decks(context, given):
        deck = document.deck
        assert deck is not None
        area = max(deck.width * deck.height, 1)
        inherited: dict[tuple[int, str, tuple[str, ...]], tuple[Slide, Shape, float]] = {}
        for slide in slides:
            found = [
                (shape, colours, covered, place)
                for shape in walk_shapes(slide.shapes)
                for colours, covered, place in _coloured(document, slide, shape)
            ]
            total = sum(covered for _, _, covered, _ in found) / area
            for shape, colours, covered, place in found:
                yield _fill_hit(place, shape, colours, covered / area, total >= params.warn_at)
            for shape in walk_shapes(slide.inherited):
                for colours, covered, _ in _coloured(document, slide, shape):
                    inherited.setdefault((shape.id, shape.name, colours), (slide, shape, covered))
        for (_, _, colours), (slide, shape, covered) in inherited.items():
            place = Location(document=document.path, slide=slide.number, shape=shape.name)
            share = covered / area
            yield _fill_hit(place, shape, colours, share, share >= params.warn_at)


def _coloured(
    document: Document, slide: Slide, shape: Shape
) -> Iterator[tuple[tuple[str, ...], float, Location]]:
    if shape.hidden:
        return
    place = Location(
        document=document.path, slide=slide.number, shape=shape.name, shape_id=shape.id
    )
    if shape.table is not None:
        cells = [(c, _colours(c.fill)) for c in shape.table.cells]
        coloured = [(c, colours) for c, colours in cells if colours]
        if coloured:
            covered = sum(c.rect.area if c.rect else 0 for c, _ in coloured)
            first = coloured[0][0]
            yield (
                tuple(dict.fromkeys(x for _, colours in coloured for x in colours)),
                covered,
                Location(
                    document=place.document,
                    slide=place.slide,
                    shape=place.shape,
                    shape_id=place.shape_id,
                    table_cell=f"R{first.row}C{first.column}",
                ),
            )
        return
    if shape.kind in ("text", "other") and (colours := _colours(shape.fill)):
        yield colours, shape.rect.area if shape.rect else 0, place


def _fill_hit(
    place: Location, shape: Shape, colours: tuple[str, ...], share: float, full: bool
) -> Hit:
    return Hit(
        place,
        evidence=f"#{colours[0]}",
        values={
            "shape": shape.name,
            "colour": "、".join(f"#{c}" for c in colours[:4]),
            "share": f"{share * 100:.1f}",
        },
        severity=None if full else "info",
    )


# --- pictures ------------------------------------------------------------------------------------


class PictureParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``least_area``: pictures under this part of the slide's area (0 to 1) are icons, not screens;
    ``most``: how many may stand on a slide; ``least_ppi``: pixels per shown inch to be legible."""

    least_area: float = ICON_AREA
    most: int = 4
    least_ppi: float = 72.0


def _screens(document: Document, slide: Slide, params: PictureParams) -> list[Shape]:
    deck = document.deck
    assert deck is not None
    area = max(deck.width * deck.height, 1) * params.least_area
    found: list[Shape] = []
    for shape in walk_shapes(slide.shapes):
        if shape.picture is None and shape.kind not in ("ole", "media"):
            continue
        if shape.rect is None or shape.rect.area >= area:
            found.append(shape)
    return found


@check("pictures_present", PictureParams)
def pictures_present(
    context: Context, given: tuple[str, ...], params: PictureParams
) -> Iterator[Hit]:
    """The slides of the section show at least one picture of a screen."""
    for reading, _, slides in context.sections(given):
        document = reading.document
        if any(_screens(document, slide, params) for slide in slides):
            continue
        if not slides:
            yield Hit(
                Location(document=document.path),
                values={
                    "state": {"ja": "スライドが見つかりません", "en": "the slide was not found"}
                },
            )
            continue
        yield Hit(
            Location(document=document.path, slide=slides[0].number),
            values={
                "state": {
                    "ja": "実際の画面の画像がありません",
                    "en": "there is no picture of a real screen",
                }
            },
        )


@check("pictures_at_most", PictureParams)
def pictures_at_most(
    context: Context, given: tuple[str, ...], params: PictureParams
) -> Iterator[Hit]:
    """No slide of the section shows more pictures than can be read."""
    for reading, _, slides in context.sections(given):
        for slide in slides:
            count = len(_screens(reading.document, slide, params))
            if count > params.most:
                yield Hit(
                    Location(document=reading.document.path, slide=slide.number),
                    values={"count": count, "most": params.most},
                )


@check("pictures_legible", PictureParams)
def pictures_legible(
    context: Context, given: tuple[str, ...], params: PictureParams
) -> Iterator[Hit]:
    """Each picture of the section has pixels enough for the size it is shown at."""
    for reading, _, slides in context.sections(given):
        for slide in slides:
            for shape in _screens(reading.document, slide, params):
                ppi = _ppi(shape.picture, shape.rect)
                if ppi is not None and ppi < params.least_ppi:
                    picture = shape.picture
                    assert picture is not None
                    yield Hit(
                        Location(
                            document=reading.document.path,
                            slide=slide.number,
                            shape=shape.name,
                            shape_id=shape.id,
                        ),
                        evidence=f"{picture.width_px}×{picture.height_px} px",
                        values={
                            "ppi": round(ppi),
                            "least": round(params.least_ppi),
                            "shape": shape.name,
                        },
                    )


def _ppi(picture: Picture | None, rect: Rect | None) -> float | None:
    """Pixels per inch as shown, the smaller of both directions."""
    if picture is None or rect is None or not picture.width_px or not picture.height_px:
        return None
    if rect.width <= 0 or rect.height <= 0:
        return None
    left, top, right, bottom = picture.crop
    return min(
        picture.width_px * max(0.01, 1 - left - right) * EMU_PER_INCH / rect.width,
        picture.height_px * max(0.01, 1 - top - bottom) * EMU_PER_INCH / rect.height,
    )


class LabelOnlyParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``text``: pattern of what a placeholder drawing says, over squashed text."""

    text: str
    least_area: float = ICON_AREA


@check("no_placeholder_drawing", LabelOnlyParams)
def no_placeholder_drawing(
    context: Context, given: tuple[str, ...], params: LabelOnlyParams
) -> Iterator[Hit]:
    """No box of the section stands in for a picture («画面イメージ»)."""
    pattern = re.compile(params.text)
    for reading, _, slides in context.sections(given):
        area = reading.document.deck
        assert area is not None
        least = area.width * area.height * params.least_area
        for slide in slides:
            for shape in _boxes(slide.shapes):
                text = squash(shape.text)
                if pattern.fullmatch(text) and (shape.rect is None or shape.rect.area >= least):
                    yield Hit(
                        Location(
                            document=reading.document.path,
                            slide=slide.number,
                            shape=shape.name,
                            shape_id=shape.id,
                        ),
                        evidence=shape.text.strip(),
                    )


def _boxes(shapes: tuple[Shape, ...]) -> Iterable[Shape]:
    return (s for s in walk_shapes(shapes) if s.kind == "text" and s.placeholder != "title")
