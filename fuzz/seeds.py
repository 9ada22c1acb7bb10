"""The submissions that inputs are made from: the samples, and documents with rarer parts."""

from __future__ import annotations

import zipfile
import zlib
from functools import cache
from pathlib import Path
from random import Random

from fuzz.case import Files
from fuzz.zip_changes import packed, parts_of
from tests.builders_deck import (
    deck,
    frame,
    group,
    layout,
    pic,
    rgb,
    scheme,
    slide,
    sp,
    style,
    theme,
    xfrm,
)  # fmt: skip
from tests.builders_package import real_pptx, real_xlsx
from tests.builders_workbook import OFFICE, PACKAGE, package, worksheet

_SAMPLES = Path(__file__).parent.parent / "samples"
DOCUMENTS = (".pptx", ".xlsx", ".docx")
_GIF = bytes.fromhex("47494638376101000100800000ffffffffffff2c00000000010001000002024401003b")
_TABLE = (
    '<a:tbl><a:tblPr firstRow="1" bandRow="1"><a:tableStyleId>{X}</a:tableStyleId></a:tblPr><a:tblGrid>'
    '<a:gridCol w="500"/><a:gridCol w="500"/></a:tblGrid><a:tr h="100"><a:tc gridSpan="2"><a:txBody>'
    "<a:bodyPr/><a:p><a:r><a:t>法人番号</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc><a:tc hMerge='1'>"
    '<a:txBody><a:bodyPr/><a:p/></a:txBody></a:tc></a:tr><a:tr h="100"><a:tc rowSpan="2"><a:txBody>'
    "<a:bodyPr/><a:p><a:r><a:t>5700150999013</a:t></a:r></a:p></a:txBody><a:tcPr><a:solidFill>"
    '<a:srgbClr val="FF0000"/></a:solidFill></a:tcPr></a:tc><a:tc><a:txBody><a:bodyPr/><a:p/>'
    "</a:txBody></a:tc></a:tr></a:tbl>"
)


@cache
def submissions() -> tuple[Files, ...]:
    """The samples, each as it lies in its folder, and single documents."""
    found = [
        {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
        for folder in sorted(_SAMPLES.iterdir())
        if folder.is_dir() and folder.name[0] not in "._"
    ]
    single: tuple[Files, ...] = (
        {"企画書.pptx": _rare_deck()},
        {"企画書.pptx": real_pptx()},
        {"民間事業者登録申請書.xlsx": _rare_workbook()},
        {"問合せ管理簿.xlsx": real_xlsx()},
        {"プレスリリース原稿.docx": _prose(), "myna-lint.toml": b'procedure = "pre-service"\n'},
    )
    return (*found, *single)


def _is_package(path: Path) -> bool:
    try:
        return bool(parts_of(path.read_bytes()))
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError):
        return False  # encrypted, or broken already


@cache
def with_more(folder: Path | None) -> tuple[Files, ...]:
    """The submissions, and every document below a folder as one more."""
    if folder is None:
        return submissions()
    more = [
        {f"{chosen}{path.suffix}": path.read_bytes()}
        for number, path in enumerate(sorted(folder.rglob("*")))
        if path.suffix in DOCUMENTS and path.stat().st_size < 300_000 and _is_package(path)
        for chosen in [("企画書", "民間事業者登録申請書", "確認書", "別紙1")[number % 4]]
    ]
    return (*submissions(), *more)


def choose(files: Files, chance: Random) -> str | None:
    """One document of a submission."""
    names = [name for name in files if name.endswith(DOCUMENTS)]
    return chance.choice(names) if names else None


def _rare_deck() -> bytes:
    shapes = (
        sp("【記載要領】 簡潔に", properties=rgb("FFFF00"), style=style(2))
        + group(sp("法人番号", box=(10, 10, 50, 50)), xfrm(0, 0, 900, 900, 'rot="5400000" flipH="1"',
                '<a:chOff x="0" y="0"/><a:chExt cx="100" cy="100"/>'))
        + pic(properties=xfrm(0, 0, 5000, 5000))
        + frame(_TABLE, "table")
        + frame('<c:chart r:id="rId8"/>', "chart")
        + frame('<dgm:relIds r:dm="rId7"/>', "diagram")
        + sp("概要", properties="<a:gradFill><a:gsLst><a:gs pos='0'><a:schemeClr val='accent1'>"
             "<a:lumMod val='40000'/><a:lumOff val='60000'/></a:schemeClr></a:gs><a:gs pos='100000'>"
             "<a:hslClr hue='0' sat='100000' lum='50000'/></a:gs></a:gsLst></a:gradFill>", ph='<p:ph type="title"/>')
        + "<mc:AlternateContent><mc:Choice Requires='a14'>" + sp("選ばれる") + "</mc:Choice><mc:Fallback>"
        + sp("代わり") + "</mc:Fallback></mc:AlternateContent>"
    )  # fmt: skip
    tinted = scheme("bg1", '<a:tint val="50000"/>')
    return deck(
        slide(shapes, bg=f"<p:bg><p:bgPr>{tinted}</p:bgPr></p:bg>"),
        slide(sp("画面イメージ") + pic()),
        layout_xml=layout(sp(None, ph='<p:ph type="title"/>', properties=scheme("accent2"))),
        theme_xml=theme(),
        rels=(
            ("rId9", "image", "/ppt/media/a.gif"),
            ("rId8", "chart", "/ppt/charts/chart1.xml"),
            ("rId7", "diagramData", "/ppt/diagrams/data1.xml"),
            ("rId6", "notesSlide", "/ppt/notesSlides/n1.xml"),
        ),
        parts={
            "ppt/media/a.gif": _GIF,
            "ppt/charts/chart1.xml": '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            "<c:v>利用者数</c:v><c:v>100</c:v></c:chartSpace>",
            "ppt/diagrams/data1.xml": '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/'
            'diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:pt><dgm:t><a:p><a:r>'
            "<a:t>流れ</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>",
            "ppt/notesSlides/n1.xml": slide(sp("ノート", ph='<p:ph type="body"/>')),
        },
    )


def _rare_workbook() -> bytes:
    text = '<c r="{0}" t="inlineStr" s="1"><is><r><t>{1}</t></r></is></c>'
    rows = (
        f'<row r="1">{text.format("A1", "民間事業者登録申請書")}</row>'
        f'<row r="2">{text.format("A2", "法人番号")}<c r="B2" s="2"><v>5700150999013</v></c></row>'
        f'<row r="3" hidden="1">{text.format("A3", "サービス開始予定日")}<c r="B3" s="3"><v>46478</v></c></row>'
        f'<row r="4">{text.format("A4", "対象手続名")}{text.format("B4", "○")}{text.format("C4", "対象省庁")}</row>'
        '<row r="5"><c r="A5" t="s"><v>0</v></c><c r="B5" t="str"><f>"○"</f><v>○</v></c><c r="C5" t="b"><v>1</v></c>'
        '<c r="D5" t="d"><v>2027-04-01T00:00:00</v></c><c r="E5" t="e"><v>#REF!</v></c></row>'
    )
    rest = (
        '<mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells><dataValidations><dataValidation type="list" '
        'sqref="B5:B9 C5"><formula1>"○,×"</formula1></dataValidation></dataValidations><drawing r:id="rId1"/>'
    )
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="165" '
        'formatCode="[$-ja-JP]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="166" '
        'formatCode="000-0000"/></numFmts><fonts><font><color theme="1" tint="0.5"/></font></fonts><fills><fill>'
        '<patternFill patternType="solid"><fgColor indexed="13"/></patternFill></fill><fill><gradientFill><stop>'
        '<color rgb="FF00FF00"/></stop></gradientFill></fill></fills><cellXfs><xf/><xf fontId="0" fillId="0"/>'
        '<xf numFmtId="166" fillId="1"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col>'
        "<xdr:row>1</xdr:row></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:row>4</xdr:row></xdr:to><xdr:sp><xdr:nvSpPr>"
        '<xdr:cNvPr id="2" name="注"/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>記入例</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
        "</xdr:twoCellAnchor></xdr:wsDr>"
    )
    return package(
        {
            "xl/worksheets/sheet1.xml": worksheet(rows, rest),
            "xl/styles.xml": styles,
            "xl/sharedStrings.xml": '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
            "健康保険被保険者資格取得届</t><rPh><t>ケンコウ</t></rPh></si></sst>",
            "xl/drawings/drawing1.xml": drawing,
            "xl/comments1.xml": '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
            '<comment ref="A2"><text><t>13桁</t></text></comment></commentList></comments>',
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/><Relationship Id="rId2" '
            f'Type="{OFFICE}/comments" Target="../comments1.xml"/></Relationships>',
        }
    )


def _prose() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return packed(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
                f'PartName="/word/document.xml" ContentType="{main}"/></Types>'
            ).encode(),
            "word/document.xml": (
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
                "プレスリリース（原稿）</w:t></w:r></w:p><w:p><w:r><w:t>公表日：2027年1月</w:t><w:tab/><w:t>20日</w:t></w:r></w:p>"
                "</w:body></w:document>"
            ).encode(),
        }
    )
