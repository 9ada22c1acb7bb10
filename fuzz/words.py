"""Texts and values to put where others stood: those that the rules know, and those that hurt."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

_ROOT = Path(__file__).parent.parent
NUMBERS = (
    "", "0", "-1", "1", "2", "7", "255", "256", "65535", "2147483647", "2147483648", "-2147483649",
    "4294967295", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 400,
    "1e400", "-1e400", "1e-400", "NaN", "nan", "inf", "-INF", "0x10", "1_000", "１２", "٣", "²", "½",
    "1.5", "-0", "00000000001", "1e5", "100000", "100%", "-50%", "1e9%", "true", "None", " 3 ", "3\n",
    "12,5", "1048576", "1048577", "16384", "16385", "0.1e1", "2958465", "2958466", "-0.0000001",
)  # fmt: skip
REFERENCES = (
    "A1", "XFD1048576", "XFE1", "A0", "A1048577", "A1:XFD1048576", "B2:A1", "A1:A1:A1", "$A$1", "a1",
    "A1 B2", "R1C1", "A", "1", "ZZZZ9", "A1:", ":A1", "A1:B", "Ａ１", "A-1", "A1:A400000", "A:A", "1:1",
)  # fmt: skip
NASTY = (
    "", " ", "　", "\n", "\t", "\u00a0", "\u200b", "\ufeff", "\u202e", "\u2028", "\u0301", "ﾞ", "ﾟﾟﾟ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0010ffff", "\ufffd", "\x7f", "\x85", "\x9b31m",
    "_x0000_", "_xD800_", "_xDC00__xD800_", "_x000D_", "_x000A_", "_xFFFF_", "{}", "{0}", "{place}",
    "{evidence.__class__}", "%s%n", "{{7*7}}", "{% raw %}", "<script>alert(1)</script>", "]]>", "&amp;",
    "&#x1b;[31m", "'\"><img src=x>", "../../etc/passwd", "/", "\\", "C:\\x", "con", "a" * 5000,
    "あ" * 3000, "(" * 300, "[" * 300, "。" * 300, "・" * 200, "0" * 600, "9" * 5000, "-" * 500, "İ", "ß",
    "ŉ", "ﷺ" * 40, "㍿", "㈱", "①②③", "〇" * 100, "○", "〒", "〒-", "★", "︎", "e\u0301" * 200,
)  # fmt: skip
ANSWERS = (
    "令和9年4月1日", "令和99年13月45日", "令和元年2月30日", "平成31年4月30日", "昭和64年1月7日", "R9.4.1",
    "2027年4月", "2027/4/1", "2027-04-31", "20270401", "2027.4.1～2028.4.1", "９年４月１日", "Apr. 1, 2027",
    "May 2027", "2099年12月31日", "2000/1/1", "1900年1月1日", "2月29日", "4/1", "令和 年 月 日", "未定",
    "25:99", "9:00～17:30", "24時間365日", "平日9時〜翌5時", "午前9時から午後5時まで", "９：００－２５：００",
    "8:30-17:15（土日祝を除く）", "0時0分", "100人", "1,000,000,000,000人", "——人", "約三千人", "0人", "-5人",
    "5700150999013", "T5700150999013", "1234567890123", "0000000000000", "５７００１５０９９９０１３",
    "٥٧٠٠١٥٠٩٩٩٠١٣", "123", "〒100-0001 東京都千代田区千代田1-1", "〒000-0000", "〒999-9999 沖縄県", "〒１００－０００１東京都",
    "530-0001", "北海道", "かぜかわ みのる", "カゼカワ　ミノル", "ｶｾﾞｶﾜ", "a@b.c", "a@@b", "@", "ａ＠ｂ．ｃ",
    "x" * 300 + "@example.jp", "http://", "https://example.com", "http//x", "https://[::1", "http://[x]/",
    "http://a.b:99999999/", "ftp://x.y", "https://例え.jp", "03-0000-0000", "+81-3-0000-0000", "０３（００００）００００",
    "SLA 無し", "SLA：99.9%", "○", "×", "-", "該当なし", "未実施", "合格", "実施", "実施済み", "済", "はい", "TRUE",
    "【記載要領】", "〇〇業", "マイナ株式会社", "株式会社みずほの風", "回答済", "継続中", "2026/11/2", "2026/11/31",
    "日本年金機構、国税庁、地方公共団体", "FF0000", "#ff0000", "rgb(1,2,3)", "red", "大阪府大阪市", "港区",
)  # fmt: skip
PIECES = (
    "(", ")", "[", "]", "()", "(a)", "1.", "1-", "1", "0", "9", "12", "a", "x", "あ", "ア", "○", "・", "-", "ー",
    "_", " ", "\n", "\t", ":", ",", ".", "/", "年", "月", "日", "人", "万", "1年", "〒", "@", "a.", "http", "業", "株式会社",
    "○○業", "など", "×", "無し", "~", "9:00", "時", "*", "※", "=", "「", "」", "第", "版", "、", "法人番号", "項目", "の", "件",
)  # fmt: skip
_CLASSES = re.compile(r"\[([^\]]+)\]|\\([dswDSW])|\.")


@cache
def rule_words() -> tuple[str, ...]:
    """Every text of the rule files: labels, titles, patterns, and the cases' own documents."""
    found: dict[str, None] = {}
    for path in sorted((_ROOT / "rules").rglob("*.yaml")):
        for text in _texts(yaml.safe_load(path.read_text("utf-8"))):
            found[text] = None
    return tuple(found)


@cache
def form_words(form: str) -> tuple[str, ...]:
    """The patterns of one form's labels, groups, headings and columns."""
    path = _ROOT / "rules" / "forms" / f"{form}.yaml"
    return tuple(dict.fromkeys(_texts(yaml.safe_load(path.read_text("utf-8")))))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
    elif data is not None:
        yield str(data)


def number(chance: Random) -> str:
    return chance.choice(NUMBERS)


def text(chance: Random) -> str:
    """An answer, a word of the rules, something nasty, or some of them in one."""
    if chance.random() < 0.3:
        joint = chance.choice(("", "\n", " ", "　", "、", "：", "・", "\t", "／"))
        return joint.join(_one(chance) for _ in range(chance.randint(2, 5)))
    return _one(chance)


def _one(chance: Random) -> str:
    share = chance.random()
    if share < 0.35:
        return chance.choice(ANSWERS)
    if share < 0.65:
        return written(chance.choice(rule_words()), chance)
    if share < 0.85:
        return chance.choice(NASTY)
    if share < 0.94:
        return mangled(chance.choice(ANSWERS), chance)
    return noise(chance) if share < 0.99 else repeated(chance, 3000)


def noise(chance: Random) -> str:
    """Characters from everywhere, those without which XML can be written."""
    blocks = ((0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x2000, 0x206F), (0x2460, 0x24FF),
              (0x3000, 0x30FF), (0x3200, 0x33FF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
              (0xFE00, 0xFEFF), (0xFF00, 0xFFEF), (0x1F000, 0x1FAFF), (0xE0000, 0xE01EF))  # fmt: skip
    chosen = chance.sample(blocks, chance.randint(1, 3))
    return "".join(
        chr(chance.randint(*chance.choice(chosen))) for _ in range(chance.randint(1, 40))
    )


def repeated(chance: Random, most: int) -> str:
    """A short piece over and over, and another end: what patterns with stars in stars stumble over."""
    pieces = "".join(chance.choice(PIECES) for _ in range(chance.choice((1, 1, 2, 3))))
    end = chance.choice(("", "!", "い", "\n!", chance.choice(PIECES)))
    return (pieces * most)[: chance.randint(20, most)] + end


def mangled(original: str, chance: Random) -> str:
    """A text with a piece of it lost, doubled, changed or put elsewhere."""
    if not original:
        return original
    at, end = sorted((chance.randint(0, len(original)), chance.randint(0, len(original))))
    piece = original[at:end]
    return chance.choice(
        (
            original[:at] + original[end:],
            original[:end] + piece * chance.randint(1, 30) + original[end:],
            original[:at] + chance.choice(NASTY) + original[end:],
            original[:at] + chance.choice(string.digits + "年月日時:-/.〜○") + original[end:],
            original[end:] + original[:end],
            "".join(c + chance.choice(("", " ", "\u200b", "\u0301")) for c in original),
        )
    )


def written(pattern: str, chance: Random) -> str:
    """A text that the pattern of a rule is likely to fit: one way through its alternatives. It is
    no engine of regular expressions; what comes out wrong is as good an input."""
    for _ in range(60):
        group = re.search(
            r"\((?:\?(?:[:=!]|<[=!]|P<\w+>))?([^()]*)\)([?*+]?|\{\d*,?\d*\})", pattern
        )
        if group is None:
            break
        taken = chance.choice(group[1].split("|")) if group[1] else ""
        if group[2] in ("?", "*") and chance.random() < 0.5:
            taken = ""
        pattern = pattern[: group.start()] + taken + pattern[group.end() :]
    pattern = chance.choice(pattern.split("|"))
    pattern = re.sub(
        r"(\[[^\]]+\]|\\?.)[?*]", lambda m: m[1] if chance.random() < 0.5 else "", pattern
    )
    pattern = _CLASSES.sub(lambda m: _member(m, chance), pattern)
    return pattern.replace("\\", "").strip("^$")


def _member(match: re.Match[str], chance: Random) -> str:
    if match[2]:
        return {"d": "7", "s": " ", "w": "a"}.get(match[2], "・")
    if match[1] is None:
        return chance.choice("あ1 ")
    choices = re.sub(r"(.)-(.)", r"\1\2", match[1])
    return chance.choice(choices)
