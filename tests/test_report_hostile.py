"""Texts of strangers in every place of a document: the page shows them, and holds nothing of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from playwright.sync_api import Browser
from pptx import Presentation
from pptx.util import Cm

from linter.cli import main
from tests.browser import chromium

HOSTILE = (
    "<x-evil onclick=pwned()>印</x-evil>",
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "</svg></style><x-evil>",
    "<![CDATA[</title><svg onload=window.pwned=1>]]>",
    "javascript:window.pwned=1",
    "url(https://evil.example/x);}*{display:none}/*",
    "{{7*7}}{% for x in y %}",
    "\u202e逆さ\u2066\u200b終",
)
FOUND = "【記載要領】"


def _plan() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = f"1 申請者の概要 {HOSTILE[0]}"
    for number, text in enumerate(HOSTILE):
        box = slide.shapes.add_textbox(Cm(1), Cm(2 + number), Cm(20), Cm(1))
        box.name = text
        box._element.nvSpPr.cNvPr.set("descr", text)
        box.text_frame.text = f"{FOUND}{text}"
    table = slide.shapes.add_table(len(HOSTILE), 2, Cm(1), Cm(12), Cm(20), Cm(6)).table
    for number, text in enumerate(HOSTILE):
        table.cell(number, 0).text = ("名称", "所在地", "URL")[number % 3]
        table.cell(number, 1).text = text
    slide.notes_slide.notes_text_frame.text = HOSTILE[1]
    return _saved(deck)


def _registration() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "申請者<x-evil>情報"
    sheet["A1"] = "民間事業者登録申請書"
    labels = ("法人番号", "名称", "所在地", "代表者名", "担当者名", "メールアドレス", "電話番号")
    for number, text in enumerate(HOSTILE):
        sheet.cell(3 + number, 1, labels[number % len(labels)])
        sheet.cell(3 + number, 2, text).comment = Comment(text, text)
    chosen = book.create_sheet("対象手続")
    chosen.append(["手続名", "対象省庁・団体", "選択"])
    for text in HOSTILE:
        chosen.append([text, text, "○"])
        chosen.append([text, None, text[:6]])
    book.properties.title = HOSTILE[1]
    return _saved(book)


def _saved(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("提出")
    (folder / "企画書<x-evil onload=a>'\"&.pptx").write_bytes(_plan())
    (folder / "民間事業者登録申請書<script>.xlsx").write_bytes(_registration())
    (folder / "myna-lint.toml").write_text('api = ["social-tax"]\nprocedure = "review"\n')
    page = folder.parent / "report.html"
    assert main([str(folder), "--html", str(page), "--quiet"]) == 1
    return page


_ATTRIBUTES = """() => [...document.querySelectorAll('*')].flatMap(element =>
    [...element.attributes].map(a => [element.localName, a.name, a.value]))"""


def test_the_page_holds_no_element_and_no_attribute_of_theirs(
    browser: Browser, page_file: Path
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    assert page.evaluate("window.pwned") is None
    assert asked == [page_file.as_uri()]
    assert page.locator("x-evil, img, iframe, object, embed, base").count() == 0
    assert page.locator("script").count() == 1
    for _, name, value in page.evaluate(_ATTRIBUTES):
        assert not name.startswith("on")
        assert name not in ("src", "action", "formaction") or value.startswith(("data:", "#"))
        assert not value.lower().lstrip().startswith("javascript:")
        if name in ("href", "xlink:href"):
            assert value.startswith(("#", "data:image/jpeg;base64,"))
    page.close()


def test_every_text_of_a_slide_with_a_finding_stands_in_its_picture(
    browser: Browser, page_file: Path
) -> None:
    page = browser.new_page()
    page.goto(page_file.as_uri())
    drawn = "".join("".join(page.locator("figure svg").all_text_contents()).split())
    for text in HOSTILE[:-1]:  # the last is shown with marks in the place of what hides or turns
        assert "".join(text.split()) in drawn
    assert "逆さ" in drawn
    assert "\u202e" not in page.content()
    page.close()
