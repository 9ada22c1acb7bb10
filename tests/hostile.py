"""Files that no honest program writes, and what the linter says of each: name → (bytes, words).

``python -m tests.hostile FOLDER`` writes them to a folder, to be tried with other tools."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.builders_deck import deck, frame, layout, slide, sp
from tests.builders_package import (
    compound,
    content_types,
    local_header,
    main_type,
    parts_of,
    patched,
    real_pptx,
    real_xlsx,
    workbook,
    zipped,
)
from tests.builders_workbook import package, worksheet

BOMB = b"\0" * (300 * 2**20)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a%s;" % (n - 1 if n else "") * 10}">' for n in range(10))
    + "]><x>&a9;</x>"
)


def _replaced(data: bytes, part: str, content: str | bytes) -> bytes:
    return zipped({**parts_of(data), part: content})


def _flipped(data: bytes) -> bytes:
    """One byte of the middle changed: some part's CRC is wrong."""
    at = local_header(data, "ppt/slides/slide1.xml") + 120
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _cells(rows: str, rest: str = "") -> bytes:
    return package({"xl/worksheets/sheet1.xml": worksheet(rows, rest)})


def _nested(depth: int) -> str:
    head = "<p:grpSp><p:nvGrpSpPr><p:cNvPr id='1' name='g'/></p:nvGrpSpPr><p:grpSpPr/>"
    return head * depth + sp("底") + "</p:grpSp>" * depth


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": (".pptx", lambda: b"", "空です"),
    "no package": (".xlsx", lambda: b"\x07\x11" * 900, "Office の文書ではありません"),
    "pdf": (".pptx", lambda: b"%PDF-1.7\n%%EOF", "PDF"),
    "html as xls": (".xls", lambda: b"<html><body><table></table></body></html>", "HTML"),
    "old workbook": (".xls", lambda: compound("Workbook"), "古い形式"),
    "old presentation": (".ppt", lambda: compound("PowerPoint Document"), "古い形式"),
    "encrypted": (".xlsx", lambda: compound("EncryptedPackage"), "暗号化"),
    "cut off": (".pptx", lambda: real_pptx()[:-900], "壊れて"),
    "head alone": (".xlsx", lambda: real_xlsx()[:64], "壊れて"),
    "wrong crc": (".pptx", lambda: _flipped(real_pptx()), "壊れて"),
    "size that lies": (".xlsx", lambda: patched(real_xlsx(), "xl/workbook.xml", size=9), "壊れて"),
    "overlapping": (
        ".xlsx",
        lambda: patched(
            real_xlsx(),
            "xl/styles.xml",
            offset=local_header(real_xlsx(), "xl/workbook.xml"),
        ),
        "壊れて",
    ),
    "bomb": (".xlsx", lambda: workbook({"xl/media/a.bin": BOMB}), "上限"),
    "flood of entries": (
        ".xlsx", lambda: workbook([(f"xl/{n}.xml", "") for n in range(10_001)]), "上限"
    ),
    "laughs": (
        ".xlsx", lambda: _replaced(real_xlsx(), "xl/workbook.xml", LAUGHS), "壊れて"
    ),
    "external entity": (
        ".xlsx",
        lambda: _replaced(
            real_xlsx(),
            "xl/workbook.xml",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        ),
        "DOCTYPE",
    ),
    "entity in the content types": (
        ".xlsx",
        lambda: zipped({"[Content_Types].xml": LAUGHS.replace("<x>", content_types(main_type("spreadsheetml.sheet")))}),
        "壊れて",
    ),
    "deep xml": (
        ".xlsx",
        lambda: _replaced(real_xlsx(), "xl/workbook.xml", "<a>" * 5000 + "</a>" * 5000),
        "上限",
    ),
    "no well-formed slide": (
        ".pptx", lambda: _replaced(real_pptx(), "ppt/slides/slide1.xml", "<p:sld"), "壊れて"
    ),
    "no workbook part": (
        ".xlsx",
        lambda: zipped({k: v for k, v in parts_of(real_xlsx()).items() if k != "xl/workbook.xml"}),
        "欠けて",
    ),
    "layout that is its own": (
        ".pptx",
        lambda: _replaced(
            deck(slide(sp("概要")), layout_xml=layout()),
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/slideMaster" Target="slideLayout1.xml"/></Relationships>',
        ),
        "",
    ),
    "deep groups": (".pptx", lambda: deck(slide(_nested(3000))), "上限"),
    "flood of shapes": (".pptx", lambda: deck(slide(sp("図") * 20_001)), "上限"),
    "wild numbers": (
        ".pptx",
        lambda: deck(slide(sp("数").replace("0", "9" * 400) + frame("<x/>", "chart"))),
        "",
    ),
    "cells at both ends": (
        ".xlsx",
        lambda: _cells(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>民間事業者登録申請書</t></is></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
        "",
    ),
    "references that are none": (
        ".xlsx", lambda: _cells('<row r="x"><c r="ZZZZ99999999999"><v>nan</v></c></row>'), ""
    ),
    "merges over everything": (
        ".xlsx",
        lambda: _cells(
            '<row r="1"><c r="A1"><v>1</v></c></row>',
            "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 20_001 + "</mergeCells>",
        ),
        "上限",
    ),
    "flood of cells": (
        ".xlsx",
        lambda: _cells(
            "".join(
                f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>1</v></c>' for c in "ABCDEFGHIJ") + "</row>"
                for r in range(1, 40_002)
            )
        ),
        "上限",
    ),
    "flood of labels": (
        ".xlsx",
        lambda: _cells(
            "".join(
                f'<row r="{r}">' + '<c t="inlineStr"><is><t>担当者</t></is></c><c t="inlineStr"><is><t>氏名</t></is></c>' * 5 + "</row>"
                for r in range(1, 3_001)
            ).replace('<row r="1"><c t="inlineStr"><is><t>担当者', '<row r="1"><c t="inlineStr"><is><t>民間事業者登録申請書')
        ),
        "",
    ),
}  # fmt: skip
"""Suffix, contents, and words that its findings say of it; none where Office opens it as it is."""


def write(folder: Path) -> dict[str, Path]:
    """Each in a folder of its own."""
    files: dict[str, Path] = {}
    for name, (suffix, make, _) in HOSTILE.items():
        place = folder / name.replace(" ", "-")
        place.mkdir(parents=True)
        files[name] = place / f"企画書{suffix}"
        files[name].write_bytes(make())
    return files


if __name__ == "__main__":
    write(Path(sys.argv[1]))
