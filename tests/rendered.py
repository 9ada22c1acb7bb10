"""Slides as LibreOffice draws them, and where a colour stands on them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PIL import Image, ImageChops

Box = tuple[float, float, float, float]
MARKER = "FF00FF"
_WIDTH_PX = 640


def draw(decks: list[Path], folder: Path) -> dict[str, list[Path]]:
    """Stem of a deck → a PNG for each of its slides, 640 px wide."""
    profile = folder / "profile"
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    _run("soffice", *options, "--outdir", folder, *decks)
    found = {}
    for deck in decks:
        stem = folder / deck.stem
        scale = ("-scale-to-x", _WIDTH_PX, "-scale-to-y", -1)
        _run("pdftoppm", "-png", *scale, f"{stem}.pdf", stem)
        found[deck.stem] = sorted(folder.glob(f"{deck.stem}-*.png"))
    return found


def _run(*command: object) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=300)


def marker_box(picture: Path) -> Box | None:
    """Left, top, right, bottom of the marker's colour, in slide widths."""
    with Image.open(picture) as image:
        colour = Image.new("RGB", image.size, f"#{MARKER}")
        far = ImageChops.difference(image.convert("RGB"), colour).convert("L")
        box = far.point(lambda value: 255 if value < 30 else 0).getbbox()
        if box is None:
            return None
        left, top, right, bottom = (edge / image.width for edge in box)
        return left, top, right, bottom
