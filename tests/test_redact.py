from __future__ import annotations

import json
from datetime import date

from msgspec.structs import replace

from linter.model import (
    Deck,
    Document,
    Location,
    ManualItem,
    Milestone,
    Paragraph,
    Picture,
    Problem,
    Rect,
    Report,
    Run,
    Shape,
    Slide,
    Table,
    TableCell,
)
from linter.reporters import View, render
from linter.reporters.redact import redact
from linter.rules import load_rules
from tests.builders_report import finding, report

SECRET = "秘密の文面"
RULES = {rule.id: rule for rule in load_rules([]).rules}


def _secret_report(rule_id: str, lang: str = "ja") -> Report:
    secret = finding(
        rule=rule_id,
        message=f"…{SECRET}…",
        hint=f"{SECRET}を直してください。",
        evidence=SECRET,
        expected=SECRET,
        location=Location(document="企画書.pptx", slide=3, shape="表 2"),
    )
    document = Document(
        "企画書.pptx",
        "pptx",
        "0" * 64,
        problems=(Problem("unreadable-content", SECRET), Problem("missing-part", "ppt/x.xml")),
        body=_secret_deck(),
    )
    dated = ManualItem(
        "date.review",
        "審査",
        "提出は遅くとも 2027-01-20 までです。",
        "",
        ("review", "By 2027-01-20."),
    )
    schedule = (Milestone("service-start", "開始", given=date(2027, 4, 1)),)
    secret_report = report(secret, documents=(document,), manual=(dated,))
    return replace(secret_report, lang=lang, schedule=schedule)


def _secret_deck() -> Deck:
    """A deck whose every field holds the secret, on the slide of the finding."""
    text = (Paragraph((Run(SECRET),)),)
    box = Rect(0, 0, 914_400, 914_400)
    picture = Picture("png", 10, 10, part=SECRET)
    table = Table(1, 1, (TableCell(1, 1, paragraphs=text, rect=box),))
    shapes = (
        Shape(2, "表 2", "table", box, table=table, alt_text=SECRET),
        Shape(3, SECRET, "text", box, paragraphs=text),
        Shape(4, SECRET, "picture", box, picture=picture),
        Shape(5, SECRET, "group", box, children=(Shape(6, SECRET, "text", box, paragraphs=text),)),
    )
    slides = tuple(Slide(n, shapes, notes=SECRET, inherited=shapes, part=SECRET) for n in (1, 2, 3))
    return Deck(slides=slides, properties={"title": SECRET})


def test_no_rules_sentence_lets_a_documents_text_through() -> None:
    for rule_id in [*RULES, "unknown"]:
        for lang in ("ja", "en"):
            redacted = redact(_secret_report(rule_id, lang), RULES)
            for format in ("text", "json", "html"):
                assert SECRET not in render(format, redacted, View())
            assert SECRET not in repr(redacted.documents)


def test_slides_are_boxes_and_dates_are_gone() -> None:
    redacted = redact(_secret_report(next(iter(RULES))), RULES)
    page = render(
        "html", redacted, View(thumbnails={("企画書.pptx", SECRET): "data:image/jpeg;base64,AAAA"})
    )
    assert '<svg class="slide"' in page
    assert "data:image" not in page
    assert "2027" not in page


def test_places_rules_and_hints_stay() -> None:
    rule = next(iter(RULES.values()))
    data = json.loads(render("json", redact(_secret_report(rule.id), RULES), View()))
    one = data["findings"][0]
    assert one["rule"] == rule.id
    assert one["location"] == {"document": "企画書.pptx", "slide": 3, "shape": "表 2"}
    assert one["message"]
    assert one["hint"]
    assert (one["evidence"], one["expected"]) == (None, None)
    assert "ppt/x.xml" in data["documents"][0]["reason"]
