"""Checks between documents: the same thing is said on every side (clause catalogue D)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.checks.text import is_blank, title_values
from linter.checks.values import PREFECTURE, digits_of
from linter.choices import chosen
from linter.context import Context
from linter.fold import nearest, squash
from linter.forms import FieldValue
from linter.model import Location

_KANJI = {
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}


def plain_name(text: str) -> set[str]:
    """A company's name in the ways it may be compared: one per line, or all lines as one (a break
    may stand in a name), without blanks and marks."""
    lines = [
        re.sub(r"[・･.,'\"\[\]「」御中様]", "", squash(line)) for line in (text, *text.split("\n"))
    ]
    plain = {re.sub(r"\(株\)|株式会社", "㈱", line) for line in lines if line}
    return plain | {re.sub(r"\([^()]*\)", "", line) for line in plain if "(" in line} - {""}


def _kanji_number(match: re.Match[str]) -> str:
    total, digit = 0, 0
    for character in match.group(1):
        if character == "十":
            total += (digit or 1) * 10
            digit = 0
        else:
            digit = digit * 10 + _KANJI[character] if digit else _KANJI[character]
    return f"{total + digit}{match.group(2)}"


def plain_address(text: str) -> str:
    """An address without postal code, with numbers as 1-2-3."""
    text = squash(text)
    text = re.sub(r"〒?:?[0-9]{3}-?[0-9]{4}(?![0-9-])", "", text, count=1)
    match = PREFECTURE.search(text)
    text = text[match.start() :] if match else text
    text = re.sub(r"([一二三四五六七八九十〇]+)(丁目|番地?|号|条|階)", _kanji_number, text)
    text = re.sub(r"[ヶケが]", "ケ", text)
    text = re.sub(r"大字|字(?=[^0-9])", "", text)
    text = re.sub(r"(?<=[0-9])(?:丁目|番地の?|番|号室|号|の(?=[0-9]))", "-", text)
    text = re.sub(r"(?<=[0-9])(?:階|f)", "f", text)
    text = re.sub(r"[,.・()\[\]]", "", text)
    text = re.sub(r"-+", "-", text)
    return re.sub(r"-(?![0-9])", "", text)


def postal_code(text: str) -> str:
    match = re.search(r"(?<![0-9-])([0-9]{3})-?([0-9]{4})(?![0-9-])", squash(text))
    return "".join(match.groups()) if match else ""


def same_address(first: str, second: str) -> bool:
    """Equal, or one leaves out the building; postal codes agree where both are there."""
    codes = postal_code(first), postal_code(second)
    if all(codes) and codes[0] != codes[1]:
        return False
    one, two = sorted((plain_address(first), plain_address(second)), key=len)
    if one == two:
        return True
    rest = two[len(one) :]
    return bool(one) and two.startswith(one) and re.match(r"[0-9-]", rest) is None


def _same_name(first: str, second: str) -> bool:
    return bool(plain_name(first) & plain_name(second))


def _same_digits(first: str, second: str) -> bool:
    return digits_of(first) == digits_of(second)


def _same_title(first: str, second: str) -> bool:
    def forms(text: str) -> set[str]:
        bare = re.sub(r"[「」\[\]\"'・,.()-]", "", squash(text))
        return {bare, re.sub(r"\([^()]*\)", "", squash(text))}

    return bool(forms(first) & forms(second))


_SAME: dict[str, Callable[[str, str], bool]] = {
    "name": _same_name,
    "address": same_address,
    "digits": _same_digits,
    "title": _same_title,
}


class SameParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``kind``: what is compared, and so how."""

    kind: Literal["name", "address", "digits", "title"]


@check("same_value", SameParams)
def same_value(context: Context, given: tuple[str, ...], params: SameParams) -> Iterator[Hit]:
    """All documents that fill in the field say the same; one hit per document that differs."""
    same = _SAME[params.kind]
    fields = [f for f in context.fields(given) if not is_blank(f.text)]
    for field in fields:
        other = next(
            (
                o
                for o in fields
                if o.slot.document != field.slot.document and not same(field.text, o.text)
            ),
            None,
        )
        if other is not None:
            yield Hit(
                field.slot,
                evidence=field.text,
                expected=other.text,
                related=(other.slot,),
                values={
                    **title_values(field),
                    "other": other.text,
                    "other_document": other.slot.document or "",
                },
            )


# --- lists of names ------------------------------------------------------------------------------


class NamesParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``column``: the column of the chosen rows that is compared with the text; ``separators``: what
    stands between several names in one cell; ``config``: web-form answers to compare as well;
    ``unmarked``: told once where no row is chosen at all."""

    column: str
    unmarked: bool = False
    separators: str = r"\n"
    config: Literal["procedures", "municipalities"] | None = None


def _key(text: str) -> str:
    return re.sub(r"[\[\]()「」\"'.,・○:;/&\-~※*=と及びおよび]", "", squash(text))


def _pieces(text: str, separators: str) -> list[str]:
    parts = re.split(separators, text.replace("\v", "\n"))
    return [p.strip(" \t\u3000・･●■◆※-–—○〇◯") for p in parts if _key(p)]


@check("same_names", NamesParams)
def same_names(context: Context, given: tuple[str, ...], params: NamesParams) -> Iterator[Hit]:
    """What the plan names is what the chosen rows (or the web form) name, both ways.

    The first given is the plan's field, the others are tables. A name that is missing on one side
    is told on both, with the nearest name of the other side.
    """
    fields = [f for f in context.fields(given[:1]) if not is_blank(f.text)]
    if not fields:
        return
    field = fields[0]
    listed = _listed(context, given[1:], params)
    if listed:
        yield from _compare(field, listed, params, document_side=True)
    elif params.unmarked:
        yield from _none_marked(context, field, given[1:], params)
    if params.config:
        answers = getattr(context.config.web_forms, params.config)
        if answers:
            typed = [(name, Location()) for name in answers]
            yield from _compare(field, typed, params, document_side=False)


def _none_marked(
    context: Context, field: FieldValue, given: tuple[str, ...], params: NamesParams
) -> Iterator[Hit]:
    """One hit for all that the plan names, where the table has rows but none is chosen."""
    places = [
        row.cells["mark"].location
        for of in context.tables(given)
        if params.column in of.table.headers and "mark" in of.table.headers
        for row in of.table.rows
    ]
    names = _left_over(field.text, [], params)
    if places and names:
        values: dict[str, object] = {
            "name": "」「".join(names),
            "nearest": {"ja": "", "en": ""},
            "side": _SIDES["table"],
            "other_side": _SIDES["plan"],
        }
        yield Hit(field.slot, evidence=field.text, related=(places[0],), values=values)


def _listed(
    context: Context, given: tuple[str, ...], params: NamesParams
) -> list[tuple[str, Location]]:
    found: list[tuple[str, Location]] = []
    for of in context.tables(given):
        if params.column not in of.table.headers or "mark" not in of.table.headers:
            continue
        for row in of.table.rows:
            if chosen(row.text("mark")) and row.text(params.column):
                place = row.cells[params.column].location
                for name in _pieces(row.text(params.column), params.separators):
                    found.append((name, place))
    return found


def _compare(
    field: FieldValue,
    listed: list[tuple[str, Location]],
    params: NamesParams,
    *,
    document_side: bool,
) -> Iterator[Hit]:
    text = field.text
    by_key = {_key(name): name for name, _ in listed}
    altered = _altered(text, list(by_key), params)
    rest = _key(text)
    for piece in altered:
        rest = rest.replace(_key(piece), "|")
    missing: list[str] = []
    for key in sorted(by_key, key=len, reverse=True):
        if key and key in rest:
            rest = rest.replace(key, "|")
        elif key:
            missing.append(key)
    left = [*altered, *_left_over(text, list(by_key), params)]
    places: dict[str, Location] = {}
    for name, place in listed:
        places.setdefault(_key(name), place)
    for key in by_key:
        if key not in missing:
            continue
        name = by_key[key]
        close = nearest(name, left)
        values: dict[str, object] = {
            "name": name,
            "nearest": {
                "ja": f"（企画書の「{close}」と一部だけ違います）" if close else "",
                "en": f" (the plan says “{close}”, which is nearly the same)" if close else "",
            },
            "side": _SIDES["plan"],
            "other_side": _SIDES["table" if document_side else "config"],
        }
        related = (places[key],) if places[key].document else ()
        yield Hit(field.slot, evidence=close or text, expected=name, related=related, values=values)
        if places[key].document:
            yield Hit(
                places[key], evidence=name, expected=close, related=(field.slot,), values=values
            )
        if close in left:
            left.remove(close)
    first = next((p for _, p in listed if p.document), None)
    for name in left:
        values = {
            "name": name,
            "nearest": {"ja": "", "en": ""},
            "side": _SIDES["table" if document_side else "config"],
            "other_side": _SIDES["plan"],
        }
        related = (first,) if first else ()
        yield Hit(field.slot, evidence=name, related=related, values=values)
        if first:
            yield Hit(first, expected=name, related=(field.slot,), values=values)


_SIDES = {
    "plan": {"ja": "企画書", "en": "the plan"},
    "table": {"ja": "「対象手続」シートで○の付いた行", "en": "the rows marked ○"},
    "config": {"ja": "Webフォームの回答（設定ファイル）", "en": "the web form's answers"},
}
_REMARK = re.compile(
    r"^(?:以上|計|全|合計|他|ほか|など|等)?[0-9]*(?:手続|件|種類|団体|機関)?(?:以上|等|など|ほか|他)?$|^※|^\(?注|対象手続|登録申請書|シート|以下の|次の|下記|関係(?:省庁|団体)|提出先"
)
_GROUP = re.compile(r"[\[【<＜〈《［(（].*[\]】>＞〉》］)）]$|.*[:：]$|^[■◆●◇□▼].*")


def _altered(text: str, keys: list[str], params: NamesParams) -> list[str]:
    """Pieces that are one of the names but for a letter or two behind it: «…届書» for «…届»."""
    found: list[str] = []
    for piece in _pieces(text, params.separators + r"|[、，,;；]"):
        plain = _key(re.sub(r"[(（][^()（）]*[)）]", "", piece))
        key = max((k for k in keys if k and plain.startswith(k)), key=len, default="")
        tail = plain[len(key) :]
        if key and 0 < len(tail) <= 2 and not _REMARK.search(tail) and tail not in keys:
            found.append(piece)
    return found


def _rejoined(lines: list[str], keys: list[str]) -> list[str]:
    """The lines, those that a name was broken over as one."""
    joined: list[str] = []
    for line in lines:
        before = _key(joined[-1]) if joined else ""
        both = before + _key(line)
        if any(k in both and k not in before and k not in _key(line) for k in keys if k):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _left_over(text: str, keys: list[str], params: NamesParams) -> list[str]:
    """Pieces of the text that are none of the names, headings and remarks passed over."""
    left: list[str] = []
    for line in _rejoined(text.replace("\v", "\n").split("\n"), keys):
        if _GROUP.fullmatch(line.strip()) and not any(k in _key(line) for k in keys):
            continue
        hit = False
        plain = _key(line)
        for key in sorted(keys, key=len, reverse=True):
            if key and key in plain:
                plain = plain.replace(key, "|")
                hit = True
        if not plain.replace("|", ""):
            continue
        if hit:
            # Names and something else on one line: what is left of it may be a name too.
            for piece in _pieces(line, params.separators + r"|[、，,／/;；]"):
                if not any(k in _key(piece) for k in keys):
                    left.append(piece)
            continue
        left.extend(_pieces(line, params.separators + r"|[、，,;；]"))
    return [
        re.sub(r"^[(（]?[0-9０-９]{1,2}[)）.．、]\s*", "", piece)
        for piece in left
        if len(_key(piece)) >= 3 and not _REMARK.search(squash(piece))
    ]
