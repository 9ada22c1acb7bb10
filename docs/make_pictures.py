"""Draws the README's pictures of the report: ``python -m docs.make_pictures`` (needs Chromium and
pdftoppm). Light, dark, the width of a phone, and the first printed page of the sample's report."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
SAMPLE = "samples/with-defects"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_COLOURS = 128


def main() -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None or shutil.which("pdftoppm") is None:
        sys.exit("Chromium and pdftoppm (poppler-utils) are needed.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        subprocess.run(
            [sys.executable, "-m", "linter", SAMPLE, "--html", str(report), "--quiet"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            check=False,  # the sample has findings
        )
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        _page(browser, report, "report.png", (1200, 1500), "light", "#findings")
        _page(browser, report, "report-dark.png", (1200, 900), "dark", "#findings")
        _page(browser, report, "report-phone.png", (390, 900), "light", "")
        _print(browser, report, Path(folder))
        browser.close()


def _page(
    browser: Browser, report: Path, name: str, size: tuple[int, int], scheme: str, at: str
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(report.as_uri())
    if at:
        page.locator(at).scroll_into_view_if_needed()
        page.evaluate("selector => document.querySelector(selector).scrollIntoView()", at)
    page.screenshot(path=str(ROOT / "docs" / name))
    context.close()
    _small(ROOT / "docs" / name)


def _print(browser: Browser, report: Path, folder: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.pdf(path=str(folder / "report.pdf"), format="A4", print_background=True)
    page.close()
    target = ROOT / "docs" / "report-print"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "80", "-f", "4", "-l", "4", "-singlefile",
         str(folder / "report.pdf"), str(target)],
        check=True,
    )  # fmt: skip
    _small(target.with_suffix(".png"))


def _small(file: Path) -> None:
    """Fewer colours: a third of the bytes, and nothing is lost to the eye."""
    with Image.open(file) as image:
        image.convert("RGB").quantize(_COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    main()
