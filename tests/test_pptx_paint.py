"""Colours of presentations as they are seen: from slide, layout, master and theme."""

from __future__ import annotations

import io

import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import ImageColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu

from linter.colour import (
    DEFAULT_PALETTE,
    A,
    Palette,
    Tone,
    chroma,
    is_colourful,
    number,
    resolve,
    varied,
)
from linter.model import Paint, Shape, TableCell
from linter.parsers.pptx_table_styles import STYLES
from tests.builders_deck import (
    MAP,
    SCHEME,
    SPACES,
    deck,
    frame,
    group,
    layout,
    master,
    only_slide,
    read,
    rgb,
    scheme,
    shape_of,
    slide,
    sp,
    style,
    theme,
)

PHCLR = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
GRADIENT = (
    '<a:gradFill><a:gsLst><a:gs pos="0"><a:schemeClr val="phClr"><a:tint val="50000"/></a:schemeClr>'
    '</a:gs><a:gs pos="100000"><a:schemeClr val="phClr"/></a:gs></a:gsLst></a:gradFill>'
)


def colour(xml: str, placeholder: Tone | None = None) -> Tone | None:
    """An ``a:…Clr`` element in the default theme."""
    (element,) = etree.fromstring(f'<a:x xmlns:a="{A[1:-1]}">{xml}</a:x>')
    return resolve(element, DEFAULT_PALETTE, placeholder)


def changed(value: str, *changes: str) -> str:
    """The colour after transforms written like ``lumMod 75000``."""
    inner = "".join('<a:{} val="{}"/>'.format(*change.split()) for change in changes)
    found = colour(f'<a:srgbClr val="{value}">{inner}</a:srgbClr>')
    assert found is not None
    return found.rgb


def background(data: bytes) -> Paint | None:
    return only_slide(data).background


def bg(fill: str) -> str:
    return f"<p:bg><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"


def bg_ref(index: int, name: str = "bg1") -> str:
    return f'<p:bg><p:bgRef idx="{index}"><a:schemeClr val="{name}"/></p:bgRef></p:bg>'


# --- colours -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "rgb_"),
    [
        ('<a:srgbClr val="deEBf7"/>', "DEEBF7"),
        ('<a:sysClr val="window" lastClr="FEFEFE"/>', "FEFEFE"),
        ('<a:sysClr val="window"/>', "FFFFFF"),
        ('<a:sysClr val="btnFace"/>', "000000"),
        ('<a:schemeClr val="accent1"/>', "4472C4"),
        ('<a:schemeClr val="tx1"/>', "000000"),
        ('<a:scrgbClr r="100000" g="0" b="0"/>', "FF0000"),
        ('<a:scrgbClr r="50%" g="50%" b="50%"/>', "BCBCBC"),
        ('<a:hslClr hue="7200000" sat="100000" lum="50000"/>', "00FF00"),
        ('<a:hslClr hue="0" sat="0%" lum="50%"/>', "808080"),
    ],
)
def test_each_kind_of_colour(xml: str, rgb_: str) -> None:
    assert colour(xml) == Tone(rgb_)


@pytest.mark.parametrize(
    "xml",
    [
        '<a:srgbClr val="12345"/>', '<a:srgbClr val="GGGGGG"/>', '<a:srgbClr val="+12345"/>', '<a:srgbClr val="1_2_34"/>', "<a:srgbClr/>",
        '<a:prstClr val="medium"/>', "<a:prstClr/>", '<a:schemeClr val="accent7"/>',
        '<a:schemeClr val="phClr"/>', '<a:noClr val="1"/>',
    ],
)  # fmt: skip
def test_what_is_no_colour_is_none(xml: str) -> None:
    assert colour(xml) is None


def test_the_placeholder_colour_keeps_its_opacity() -> None:
    assert colour('<a:schemeClr val="phClr"/>', Tone("112233", 0.5)) == Tone("112233", 0.5)


@pytest.mark.parametrize("name", sorted(ImageColor.colormap))
def test_presets_are_the_colours_of_css(name: str) -> None:
    if name == "rebeccapurple":  # younger than DrawingML
        return
    expected = "{:02X}{:02X}{:02X}".format(*ImageColor.getrgb(name)[:3])
    written_ways = {name, name.upper()}
    for short, full in (("dk", "dark"), ("lt", "light"), ("med", "medium")):
        if name.startswith(full):
            written_ways.add(short + name[len(full) :].capitalize())
    for written in written_ways:
        assert colour(f'<a:prstClr val="{written}"/>') == Tone(expected)


@pytest.mark.parametrize(
    ("value", "changes", "expected"),
    [
        # What PowerPoint shows for the tints and shades of its palette.
        ("4472C4", ("lumMod 75000",), "2F5597"),
        ("4472C4", ("lumMod 20000", "lumOff 80000"), "DAE3F3"),
        ("4472C4", ("tint 20000",), "E9EBF5"),
        ("4472C4", ("tint 40000",), "CFD5EA"),
        ("FFFFFF", ("lumMod 85000",), "D9D9D9"),
        ("000000", ("lumMod 50000", "lumOff 50000"), "808080"),
        ("FF0000", ("shade 50000",), "BC0000"),
        ("FF0000", ("hueOff 7200000",), "00FF00"),
        ("FF0000", ("hue 14400000",), "0000FF"),
        ("FF0000", ("hueMod 50000",), "FF0000"),
        ("FF0000", ("satMod 0",), "808080"),
        ("804040", ("sat 100000",), "C00000"),
        ("00FF00", ("satOff -100000",), "808080"),
        ("123456", ("lum 100000",), "FFFFFF"),
        ("123456", ("inv 0",), "FEFBF4"),
        ("FF0000", ("comp 0",), "00FFFF"),
        ("FF0000", ("gray 0",), "4C4C4C"),
        ("FF8040", ("red 0",), "008040"),
        ("FF8040", ("greenMod 0", "blueOff 100000"), "FF00FF"),
        ("808080", ("gamma 0", "invGamma 0"), "808080"),
        ("808080", ("unknown 5",), "808080"),
        ("808080", ("lumMod x",), "808080"),
    ],
)  # fmt: skip
def test_transforms(value: str, changes: tuple[str, ...], expected: str) -> None:
    found = changed(value, *changes)
    difference = max(
        abs(int(found[n : n + 2], 16) - int(expected[n : n + 2], 16)) for n in (0, 2, 4)
    )
    assert difference <= 1, found


@pytest.mark.parametrize(
    ("changes", "alpha", "shown"),
    [
        ('<a:alpha val="50000"/>', 0.5, "FF8080"),
        ('<a:alpha val="50%"/>', 0.5, "FF8080"),
        ('<a:alpha val="0"/>', 0.0, "FFFFFF"),
        ('<a:alphaMod val="20000"/>', 0.2, "FFCCCC"),
        ('<a:alpha val="50000"/><a:alphaOff val="-60000"/>', 0.0, "FFFFFF"),
        ("<!-- -->", 1.0, "FF0000"),
    ],
)
def test_opacity_is_mixed_with_white(changes: str, alpha: float, shown: str) -> None:
    found = colour(f'<a:srgbClr val="FF0000">{changes}</a:srgbClr>')
    assert found is not None
    assert found.alpha == pytest.approx(alpha)
    assert found.over_white == shown


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                a + m
                for a in ("lum", "sat", "hue", "red", "green", "blue")
                for m in ("", "Mod", "Off")
            ]
            + ["tint", "shade", "inv", "gray", "comp", "gamma", "invGamma"]
        ),
        st.integers(-300_000, 300_000),
    ).map(lambda pair: f"{pair[0]} {pair[1]}"),
    max_size=5,
)
GREYS = st.integers(0, 255).map(lambda level: f"{level:02X}" * 3)


@given(st.integers(0, 0xFFFFFF).map("{:06X}".format), CHANGES)
def test_colours_stay_in_range(value: str, changes: list[str]) -> None:
    found = changed(value, *changes)
    assert len(found) == 6
    assert found == found.upper()
    assert 0 <= chroma(found) <= 255


@given(
    GREYS,
    st.lists(
        st.tuples(
            st.sampled_from(
                ["lumMod", "lumOff", "tint", "shade", "satMod", "hueOff", "inv", "gray"]
            ),
            st.integers(0, 200_000),
        ).map(lambda pair: f"{pair[0]} {pair[1]}"),
        max_size=4,
    ),
)
def test_grey_stays_grey(value: str, changes: list[str]) -> None:
    assert not is_colourful(changed(value, *changes))


@given(GREYS, st.sampled_from(["tint", "shade", "lumMod"]), st.floats(0, 1))
def test_one_change_is_the_same_by_both_ways(value: str, change: str, amount: float) -> None:
    part = round(amount, 3)
    assert varied(value, change, part).rgb == changed(value, f"{change} {round(part * 100_000)}")


@pytest.mark.parametrize(
    ("value", "colourful"),
    [("FFFFFF", False), ("E7E6E6", False), ("F0F8F8", False), ("F0F0F9", True), ("44546A", True)],
)
def test_near_greys_are_no_colours(value: str, colourful: bool) -> None:
    assert is_colourful(value) is colourful


@pytest.mark.parametrize(
    ("text", "value"),
    [("50%", 0.5), ("50000", 0.5), (None, 0.0), ("x%", 0.0), ("nan", 0.0), ("1e300", 0.0)],
)
def test_fixed_numbers(text: str | None, value: float) -> None:
    assert number(text) == value


def test_a_palette_without_colours_has_offices() -> None:
    assert Palette({}, {}).rgb("bg1") == "FFFFFF"
    assert Palette({}, {"bg1": "accent1"}).rgb("bg1") == "4472C4"
    assert Palette({}, {}).rgb("nothing") is None


# --- backgrounds ---------------------------------------------------------------------------------


def test_a_slide_without_any_background_has_none() -> None:
    assert background(deck(slide())) is None


@pytest.mark.parametrize(
    "inherit", [("slide", "layout", "master"), ("layout", "master"), ("master",)]
)
def test_the_nearest_background_is_shown(inherit: tuple[str, ...]) -> None:
    colours = {"slide": "111111", "layout": "222222", "master": "333333"}
    bgs = {name: bg(rgb(colours[name])) if name in inherit else "" for name in colours}
    data = deck(
        slide(bg=bgs["slide"]),
        layout_xml=layout(bg=bgs["layout"]),
        master_xml=master(bg=bgs["master"]),
    )
    assert background(data) == Paint("solid", (colours[inherit[0]],), 1.0, inherit[0])


def test_a_background_reference_fills_the_themes_fill_with_its_colour() -> None:
    data = deck(
        slide(bg=bg_ref(1002, "accent1")), theme_xml=theme(backgrounds=PHCLR + GRADIENT + PHCLR)
    )
    assert background(data) == Paint(
        "gradient", (varied("4472C4", "tint", 0.5).rgb, "4472C4"), 1.0, "slide"
    )


def test_comments_do_not_count_among_the_themes_fills() -> None:
    data = deck(
        slide(bg=bg_ref(1002, "accent1")),
        theme_xml=theme(backgrounds=f"<!-- first -->{rgb('111111')}{PHCLR}"),
    )
    assert background(data) == Paint("solid", ("4472C4",), 1.0, "slide")


@pytest.mark.parametrize("index", [0, 1000, -5])
def test_a_reference_to_no_fill_is_none(index: int) -> None:
    assert background(deck(slide(bg=bg_ref(index)))) == Paint("none", (), 1.0, "slide")


def test_an_empty_theme_still_gives_the_references_colour() -> None:
    """LibreOffice and others write themes without fill lists, or with an empty theme part."""
    data = deck(slide(bg=bg_ref(1001, "accent2")), theme_xml=f"<a:theme {SPACES}/>")
    assert background(data) == Paint("solid", ("ED7D31",), 1.0, "slide")
    no_colour = '<p:bg><p:bgRef idx="1001"/></p:bg>'
    assert background(deck(slide(bg=no_colour), theme_xml=f"<a:theme {SPACES}/>")) is None


def test_a_reference_may_use_the_shapes_fills() -> None:
    data = deck(slide(bg=bg_ref(1, "accent6")))
    assert background(data) == Paint("solid", ("70AD47",), 1.0, "slide")


def test_a_theme_may_fill_backgrounds_with_a_picture() -> None:
    picture = '<a:blipFill><a:blip r:embed="rId1"/></a:blipFill>'
    data = deck(slide(), master_xml=master(bg=bg_ref(1001)), theme_xml=theme(backgrounds=picture))
    assert background(data) == Paint("picture", (), 1.0, "master")


def test_backgrounds_of_pictures_patterns_and_nothing() -> None:
    picture = '<a:blipFill><a:blip r:embed="rId9"/></a:blipFill>'
    assert background(deck(slide(bg=bg(picture)))) == Paint("picture", (), 1.0, "slide")
    pattern = '<a:pattFill prst="pct50"><a:fgClr><a:srgbClr val="FF0000"/></a:fgClr><a:bgClr><a:schemeClr val="bg1"/></a:bgClr></a:pattFill>'
    assert background(deck(slide(bg=bg(pattern)))) == Paint(
        "pattern", ("FF0000", "FFFFFF"), 1.0, "slide"
    )
    assert background(deck(slide(bg=bg("<a:noFill/>")))) == Paint("none", (), 1.0, "slide")
    assert background(deck(slide(bg=bg("<!-- nothing -->")))) is None
    assert background(deck(slide(bg="<p:bg><!-- nothing --></p:bg>"))) is None


def test_the_masters_map_says_what_bg1_is() -> None:
    dark = MAP.replace('bg1="lt1" tx1="dk1"', 'bg1="dk2" tx1="lt1"')
    data = deck(slide(), master_xml=master(bg=bg_ref(1001), clr_map=dark))
    assert background(data) == Paint("solid", (SCHEME["dk2"],), 1.0, "master")


def test_a_slides_own_map_goes_before_the_layouts_and_the_masters() -> None:
    def override(name: str) -> str:
        names = MAP.replace('bg1="lt1"', f'bg1="{name}"')
        return f"<p:clrMapOvr><a:overrideClrMapping {names}/></p:clrMapOvr>"

    kept = "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"
    both = deck(
        slide(rest=override("accent6")),
        layout_xml=layout(rest=override("dk2")),
        master_xml=master(bg=bg_ref(1001)),
    )
    assert background(both) == Paint("solid", ("70AD47",), 1.0, "master")
    layouts = deck(
        slide(rest=kept),
        layout_xml=layout(rest=override("dk2")),
        master_xml=master(bg=bg_ref(1001)),
    )
    assert background(layouts) == Paint("solid", (SCHEME["dk2"],), 1.0, "master")
    none = deck(slide(rest=kept), master_xml=master(bg=bg_ref(1001)))
    assert background(none) == Paint("solid", ("FFFFFF",), 1.0, "master")


@pytest.mark.parametrize("at", ["slide", "layout"])
def test_a_theme_override_replaces_the_masters_colours(at: str) -> None:
    rels = (("rId9", "themeOverride", "/ppt/theme/themeOverride1.xml"),)
    data = deck(
        slide(sp(properties=scheme("accent1")), bg=bg_ref(1001)),
        parts={
            "ppt/theme/themeOverride1.xml": theme(
                root="themeOverride", accent1="FF0000", lt1="FFEEEE"
            )
        },
        rels=rels if at == "slide" else (),
        layout_rels=rels if at == "layout" else (),
    )
    found = only_slide(data)
    assert found.background == Paint("solid", ("FFEEEE",), 1.0, "slide")
    assert found.shapes[0].fill == Paint("solid", ("FF0000",), 1.0, "shape")


def test_a_theme_override_of_colours_alone_keeps_the_themes_fills() -> None:
    only_colours = theme(root="themeOverride", lt1="FFEEEE", fills="", backgrounds="")
    data = deck(
        slide(bg=bg_ref(1001)),
        theme_xml=theme(backgrounds=GRADIENT),
        parts={"ppt/theme/themeOverride1.xml": only_colours},
        rels=(("rId9", "themeOverride", "/ppt/theme/themeOverride1.xml"),),
    )
    found = background(data)
    assert found is not None
    assert (found.kind, found.colours[1]) == ("gradient", "FFEEEE")


def test_a_damaged_theme_is_told_and_offices_colours_stand_in() -> None:
    found, problems = read(deck(slide(bg=bg_ref(1001, "accent1")), theme_xml="<a:theme"))
    assert found.slides[0].background == Paint("solid", ("4472C4",), 1.0, "slide")
    assert [p.code for p in problems] == ["damaged-xml"]


# --- fills of shapes -----------------------------------------------------------------------------


def fill(xml: str, **more: str) -> Paint | None:
    return shape_of(xml, **more).fill


def test_a_shapes_own_fill_goes_before_its_style() -> None:
    assert fill(sp(properties="<a:noFill/>", style=style(1))) == Paint("none", (), 1.0, "shape")
    assert fill(sp(properties=rgb("FFFFFF"), style=style(1))) == Paint(
        "solid", ("FFFFFF",), 1.0, "shape"
    )
    assert fill(sp(style=style(1))) == Paint("solid", ("4472C4",), 1.0, "shape")
    assert fill(sp(style=style(0))) == Paint("none", (), 1.0, "shape")
    assert fill(sp()) is None


def test_shapes_of_python_pptx_have_their_themes_colour() -> None:
    """An autoshape has no fill of its own: it is the theme's third fill in accent1."""
    presentation = pptx.Presentation()
    built = presentation.slides.add_slide(presentation.slide_layouts[6])
    built.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(0), Emu(0), Emu(99), Emu(99))
    built.shapes.add_textbox(Emu(0), Emu(0), Emu(99), Emu(99))
    stream = io.BytesIO()
    presentation.save(stream)
    box, text = only_slide(stream.getvalue()).shapes
    assert box.fill is not None
    assert any(is_colourful(c) for c in box.fill.colours)
    assert text.fill == Paint("none", (), 1.0, "shape")


def test_a_fill_of_a_placeholder_is_its_layouts_else_its_masters() -> None:
    title = '<p:ph type="title"/>'
    of_master = deck(
        slide(sp(ph=title)),
        layout_xml=layout(sp(ph=title)),
        master_xml=master(sp(ph=title, properties=scheme("accent2"))),
    )
    assert only_slide(of_master).shapes[0].fill == Paint("solid", ("ED7D31",), 1.0, "layout")
    of_layout = deck(
        slide(sp(ph=title)),
        layout_xml=layout(sp(ph=title, properties="<a:noFill/>")),
        master_xml=master(sp(ph=title, properties=scheme("accent2"))),
    )
    assert only_slide(of_layout).shapes[0].fill == Paint("none", (), 1.0, "layout")
    assert only_slide(deck(slide(sp(ph=title)))).shapes[0].fill is None


def leaves(shape: Shape) -> list[Paint | None]:
    return [p for c in shape.children for p in leaves(c)] if shape.children else [shape.fill]


def test_a_group_gives_its_fill_to_the_shapes_that_ask_for_it() -> None:
    asks, own = sp(properties="<a:grpFill/>"), sp(properties=rgb("FFFFFF"))
    found = shape_of(
        group(asks + own + group(asks, properties="<a:grpFill/>"), properties=scheme("accent1"))
    )
    blue = Paint("solid", ("4472C4",), 1.0, "shape")
    assert leaves(found) == [blue, Paint("solid", ("FFFFFF",), 1.0, "shape"), blue]


def test_a_group_without_a_fill_gives_none_whatever_the_style_says() -> None:
    found = shape_of(group(sp(properties="<a:grpFill/>", style=style(1))))
    assert leaves(found) == [Paint("none", (), 1.0, "shape")]


def test_a_shape_that_shows_the_slides_background_is_not_filled() -> None:
    found = fill(sp(attributes='useBgFill="1"', style=style(1)))
    assert found == Paint("none", (), 1.0, "shape")


def test_a_transparent_fill_is_seen_through() -> None:
    found = fill(sp(properties=rgb("FF0000", '<a:alpha val="0"/>')))
    assert found == Paint("solid", ("FFFFFF",), 0.0, "shape")


def test_gradients_show_all_their_stops() -> None:
    stops = "".join(f'<a:gs pos="0"><a:srgbClr val="{c}"/></a:gs>' for c in ("FFFFFF", "FF0000"))
    found = fill(sp(properties=f"<a:gradFill><a:gsLst>{stops}</a:gsLst></a:gradFill>"))
    assert found == Paint("gradient", ("FFFFFF", "FF0000"), 1.0, "shape")


def test_a_fill_without_a_colour_shows_none() -> None:
    assert fill(sp(properties="<a:solidFill/>")) == Paint("solid", (), 1.0, "shape")


def test_outlines_are_no_fills() -> None:
    found = shape_of(sp(properties=f"<a:ln>{rgb('FF0000')}</a:ln>"))
    assert (found.fill, found.outline) == (None, Paint("solid", ("FF0000",), 1.0, "shape"))


# --- tables --------------------------------------------------------------------------------------

MEDIUM_2 = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"


def tc(text: str = "", fill_xml: str = "", attributes: str = "") -> str:
    return (
        f"<a:tc {attributes}><a:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody>"
        f"<a:tcPr>{fill_xml}</a:tcPr></a:tc>"
    )


def table(
    rows: list[list[str]],
    guid: str = "",
    flags: str = "",
    own: str = "",
    written: str = "",
    **more: str,
) -> dict[tuple[int, int], TableCell]:
    """The cells of a table whose columns are 100 wide and rows 50 high in its own units."""
    columns = "".join('<a:gridCol w="100"/>' for _ in rows[0])
    lines = "".join(f'<a:tr h="50">{"".join(row)}</a:tr>' for row in rows)
    named = f"<a:tableStyleId>{guid}</a:tableStyleId>" if guid else ""
    xml = f"<a:tbl><a:tblPr {flags}>{own}{named}</a:tblPr><a:tblGrid>{columns}</a:tblGrid>{lines}</a:tbl>"
    styles = f"<a:tblStyleLst {SPACES}>{written}</a:tblStyleLst>"
    data = deck(slide(frame(xml, "table")), parts={"ppt/tableStyles.xml": styles}, **more)  # type: ignore[arg-type]
    (shape,) = only_slide(data).shapes
    assert shape.table is not None
    return {(cell.row, cell.column): cell for cell in shape.table.cells}


def shades(cells: dict[tuple[int, int], TableCell]) -> dict[tuple[int, int], str]:
    """The colour of each cell; "" without a fill."""
    return {
        place: cell.fill.colours[0] if cell.fill and cell.fill.colours else ""
        for place, cell in cells.items()
    }


def grid(rows: int, columns: int, fill_xml: str = "") -> list[list[str]]:
    return [[tc(fill_xml=fill_xml) for _ in range(columns)] for _ in range(rows)]


def test_merged_cells_are_one_and_stand_on_the_slide() -> None:
    cells = table(
        [
            [tc("広い", attributes='gridSpan="2"'), tc("隠れ", attributes='hMerge="1"')],
            [tc("高い", attributes='rowSpan="2"'), tc("右")],
            [tc("隠れ", attributes='vMerge="1"'), tc("右下")],
        ]
    )
    assert {place: cell.text for place, cell in cells.items()} == {
        (1, 1): "広い", (2, 1): "高い", (2, 2): "右", (3, 2): "右下",
    }  # fmt: skip
    wide, tall = cells[1, 1], cells[2, 1]
    assert (wide.column_span, tall.row_span) == (2, 2)
    assert wide.rect is not None
    assert tall.rect is not None
    # 200 × 150 units stretched to the frame's 1000 × 500.
    assert (wide.rect.width, wide.rect.height) == (1000, 167)
    assert (tall.rect.x, tall.rect.y, tall.rect.width, tall.rect.height) == (0, 167, 500, 333)


def test_merged_cells_of_python_pptx() -> None:
    presentation = pptx.Presentation()
    built = presentation.slides.add_slide(presentation.slide_layouts[6])
    grid_ = built.shapes.add_table(3, 3, Emu(0), Emu(0), Emu(900), Emu(300)).table
    grid_.cell(0, 0).merge(grid_.cell(1, 1))
    grid_.cell(0, 0).text = "合わせた"
    stream = io.BytesIO()
    presentation.save(stream)
    (shape,) = only_slide(stream.getvalue()).shapes
    assert shape.table is not None
    first = shape.table.cells[0]
    assert (first.text, first.row_span, first.column_span, len(shape.table.cells)) == (
        "合わせた",
        2,
        2,
        6,
    )
    assert first.fill is not None  # Medium Style 2 - Accent 1, which the package does not define
    assert is_colourful(first.fill.colours[0])


@pytest.mark.parametrize("value", ["x", "", "-4", "99", "9" * 5000])
def test_no_number_breaks_a_table(value: str) -> None:
    rows = [[tc("一", attributes=f'gridSpan="{value}" rowSpan="{value}"'), tc("二")], [tc("三")]]
    xml = f'<a:tbl><a:tblGrid><a:gridCol w="{value}"/></a:tblGrid>' + "".join(
        f'<a:tr h="{value}">{"".join(row)}</a:tr>' for row in rows
    )
    (shape,) = only_slide(deck(slide(frame(xml + "</a:tbl>", "table")))).shapes
    assert shape.table is not None
    assert [cell.text for cell in shape.table.cells] == ["一", "二", "三"]
    assert (shape.table.rows, shape.table.columns) == (2, 2)


def test_a_table_without_a_frame_has_no_boxes() -> None:
    xml = frame(f"<a:tbl><a:tr>{tc('一')}</a:tr></a:tbl>", "table", place="<!-- none -->")
    (shape,) = only_slide(deck(slide(xml))).shapes
    assert shape.table is not None
    assert (shape.rect, shape.table.cells[0].rect, shape.table.cells[0].fill) == (None, None, None)


def test_medium_style_2_has_no_definition_and_is_coloured() -> None:
    cells = table(grid(4, 2), MEDIUM_2, 'firstRow="1" bandRow="1"')
    assert shades(cells) == {
        **dict.fromkeys(((1, 1), (1, 2)), "4472C4"),
        **dict.fromkeys(((2, 1), (2, 2), (4, 1), (4, 2)), varied("4472C4", "tint", 0.4).rgb),
        **dict.fromkeys(((3, 1), (3, 2)), varied("4472C4", "tint", 0.2).rgb),
    }
    assert cells[1, 1].fill == Paint("solid", ("4472C4",), 1.0, "table style")


def test_without_flags_only_the_whole_tables_fill_is_seen() -> None:
    assert set(shades(table(grid(2, 2), MEDIUM_2)).values()) == {varied("4472C4", "tint", 0.2).rgb}
    assert set(shades(table(grid(2, 2), MEDIUM_2.lower(), 'firstRow="0"')).values()) == {
        varied("4472C4", "tint", 0.2).rgb
    }


def test_rows_go_before_columns_and_bands() -> None:
    """Dark Style 1 - Accent 1: the heading row is black, also where the first column crosses it."""
    flags = 'firstRow="1" lastRow="1" firstCol="1" lastCol="1" bandRow="1" bandCol="1"'
    found = shades(table(grid(4, 4), "{125E5076-3810-47DD-B79F-674D7AD40C01}", flags))
    assert {found[1, n] for n in range(1, 5)} == {"000000"}
    assert {found[4, n] for n in range(1, 5)} == {varied("4472C4", "shade", 0.4).rgb}
    assert {found[2, 1], found[3, 4], found[2, 2], found[3, 2]} == {
        varied("4472C4", "shade", 0.6).rgb
    }
    assert found[3, 3] == "4472C4"


def test_explicit_fills_of_cells_go_before_the_style() -> None:
    found = shades(table(grid(2, 2, rgb("FFFFFF")), MEDIUM_2, 'firstRow="1"'))
    assert set(found.values()) == {"FFFFFF"}
    clear = table(grid(2, 2, "<a:noFill/>"), MEDIUM_2, 'firstRow="1"')
    assert {cell.fill for cell in clear.values()} == {Paint("none", (), 1.0, "cell")}


def test_the_tables_own_background_shows_where_no_cell_is_filled() -> None:
    assert set(shades(table(grid(1, 1), own=scheme("accent2"))).values()) == {"ED7D31"}
    assert set(shades(table(grid(1, 1, "<a:noFill/>"), own=scheme("accent2"))).values()) == {
        "ED7D31"
    }
    assert set(shades(table(grid(1, 1), MEDIUM_2, own=scheme("accent2"))).values()) == {
        varied("4472C4", "tint", 0.2).rgb
    }


GREY_STYLES = {
    "no style": "2D5ABB26-0587-4C30-8999-92F81FD0307C",
    "table grid": "5940675A-B579-460E-94D1-54222C63F5DA",
    "light 1": "9D7B26C5-4107-4FEC-AEDC-1716B250A1EF",
    "light 2": "7E9639D4-E3E2-4D34-9284-5A2195B3D0D7",
    "light 3": "616DA210-FB5B-4158-B5E0-FEB733F419BA",
    "medium 1": "793D81CF-94F2-401A-BA57-92F5A7B2D0C5",
    "medium 2": "073A0DAA-6AF3-43AB-8588-CEC1D06C72B9",
    "medium 3": "8EC20E35-A176-4012-BC5E-935CFFF8708E",
    "medium 4": "D7AC3CCA-C797-4891-BE02-D94E43425B78",
    "dark 1": "E8034E78-7F5D-4C2E-B375-FC64B27BC917",
    "dark 2": "5202B0CA-FC54-4496-8BCA-5EF66A818D29",
}
ALL_FLAGS = 'firstRow="1" lastRow="1" firstCol="1" lastCol="1" bandRow="1" bandCol="1"'


@pytest.mark.parametrize("name", GREY_STYLES)
def test_built_in_styles_without_an_accent_are_grey(name: str) -> None:
    found = shades(table(grid(4, 4), f"{{{GREY_STYLES[name]}}}", ALL_FLAGS))
    assert not [shade for shade in found.values() if shade and is_colourful(shade)]


def test_every_other_built_in_style_is_coloured() -> None:
    assert len(STYLES) == 74
    for guid in STYLES.keys() - set(GREY_STYLES.values()):
        theme_xml = theme(accent3="9BBB59")
        found = shades(table(grid(4, 4), f"{{{guid}}}", ALL_FLAGS, theme_xml=theme_xml))
        assert any(is_colourful(shade) for shade in found.values() if shade), guid


def test_the_pairs_of_dark_style_2_head_with_their_second_accent() -> None:
    found = shades(table(grid(2, 1), "{0660B408-B3CF-4A94-85FC-2B1E0A45F4A2}", 'firstRow="1"'))
    assert found == {(1, 1): "ED7D31", (2, 1): varied("4472C4", "tint", 0.2).rgb}


def test_a_style_that_nothing_defines_fills_nothing() -> None:
    cells = table(grid(2, 1), "{00000000-0000-0000-0000-000000000001}", ALL_FLAGS)
    assert {cell.fill for cell in cells.values()} == {None}


def test_built_in_styles_take_the_themes_colours() -> None:
    found = shades(table(grid(1, 1), MEDIUM_2, 'firstRow="1"', theme_xml=theme(accent1="808080")))
    assert found == {(1, 1): "808080"}


OWN = "{11111111-2222-3333-4444-555555555555}"


def written_style(**parts: str) -> str:
    inner = parts.pop("tblBg", "") + "".join(
        f"<a:{part}><a:tcStyle>{xml}</a:tcStyle></a:{part}>" for part, xml in parts.items()
    )
    return f'<a:tblStyle styleId="{OWN}" styleName="自社">{inner}</a:tblStyle>'


def part_fill(xml: str) -> str:
    return f"<a:fill>{xml}</a:fill>"


def test_a_style_of_the_package_fills_as_it_says() -> None:
    found = shades(
        table(
            grid(4, 2),
            OWN,
            'firstRow="1" firstCol="1" bandRow="1"',
            written=written_style(
                wholeTbl=part_fill(rgb("FFFFFF")),
                band2H=part_fill(scheme("accent1")),
                firstRow='<a:fillRef idx="1"><a:schemeClr val="accent2"/></a:fillRef>',
                nwCell=part_fill(rgb("00FF00")),
            ),
        )
    )
    assert found == {
        (1, 1): "00FF00", (1, 2): "ED7D31", (2, 1): "FFFFFF", (2, 2): "FFFFFF",
        (3, 1): "4472C4", (3, 2): "4472C4", (4, 1): "FFFFFF", (4, 2): "FFFFFF",
    }  # fmt: skip


def test_vertical_bands_begin_behind_the_heading_column() -> None:
    found = shades(
        table(
            grid(1, 4),
            OWN,
            'firstCol="1" bandCol="1"',
            written=written_style(band1V=part_fill(rgb("111111")), band2V=part_fill(rgb("222222"))),
        )
    )
    assert [found[1, n] for n in range(1, 5)] == ["", "111111", "222222", "111111"]


def test_the_background_of_a_style_shows_through_parts_without_fill() -> None:
    found = shades(
        table(
            grid(2, 1),
            OWN,
            'firstRow="1"',
            written=written_style(
                tblBg='<a:tblBg><a:fillRef idx="2"><a:schemeClr val="accent1"/></a:fillRef></a:tblBg>',
                wholeTbl=part_fill("<a:noFill/>"),
                firstRow=part_fill(rgb("FFFFFF")),
            ),
        )
    )
    assert found == {(1, 1): "FFFFFF", (2, 1): "4472C4"}
    plain = written_style(tblBg=f"<a:tblBg>{part_fill(rgb('EEEEEE'))}</a:tblBg>")
    assert shades(table(grid(1, 1), OWN, written=plain)) == {(1, 1): "EEEEEE"}


def test_a_table_of_libreoffice_with_a_fill_on_every_cell() -> None:
    rows = [[tc(fill_xml=rgb("ffffff")), tc(fill_xml=rgb("dddddd"))]]
    assert shades(table(rows, OWN)) == {(1, 1): "FFFFFF", (1, 2): "DDDDDD"}
