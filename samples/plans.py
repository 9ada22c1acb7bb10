"""The plan (企画書) in several layouts; lengths are cm, the slide is 16:9."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Cm, Pt

from samples.content import Content, Section

_NO_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
_NOT_PASTED = "{}を貼り付け\n(事業者フォーマットで可)"


def screen(width: int, height: int, seed: int = 0) -> io.BytesIO:
    """A picture of an invented screen, width × height px."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width - 1, height - 1), outline=90, width=3)
    draw.rectangle((0, 0, width, height // 10), fill=210)
    for line in range(3 + seed):
        top = height // 6 + line * height // 9
        draw.rectangle((width // 12, top, width // 3, top + height // 30), fill=150)
        draw.rectangle((width // 2, top, width - width // 12, top + height // 20), outline=120)
    data = io.BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    return data


def _slide(deck: Deck, title: str) -> Slide:
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = title
    slide.shapes.title.top, slide.shapes.title.height = Cm(0.6), Cm(1.8)
    slide.shapes.title.left, slide.shapes.title.width = Cm(1), Cm(31)
    slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(24)
    return slide


def _table(
    slide: Slide, rows: Sequence[tuple[str, ...]], widths: tuple[float, ...], top: float = 2.8
) -> None:
    frame = slide.shapes.add_table(
        len(rows), len(widths), Cm(1), Cm(top), Cm(sum(widths)), Cm(1.1 * len(rows))
    )
    table = frame.table
    frame._element.xpath(".//a:tableStyleId")[0].text = _NO_STYLE
    for column, width in ((table.columns[n], w) for n, w in enumerate(widths)):
        column.width = Cm(width)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
            for paragraph in table.cell(y, x).text_frame.paragraphs:
                paragraph.font.size = Pt(12)


def _box(parent: Any, text: str, at: tuple[float, float, float, float], size: float = 14) -> None:
    """A text box in a slide or a group at (left, top, width, height)."""
    box = parent.shapes.add_textbox(*(Cm(value) for value in at))
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    for paragraph in box.text_frame.paragraphs:
        paragraph.font.size = Pt(size)


# --- layouts of a slide of fields ----------------------------------------------------------------


def as_table(slide: Slide, section: Section) -> None:
    """As the figures of the handbook: a table, labels left and values right."""
    if section.numbered:
        _table(slide, [("項番", "項目", "内容"), *section.entries], (2, 7, 22))
    else:
        rows = [(f"{n} {label}".strip(), value) for n, label, value in section.entries]
        _table(slide, rows, (9, 22) if section.entries[0][0] else (7, 24))


def _heights(section: Section) -> list[float]:
    """The height in cm of each entry at 11 pt, 45 characters a line."""
    return [
        0.5 + 0.5 * sum(1 + len(line) // 45 for line in value.split("\n"))
        for _, _, value in section.entries
    ]


def as_boxes(slide: Slide, section: Section) -> None:
    """Text boxes: the label left, the value right of it."""
    top = 2.6
    for (number, label, value), height in zip(section.entries, _heights(section), strict=True):
        height = max(height, 1.4)
        _box(slide, f"{number} {label}".strip(), (1, top, 9, height), 11)
        _box(slide, value, (10.5, top, 22, height), 11)
        top += height + 0.2


def as_groups(slide: Slide, section: Section) -> None:
    """Text boxes in groups: the label above its value, two columns to a slide."""
    tops = [2.6, 2.6]
    for (number, label, value), height in zip(section.entries, _heights(section), strict=True):
        column = 0 if tops[0] <= tops[1] else 1
        left, top, height = 1 + column * 16, tops[column], height * 1.6
        group = slide.shapes.add_group_shape()
        lines = label.count("\n") + 1
        _box(group, f"■{number} {label}", (left, top, 15, 0.8 * lines), 11)
        _box(group, value, (left, top + 0.8 * lines, 15, height), 11)
        tops[column] += height + 0.8 * lines + 0.3


def as_lines(slide: Slide, section: Section) -> None:
    """One text box: «label：value», what is longer goes on in the next lines."""
    lines = [
        f"{number} {label.splitlines()[0]}：{value}".strip()
        for number, label, value in section.entries
    ]
    _box(slide, "\n".join(lines), (1, 2.6, 31, 15), 11)


Layout = Callable[[Slide, Section], None]
LAYOUTS: dict[str, Layout] = {
    "table": as_table,
    "boxes": as_boxes,
    "groups": as_groups,
    "lines": as_lines,
}


# --- the deck ------------------------------------------------------------------------------------


def plan(c: Content, layout: str = "table") -> Deck:
    """The plan; ``layout`` is a key of :data:`LAYOUTS`."""
    draw = LAYOUTS[layout]
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(33.867), Cm(19.05)
    cover = _slide(deck, "マイナポータルAPI利用企画書")
    _box(cover, f"{c.name}\n2026年11月2日", (1, 10, 30, 3))
    applicant, use, users, overview = c.sections()
    for section in (applicant, use, users):
        draw(_slide(deck, section.title), section)
    for page, count in enumerate(c.screens, 1):
        shown = _slide(deck, f"5 Webサービスの画面遷移（{page}/{len(c.screens)}）")
        width = 9.8 if count <= 3 else 6
        for n in range(count):
            picture = screen(*c.screen_px, seed=n + page)
            shown.shapes.add_picture(picture, Cm(1 + n * (width + 0.4)), Cm(5), Cm(width))
    _results(deck, c)
    draw(_slide(deck, overview.title), overview)
    _spoil(deck, c)
    return deck


def _results(deck: Deck, c: Content) -> None:
    test = _slide(deck, "7 接続確認環境試験結果")
    check = _slide(deck, "8 本番環境動作確認項目")
    if not c.result:
        for slide, name in ((test, "接続確認環境試験結果"), (check, "本番環境動作確認項目")):
            _box(slide, _NOT_PASTED.format(name), (5, 8, 22, 3))
        return
    _table(
        test,
        [
            ("項番", "試験項目", "入力条件", "確認項目", "結果"),
            ("1", "申請の送信", "必須項目を全て入力", "受付番号が返る", "合格"),
            ("2", "申請の送信", "必須項目を欠く", "誤りの内容が表示される", "合格"),
            ("3", "結果の受取り", "審査終了後", "結果が一覧に表示される", c.result),
        ],
        (2, 7, 8, 10, 4),
    )
    _box(test, "全ての試験項目を実施し、検出した障害 2 件は修正済み。", (1, 12, 30, 2))
    _table(
        check,
        [
            ("項番", "確認項目", "予定日"),
            ("1", "本番環境への接続と認証", c.check_date),
            ("2", "申請の送信と受付番号の確認", c.check_date),
        ],
        (2, 20, 9),
    )


def _spoil(deck: Deck, c: Content) -> None:
    """What an unfinished draft still holds on its slides."""
    slides = list(deck.slides)
    for number, text in enumerate(c.left_over, 1):
        group = slides[number].shapes.add_group_shape()
        box = group.shapes.add_textbox(Cm(20), Cm(16), Cm(12), Cm(2))
        paragraph = box.text_frame.paragraphs[0]
        # Text that was edited stands in several runs.
        for part in (text[:3], text[3:]):
            paragraph.add_run().text = part
    if c.background:
        fill = slides[2].background.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor.from_string(c.background)  # type: ignore[no-untyped-call]
    if c.hidden_slide:
        slides[c.hidden_slide - 1]._element.set("show", "0")
