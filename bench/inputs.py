"""The submissions that are measured. Always the same bytes of content, so that runs compare."""

from __future__ import annotations

import io
import random
import shutil
from pathlib import Path

import pptx
from openpyxl import Workbook, load_workbook
from PIL import Image
from pptx.util import Emu

SAMPLES = Path(__file__).parent.parent / "samples"
_CLEAN = SAMPLES / "clean"
_LEDGER = SAMPLES / "with-defects" / "問合せ管理簿.xlsx"
_SCREEN = (640, 340)  # of noise: about 650 kB as PNG, as a full screenshot has
_ROWS = 20_000


def normal(folder: Path) -> Path:
    """25 slides with 40 screenshots (26 MB), two small workbooks."""
    return _submission(folder, slides=25, pictures=40, size=_SCREEN)


def large(folder: Path) -> Path:
    """120 slides with 200 pictures (129 MB), a ledger of 20,000 rows, two small workbooks."""
    _submission(folder, slides=120, pictures=200, size=_SCREEN)
    _ledger(folder / _LEDGER.name)
    return folder


def inbox(folder: Path, count: int, *, broken_every: int = 0) -> Path:
    """``count`` submissions, no two alike; every n-th has a plan that is cut off."""
    for n in range(count):
        here = folder / f"会社{n:04}"
        shutil.copytree(_CLEAN if n % 2 else _LEDGER.parent, here)
        (here / "企画の番号.txt").write_text(f"{n}\n")
        if broken_every and n % broken_every == 0:
            plan = next(here.glob("*.pptx"))
            plan.write_bytes(plan.read_bytes()[: 5000 + n])
    return folder


def _submission(folder: Path, slides: int, pictures: int, size: tuple[int, int]) -> Path:
    shutil.copytree(_CLEAN, folder)
    path = next(folder.glob("*.pptx"))
    deck = pptx.Presentation(str(path))
    chance = random.Random(1)
    while len(deck.slides) < slides:
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        text = slide.shapes.add_textbox(Emu(300_000), Emu(200_000), Emu(8_000_000), Emu(800_000))
        text.text_frame.text = f"画面イメージ（続き）{len(deck.slides)}"
        for step in range(8):
            box = slide.shapes.add_textbox(
                Emu(300_000), Emu(1_000_000 + 600_000 * step), Emu(5_000_000), Emu(500_000)
            )
            box.text_frame.text = (
                f"{step + 1}．利用者が画面 {step} で入力した内容を確認して送信する"
            )
    shown = list(deck.slides)[-min(slides - 8, pictures) :]
    for n in range(pictures):
        noise = chance.randbytes(size[0] * size[1] * 3)
        stream = io.BytesIO()
        Image.frombytes("RGB", size, noise).save(stream, "PNG", compress_level=1)
        left = Emu(5_500_000 + 300_000 * (n // len(shown)))
        shown[n % len(shown)].shapes.add_picture(stream, left, Emu(1_000_000), Emu(3_000_000))
    deck.save(str(path))
    return folder


# A ledger in order: asked, which API, and the answer wanted in time.
_ENTRY = {2: "2026/11/2", 3: "電子申請等API", 5: "2026/11/20"}


def _ledger(path: Path) -> None:
    book: Workbook = load_workbook(_LEDGER)
    sheet = book.worksheets[0]
    width = max(sheet.max_column, 8)
    for row in range(sheet.max_row + 1, _ROWS + 1):
        for column in range(1, width + 1):
            text = f"{row} 行 {column} 列：電話で問い合わせがあり回答した"
            sheet.cell(row, column, _ENTRY.get(column, text))
        sheet.cell(row, 1, row)
    book.save(path)
