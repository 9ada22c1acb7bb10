"""What stands in a form beside the answers: examples, notes, marks of what is required.

Applicants fill in a form and leave what explains it; none of it is an answer, nor part of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from linter.fold import squash
from linter.layout import Item, Neighbours, Surface
from linter.table_rows import is_example

_NOISE = re.compile(
    r"^(?:※|[\[<(]?(?:ご)?(?:注意|注)(?:事項|点)?[\])>:]|\[(?:記載|作成|記入)要領\]|\(?例\)?[:)]|\(?記入例|\(?記載例|←|<例>)"
)
_LONGEST_NOTE = 200
# A column or box of these between labels and values.
_SEPARATOR = re.compile(r"[:;|=→⇒➡▶►▸>・…]{1,3}")
# Each is looked at in its row and column; a flood of them must not be.
_MOST_HEADS = 500
_REQUIRED = re.compile(
    r"[(\[<]?(?:(?:入力|記入|条件付き?)?(?:必須|任意)(?:項目|入力)?|\*+|※)[)\]>]?"
)
# What the agency fills in, and its columns for it.
_OFFICE = re.compile(
    r"[\[(<]?※?(?:(?:受付|受理|受領|整理|処理|審査)(?:番号|年月日|日付?|印|者|担当者?)"
    r"|(?:事務局|デジタル庁|当庁|審査|受付|処理)(?:者|側)?(?:の)?(?:使用|記入|処理|記載|受付)?欄)(?:\(.*\))?[\])>]?"
)
# What a note on how to fill in a field says, and a value hardly does.
_HINT = re.compile(
    r"例[:)]|記入|記載|入力|選択|半角|全角|ハイフン|[0-9]桁|ください|下さい|すること|併記|省略|任意|必須|以内|不要"
)
_LEAST_NOTES = 2
_NOTES_PER_HINT = 4
_WHOLE_HINT = re.compile(
    r"(?:.*[をにで])(?:記入|記載|入力|選択)(?:して(?:ください|下さい)|する(?:こと)?|のこと)?\.?"
    r"|.*(?:記入|記載|入力|選択)して(?:ください|下さい)\.?"
    r"|.*(?:企画書|登録申請書|確認書|登記簿?)と同(?:じ|一の?)(?:名称|内容|もの)?"
    r"|(?:半角|全角)(?:の)?(?:数字|英数字?|カタカナ|カナ|文字)?.{0,8}"
    r"|[0-9]+桁(?:の)?(?:半角)?(?:数字)?.{0,6}|.*ハイフン(?:\(-\))?(?:あり|なし|有り?|無し?|付き|不要|で.{0,6}).{0,4}"
)


def is_hint(text: str) -> bool:
    """Whether a text only says how to fill in a field, and so is no value of it."""
    return _WHOLE_HINT.fullmatch(squash(text)) is not None


def noise_items(
    surface: Surface, near: Neighbours, headings: re.Pattern[str], is_label: Callable[[int], bool]
) -> set[int]:
    """Numbers of the items that are notes by what they say or by the heading they stand under.

    :param headings: what heads a column (or an example row) that holds no answers.
    :param is_label: whether an item is the label of a field: there such a column ends.
    """
    heads: list[int] = []
    offices: list[int] = []
    noisy: set[int] = set()
    for n, item in enumerate(surface.items):
        text = squash(item.text)
        if not text:
            continue
        if (
            (_NOISE.match(text) and len(item.text) < _LONGEST_NOTE)
            or _SEPARATOR.fullmatch(text)
            or (surface.kind == "sheet" and _REQUIRED.fullmatch(text))
        ):
            noisy.add(n)
        if headings.fullmatch(text):
            heads.append(n)
        if surface.kind == "sheet" and len(text) < _LONGEST_NOTE and _OFFICE.fullmatch(text):
            offices.append(n)
    if surface.kind == "slide":
        return noisy
    for office in offices[:_MOST_HEADS]:
        noisy.update(_up_to_label(surface, near, office, is_label))
    covered: set[int] = set()
    for head in heads[:_MOST_HEADS]:
        if head in covered:
            continue
        beside = _behind_first(surface, near, head)
        if beside and is_example(surface.items[head].text):
            noisy.update(beside)
        elif not beside:
            covered.update(_beneath(surface, near, head, is_label))
    return noisy.union(heads, covered)


def _in_rows_of(surface: Surface, near: Neighbours, box: Item) -> list[int]:
    """Numbers of the items that stand in the rows of one of them, itself included."""
    return [n for n in near.in_rows(box) if surface.items[n].overlap_y(box) > 0]


def _up_to_label(
    surface: Surface, near: Neighbours, first: int, is_label: Callable[[int], bool]
) -> Iterable[int]:
    """A box and what stands beside it, up to the label of a field."""
    yield first
    box = surface.items[first]
    for n in sorted(_in_rows_of(surface, near, box), key=lambda n: surface.items[n].x0):
        if surface.items[n].x0 < box.x1:
            continue
        if is_label(n):
            return
        yield n


def _behind_first(surface: Surface, near: Neighbours, head: int) -> list[int]:
    """What follows a box in its rows, where it is the first of them."""
    first = surface.items[head]
    row = _in_rows_of(surface, near, first)
    if any(surface.items[n].filled and surface.items[n].x1 <= first.x0 for n in row):
        return []
    return [n for n in row if surface.items[n].filled and surface.items[n].x0 >= first.x1]


def _beneath(
    surface: Surface, near: Neighbours, head: int, is_label: Callable[[int], bool]
) -> Iterable[int]:
    """The column under a heading, down to the next label in it, or the next value right beside one."""
    over = surface.items[head]
    for n in near.in_columns(over):
        item = surface.items[n]
        if item.y0 <= over.y0 or over.overlap_x(item) * 2 <= item.x1 - item.x0:
            continue
        if is_label(n) or any(
            surface.items[m].x1 == item.x0 and is_label(m) for m in near.in_rows(item)
        ):
            return
        yield n


def note_columns(
    surface: Surface,
    labels: Iterable[int],
    right_of: Callable[[int], Sequence[tuple[int, Item]]],
    is_label: Callable[[int], bool],
) -> Collection[int]:
    """Numbers of the items in columns of notes: they stand behind the values of several labels, and
    some of them say how to fill in the field. A value left empty is not taken from there."""
    columns: dict[int, set[int]] = {}
    behind: dict[int, int] = {}
    for label in labels:
        filled = []
        for n, box in right_of(label):
            if is_label(n):
                break
            if box.filled:
                filled.append(n)
        for place, n in enumerate(filled):
            x0 = surface.items[n].x0
            columns.setdefault(x0, set()).add(n)
            behind[x0] = behind.get(x0, 0) + (place > 0)
    notes: set[int] = set()
    for x0, items in columns.items():
        hints = sum(1 for n in items if _HINT.search(squash(surface.items[n].text)))
        # Mostly behind values, or mostly hints where many of the values are missing.
        mostly = behind[x0] * 2 > len(items) or hints * 2 >= len(items)
        if (
            behind[x0]
            and mostly
            and len(items) >= _LEAST_NOTES
            and hints * _NOTES_PER_HINT >= len(items)
        ):
            notes |= items
    return notes
