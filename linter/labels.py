"""Finds labels on the surfaces of a document, and the values that belong to them.

A value stands behind its label in the same box («法人番号：…», or on the lines below it), beside it,
or under it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice

from msgspec import Struct

from linter.fold import squash
from linter.label_text import OTHER, LabelSet, Segment, Split, split, with_newlines
from linter.layout import Item, Neighbours, Surface, furniture
from linter.model import Location
from linter.noise import is_hint, noise_items, note_columns

# A form has a label in a few places; a flood of it must not be looked at in each.
_MOST_PLACES, _MOST_LOOKS = 200, 300_000
# On a surface of more, what stands where is told by its nearest neighbours only. Boxes placed freely
# are held against each other, and no one fills a slide with so many.
_MOST_ITEMS, _MOST_FREE = 4000, 400
# So many labels tell which way a surface is filled in.
_ENOUGH = 300
# So many answers below each other make a column.
_LEAST_ANSWERS = 3
# More headings are rows of a list.
_MOST_GROUPS = 1000
# Of many rows most say the same in some columns.
_KEPT_SPLITS = 4096


class Part(Struct, frozen=True):
    """A piece of a value with its own place."""

    text: str
    location: Location


class Value(Struct, frozen=True):
    """What belongs to one occurrence of a label. ``slot`` is where a value is or would be."""

    parts: tuple[Part, ...]
    label: str
    slot: Location

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts)


_INSTRUCTIONS = re.compile(
    r"記入例|記載例|記入要領|記載要領|作成要領|記入方法|手引|(?:記入|記載|入力|様式|操作)の?説明|^説明|説明書$|はじめに|注意事項"
    r"|凡例|改[訂版](?:履歴|記録)"
)


def explains(surface: Surface) -> bool:
    """Whether a sheet holds instructions or examples, by its name."""
    return surface.kind == "sheet" and _INSTRUCTIONS.search(squash(surface.name)) is not None


def _slack(surface: Surface, label: Item) -> int:
    """How far a box may reach into the label above it and still hang under it: on a slide boxes
    placed by hand overlap."""
    return (label.y1 - label.y0) // 4 if surface.kind == "slide" else 0


_FAR = 2**62
_NOWHERE = Item("", 0, 0, 0, 0, Location())


def _from_left(pair: tuple[int, Item]) -> tuple[int, int]:
    return pair[1].x0, pair[1].y0


def _gap_below(label: Item, box: Item) -> int:
    """How far a box hangs under a label, misalignment counted half; far if it does not."""
    slack = (label.y1 - label.y0) // 4
    if box.y0 < label.y1 - slack or label.overlap_x(box) <= 0:
        return _FAR
    aside = min(abs(box.x0 - label.x0), abs(box.x0 + box.x1 - label.x0 - label.x1) // 2)
    return max(0, box.y0 - label.y1) + aside // 2


def _gap_beside(label: Item, box: Item) -> int:
    """How far a box stands right of a label, misalignment counted half; far if it does not."""
    slack = (label.x1 - label.x0) // 10
    if box.x0 < label.x1 - slack or label.overlap_y(box) <= 0:
        return _FAR
    aside = min(abs(box.y0 - label.y0), abs(box.y0 + box.y1 - label.y0 - label.y1) // 2)
    return max(0, box.x0 - label.x1) + aside // 2


class Reader:
    """Reads labelled values off the surfaces of one document."""

    def __init__(
        self, surfaces: Sequence[Surface], labels: LabelSet, noise_headers: Sequence[str] = ()
    ) -> None:
        self.surfaces = tuple(surfaces)
        self.labels = labels
        noise = re.compile("|".join(f"(?:{p})" for p in noise_headers) or r"(?!)")
        cut = lru_cache(maxsize=_KEPT_SPLITS)(partial(split, labels=labels))
        # Those that hold a label: of a long table hardly any do.
        self._splits: list[dict[int, Split]] = [
            dict(
                islice(
                    (
                        (n, parts)
                        for n, item in enumerate(surface.items)
                        if (parts := cut(item.text)).labelled
                    ),
                    _MOST_ITEMS,
                )
            )
            for surface in self.surfaces
        ]
        self.furniture = furniture(self.surfaces)
        self._groups: dict[tuple[int, int, bool], set[str]] = {}
        self._answered: dict[tuple[int, int], bool] = {}
        self._edges: dict[tuple[int, int], int | None] = {}
        self._headings: list[dict[int, set[str]]] = [
            {n: names for n, parts in splits.items() if (names := parts.groups)}
            for splits in self._splits
        ]
        self._headings = [h if len(h) <= _MOST_GROUPS else {} for h in self._headings]
        self._near = [Neighbours(surface) for surface in self.surfaces]
        self._noisy: list[set[int]] = [
            noise_items(surface, self._near[s], noise, partial(self._names_field, s))
            for s, surface in enumerate(self.surfaces)
        ]
        self._above: list[set[int]] = [set() for _ in self.surfaces]
        for s, noisy in enumerate(self._noisy):
            noisy.update(self._note_columns(s))
            noisy.update(
                n
                for n, item in enumerate(self.surfaces[s].items)
                if item.place in self.furniture and n not in self._splits[s]
            )
        self._before: list[dict[int, int]] = [{} for _ in self.surfaces]
        for s, surface in enumerate(self.surfaces):
            if surface.kind == "slide" and len(surface.items) <= _MOST_FREE:
                self._pair(s)
        self._beside: list[bool] = [self._is_beside(s) for s in range(len(self.surfaces))]

    def answers(self) -> Iterable[Item]:
        """What the applicant wrote: no labels, no example columns, no sheets of instructions."""
        for s, surface in enumerate(self.surfaces):
            if explains(surface):
                continue
            for i, item in enumerate(surface.items):
                if item.filled and i not in self._noisy[s] and not self.is_label(s, i):
                    yield item

    def is_noise(self, surface: int, item: int) -> bool:
        """An example, a note or guidance beside the answers."""
        return item in self._noisy[surface]

    def is_label(self, surface: int, item: int) -> bool:
        parts = self._splits[surface].get(item)
        return parts is not None and bool(parts.bare)

    def split(self, surface: int, item: int) -> Split:
        """The text of an item, cut at the labels it holds."""
        parts = self._splits[surface].get(item)
        if parts is not None:
            return parts
        text = self.surfaces[surface].items[item].text
        return Split((Segment((), with_newlines(text)),))

    def groups_of(self, s: int, i: int, *, open_only: bool = False) -> set[str]:
        """The groups (labels «group:…») that an item stands in: headings to its left, else its own,
        else the nearest above. ``open_only``: not those that are answered themselves, «担当者 | 佐藤
        花子», which may head what follows or not."""
        key = (s, i, open_only)
        if key not in self._groups:
            self._groups[key] = self._find_groups(s, i, open_only=open_only)
        return self._groups[key]

    def _find_groups(self, s: int, i: int, *, open_only: bool) -> set[str]:
        surface = self.surfaces[s]
        item = surface.items[i]
        left: set[str] = set()
        above: tuple[tuple[int, bool], set[str]] | None = None
        for n, names in self._headings[s].items():
            if n == i or (open_only and self._is_answered(s, n)):
                continue
            other = surface.items[n]
            if other.x1 <= item.x0 and other.overlap_y(item) > 0:
                left |= names
            elif other.y1 <= item.y0:
                # Of two beside each other the one it stands under.
                near = (other.y1, other.overlap_x(item) > 0)
                if above is None or near >= above[0]:
                    above = (near, names)
        return left or self._headings[s].get(i) or (above[1] if above else set())

    def _is_answered(self, s: int, n: int) -> bool:
        """Whether the heading of a group has what is no label right beside it: a value of its own."""
        if (s, n) not in self._answered:
            beside = self._next_to(s, n)
            self._answered[s, n] = (
                beside is not None
                and beside[1].filled
                and beside[1].x0 == self.surfaces[s].items[n].x1
                and beside[0] not in self._splits[s]
            )
        return self._answered[s, n]

    def _names_field(self, s: int, n: int) -> bool:
        parts = self._splits[s].get(n)
        return parts is not None and bool(set(parts.bare) - {OTHER})

    def _note_columns(self, s: int) -> Collection[int]:
        if self.surfaces[s].kind != "sheet" or len(self.surfaces[s].items) > _MOST_ITEMS:
            return ()
        labels = [n for n in self._splits[s] if self.is_label(s, n)]
        if len(labels) > _ENOUGH:
            return ()  # a list, which has no column of notes
        return note_columns(
            self.surfaces[s],
            labels,
            partial(self._right_of, s),
            partial(self.is_label, s),
        )

    def _pair(self, s: int) -> None:
        """Which label each box of a slide stands nearest to: one above it, or one before it.

        Boxes placed freely have no grid: beside a label may stand the value of the next column.
        """
        items = self.surfaces[s].items
        labels = [(i, items[i]) for i in range(len(items)) if self.is_label(s, i)]
        for n, box in enumerate(items):
            if self.is_label(s, n):
                continue
            above = min((_gap_below(o, box), i) for i, o in [*labels, (-1, _NOWHERE)])
            before = min((_gap_beside(o, box), i) for i, o in [*labels, (-1, _NOWHERE)])
            if above[0] < before[0]:
                self._above[s].add(n)
            elif before[1] >= 0:
                self._before[s][n] = before[1]

    def occurrences(self, key: str) -> list[tuple[int, int, int]]:
        """(surface, item, segment) of the places where a label of ``key`` stands, the first of very
        many: each is looked at in the whole of its surface."""
        found = (
            (s, i, n)
            for s, splits in sorted(
                enumerate(self._splits), key=lambda p: self.surfaces[p[0]].hidden
            )
            if not explains(self.surfaces[s])
            for i, parts in splits.items()
            if i not in self._noisy[s]
            for n, segment in enumerate(parts.segments)
            if key in segment.keys
        )
        boxes = max((len(surface.items) for surface in self.surfaces), default=1)
        places = list(islice(found, max(10, min(_MOST_PLACES, _MOST_LOOKS // max(boxes, 1)))))
        # What is hidden counts only where nothing that is seen asks for it.
        return [place for place in places if not self.surfaces[place[0]].hidden] or places

    def value(
        self, occurrence: tuple[int, int, int], take: str, inner: Sequence[str] = ()
    ) -> Value:
        """``take``: first (the next box), run (all up to the next label), band (all beside it).

        ``inner``: patterns of labels that stand inside the value and are passed over.
        """
        s, i, n = occurrence
        item, parts = self.surfaces[s].items[i], self.split(s, i)
        segment = parts.segments[n]

        def value(found: Iterable[tuple[Item, str]], slot: Location) -> Value:
            pieces = tuple(Part(text, box.location) for box, text in found if text.strip())
            return Value(pieces, segment.label.strip(), slot)

        if segment.value.strip() and take != "band":
            return value([(item, segment.value)], item.location)
        if not parts.bare and take != "band":
            return value([], item.location)
        if take != "band" and not self._beside[s] and self._in_header_row(s, i):
            # Under a row of headings: what stands beside one is the next, known or not.
            under = self._below_items(s, i, take)
            if under:
                return value([(box, box.text) for box in under], under[0].location)
        beside = self._beside_items(s, i, take, inner)
        if beside and self.surfaces[s].kind == "slide" and take != "band":
            columns = {box.x0: box for box in beside if take == "run" or box is beside[-1]}
            beside += [line for box in columns.values() for line in self._lines_below(s, box)]
        slot = beside[0].location if beside else item.location
        filled = [(box, box.text) for box in beside if box.filled]
        if parts.bare and len(parts.segments) > 1 and len(filled) == 1:
            filled = [(filled[0][0], self._share(filled[0][1], len(parts.segments), n))]
        if take == "band":
            own = [(item, segment.value)] if segment.value.strip() else []
            if all(split(text, self.labels).bare for _, text in filled):
                filled = []  # a row of labels: the values stand beneath them
            if own or filled:
                return value([*own, *filled], (own or filled)[0][0].location)
        elif filled:
            return value(filled, slot)
        below = self._below_items(s, i, take)
        filled = [(box, box.text) for box in below if box.filled]
        return value(filled, filled[0][0].location if filled else slot)

    @staticmethod
    def _share(text: str, labels: int, segment: int) -> str:
        """One box for several labels: a line each where the numbers agree, or a stretch between
        empty lines, else all of it."""
        text = text.replace("\v", "\n")
        lines = [line for line in text.split("\n") if line.strip()]
        stretches = [
            part for part in re.split(r"\n[ \t\u3000]*\n\s*", text.strip()) if part.strip()
        ]
        for parts in (stretches, lines):
            if len(parts) == labels:
                return parts[segment]
        return text

    def _all_right_of(self, s: int, i: int) -> Iterator[tuple[int, Item]]:
        surface, item = self.surfaces[s], self.surfaces[s].items[i]
        slack = (item.x1 - item.x0) // 10 if surface.kind == "slide" else 0
        return (
            (n, other)
            for n in self._near[s].in_rows(item)
            if (other := surface.items[n]) is not item
            and n not in self._noisy[s]
            and n not in self._above[s]
            and other.x0 >= item.x1 - slack
            and other.overlap_y(item) * 2 >= min(other.y1 - other.y0, item.y1 - item.y0)
            and other.overlap_y(item) > 0
        )

    def _right_of(self, s: int, i: int) -> list[tuple[int, Item]]:
        """Number and box of all to the right, nearest first. Not kept: a row may be wide, and all
        of it labels."""
        return sorted(self._all_right_of(s, i), key=_from_left)

    def _next_to(self, s: int, i: int) -> tuple[int, Item] | None:
        """The nearest of them."""
        return min(self._all_right_of(s, i), key=_from_left, default=None)

    def _beside_items(self, s: int, i: int, take: str, inner: Sequence[str]) -> list[Item]:
        right = self._right_of(s, i)
        if take == "band":
            right.sort(key=lambda pair: (pair[1].y0, pair[1].x0))
            if self.surfaces[s].kind == "slide":
                right = [(n, box) for n, box in right if not self._leads_elsewhere(s, n, i)]
            return [box for _, box in right]
        taken: list[Item] = []
        label = self.surfaces[s].items[i]
        edge = self._edge_of_answers(s, label.x0)
        within = re.compile("|".join(f"(?:{p})" for p in inner) or r"(?!)")
        for n, box in right:
            if within.fullmatch(squash(box.text).strip("()[]:")):
                take = "run"  # under captions of its own the value lies in several boxes
                continue
            if is_hint(box.text):
                continue
            if self.is_label(s, n) or (not taken and edge is not None and box.x0 >= edge):
                break
            # A box that says itself what it holds is no answer to a label further left.
            apart = self.surfaces[s].kind != "slide" and box.x0 > label.x1
            if n in self._splits[s] and (taken or (apart and self.split(s, n).led)):
                # But «〒 100-0001 …», which is a part of this value.
                labels = (part.label for part in self.split(s, n).segments)
                if not all(within.fullmatch(squash(said).strip("()[]:")) for said in labels):
                    break
            if taken and take == "first" and any(b.filled for b in taken):
                # Boxes of the same column under one tall label belong together.
                if box.x0 < taken[-1].x1 and box.y0 >= taken[-1].y1:
                    taken.append(box)
                    continue
                break
            taken.append(box)
        if take == "run":
            taken.sort(key=lambda box: (box.y0, box.x0))
        return taken

    def _edge_of_answers(self, s: int, x0: int) -> int | None:
        """Where the column ends in which most labels of a column of a sheet have their values: what
        stands beyond it, past an answer left empty, is a stamp or a remark. None if there is none."""
        if (s, x0) not in self._edges:
            form = self.surfaces[s].kind == "sheet" and len(self._splits[s]) <= _ENOUGH
            boxes = self._first_values(s, x0) if form else []
            column, times = Counter(box.x0 for box in boxes).most_common(1)[0] if boxes else (0, 0)
            common = times >= _LEAST_ANSWERS and times * 2 > len(boxes)
            right = (box.x1 for box in boxes if box.x0 == column)
            self._edges[s, x0] = max(right) if common else None
        return self._edges[s, x0]

    def _first_values(self, s: int, x0: int) -> list[Item]:
        """The first filled box beside each of the labels that begin in a column."""
        items = self.surfaces[s].items
        labels = (n for n in self._splits[s] if items[n].x0 == x0 and self.is_label(s, n))
        found: list[Item] = []
        for label in labels:
            for n, box in self._right_of(s, label):
                if self.is_label(s, n):
                    break
                if box.filled and not is_hint(box.text):
                    found.append(box)
                    break
        return found

    def _lines_below(self, s: int, box: Item) -> Iterator[Item]:
        """The boxes that go on with a value: a converter from PDF makes one of each line. They stand
        right under each other, and near no other label."""
        surface = self.surfaces[s]
        if len(surface.items) > _MOST_FREE:
            return
        height = box.y1 - box.y0
        for n, other in enumerate(surface.items):  # from the top
            if (
                n not in self._above[s]
                and n not in self._before[s]
                and n not in self._noisy[s]
                and n not in self._splits[s]
                and other.filled
                and abs(other.x0 - box.x0) * 4 <= height
                and abs(other.y1 - other.y0 - height) * 4 <= height
                and 0 <= other.y0 - box.y1 + height // 4 <= height // 2
            ):
                yield other
                box = other

    def _leads_elsewhere(self, s: int, n: int, i: int) -> bool:
        """Whether a box is the label of another field than ``i``, or stands nearest to one."""
        held = {k for part in self.split(s, n).segments for k in part.keys}
        own = {k for part in self.split(s, i).segments for k in part.keys}
        if self.split(s, n).led and held - {OTHER} and not held & own:
            return True
        owner = n if self.is_label(s, n) else self._before[s].get(n, i)
        return owner != i and set(self.split(s, owner).bare) != {OTHER}

    def _below_items(self, s: int, i: int, take: str) -> list[Item]:
        """The box under a label; of a value that may lie in several («0 | 3 | 1 …», a box for each
        digit), those beside it too, as far as no other label stands over them."""
        under = self._below_item(s, i)
        if under is None:
            return []
        surface, label = self.surfaces[s], self.surfaces[s].items[i]
        n, first = under
        if take != "run" or surface.kind == "slide":
            return [first]
        heads = [surface.items[m].x0 for m in self._near[s].in_rows(label) if m != i]
        edge = min((x0 for x0 in heads if x0 > label.x0), default=_FAR)
        found = [first]
        for m, box in self._right_of(s, n):
            if box.x0 >= edge or m in self._splits[s]:
                break
            if box.filled and box.y0 == first.y0:
                found.append(box)
        return found

    def _below_item(self, s: int, i: int) -> tuple[int, Item] | None:
        surface, item = self.surfaces[s], self.surfaces[s].items[i]
        right = self._next_to(s, i)
        if right and not self.is_label(s, right[0]) and self._beside[s]:
            return None
        if self._beside[s] and not right and not self._in_header_row(s, i):
            return None
        under = sorted(
            (
                (n, other)
                for n in self._near[s].in_columns(item)
                if (other := surface.items[n]) is not item
                and n not in self._noisy[s]
                and self._before[s].get(n, i) == i
                and other.y0 >= item.y1 - _slack(surface, item)
                and other.overlap_x(item) > 0
                and other.overlap_x(item) * 2 >= min(other.x1 - other.x0, item.x1 - item.x0)
            ),
            key=lambda pair: (pair[1].y0, pair[1].x0),
        )
        if not under or self.split(s, under[0][0]).led:
            return None
        candidate = under[0][1]
        if surface.kind == "sheet" and candidate.y0 > item.y1 + 1:
            return None
        if surface.kind != "slide" and self._led_from_left(s, candidate):
            return None
        return under[0]

    def _led_from_left(self, s: int, box: Item) -> bool:
        """Whether a label of some field stands next to a box, on its left."""
        left = [
            (other.x1, n)
            for n in self._near[s].in_rows(box)
            if (other := self.surfaces[s].items[n]).x1 <= box.x0 and other.overlap_y(box) > 0
        ]
        return bool(left) and bool(set(self.split(s, max(left)[1]).bare) - {OTHER})

    def _in_header_row(self, s: int, i: int) -> bool:
        item = self.surfaces[s].items[i]
        return any(
            n != i and self.is_label(s, n) and self.surfaces[s].items[n].overlap_y(item) > 0
            for n in self._near[s].in_rows(item)
        )

    def _is_beside(self, s: int) -> bool:
        """Whether this surface, by majority, writes its values beside the labels."""
        right = below = stacked = 0
        surface = self.surfaces[s]
        if len(surface.items) > (_MOST_FREE if surface.kind == "slide" else _MOST_ITEMS):
            return True
        for i in islice((n for n in self._splits[s] if self.is_label(s, n)), _ENOUGH):
            item = surface.items[i]
            beside = self._next_to(s, i)
            if beside and not self.is_label(s, beside[0]):
                right += 1
                continue
            under = [
                (o.y0, n)
                for n in self._near[s].in_columns(item)
                if (o := surface.items[n]) is not item
                and o.y0 >= item.y1 - _slack(surface, item)
                and o.overlap_x(item) > 0
            ]
            if not under:
                continue
            y0, nearest = min(under)
            if not self.is_label(s, nearest):
                below += 1
            elif y0 == item.y1 and surface.kind == "sheet":
                stacked += 1  # labels right below each other have no room for values but beside
        return right + stacked >= below
