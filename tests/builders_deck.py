"""Presentations in memory: part by part, so that a test says only what it is about.

``deck(slide('<p:sp>…</p:sp>'))`` is a package of one slide with a layout, a master and a theme;
``only_slide(…)`` reads it. Lengths are EMU.
"""

from __future__ import annotations

from collections.abc import Mapping

from linter.container import open_package
from linter.limits import Limits
from linter.model import Deck, Problem, Shape, Slide
from linter.parsers.pptx import parse_deck
from tests.builders_package import RELATIONS, content_types, main_type, zipped

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
DSP = "http://schemas.microsoft.com/office/drawing/2008/diagram"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
A14 = "http://schemas.microsoft.com/office/drawing/2010/main"
SPACES = (
    f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}" xmlns:c="{C}" xmlns:dgm="{DGM}" xmlns:mc="{MC}"'
    f' xmlns:p14="{P14}" xmlns:a14="{A14}" xmlns:dsp="{DSP}"'
)
MAP = (
    'bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" '
    'accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" '
    'folHlink="folHlink"'
)
NAMES = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
SCHEME = dict(
    zip(
        NAMES,
        [
            "000000",
            "FFFFFF",
            "1F2A44",
            "EEECE1",
            "4472C4",
            "ED7D31",
            "A5A5A5",
            "FFC000",
            "5B9BD5",
            "70AD47",
            "0563C1",
            "954F72",
        ],
        strict=True,
    )
)
PLAIN_FILLS = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3


def rgb(value: str, changes: str = "") -> str:
    return f'<a:solidFill><a:srgbClr val="{value}">{changes}</a:srgbClr></a:solidFill>'


def scheme(name: str, changes: str = "") -> str:
    return f'<a:solidFill><a:schemeClr val="{name}">{changes}</a:schemeClr></a:solidFill>'


def theme(
    fills: str = PLAIN_FILLS, backgrounds: str = PLAIN_FILLS, root: str = "theme", **colours: str
) -> str:
    entries = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
        for name, value in {**SCHEME, **colours}.items()
    )
    lists = (
        f"<a:clrScheme>{entries}</a:clrScheme><a:fmtScheme><a:fillStyleLst>{fills}</a:fillStyleLst>"
        f"<a:bgFillStyleLst>{backgrounds}</a:bgFillStyleLst></a:fmtScheme>"
    )
    inner = f"<a:themeElements>{lists}</a:themeElements>" if root == "theme" else lists
    return f"<a:{root} {SPACES}>{inner}</a:{root}>"


def sheet(kind: str, shapes: str = "", bg: str = "", rest: str = "", attributes: str = "") -> str:
    """A slide, layout or master: ``kind`` is ``sld``, ``sldLayout`` or ``sldMaster``."""
    return (
        f"<p:{kind} {SPACES} {attributes}><p:cSld>{bg}<p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{shapes}</p:spTree></p:cSld>{rest}</p:{kind}>"
    )


def slide(shapes: str = "", bg: str = "", rest: str = "", attributes: str = "") -> str:
    return sheet("sld", shapes, bg, rest, attributes)


def layout(shapes: str = "", bg: str = "", rest: str = "", attributes: str = "") -> str:
    return sheet("sldLayout", shapes, bg, rest, attributes)


def master(shapes: str = "", bg: str = "", clr_map: str = MAP) -> str:
    return sheet("sldMaster", shapes, bg, f"<p:clrMap {clr_map}/>")


def xfrm(x: int, y: int, width: int, height: int, attributes: str = "", child: str = "") -> str:
    return (
        f'<a:xfrm {attributes}><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/>'
        f"{child}</a:xfrm>"
    )


def sp(
    text: str | None = None,
    *,
    properties: str = "",
    box: tuple[int, int, int, int] | None = (0, 0, 100, 100),
    name: str = "図形",
    ph: str = "",
    style: str = "",
    attributes: str = "",
    frame: str = "",
) -> str:
    """A ``p:sp``; ``text`` is plain text or, with markup in it, the inside of its ``txBody``."""
    body = (
        "" if text is None else text if "<" in text else f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
    )
    place = frame or (xfrm(*box) if box else "")
    return (
        f'<p:sp {attributes}><p:nvSpPr><p:cNvPr id="2" name="{name}"/><p:cNvSpPr/><p:nvPr>{ph}'
        f"</p:nvPr></p:nvSpPr><p:spPr>{place}{properties}</p:spPr>{style}"
        f"<p:txBody><a:bodyPr/>{body}</p:txBody></p:sp>"
    )


def group(children: str, frame: str = "", properties: str = "") -> str:
    return (
        '<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="グループ"/><p:cNvGrpSpPr/><p:nvPr/>'
        f"</p:nvGrpSpPr><p:grpSpPr>{frame}{properties}</p:grpSpPr>{children}</p:grpSp>"
    )


def style(index: int, colour: str = '<a:schemeClr val="accent1"/>') -> str:
    return f'<p:style><a:fillRef idx="{index}">{colour}</a:fillRef></p:style>'


def pic(blip: str = '<a:blip r:embed="rId9"/>', properties: str = "", nv: str = "") -> str:
    return (
        f'<p:pic><p:nvPicPr><p:cNvPr id="4" name="画面" descr="ログイン画面"/><p:cNvPicPr/><p:nvPr>{nv}'
        f"</p:nvPr></p:nvPicPr><p:blipFill>{blip}</p:blipFill><p:spPr>{properties}</p:spPr></p:pic>"
    )


def frame(data: str, uri: str, place: str = "", nv: str = "") -> str:
    """A graphic frame; ``uri`` is the end of the one of its data."""
    box = place or '<p:xfrm><a:off x="0" y="0"/><a:ext cx="1000" cy="500"/></p:xfrm>'
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="5" name="枠"/><p:cNvGraphicFramePr/>'
        f"<p:nvPr>{nv}</p:nvPr></p:nvGraphicFramePr>{box}<a:graphic>"
        f'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/{uri}">{data}'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def relations(*entries: tuple[str, str, str]) -> str:
    """(id, last step of the type, target) of each relationship."""
    return (
        f'<Relationships xmlns="{RELATIONS}">'
        + "".join(
            f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"/>'
            if "://" not in target
            else f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}" TargetMode="External"/>'
            for i, kind, target in entries
        )
        + ("</Relationships>")
    )


def deck(
    *slides: str,
    layout_xml: str = "",
    master_xml: str = "",
    theme_xml: str = "",
    rels: tuple[tuple[str, str, str], ...] = (),
    layout_rels: tuple[tuple[str, str, str], ...] = (),
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A package; ``rels`` are further relationships of its slides, targets like ``/ppt/x.xml``."""
    numbers = range(1, len(slides) + 1)
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
    built: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(main_type("presentationml.presentation")),
        "_rels/.rels": relations(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": (
            f"<p:presentation {SPACES}><p:sldIdLst>{ids}</p:sldIdLst>"
            '<p:sldSz cx="10000" cy="6000"/></p:presentation>'
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"rId{n}", "slide", f"slides/slide{n}.xml") for n in numbers),
            ("rIdT", "tableStyles", "tableStyles.xml"),
        ),
        "ppt/tableStyles.xml": f"<a:tblStyleLst {SPACES}/>",
        "ppt/slideLayouts/slideLayout1.xml": layout_xml or layout(),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(
            ("rId1", "slideMaster", "../slideMasters/slideMaster1.xml"), *layout_rels
        ),
        "ppt/slideMasters/slideMaster1.xml": master_xml or master(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(
            ("rId1", "theme", "../theme/theme1.xml")
        ),
        "ppt/theme/theme1.xml": theme_xml or theme(),
    }
    for n, text in enumerate(slides, 1):
        built[f"ppt/slides/slide{n}.xml"] = text
        built[f"ppt/slides/_rels/slide{n}.xml.rels"] = relations(
            ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), *rels
        )
    return zipped({**built, **(parts or {})})


def read(data: bytes, limits: Limits | None = None) -> tuple[Deck, tuple[Problem, ...]]:
    return parse_deck(open_package(data, limits))


def only_slide(data: bytes) -> Slide:
    """The one slide of a deck in which nothing is broken."""
    found, problems = read(data)
    assert problems == ()
    (one,) = found.slides
    return one


def only_shape(data: bytes) -> Shape:
    (shape,) = only_slide(data).shapes
    return shape


def shape_of(xml: str, **more: object) -> Shape:
    """The one shape of a slide that holds this XML."""
    return only_shape(deck(slide(xml), **more))  # type: ignore[arg-type]
