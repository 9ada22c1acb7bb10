"""What the HTML report costs beside the JSON one: ``python -m bench.report [RUNS]``.

A plan of 25 slides with 40 screenshots of 1600 × 900 px (about 26 MB) and some 60 findings, linted as
a whole process for each format; the medians of user CPU seconds, their ratio and the page's bytes.
"""

from __future__ import annotations

import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.util import Cm

from samples.make import CLEAN, PLAN, application, config, saved

SCREENSHOTS = 40
SLIDES = 25


def screenshot(seed: int) -> io.BytesIO:
    """A screen with text-like lines and a photo's noise, some 650 KB as PNG."""
    dice = random.Random(seed)
    image = Image.new("RGB", (1600, 900), "white")
    draw = ImageDraw.Draw(image)
    for line in range(40):
        x = 40
        while x < 1500:
            width = dice.randrange(6, 60)
            draw.rectangle((x, 20 + line * 22, x + width, 32 + line * 22), fill=dice.randrange(160))
            x += width + dice.randrange(4, 20)
    noise = Image.frombytes("RGB", (460, 460), dice.randbytes(460 * 460 * 3))
    image.paste(noise, (dice.randrange(1000), dice.randrange(400)))
    data = io.BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    return data


def submission(folder: Path) -> None:
    """Writes the deck, the forms beside it and the configuration."""
    for name, file in application(CLEAN).items():
        (folder / name).write_bytes(saved(file))
    (folder / "myna-lint.toml").write_bytes(config(CLEAN))
    deck = Presentation(str(folder / PLAN))
    while len(deck.slides) < SLIDES:
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"5 Webサービスの画面遷移（{len(deck.slides)}）"
        for n in range(3):
            box = slide.shapes.add_textbox(Cm(1 + 10 * n), Cm(15), Cm(9), Cm(2))
            box.text_frame.text = f"【記載要領】{n}枚目の画面について簡潔に記載してください。"
    slides = list(deck.slides)[-20:]
    for n in range(SCREENSHOTS):
        left = Cm(1 + 15 * (n % 2))
        slides[n // 2 % 20].shapes.add_picture(screenshot(n), left, Cm(4), Cm(14))
    deck.save(str(folder / PLAN))


def user_seconds(*arguments: str) -> tuple[float, float]:
    """User and wall seconds of one run."""
    import time

    before, start = os.times().children_user, time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "linter", *arguments], check=False, stdout=subprocess.DEVNULL
    )
    return os.times().children_user - before, time.perf_counter() - start


def main(runs: int = 5) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "submission"
        folder.mkdir()
        submission(folder)
        size = (folder / PLAN).stat().st_size
        page = Path(name) / "report.html"
        html = ("--format", "html", "--output", str(page))
        pairs = [
            (
                user_seconds(str(folder), "--format", "json", "--no-cache"),
                user_seconds(str(folder), *html, "--no-cache"),
            )
            for _ in range(runs)
        ]
        for label, kind in (("user", 0), ("wall", 1)):
            json_time = statistics.median(pair[0][kind] for pair in pairs)
            html_time = statistics.median(pair[1][kind] for pair in pairs)
            print(
                f"{label}: JSON {json_time:.2f} s, HTML {html_time:.2f} s, {html_time / json_time:.2f}×"
            )
        text = page.read_text("utf-8")
        print(f"deck {size / 1e6:.1f} MB, page {page.stat().st_size / 1e6:.2f} MB")
        print(f"findings {text.count('<article')}, thumbnails {text.count('data:image/')}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
