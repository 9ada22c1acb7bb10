"""Tables written as cards: for each entry the names of the columns stand below each other, what is
entered beside them («問合せ日 | 2026/12/1», «回答希望日 | 2026/12/8», then the next entry)."""

from __future__ import annotations

from collections.abc import Sequence

from linter.fold import squash
from linter.labels import Part
from linter.layout import Item, Neighbours, Surface
from linter.noise import is_hint
from linter.table_headers import ColumnPattern, key_of
from linter.tables import TableReading, TableRow, blank_cell


def read_cards(
    surfaces: Sequence[Surface], columns: Sequence[ColumnPattern], *, least: int = 2
) -> list[TableReading]:
    """Every sheet's cards with the needed columns and at least ``least`` of all."""
    readings: list[TableReading] = []
    for surface in surfaces:
        if surface.kind != "sheet":
            continue
        cards = _cards(surface, columns, least)
        if not cards:
            continue
        labels: dict[str, Item] = {}
        for card in cards:
            labels = {**card, **labels} if card.keys() - labels.keys() else labels
        headers = {key: Part(item.text, item.location) for key, item in labels.items()}
        near = Neighbours(surface)
        readings.append(
            TableReading(
                place=surface.place,
                headers=headers,
                missing=tuple(c.key for c in columns if c.key not in headers),
                rows=tuple(_row(surface, near, card, tuple(headers), columns) for card in cards),
            )
        )
    return readings


def _cards(surface: Surface, columns: Sequence[ColumnPattern], least: int) -> list[dict[str, Item]]:
    """The labels of each card by column, which stand below each other; a label that comes again
    begins the next card."""
    lines: dict[int, list[dict[str, Item]]] = {}
    said: dict[int, set[str]] = {}
    for item in surface.items:
        key = key_of(item, columns) if item.filled else None
        if key is None:
            continue
        cards, words = lines.setdefault(item.x0, [{}]), said.setdefault(item.x0, set())
        if squash(item.text) in words:
            cards.append({})
            words.clear()
        words.add(squash(item.text))
        cards[-1].setdefault(key, item)
    needed = {column.key for column in columns if column.required}
    found = [card for cards in lines.values() for card in cards]
    return [card for card in found if len(card) >= least and needed <= set(card)]


def _row(
    surface: Surface,
    near: Neighbours,
    card: dict[str, Item],
    columns: tuple[str, ...],
    patterns: Sequence[ColumnPattern],
) -> TableRow:
    first = min(item.y0 for item in card.values())
    boxes: list[Item] = []
    for key in columns:
        label = card.get(key)
        right = [
            item
            for n in (near.in_rows(label) if label else ())
            if label is not None
            and (item := surface.items[n]).overlap_y(label) > 0
            and item.x0 >= label.x1
        ]
        nearest = min(right, key=lambda item: item.x0, default=None)
        if nearest and not is_hint(nearest.text) and key_of(nearest, patterns) is None:
            boxes.append(nearest)
        else:
            at = label or next(iter(card.values()))
            beside = Item("", at.x1, at.y0, at.x1 + 1, at.y1, at.place)
            boxes.append(blank_cell(surface, at.y0, beside))
    return TableRow(first, columns, tuple(boxes), frozenset(columns))
