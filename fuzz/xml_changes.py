"""Changes to the XML of a part that leave it well-formed, mostly."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from lxml import etree

from fuzz import words

_MOST_ELEMENTS = 20_000
_NUMERIC = re.compile(r"-?[0-9.]+%?")
_REFERENCE = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]+(:\$?[A-Z]{1,3}\$?[0-9]+)?")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6,8}")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = Any


def changed(data: bytes, chance: Random, count: int, names: Sequence[str] = ()) -> bytes:
    """``data`` after ``count`` changes; ``names`` are parts that a relationship may lead to."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return bitten(data, chance)
    for _ in range(count):
        elements = list(root.iter(etree.Element))
        if len(elements) > _MOST_ELEMENTS:
            break
        element = chance.choice(elements)
        change = chance.choices(_CHANGES, _WEIGHTS)[0]
        change(element, elements, chance)
        if names and element.tag.endswith("}Relationship") and chance.random() < 0.5:
            element.set("Target", "/" + chance.choice(names))
    result = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return bitten(result, chance) if chance.random() < 0.04 else result


def bitten(data: bytes, chance: Random) -> bytes:
    """Bytes changed, lost or put in, whatever they are."""
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5, 30))):
        at = chance.randint(0, len(result))
        match chance.randint(0, 5):
            case 0 if at < len(result):
                result[at] ^= 1 << chance.randint(0, 7)
            case 1 if at < len(result):
                result[at] = chance.randint(0, 255)
            case 2:
                del result[at : at + chance.choice((1, 2, 4, 40))]
            case 3:
                result[at:at] = chance.choice(
                    (b"\0", b"<", b">", b"&", b"&#0;", b"&#x1b;", b"&lt;", b"]]>", b"<!--", b"<x>",
                     b"<!DOCTYPE x>", b'<?xml version="1.1"?>', b"\xff\xfe", b"\xed\xa0\x80", b"=")
                )  # fmt: skip
            case 4:
                del result[at:]
            case _:
                piece = result[at : at + chance.randint(1, 60)]
                result[at:at] = piece * chance.randint(1, 3)
    return bytes(result)


def _allowed(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _value(old: str, chance: Random) -> str:
    """Something in place of a value, mostly of its own kind."""
    if chance.random() < 0.75:
        if _NUMERIC.fullmatch(old):
            return words.number(chance)
        if _REFERENCE.fullmatch(old):
            return chance.choice(words.REFERENCES)
        if _COLOUR.fullmatch(old):
            return chance.choice(("FF0000", "GGGGGG", "FFFF", "", "0" * 80, "ＦＦ0000", "-FF000"))
    return chance.choice((words.number, words.text))(chance)


def _set_attribute(element: Element, _: list[Element], chance: Random) -> None:
    if element.attrib:
        name = chance.choice(list(element.attrib))
        element.set(name, _allowed(_value(element.attrib[name], chance)))


def _drop_attribute(element: Element, _: list[Element], chance: Random) -> None:
    if element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]


def _take_attribute(element: Element, elements: list[Element], chance: Random) -> None:
    other = chance.choice(elements)
    if other.attrib:
        name = chance.choice(list(other.attrib))
        element.set(name, _allowed(_value(other.attrib[name], chance)))


def _set_text(element: Element, elements: list[Element], chance: Random) -> None:
    filled = [e for e in elements if e.text and e.text.strip()]
    target = chance.choice(filled) if filled and chance.random() < 0.9 else element
    target.text = _allowed(
        _value(target.text or "", chance) if chance.random() < 0.3 else words.text(chance)
    )


def _delete(element: Element, _: list[Element], __: Random) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)


def _double(element: Element, elements: list[Element], chance: Random) -> None:
    parent = element.getparent()
    if parent is None:
        return
    size = len(list(element.iter()))
    most = max(1, min(400, (_MOST_ELEMENTS - len(elements)) // size))
    for _ in range(min(chance.choice((1, 1, 1, 2, 5, 400)), most)):
        parent.insert(parent.index(element), copy.deepcopy(element))


def _move(element: Element, elements: list[Element], chance: Random) -> None:
    place = chance.choice(elements)
    if place is not element and element not in place.iterancestors():
        place.insert(chance.randint(0, len(place)), element)


def _copy_in(element: Element, elements: list[Element], chance: Random) -> None:
    if sum(1 for _ in element.iter()) < 500:
        chance.choice(elements).append(copy.deepcopy(element))


def _nest(element: Element, _: list[Element], chance: Random) -> None:
    """The element in copies of its own kind."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for _level in range(chance.choice((1, 3, 50, 150, 300))):
        outer = etree.Element(element.tag, dict(element.attrib), element.nsmap)
        outer.append(element)
        element = outer
    parent.insert(place, element)


def _rename(element: Element, elements: list[Element], chance: Random) -> None:
    element.tag = chance.choice(elements).tag


def _swap(element: Element, elements: list[Element], chance: Random) -> None:
    other = chance.choice(elements)
    element.text, other.text = other.text, element.text
    for name in set(element.attrib) & set(other.attrib):
        mine, theirs = element.get(name), other.get(name)
        element.set(name, theirs)
        other.set(name, mine)


def _shuffle(element: Element, _: list[Element], chance: Random) -> None:
    children = list(element)
    chance.shuffle(children)
    element[:] = children


def _annotate(element: Element, _: list[Element], chance: Random) -> None:
    """A comment or a processing instruction where elements are expected."""
    element.insert(
        chance.randint(0, len(element)),
        chance.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y"))),
    )


_Change = Callable[[Element, list[Element], Random], None]
_WEIGHED: tuple[tuple[_Change, int], ...] = (
    (_set_attribute, 8), (_drop_attribute, 3), (_take_attribute, 2), (_set_text, 8), (_delete, 4),
    (_double, 3), (_move, 2), (_copy_in, 2), (_nest, 1), (_rename, 1), (_swap, 2), (_shuffle, 1),
    (_annotate, 1),
)  # fmt: skip
_CHANGES = [change for change, _ in _WEIGHED]
_WEIGHTS = [weight for _, weight in _WEIGHED]
