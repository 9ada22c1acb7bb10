"""The HTML report of a sample as its readers use it, in headless Chromium."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from linter import cli
from tests.browser import chromium, visit

PLAN = "マイナポータルAPI利用企画書.pptx"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from chromium()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    assert cli.main(["samples/with-defects", "--html", str(file), "--quiet"]) == 1
    return file


# --- what is there ----------------------------------------------------------------------------------


def test_the_report_is_small(page_file: Path) -> None:
    assert page_file.stat().st_size <= 600_000


def test_each_slide_with_findings_is_drawn_once_and_its_numbers_are_those_of_the_findings(
    browser: Browser, page_file: Path
) -> None:
    with visit(browser, page_file) as one:
        places = one.page.eval_on_selector_all(
            ".place.pictured",
            """all => all.map(place => ({
                slide: place.querySelector("h4").innerText,
                pictures: place.querySelectorAll("svg.slide").length,
                cards: [...place.querySelectorAll(".finding")].map(e => e.dataset.number),
                marks: [...place.querySelectorAll(".mark")]
                    .flatMap(e => e.dataset.numbers.split(" ")),
            }))""",
        )
        slides = [place["slide"] for place in places]
        assert len(slides) == len(set(slides)) >= 5
        for place in places:
            assert place["pictures"] == 1
            assert place["cards"] == [str(n + 1) for n in range(len(place["cards"]))]
            assert set(place["marks"]) == set(place["cards"])


def test_a_cell_with_a_finding_is_outlined_in_its_excerpt(
    browser: Browser, page_file: Path
) -> None:
    with visit(browser, page_file) as one:
        grids = one.page.eval_on_selector_all(
            ".place:has(.sheet)",
            """all => all.map(place => ({
                marked: [...place.querySelectorAll("td.marked .number")]
                    .map(e => e.innerText.replace(/\\D/g, "")),
                cards: [...place.querySelectorAll(".finding")].map(e => e.dataset.number),
            }))""",
        )
        assert grids
        for grid in grids:
            assert sorted(grid["marked"]) == sorted(grid["cards"])


# --- filters and anchors ------------------------------------------------------------------------------


def test_filters_live_in_the_address(browser: Browser, page_file: Path) -> None:
    with visit(browser, page_file) as one:
        everything = one.seen()
        one.page.uncheck('[name=severity][value="error"]')
        warnings = one.seen()
        assert 0 < len(warnings) < len(everything)
        assert "severity=warning%2Cinfo" in one.page.url
        one.page.select_option("[name=document]", PLAN)
        fewer = one.seen()
        assert 0 < len(fewer) < len(warnings)
        assert f"{len(fewer)} / {len(everything)}" in one.page.inner_text(".shown")
        address = one.page.url.partition("#")[2]
        one.page.click(".filter button")
        one.page.wait_for_function("() => !location.hash.includes('=')")
        assert one.seen() == everything
    with visit(browser, page_file, f"#{address}") as shared:
        assert shared.seen() == fewer


def test_one_clause(browser: Browser, page_file: Path) -> None:
    with visit(browser, page_file, "#clause=plan.guidance") as one:
        assert one.seen()
        clauses = one.page.eval_on_selector_all(
            ".document .finding:not([hidden])", "all => all.map(e => e.dataset.clauses)"
        )
        assert all("plan.guidance" in found.split() for found in clauses)
        assert one.page.eval_on_selector_all(".mark.out", "all => all.length") > 0


def test_an_address_that_asks_for_nothing_known_shows_everything(
    browser: Browser, page_file: Path
) -> None:
    odd = "#document=" + quote("<img src=x>.pptx") + "&clause=x.y&unknown=1"
    with visit(browser, page_file, odd) as one:
        assert len(one.seen()) == one.page.locator(".document .finding").count()


def test_a_finding_has_an_anchor_that_wins_over_a_filter(browser: Browser, page_file: Path) -> None:
    with visit(browser, page_file, "#severity=info") as one:
        hidden = one.page.locator(".document .finding[hidden]").last.get_attribute("id")
        assert re.fullmatch("f-[0-9a-f]{16}(-[0-9]+)?", hidden or "")
        one.page.evaluate(f"location.hash = '{hidden}'")
        one.page.wait_for_function(f"() => !document.getElementById('{hidden}').hidden")
        one.page.wait_for_function(
            f"() => document.getElementById('{hidden}').getBoundingClientRect().top < innerHeight"
        )


def test_anchors_are_the_same_in_the_next_run(page_file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    cli.main(["samples/with-defects", "--html", str(again), "--quiet"])
    anchors = [re.findall(r'id="(f-[^"]+)"', f.read_text("utf-8")) for f in (page_file, again)]
    assert anchors[0] == anchors[1]
    assert len(set(anchors[0])) == len(anchors[0]) > 20


# --- without script, in English, on paper --------------------------------------------------------------


def test_without_script_everything_is_read_in_either_language(
    browser: Browser, page_file: Path
) -> None:
    with visit(browser, page_file, java_script_enabled=False) as one:
        cards = one.page.locator(".document .finding")
        for n in range(cards.count()):
            assert cards.nth(n).is_visible()
        assert not one.page.locator(".filter").is_visible()
        assert one.page.get_by_text("修正が必要です").first.is_visible()
        assert not one.page.get_by_text("Corrections needed").is_visible()
        one.page.check("#language-en")
        assert one.page.get_by_text("Corrections needed").is_visible()
        assert not one.page.get_by_text("修正が必要です").first.is_visible()


def test_in_english_no_japanese_is_left_but_names_and_quotations(
    browser: Browser, page_file: Path
) -> None:
    with visit(browser, page_file) as one:
        one.page.check("#language-en")
        for selector in ("h2", ".hint", "dt", "legend", ".checklist b"):
            texts = one.page.locator(selector).all_inner_texts()
            assert texts
            assert not [t for t in texts if re.search("[ぁ-ん]", re.sub("「.*?」", "", t))], (
                selector
            )
        assert one.page.evaluate("document.documentElement.lang") == "en"


def test_printed_no_finding_is_lost(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    with visit(browser, page_file) as one:
        rules = one.page.locator(".document .rule code").all_inner_texts()
        paper = tmp_path / "report.pdf"
        paper.write_bytes(one.page.pdf(prefer_css_page_size=True))
    text = subprocess.run(
        ["pdftotext", "-layout", str(paper), "-"], capture_output=True, check=True, text=True
    ).stdout
    for rule in {rule.split()[0] for rule in rules}:
        assert text.count(rule) >= sum(1 for other in rules if other.startswith(rule))
    assert "すべて表示" not in text  # the filter is for the screen


def test_on_paper_a_finding_starts_on_the_page_of_its_picture(
    browser: Browser, page_file: Path
) -> None:
    with visit(browser, page_file) as one:
        one.page.emulate_media(media="print")
        styles = one.page.eval_on_selector_all(
            ".place figure", "all => all.map(e => getComputedStyle(e).breakAfter)"
        )
        assert set(styles) == {"avoid"}
        cards = one.page.eval_on_selector_all(
            ".finding, .checklist li", "all => all.map(e => getComputedStyle(e).breakInside)"
        )
        assert set(cards) == {"avoid"}


# --- the checklist --------------------------------------------------------------------------------------


def test_a_tick_is_kept(browser: Browser, page_file: Path) -> None:
    with visit(browser, page_file) as one:
        tick = one.page.locator(".checklist input").first
        assert not tick.is_checked()
        tick.check()
        one.page.reload()
        assert one.page.locator(".checklist input").first.is_checked()
        assert not one.page.locator(".checklist input").last.is_checked()


# --- accessibility --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["plain", "filtered", "expanded", "english", "phone"])
def test_axe_finds_nothing(browser: Browser, page_file: Path, scheme: str, state: str) -> None:
    size = {"width": 390, "height": 844} if state == "phone" else {"width": 1280, "height": 900}
    address = f"#severity=error&document={quote(PLAN)}" if state == "filtered" else ""
    with visit(browser, page_file, address, color_scheme=scheme, viewport=size) as one:
        if state == "expanded":
            one.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        if state == "english":
            one.page.check("#language-en")
        assert one.violations() == []


def test_the_keyboard_reaches_every_control_in_order_and_shows_where_it_is(
    browser: Browser, page_file: Path
) -> None:
    with visit(browser, page_file) as one:
        reached = []
        for _ in range(30):
            one.page.keyboard.press("Tab")
            reached.append(
                one.page.evaluate(
                    """() => {
                        const e = document.activeElement, style = getComputedStyle(e);
                        return [e.name || e.className || e.tagName, style.outlineStyle,
                            parseFloat(style.outlineWidth), e.getBoundingClientRect().top + scrollY];
                    }"""
                )
            )
        names = [name for name, *_ in reached]
        assert names[0] == "skip"
        for name in ("language", "severity", "document", "clause"):
            assert name in names
        assert all(style == "solid" and width >= 3 for _, style, width, _ in reached)
        tops = [top for _, _, _, top in reached[2:]]
        # Down the page; controls of one row may stand a little higher than the one before.
        assert all(later > earlier - 60 for earlier, later in pairwise(tops))


@pytest.mark.parametrize(("width", "height"), [(640, 450), (390, 844), (320, 640)])
def test_zoomed_or_on_a_telephone_the_page_scrolls_one_way(
    browser: Browser, page_file: Path, width: int, height: int
) -> None:
    """1280 px at 200 % zoom are 640 CSS px, at 400 % 320."""
    with visit(browser, page_file, viewport={"width": width, "height": height}) as one:
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width


def test_severity_is_said_in_words_and_shapes(browser: Browser, page_file: Path) -> None:
    words = {"error": "エラー", "warning": "警告", "info": "情報"}
    with visit(browser, page_file) as one:
        for severity, word in words.items():
            badges = one.page.locator(f".finding.{severity} .badge")
            assert all(word in text for text in badges.all_inner_texts())
            icons = one.page.locator(f".finding.{severity} .badge use")
            assert icons.first.get_attribute("href") == f"#i-{severity}"
        dashes = one.page.eval_on_selector_all(
            ".mark polygon:not(.halo)",
            "all => all.map(e => e.parentNode.classList[1] + getComputedStyle(e).strokeDasharray)",
        )
        assert "errornone" in dashes
        assert "warningnone" not in dashes
