"""What the page refuses, as a sentence in both languages; ``app`` turns it into a response."""

from __future__ import annotations


class RefusedError(Exception):
    """``status`` is that of HTTP (RFC 9110, 15)."""

    def __init__(self, status: int, ja: str, en: str) -> None:
        super().__init__(ja)
        self.status = status
        self.ja = ja
        self.en = en
