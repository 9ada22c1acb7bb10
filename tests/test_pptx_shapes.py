"""Shapes of presentations as they are read: where they stand, what they say, what they show."""

from __future__ import annotations

import io
import math

import pptx
import pytest
from PIL import Image
from pptx.util import Emu

from linter.layout import document_texts
from linter.limits import Limits
from linter.model import Document, Problem, Rect, Shape
from tests.builders_deck import (
    A,
    P,
    deck,
    frame,
    group,
    layout,
    master,
    only_shape,
    only_slide,
    pic,
    read,
    shape_of,
    slide,
    sp,
    xfrm,
)

ALTERNATE = (
    '<mc:AlternateContent><mc:Choice Requires="p14">{0}</mc:Choice>'
    "<mc:Fallback>{1}</mc:Fallback></mc:AlternateContent>"
)


def png(width: int = 64, height: int = 48) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, "PNG")
    return stream.getvalue()


def grouped(
    child: str,
    box: tuple[int, int, int, int],
    inside: tuple[int, int, int, int],
    attributes: str = "",
) -> str:
    x, y, width, height = inside
    children = f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{width}" cy="{height}"/>'
    return group(child, xfrm(*box, attributes, children))


def leaf(shape: Shape) -> Shape:
    while shape.children:
        (shape,) = shape.children
    return shape


# --- geometry ------------------------------------------------------------------------------------


def test_a_group_scales_what_it_holds() -> None:
    child = sp(box=(100, 100, 50, 20))
    found = shape_of(grouped(child, (1000, 2000, 400, 400), (100, 100, 200, 100)))
    assert (found.kind, found.rect) == ("group", Rect(1000, 2000, 400, 400))
    assert leaf(found).rect == Rect(1000, 2000, 100, 80)


def test_groups_nest_to_any_depth() -> None:
    xml = sp("最も内側", box=(0, 0, 10, 10))
    for _ in range(60):
        xml = grouped(xml, (10, 0, 100, 100), (0, 0, 100, 100))
    inner = leaf(shape_of(xml))
    assert (inner.text, inner.rect) == ("最も内側", Rect(600, 0, 10, 10))


def test_groups_deeper_than_the_limit_are_told() -> None:
    xml = sp("最も内側")
    for _ in range(3000):
        xml = group(xml)
    found, problems = read(deck(slide(xml), slide(sp("次のスライド"))))
    assert [p.code for p in problems] == ["over-limit"]
    assert "ppt/slides/slide1.xml" in problems[0].detail
    assert "[limits] max-xml-depth" in problems[0].detail
    assert found.slides[1].shapes[0].text == "次のスライド"


def test_groups_as_deep_as_the_xml_may_be_are_read_however_they_scale() -> None:
    xml = sp("最も内側", box=(0, 0, 2**40, 2**40))
    for _ in range(190):
        xml = grouped(xml, (0, 0, 2**40, 2**40), (0, 0, 1, 1))
    assert leaf(shape_of(xml)).rect == Rect(0, 0, 2**40, 2**40)


def test_a_group_without_a_frame_leaves_its_children_where_they_are() -> None:
    assert leaf(shape_of(group(sp(box=(7, 8, 9, 10))))).rect == Rect(7, 8, 9, 10)


def test_a_group_of_no_child_size_keeps_the_scale_around_it() -> None:
    inner = grouped(sp(box=(5, 0, 10, 10)), (0, 0, 50, 50), (0, 0, 0, 0))
    assert leaf(shape_of(grouped(inner, (0, 0, 200, 200), (0, 0, 100, 100)))).rect == Rect(
        10, 0, 20, 20
    )


def test_a_flipped_group_mirrors_where_its_children_stand() -> None:
    child = sp(box=(0, 0, 30, 10))
    wide = leaf(shape_of(grouped(child, (100, 100, 100, 50), (0, 0, 100, 50), 'flipH="1"')))
    assert wide.rect == Rect(170, 100, 30, 10)
    tall = leaf(shape_of(grouped(child, (100, 100, 100, 50), (0, 0, 100, 50), 'flipV="1"')))
    assert tall.rect == Rect(100, 140, 30, 10)


def test_a_turned_group_turns_its_children_about_its_own_centre() -> None:
    child = sp(box=(0, 40, 20, 20))
    found = leaf(shape_of(grouped(child, (0, 0, 100, 100), (0, 0, 100, 100), 'rot="5400000"')))
    assert (found.rect, found.rotation) == (Rect(40, 0, 20, 20), 90.0)


@pytest.mark.parametrize("degrees", [0, 30, 90, 200])
def test_turns_and_flips_add_up_over_groups(degrees: int) -> None:
    """A shape turned in a flipped group turns the other way; its centre is where both maps put it."""
    child = sp(frame=xfrm(60, 45, 20, 10, f'rot="{degrees * 60000}"'))
    inner = grouped(child, (0, 0, 100, 100), (0, 0, 100, 100), 'flipH="1"')
    found = leaf(shape_of(grouped(inner, (0, 0, 100, 100), (0, 0, 100, 100), 'rot="1800000"')))
    assert found.rotation == pytest.approx((30 - degrees) % 360)
    assert found.rect is not None
    centre = (found.rect.x + found.rect.width / 2, found.rect.y + found.rect.height / 2)
    u, v = -20.0, 0.0  # (70, 50) mirrored at x = 50, seen from the centre
    turn = math.radians(30)
    expected = (
        50 + u * math.cos(turn) - v * math.sin(turn),
        50 + u * math.sin(turn) + v * math.cos(turn),
    )
    assert centre == pytest.approx(expected, abs=1)


def test_what_lies_on_its_side_is_scaled_by_the_other_axis() -> None:
    child = sp(frame=xfrm(0, 0, 40, 20, 'rot="5400000"'))
    found = leaf(shape_of(grouped(child, (0, 0, 300, 100), (0, 0, 100, 100))))
    assert found.rect is not None
    assert (found.rect.width, found.rect.height) == (40, 60)


def test_python_pptx_and_the_parser_agree_on_groups() -> None:
    presentation = pptx.Presentation()
    built = presentation.slides.add_slide(presentation.slide_layouts[6])
    outer = built.shapes.add_group_shape()
    box = outer.shapes.add_group_shape().shapes.add_textbox(Emu(5), Emu(6), Emu(700), Emu(80))
    box.text_frame.text = "グループの中"
    stream = io.BytesIO()
    presentation.save(stream)
    found = leaf(only_shape(stream.getvalue()))
    assert (found.text, found.rect) == ("グループの中", Rect(5, 6, 700, 80))


@pytest.mark.parametrize("value", ["", "x", "1e999", "nan", "9" * 5000])
def test_no_number_breaks_a_frame(value: str) -> None:
    place = f'<a:xfrm rot="{value}"><a:off x="{value}" y="0"/><a:ext cx="1" cy="{value}"/></a:xfrm>'
    found = shape_of(sp("文", frame=place))
    assert (found.text, found.rect is not None) == ("文", True)


def test_a_frame_without_a_size_is_no_place() -> None:
    assert shape_of(sp(frame='<a:xfrm><a:off x="1" y="2"/></a:xfrm>')).rect is None


# --- placeholders --------------------------------------------------------------------------------


def ph(kind: str = "", index: str = "") -> str:
    named = {"type": kind, "idx": index}
    return "<p:ph " + " ".join(f'{key}="{value}"' for key, value in named.items() if value) + "/>"


def test_a_placeholder_stands_where_its_layout_puts_it() -> None:
    found = shape_of(
        sp("本文", box=None, ph=ph(index="13")),
        layout_xml=layout(
            sp("別の枠", box=(9, 9, 9, 9), ph=ph("body", "12"))
            + sp("プロンプト", box=(1, 2, 3, 4), ph=ph("body", "13"))
        ),
    )
    assert (found.text, found.placeholder, found.rect) == ("本文", "obj", Rect(1, 2, 3, 4))


def test_a_placeholder_without_a_place_in_the_layout_takes_the_masters() -> None:
    found = shape_of(
        sp("題", box=None, ph=ph("ctrTitle")),
        layout_xml=layout(sp(box=None, ph=ph("ctrTitle"))),
        master_xml=master(sp(box=(5, 6, 7, 8), ph=ph("title"))),
    )
    assert found.rect == Rect(5, 6, 7, 8)


def test_the_master_is_asked_for_the_kind_that_the_layout_says() -> None:
    """An index without a type is the layout's date here, not any body."""
    found = shape_of(
        sp("2026", box=None, ph=ph(index="10")),
        layout_xml=layout(sp(box=None, ph=ph("dt", "10"))),
        master_xml=master(
            sp(box=(1, 1, 1, 1), ph=ph("body", "1")) + sp(box=(2, 2, 2, 2), ph=ph("dt", "2"))
        ),
    )
    assert found.rect == Rect(2, 2, 2, 2)


def test_a_placeholder_that_nothing_describes_has_no_place() -> None:
    assert shape_of(sp("孤立", box=None, ph=ph("tbl", "40"))).rect is None


def test_the_prompt_of_a_layout_is_not_the_slides_text() -> None:
    data = deck(
        slide(sp(box=None, ph=ph("title"))),
        layout_xml=layout(sp("マスター タイトル", ph=ph("title"))),
    )
    assert only_slide(data).shapes[0].text == ""
    assert only_slide(data).inherited == ()


def test_a_picture_and_a_table_in_placeholders_stand_where_the_layout_says() -> None:
    place = layout(
        sp(box=(1, 2, 3, 4), ph=ph("pic", "13")) + sp(box=(5, 6, 70, 80), ph=ph("tbl", "14"))
    )
    parts: dict[str, str | bytes] = {"ppt/media/a.png": png()}
    rels = (("rId9", "image", "/ppt/media/a.png"),)
    found = shape_of(pic(nv=ph("pic", "13")), layout_xml=place, parts=parts, rels=rels)
    assert (found.kind, found.placeholder, found.rect) == ("picture", "pic", Rect(1, 2, 3, 4))
    table = "<a:tbl><a:tblGrid/></a:tbl>"
    found = shape_of(
        frame(table, "table", place="<!-- none -->", nv=ph("tbl", "14")), layout_xml=place
    )
    assert (found.kind, found.rect) == ("table", Rect(5, 6, 70, 80))


# --- text ----------------------------------------------------------------------------------------


def test_runs_fields_and_line_breaks_are_one_text() -> None:
    body = (
        "<a:p><a:pPr lvl='1'/><a:r><a:rPr sz='1400' b='1'/><a:t>【記載</a:t></a:r><a:r><a:t>要領】</a:t></a:r>"
        "<a:br/><a:fld id='{1}' type='slidenum'><a:t>3</a:t></a:fld></a:p>"
        "<a:p><a:r><a:t>二段落目_x000B_続き</a:t></a:r></a:p><a:p/>"
    )
    found = shape_of(sp(body))
    assert found.text == "【記載要領】\n3\n二段落目\n続き"
    first = found.paragraphs[0]
    assert (first.level, first.runs[0].size_pt, first.runs[0].bold) == (1, 14.0, True)


def test_vertical_tabs_of_python_pptx_are_line_breaks() -> None:
    presentation = pptx.Presentation()
    built = presentation.slides.add_slide(presentation.slide_layouts[6])
    built.shapes.add_textbox(Emu(0), Emu(0), Emu(9), Emu(9)).text_frame.text = "一行目\v二行目\n次"
    stream = io.BytesIO()
    presentation.save(stream)
    assert only_shape(stream.getvalue()).text == "一行目\n二行目\n次"


def test_an_escape_of_half_a_character_stays_as_it_is_written() -> None:
    """A lone surrogate cannot be printed in UTF-8."""
    found = shape_of(sp("a_xD83D_b_x0000_c_x0041_"))
    assert found.text == "a_xD83D_b_x0000_cA"
    assert found.text.encode()


@pytest.mark.parametrize("level", ["²", "-3", "99", "x", "9" * 5000])
@pytest.mark.parametrize("size", ["²", "-1", "9" * 400, "0"])
def test_no_number_breaks_a_paragraph(level: str, size: str) -> None:
    found = shape_of(
        sp(f"<a:p><a:pPr lvl='{level}'/><a:r><a:rPr sz='{size}'/><a:t>文</a:t></a:r></a:p>")
    )
    assert (found.text, found.paragraphs[0].runs[0].size_pt) == ("文", None)
    assert 0 <= found.paragraphs[0].level <= 8


def test_the_colour_of_a_text_is_resolved() -> None:
    run = "<a:r><a:rPr><a:solidFill><a:schemeClr val='accent2'/></a:solidFill></a:rPr><a:t>赤</a:t></a:r>"
    plain = "<a:r><a:rPr><a:solidFill/></a:rPr><a:t>黒</a:t></a:r><a:r><a:rPr/><a:t>紺</a:t></a:r>"
    runs = shape_of(sp(f"<a:p>{run}{plain}</a:p>")).paragraphs[0].runs
    assert [r.colour for r in runs] == ["ED7D31", None, None]


def test_a_formula_is_read_once() -> None:
    formula = (
        '<a14:m><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>x=1</m:t></m:r></m:oMath></a14:m>"
    )
    other = "<a:r><a:t>[数式]</a:t></a:r>"
    body = f"<a:p><a:r><a:t>式：</a:t></a:r>{ALTERNATE.format(formula, other)}{formula.replace('x=1', '')}</a:p>"
    assert shape_of(sp(body)).text == "式：x=1"


def test_alternate_content_is_read_once() -> None:
    found = only_slide(deck(slide(ALTERNATE.format(sp("選択"), sp("代替")))))
    assert [s.text for s in found.shapes] == ["選択"]


def test_alternate_content_of_what_is_not_known_gives_the_fallback() -> None:
    found = only_slide(deck(slide(ALTERNATE.format("<p14:new/>", sp("代替")))))
    assert [s.text for s in found.shapes] == ["代替"]
    empty = ALTERNATE.format("<p14:new/>", "<p14:old/>")
    assert only_slide(deck(slide(empty))).shapes == ()


def test_alternate_content_inside_a_group() -> None:
    assert leaf(shape_of(group(ALTERNATE.format(sp("中"), sp("代替"))))).text == "中"


def test_a_connector_has_its_text() -> None:
    xml = sp("経路").replace("p:sp>", "p:cxnSp>").replace("<p:sp ", "<p:cxnSp ")
    found = shape_of(xml)
    assert (found.kind, found.text) == ("connector", "経路")


def test_alt_text_and_hidden_shapes() -> None:
    xml = sp("x").replace('name="図形"', 'name="図形" descr="画面の説明" hidden="1"')
    found = shape_of(xml)
    assert (found.alt_text, found.hidden) == ("画面の説明", True)
    titled = shape_of(sp("x").replace('name="図形"', 'name="図形" title="題"'))
    assert (titled.alt_text, titled.hidden) == ("題", False)


def test_a_shape_without_names_is_read() -> None:
    found = shape_of("<p:sp><p:txBody><a:p><a:r><a:t>名無し</a:t></a:r></a:p></p:txBody></p:sp>")
    assert (found.id, found.name, found.text, found.rect) == (0, "", "名無し", None)


@pytest.mark.parametrize(
    ("shapes", "read_of_them", "count"),
    [
        (sp("a") * 5, 0, "5 "),
        # Shapes without the usual marks of one are counted as they are read.
        (sp("a").replace("</p:sp>", "</p:sp >") * 5, 3, ""),
    ],
)
def test_shapes_beyond_the_limit_are_told(shapes: str, read_of_them: int, count: str) -> None:
    found, problems = read(deck(slide(sp("b")), slide(shapes)), Limits(max_shapes=4))
    assert [len(each.shapes) for each in found.slides] == [1, read_of_them]
    (problem,) = problems
    assert (problem.code, problem.fatal) == ("over-limit", False)
    assert "shapes" in problem.detail
    assert problem.detail.endswith(f"{count}> 4；[limits] max-shapes")


@pytest.mark.parametrize(
    ("limits", "key"),
    [(Limits(max_characters=7), "max-characters"), (Limits(max_paragraphs=2), "max-paragraphs")],
)
def test_text_beyond_the_limit_is_told(limits: Limits, key: str) -> None:
    found, problems = read(deck(slide(sp("一二三") * 4)), limits)
    assert [s.text for s in found.slides[0].shapes] == ["一二三", "一二三", "", ""]
    (problem,) = problems
    assert f"[limits] {key}" in problem.detail


# --- pictures ------------------------------------------------------------------------------------

PNG_PART: dict[str, str | bytes] = {"ppt/media/a.png": png(640, 480)}
PNG_RELS = (("rId9", "image", "/ppt/media/a.png"), ("rId8", "image", "https://example.jp/a.png"))


def test_a_picture_has_pixels_size_and_crop() -> None:
    blip = '<a:blip r:embed="rId9"/><a:srcRect l="10000" t="-5000" r="25%" b="0"/>'
    found = shape_of(pic(blip, xfrm(1, 2, 300, 200)), parts=PNG_PART, rels=PNG_RELS)
    picture = found.picture
    assert picture is not None
    assert (picture.format, picture.width_px, picture.height_px) == ("png", 640, 480)
    assert picture.crop == (0.1, 0.0, 0.25, 0.0)
    assert (found.alt_text, found.rect) == ("ログイン画面", Rect(1, 2, 300, 200))


def test_a_jpeg_whose_frame_header_stands_far_behind_is_read_to_there() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (320, 200)).save(stream, "JPEG")
    plain = stream.getvalue()
    segment = b"\xff\xe1\xff\x00" + b"\0" * 0xFEFE
    data = plain[:2] + segment * 5 + plain[2:]
    found = shape_of(
        pic(), parts={"ppt/media/a.jpg": data}, rels=(("rId9", "image", "/ppt/media/a.jpg"),)
    )
    assert found.picture is not None
    assert (found.picture.width_px, found.picture.height_px) == (320, 200)


def test_a_shape_filled_with_a_picture_is_one() -> None:
    found = shape_of(
        sp("", properties='<a:blipFill><a:blip r:embed="rId9"/></a:blipFill>'),
        parts=PNG_PART,
        rels=PNG_RELS,
    )
    assert found.kind == "text"
    assert found.fill is not None
    assert (found.fill.kind, found.picture and found.picture.width_px) == ("picture", 640)


@pytest.mark.parametrize(
    "blip", ['<a:blip r:link="rId8"/>', '<a:blip r:embed="rId8"/>', "", "<a:blip/>"]
)
def test_a_picture_that_is_only_linked_has_no_pixels(blip: str) -> None:
    found = shape_of(pic(blip), parts=PNG_PART, rels=PNG_RELS)
    assert found.picture is not None
    assert (found.picture.format, found.picture.width_px) == ("linked", None)


def test_a_picture_whose_part_is_missing_is_told() -> None:
    found, problems = read(deck(slide(pic()), rels=(("rId9", "image", "/ppt/media/no.png"),)))
    assert found.slides[0].shapes[0].kind == "picture"
    assert [(p.code, p.detail) for p in problems] == [("missing-part", "ppt/media/no.png")]


def test_a_picture_without_a_fill_is_unknown() -> None:
    xml = pic().replace('<p:blipFill><a:blip r:embed="rId9"/></p:blipFill>', "")
    found = shape_of(xml)
    assert found.picture is not None
    assert found.picture.format == "unknown"


def test_a_video_is_media_with_its_poster() -> None:
    found = shape_of(pic(nv='<a:videoFile r:link="rId8"/>'), parts=PNG_PART, rels=PNG_RELS)
    assert (found.kind, found.picture and found.picture.width_px) == ("media", 640)


def test_ink_is_no_picture() -> None:
    """Its fallback is a picture of the strokes, not of a screen."""
    ink = (
        '<p:contentPart r:id="rId7"><p14:nvContentPartPr><p14:cNvPr id="6" name="インク"/>'
        '</p14:nvContentPartPr><p14:xfrm><a:off x="1" y="2"/><a:ext cx="3" cy="4"/></p14:xfrm>'
        "</p:contentPart>"
    )
    found = shape_of(ALTERNATE.format(ink, pic()))
    assert (found.kind, found.name, found.rect) == ("other", "インク", Rect(1, 2, 3, 4))


# --- graphic frames ------------------------------------------------------------------------------

CHART = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    f'xmlns:a="{A}"><c:title><c:tx><c:rich><a:p><a:r><a:t>利用者数</a:t></a:r></a:p></c:rich></c:tx></c:title>'
    "<c:ser><c:tx><c:v>事業者</c:v></c:tx><c:cat><c:v>2027年度</c:v></c:cat><c:val><c:v>1200</c:v></c:val>"
    "</c:ser></c:chartSpace>"
)


def test_a_charts_title_categories_and_series_are_its_text() -> None:
    found = shape_of(
        frame('<c:chart r:id="rId9"/>', "chart"),
        parts={"ppt/charts/chart1.xml": CHART},
        rels=(("rId9", "chart", "/ppt/charts/chart1.xml"),),
    )
    assert (found.kind, found.text) == ("chart", "利用者数\n事業者\n2027年度")


def test_a_chart_of_the_newer_kind_is_a_chart() -> None:
    space = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    part = (
        f'<cx:chartSpace xmlns:cx="{space}" xmlns:a="{A}"><cx:strDim><cx:lvl><cx:pt idx="0">東京</cx:pt>'
        "</cx:lvl></cx:strDim><cx:tx><cx:rich><a:p><a:r><a:t>地域別</a:t></a:r></a:p></cx:rich></cx:tx>"
        "<cx:numDim><cx:pt>5</cx:pt></cx:numDim></cx:chartSpace>"
    )
    data = f'<cx:chart xmlns:cx="{space}" r:id="rId9"/>'
    xml = ALTERNATE.format(
        frame(data, "chart").replace(
            'openxmlformats.org/drawingml/2006/chart"', 'microsoft.com/office/drawing/2014/chartex"'
        ),
        sp("このグラフは表示できません"),
    )
    found = shape_of(
        xml,
        parts={"ppt/charts/chartEx1.xml": part},
        rels=(("rId9", "chartEx", "/ppt/charts/chartEx1.xml"),),
    )
    assert (found.kind, found.text) == ("chart", "地域別\n東京")


def test_a_chart_whose_part_is_damaged_is_told_and_the_rest_is_read() -> None:
    found, problems = read(
        deck(
            slide(frame('<c:chart r:id="rId9"/>', "chart") + sp("次の図形")),
            parts={"ppt/charts/chart1.xml": "<c:chartSpace"},
            rels=(("rId9", "chart", "/ppt/charts/chart1.xml"),),
        )
    )
    assert [s.text for s in found.slides[0].shapes] == ["", "次の図形"]
    assert [p.code for p in problems] == ["damaged-xml"]


def test_texts_of_a_chart_beyond_the_limit_are_told() -> None:
    found, problems = read(
        deck(
            slide(frame('<c:chart r:id="rId9"/>', "chart")),
            parts={"ppt/charts/chart1.xml": CHART},
            rels=(("rId9", "chart", "/ppt/charts/chart1.xml"),),
        ),
        Limits(max_paragraphs=2),
    )
    assert found.slides[0].shapes[0].text == "利用者数\n事業者"
    assert [p.code for p in problems] == ["over-limit"]


@pytest.mark.parametrize("rels", [(), (("rId9", "chart", "https://example.jp/chart.xml"),)])
def test_a_chart_without_its_part_is_still_a_chart(rels: tuple[tuple[str, str, str], ...]) -> None:
    found = shape_of(frame('<c:chart r:id="rId9"/>', "chart"), rels=rels)
    assert (found.kind, found.text) == ("chart", "")


SMARTART_PARTS: dict[str, str | bytes] = {
    "ppt/diagrams/data1.xml": (
        f'<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="{A}">'
        "<dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>申請</a:t></a:r></a:p></dgm:t></dgm:pt>"
        "<dgm:pt type='pres'/><dgm:pt><dgm:t><a:p><a:r><a:t>審査</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst>"
        "<dgm:extLst><a:ext uri='x'><dsp:dataModelExt xmlns:dsp='http://schemas.microsoft.com/office/drawing/2008/diagram'"
        " relId='rId8'/></a:ext></dgm:extLst></dgm:dataModel>"
    ),
    "ppt/diagrams/drawing1.xml": (
        f"<dsp:drawing xmlns:dsp='http://schemas.microsoft.com/office/drawing/2008/diagram' xmlns:a='{A}'><dsp:spTree>"
        "<dsp:sp><dsp:nvSpPr><dsp:cNvPr id='3' name='箱'/></dsp:nvSpPr><dsp:spPr><a:xfrm><a:off x='1' y='2'/>"
        "<a:ext cx='3' cy='4'/></a:xfrm></dsp:spPr><dsp:style><a:fillRef idx='1'><a:schemeClr val='accent1'/></a:fillRef>"
        "</dsp:style><dsp:txBody><a:p><a:r><a:t>申請</a:t></a:r></a:p></dsp:txBody></dsp:sp>"
        "<dsp:sp><dsp:spPr><a:noFill/></dsp:spPr></dsp:sp><dsp:sp/></dsp:spTree></dsp:drawing>"
    ),
}
SMARTART_RELS = (
    ("rId9", "diagramData", "/ppt/diagrams/data1.xml"),
    ("rId8", "diagramDrawing", "/ppt/diagrams/drawing1.xml"),
)
SMARTART = frame(
    '<dgm:relIds r:dm="rId9" r:lo="rId5"/>',
    "diagram",
    place='<p:xfrm><a:off x="100" y="200"/><a:ext cx="50" cy="50"/></p:xfrm>',
)


def test_smartart_has_the_text_of_its_data_once_and_the_fills_of_its_drawing() -> None:
    data = deck(slide(SMARTART), parts=SMARTART_PARTS, rels=SMARTART_RELS)
    found = only_shape(data)
    assert (found.kind, found.text) == ("smartart", "申請\n審査")
    box, clear, bare = found.children
    assert (box.name, box.kind, box.rect) == ("箱", "other", Rect(101, 202, 3, 4))
    assert box.fill is not None
    assert box.fill.colours == ("4472C4",)
    assert clear.fill is not None
    assert (clear.fill.kind, clear.rect, bare.fill) == ("none", None, None)
    document = Document("企画書.pptx", "pptx", "", body=read(data)[0])
    assert [item.text for item in document_texts(document)] == ["申請\n審査"]


def test_smartart_without_a_drawing_has_its_text() -> None:
    found = shape_of(SMARTART, parts=SMARTART_PARTS, rels=SMARTART_RELS[:1])
    assert (found.text, found.children) == ("申請\n審査", ())


def test_embedded_objects_and_what_is_not_known() -> None:
    ole = frame('<p:oleObj progId="Excel.Sheet.12"/>', "x").replace(
        "http://schemas.openxmlformats.org/drawingml/2006/x",
        "http://schemas.openxmlformats.org/presentationml/2006/ole",
    )
    assert shape_of(ole).kind == "ole"
    assert shape_of(frame("<x/>".replace("<x/>", "<a:x/>"), "unknown")).kind == "other"
    empty = frame("", "x").replace("<a:graphic>", "<!--").replace("</a:graphic>", "-->")
    assert shape_of(empty).kind == "other"


# --- slides --------------------------------------------------------------------------------------


def test_notes_are_kept_apart() -> None:
    notes = (
        f'<p:notes xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree>'
        + sp("3", ph='<p:ph type="sldNum"/>')
        + sp("話すこと", ph='<p:ph type="body" idx="1"/>')
        + "</p:spTree></p:cSld></p:notes>"
    )
    found = only_slide(
        deck(
            slide(sp("見えること")),
            parts={"ppt/notesSlides/n.xml": notes},
            rels=(("rId9", "notesSlide", "/ppt/notesSlides/n.xml"),),
        )
    )
    assert (found.notes, [s.text for s in found.shapes]) == ("話すこと", ["見えること"])


def test_damaged_notes_are_told() -> None:
    found, problems = read(
        deck(
            slide(sp("本文")),
            parts={"ppt/notesSlides/n.xml": "<p:notes"},
            rels=(("rId9", "notesSlide", "/ppt/notesSlides/n.xml"),),
        )
    )
    assert (found.slides[0].notes, len(problems)) == ("", 1)


def test_hidden_slides_are_counted_and_marked() -> None:
    found, _ = read(deck(slide(), slide(attributes='show="0"'), slide()))
    assert [(s.number, s.hidden) for s in found.slides] == [(1, False), (2, True), (3, False)]


def test_a_damaged_slide_keeps_its_number() -> None:
    found, problems = read(deck(slide(sp("一")), "<p:sld", slide(sp("三"))))
    assert [s.number for s in found.slides] == [1, 2, 3]
    assert found.slides[2].shapes[0].text == "三"
    assert [p.code for p in problems] == ["damaged-xml"]


def test_a_slide_that_the_package_does_not_have_is_told() -> None:
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    found, problems = read(deck(slide(), parts={"ppt/_rels/presentation.xml.rels": rels}))
    assert len(found.slides) == 1
    assert problems == (Problem("missing-part", "スライド / slide 1", fatal=False),)


def test_slides_beyond_the_limit_are_told() -> None:
    found, problems = read(deck(slide(), slide(), slide()), Limits(max_slides=2))
    assert len(found.slides) == 2
    assert [p.code for p in problems] == ["over-limit"]


def test_shapes_of_layout_and_master_are_drawn_on_the_slide() -> None:
    data = deck(
        slide(sp("自分")),
        layout_xml=layout(sp("帯", name="帯") + sp("題", ph=ph("title"))),
        master_xml=master(sp("ロゴ", name="ロゴ")),
    )
    assert [s.name for s in only_slide(data).inherited] == ["帯", "ロゴ"]


@pytest.mark.parametrize(
    ("on_slide", "on_layout", "drawn"),
    [("1", "1", ["帯", "ロゴ"]), ("0", "1", []), ("1", "0", ["帯"]), ("false", "false", [])],
)
def test_background_graphics_can_be_hidden(on_slide: str, on_layout: str, drawn: list[str]) -> None:
    data = deck(
        slide(attributes=f'showMasterSp="{on_slide}"'),
        layout_xml=layout(sp(name="帯"), attributes=f'showMasterSp="{on_layout}"'),
        master_xml=master(sp(name="ロゴ")),
    )
    assert [s.name for s in only_slide(data).inherited] == drawn


def test_a_slide_without_a_layout_is_read() -> None:
    data = deck(
        slide(sp("裸", box=None, ph=ph("title"))), parts={"ppt/slides/_rels/slide1.xml.rels": ""}
    )
    found, problems = read(data)
    assert found.slides[0].shapes[0].text == "裸"
    assert [p.code for p in problems] == ["damaged-xml"]


def test_a_damaged_layout_is_told_once_for_all_its_slides() -> None:
    found, problems = read(deck(slide(sp("一")), slide(sp("二")), layout_xml="<p:sldLayout"))
    assert [s.shapes[0].text for s in found.slides] == ["一", "二"]
    assert len(problems) == 1


def test_sizes_of_slides_have_a_default() -> None:
    xml = f'<p:presentation xmlns:p="{P}"><p:sldSz cx="-5" cy="x"/></p:presentation>'
    found, _ = read(deck(parts={"ppt/presentation.xml": xml}))
    assert (found.width, found.height) == (12_192_000, 6_858_000)


def test_what_is_in_a_hidden_group_is_hidden() -> None:
    xml = group(group(sp("赤"), "", "")).replace("<p:cNvPr ", '<p:cNvPr hidden="1" ', 1)
    outer = shape_of(xml)
    (inner,) = outer.children
    assert (outer.hidden, inner.hidden, inner.children[0].hidden) == (True, True, True)


def test_a_comment_of_the_xml_is_no_part_of_a_text() -> None:
    shape = shape_of(sp("<a:p><a:r><a:t><!-- c -->【記載<?x y?>要領】</a:t></a:r></a:p>"))
    assert shape.text == "【記載要領】"


def test_a_name_of_a_megabyte_is_cut() -> None:
    shape = shape_of(sp("x").replace('name="', f'name="{"n" * 100_000}', 1))
    assert len(shape.name) == 500
