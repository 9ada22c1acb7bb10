"""Answers that are ticked: «☑対応済 □未対応», a mark under one of several headings, a circle.

The forms are handed out to applicants only; answers are ticked in any of the ways that spreadsheets
are (handbook 表 2, 【参考】).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from linter.fold import is_circle, squash

_OFF = "□☐◻▢⬜"
_ON = "☑☒■✓✔🗹🗸◼⬛"
_KATAKANA = "ァ-ヶーｦ-ﾟ"
_BOX = re.compile(
    rf"(?P<off>[{_OFF}]|(?P<pair>[\[(（［]\s*[\])）］]))"
    rf"|(?P<on>[{_ON}]|[\[(（［]\s*[xvXVｘｖＸＶレﾚ○〇◯✓✔■●*＊]\s*[\])）］]"
    rf"|(?<![{_KATAKANA}])[レﾚ](?![{_KATAKANA}]))"
)
_RADIO = re.compile(r"(?P<off>[○◯〇])|(?P<on>[●◉])")
_NOT_CHOSEN = re.compile(
    rf"[-×✕✖✗x/*{_OFF}]*|false|0|偽|なし|無し?|不要|否|対象外|非該当|該当なし|n/?a|いいえ|no|未"
    r"|(?:利用|使用|申請|実施|選択|該当)?(?:しない|せず)|(?:未|非|不)(?:選択|利用|使用|対象|該当|申請)|選択してください"
)
_MARK = re.compile(rf"[○●◎レv1{_ON}]")
_CROSS = re.compile(r"[×✕✖✗x]")
_BETWEEN = " \t\n\u3000,、，・/／|｜"


def chosen(mark: str) -> bool:
    """Whether a mark in the ○ column chooses its row, by whatever sign."""
    return is_circle(mark) or _NOT_CHOSEN.fullmatch(squash(mark)) is None


def ticked(text: str) -> str:
    """What is ticked in a cell that lists its choices, nothing if none is; a text without boxes as
    it is. A box stands before its choice, or behind it where nothing follows the last one."""
    for pattern in (_BOX, _RADIO):
        boxes = list(pattern.finditer(text))
        kinds = {box.lastgroup for box in boxes}
        # Circles alone are marks; only beside filled ones are they choices left empty.
        if not boxes or (pattern is _RADIO and kinds != {"on", "off"}):
            continue
        starts = [0] + [box.end() for box in boxes[:-1]]
        ends = [box.start() for box in boxes[1:]] + [len(text)]
        before = [
            text[a : box.start()].strip(_BETWEEN) for a, box in zip(starts, boxes, strict=True)
        ]
        after = [text[box.end() : z].strip(_BETWEEN) for z, box in zip(ends, boxes, strict=True)]
        behind = all(before) and not after[-1]
        if behind and len(boxes) == 1 and boxes[0].groupdict().get("pair"):
            return text  # «対応済（　）» with room for a remark
        chosen_texts = [
            words
            for box, words in zip(boxes, before if behind else after, strict=True)
            if box.lastgroup == "on"
        ]
        return "、".join(chosen_texts) if any(chosen_texts) or "off" in kinds else text
    return text


def marked(marks: Sequence[tuple[str, str]]) -> str | None:
    """The headings whose cell is marked, of (heading, cell) pairs; None if the cells hold texts."""
    filled = [(heading, squash(cell)) for heading, cell in marks if cell.strip()]
    if not all(_MARK.fullmatch(m) or _NOT_CHOSEN.fullmatch(m) for _, m in filled):
        return None
    on = [heading for heading, mark in filled if _MARK.fullmatch(mark)]
    if not on and len(filled) == 1 and _CROSS.fullmatch(filled[0][1]):
        on = [filled[0][0]]
    return "、".join(on)
