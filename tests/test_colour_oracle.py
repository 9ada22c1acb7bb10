"""Colours as LibreOffice draws them: what the parser says of a shape is the pixel in its middle."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pptx
from PIL import Image
from pptx.oxml import parse_xml
from pptx.util import Emu

from linter.layout import walk_shapes
from linter.model import Paint, Rect
from tests.builders_deck import (
    MAP,
    SPACES,
    P,
    group,
    only_slide,
    rgb,
    scheme,
    sp,
    xfrm,
)

WIDTH, HEIGHT, SIDE = 12_000_000, 6_000_000, 1_000_000
# LibreOffice's gamma is 2.3 where sRGB has its own curve.
TOLERANCE = 6


def values(**changes: int) -> str:
    return "".join(f'<a:{name} val="{value}"/>' for name, value in changes.items())


SWATCHES = {
    "srgb": rgb("DEEBF7"),
    "scheme": scheme("accent2"),
    "mapped": scheme("tx2"),
    "darker 25 %": scheme("accent1", values(lumMod=75000)),
    "lighter 80 %": scheme("accent1", values(lumMod=20000, lumOff=80000)),
    "grey 15 %": scheme("bg1", values(lumMod=85000)),
    "tint 20 %": scheme("accent1", values(tint=20000)),
    "tint 40 %": scheme("accent6", values(tint=40000)),
    "shade 60 %": scheme("accent1", values(shade=60000)),
    "shade 30 %": scheme("accent4", values(shade=30000)),
    "satMod 50 %": scheme("accent1", values(satMod=50000)),
    "satMod 150 %": rgb("7F9FBF", values(satMod=150000)),
    "hueOff 90°": scheme("accent5", values(hueOff=5_400_000)),
    "hueMod 50 %": rgb("40C0FF", values(hueMod=50000)),
    "alpha 40 %": rgb("FF0000", values(alpha=40000)),
    "inverse": rgb("204060", "<a:inv/>"),
    "complement": rgb("C04020", "<a:comp/>"),
    "preset": '<a:solidFill><a:prstClr val="dkOrange"/></a:solidFill>',
    "system": '<a:solidFill><a:sysClr val="window" lastClr="FFFFFF"/></a:solidFill>',
    "hsl": '<a:solidFill><a:hslClr hue="14400000" sat="60000" lum="40000"/></a:solidFill>',
    "two at once": scheme("accent3", values(shade=80000, satMod=120000, lumMod=90000)),
}

BACKGROUND = '<p:bg><p:bgRef idx="1001"><a:schemeClr val="{}"/></p:bgRef></p:bg>'


def box(number: int) -> tuple[int, int, int, int]:
    row, column = divmod(number, 10)
    return 100_000 + column * 1_150_000, 100_000 + row * 1_150_000, SIDE, SIDE


def drawn(data: bytes, folder: Path) -> Image.Image:
    """The first slide as LibreOffice draws it."""
    (folder / "deck.pptx").write_bytes(data)
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to", "png", "--outdir", str(folder), str(folder / "deck.pptx"),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return Image.open(folder / "deck.png").convert("RGB")


def built(shapes: str, background: str = "", masters: str = "", clr_map: str = "") -> bytes:
    """A deck of python-pptx's template, which LibreOffice opens, with this XML on its one slide."""
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDTH), Emu(HEIGHT)
    added = presentation.slides.add_slide(presentation.slide_layouts[6])
    master = presentation.slide_masters[0]
    for sheet, xml in ((added, background), (master, masters)):
        for element in parse_xml(f"<p:x {SPACES}>{xml}</p:x>"):
            for old in sheet.element.cSld.findall(element.tag):
                sheet.element.cSld.remove(old)
            sheet.element.cSld.insert(0, element)
    for element in parse_xml(f"<p:x {SPACES}>{shapes}</p:x>"):
        added.shapes._spTree.append(element)
    if clr_map:
        old = added.element.find(f"{{{P}}}clrMapOvr")
        added.element.remove(old)
        names = MAP.replace('bg1="lt1" tx1="dk1"', clr_map)
        added.element.append(
            parse_xml(f"<p:clrMapOvr {SPACES}><a:overrideClrMapping {names}/></p:clrMapOvr>")
        )
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def differences(data: bytes, folder: Path) -> list[str]:
    """Each filled shape and cell, and the background, whose colour is another in the picture."""
    found = only_slide(data)
    picture = drawn(data, folder)
    behind = found.background.colours[0] if found.background else "FFFFFF"
    said: list[str] = []

    def compare(name: str, paint: Paint | None, rect: Rect) -> None:
        place = (
            round((rect.x + rect.width / 2) / WIDTH * picture.width),
            round((rect.y + rect.height / 2) / HEIGHT * picture.height),
        )
        pixel = picture.getpixel(place)
        assert isinstance(pixel, tuple)
        seen = "".join(f"{channel:02X}" for channel in pixel)
        ours = paint.colours[0] if paint and paint.colours else behind
        apart = max(abs(int(ours[n : n + 2], 16) - int(seen[n : n + 2], 16)) for n in (0, 2, 4))
        if apart > TOLERANCE:
            said.append(f"{name}: {ours} is drawn {seen}")

    for shape in walk_shapes(found.shapes):
        for cell in shape.table.cells if shape.table else ():
            assert cell.rect is not None
            compare(f"{shape.name} R{cell.row}C{cell.column}", cell.fill, cell.rect)
        if shape.kind == "text":
            assert shape.rect is not None
            compare(shape.name, shape.fill, shape.rect)
    compare("background", found.background, Rect(WIDTH - 200_000, HEIGHT - 200_000, 10, 10))
    return said


def shape(number: int, name: str, fill: str, style_xml: str = "") -> str:
    rectangle = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    return sp(
        name=name,
        box=box(number),
        properties=f"{rectangle}{fill}<a:ln><a:noFill/></a:ln>",
        style=style_xml,
    )


def references(index: int, name: str) -> str:
    """A whole style, as LibreOffice reads none by halves."""
    rest = "".join(
        f'<a:{kind} idx="0"><a:schemeClr val="{name}"/></a:{kind}>' for kind in ("lnRef",)
    )
    return (
        f'<p:style>{rest}<a:fillRef idx="{index}"><a:schemeClr val="{name}"/></a:fillRef>'
        f'<a:effectRef idx="0"><a:schemeClr val="{name}"/></a:effectRef>'
        f'<a:fontRef idx="minor"/></p:style>'
    )


def test_swatches_of_every_transform_on_a_white_master(tmp_path: Path) -> None:
    shapes = "".join(shape(n, *swatch) for n, swatch in enumerate(SWATCHES.items()))
    assert differences(built(shapes, masters=BACKGROUND.format("bg1")), tmp_path) == []


TABLE = (
    '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="7" name="表"/><p:cNvGraphicFramePr/><p:nvPr/>'
    '</p:nvGraphicFramePr><p:xfrm><a:off x="100000" y="2500000"/><a:ext cx="4000000" cy="2800000"/>'
    '</p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
    '<a:tbl><a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{guid}</a:tableStyleId></a:tblPr>'
    '<a:tblGrid><a:gridCol w="2000000"/><a:gridCol w="2000000"/></a:tblGrid>{rows}</a:tbl>'
    "</a:graphicData></a:graphic></p:graphicFrame>"
)
CELL = "<a:tc><a:txBody><a:bodyPr/><a:p/></a:txBody><a:tcPr>{}</a:tcPr></a:tc>"
ROWS = "".join(
    f'<a:tr h="700000">{CELL.format("")}{CELL.format(fill)}</a:tr>'
    for fill in ("", "", rgb("FFFFFF"), "<a:noFill/>")
)


def test_styles_groups_tables_and_a_map_of_the_slide(tmp_path: Path) -> None:
    """A slide with its own map; shapes filled by style and group, cells by table style."""
    grouped = group(
        shape(2, "from the group", "<a:grpFill/>"),
        xfrm(
            0,
            0,
            WIDTH,
            HEIGHT,
            child=f'<a:chOff x="0" y="0"/><a:chExt cx="{WIDTH}" cy="{HEIGHT}"/>',
        ),
        scheme("accent3"),
    )
    data = built(
        shape(0, "by style", "", references(1, "accent2"))
        + shape(1, "style of none", "", references(0, "accent2"))
        + grouped
        + TABLE.format(guid="{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}", rows=ROWS),
        background=BACKGROUND.format("bg1"),
        clr_map='bg1="accent6" tx1="lt1"',
    )
    assert differences(data, tmp_path) == []
