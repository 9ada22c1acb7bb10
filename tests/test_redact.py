from __future__ import annotations

import json

from msgspec.structs import replace

from linter.model import Deck, Document, Location, Problem, Report
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
        body=Deck(properties={"title": SECRET}),
    )
    return replace(report(secret, documents=(document,)), lang=lang)


def test_no_rules_sentence_lets_a_documents_text_through() -> None:
    for rule_id in [*RULES, "unknown"]:
        for lang in ("ja", "en"):
            redacted = redact(_secret_report(rule_id, lang), RULES)
            for format in ("text", "json", "html"):
                assert SECRET not in render(format, redacted, View())
            assert redacted.documents[0].body is None


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
