"""Checks of tables and sheets in workbooks (handbook 【参考】, 表 2, 09-3, 09-4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.checks.text import Bilingual, is_blank, regex
from linter.choices import chosen
from linter.context import Context, TableOf
from linter.fold import is_circle, squash
from linter.forms import FormReading
from linter.model import Location, Severity
from linter.tables import TableReading, TableRow


class SheetParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``name``: pattern of the sheet's name; ``table``: a table of the form that proves it is there
    under another name; ``filled``: it must hold so many answered rows."""

    name: str
    title: Bilingual
    table: str | None = None
    filled: bool = False


@check("sheet", SheetParams)
def sheet(context: Context, given: tuple[str, ...], params: SheetParams) -> Iterator[Hit]:
    """The workbook has the sheet; under another name it is a warning."""
    form = given[0].partition(".")[0]
    for reading in context.readings:
        workbook = reading.document.workbook
        if reading.definition.form != form or workbook is None:
            continue
        values: dict[str, object] = {
            "title": {"ja": params.title.ja, "en": params.title.en},
            "sheets": "、".join(f"「{s.name}」" for s in workbook.sheets),
        }
        found = [s for s in workbook.sheets if regex(params.name).search(squash(s.name))]
        tables = reading.tables.get(params.table or "", ())
        if found and params.filled:
            if not any(_has_content(reading, s.name) for s in found):
                yield Hit(
                    Location(document=reading.document.path, sheet=found[0].name),
                    values={
                        **values,
                        "state": {"ja": "が記入されていません", "en": "is not filled in"},
                    },
                )
        elif not found:
            place = tables[0].place if tables else Location(document=reading.document.path)
            yield Hit(
                place,
                values={**values, "state": {"ja": "がありません", "en": "is missing"}},
                severity="warning" if tables else None,
            )


def _has_content(reading: FormReading, name: str) -> bool:
    """Rows under a header that are answered; without a known header, more than a title."""
    tables = [t for ts in reading.tables.values() for t in ts if t.place.sheet == name]
    if tables:
        answers = any("answer" in t.headers for t in tables)
        return any(
            row.text("answer") if answers else row.text("requirement") or row.text("detail")
            for table in tables
            for row in table.rows
        )
    surface = next((s for s in reading.surfaces if s.name == name), None)
    return surface is not None and sum(1 for item in surface.items if item.filled) > 12


class ChosenParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``table``: the table's key, to say where it was looked for."""

    table: str


@check("row_chosen", ChosenParams)
def row_chosen(context: Context, given: tuple[str, ...], params: ChosenParams) -> Iterator[Hit]:
    """The table is there and at least one row is chosen."""
    form = given[0].partition(".")[0]
    for reading in context.readings:
        if reading.definition.form != form or reading.document.workbook is None:
            continue
        tables = reading.tables.get(params.table, ())
        if any(chosen(row.text("mark")) for t in tables for row in t.rows if "mark" in t.headers):
            continue
        if not tables:
            continue
        state = (
            {"ja": "に○が一つもありません", "en": "has no ○"}
            if "mark" in tables[0].headers
            else {"ja": "に○を付ける列が見つかりません", "en": "has no column for ○"}
        )
        yield Hit(tables[0].place, values={"state": state})


@check("circle_marks", ChosenParams)
def circle_marks(context: Context, given: tuple[str, ...], _: ChosenParams) -> Iterator[Hit]:
    """Rows are chosen with a circle, not another sign; one hit per sign."""
    for of in context.tables(given):
        seen: set[str] = set()
        for row in of.table.rows:
            mark = row.text("mark")
            if not mark or is_circle(mark) or not chosen(mark) or squash(mark) in seen:
                continue
            if len(squash(mark)) > 8:
                continue
            seen.add(squash(mark))
            yield Hit(
                row.cells["mark"].location,
                evidence=mark,
                expected="○",
                values={"procedure": row.text("procedure")},
            )


class ColumnParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``column``: what must be filled in; ``chosen``: only in rows with a mark; ``beside``: only in
    rows with something in one of these columns, for the others are numbered in advance."""

    column: str
    title: Bilingual
    chosen: bool = False
    beside: tuple[str, ...] = ()


@check("column_filled", ColumnParams)
def column_filled(context: Context, given: tuple[str, ...], params: ColumnParams) -> Iterator[Hit]:
    """The column is filled in in every (chosen) row; one hit if there is no such column."""
    title = {"ja": params.title.ja, "en": params.title.en}
    for of in context.tables(given):
        beside = [key for key in params.beside if key in of.table.headers]
        rows = [
            row
            for row in of.table.rows
            if (not params.chosen or chosen(row.text("mark")))
            and (not beside or any(row.text(key) for key in beside))
        ]
        if rows and params.column not in of.table.headers:
            yield Hit(of.table.place, values={"title": title, "row": ""})
            continue
        for row in rows:
            if is_blank(row.text(params.column)):
                yield Hit(
                    row.cells[params.column].location,
                    evidence=_row_name(row) or None,
                    values={"title": title, "row": _row_name(row)},
                )


def _row_name(row: TableRow) -> str:
    for key in ("procedure", "municipality", "requirement", "question", "number"):
        if row.text(key):
            return row.text(key)
    return ""


# --- answers of the security workbook -------------------------------------------------------------


class AnswerParams(Struct, frozen=True, forbid_unknown_fields=True):
    """Patterns over squashed answers: ``negative`` (not implemented), ``excluded`` (does not
    apply); ``sheet``: only the tables of sheets of such a name."""

    negative: str = ""
    excluded: str = ""
    sheet: str = ""


def item_rows(table: TableReading) -> list[TableRow]:
    """The rows that ask something; headings of categories are left out.

    A heading has no answer, and either no number where the others have one or a number of another
    depth.
    """
    rows = [row for row in table.rows if row.text("requirement")]
    shapes = [_number_shape(row.text("number")) for row in rows]
    answered = [s for s, row in zip(shapes, rows, strict=True) if row.text("answer")]
    usual = max(set(answered), key=answered.count) if answered else None
    items: list[TableRow] = []
    for n, row in enumerate(rows):
        if "requirement" not in row.own and "number" not in row.own and "answer" not in row.own:
            continue
        if not row.text("answer") and not row.text("detail"):
            number = row.text("number")
            if number and usual == "":
                continue  # its items, «(a)», have their numbers elsewhere
            if number and any(
                squash(other.text("number")).startswith(squash(number) + mark)
                for other in rows
                for mark in ("-", ".", "(")
            ):
                continue
            if (
                usual is not None
                and shapes[n] != usual
                and (not shapes[n] or _depth(shapes[n]) < _depth(usual))
            ):
                continue
            if number and squash(number) == squash(row.text("requirement")):
                continue
        items.append(row)
    return items


def _number_shape(text: str) -> str:
    return re.sub(r"[0-9]+", "9", squash(text))


def _depth(shape: str) -> int:
    return shape.count("9")


# Both of two columns or boxes ticked (see :mod:`linter.choices`): done, and not done.
_TWICE = re.compile(
    r"^(?![未非不])[^,]{1,8}[、,](?:[^,]{1,8}[、,])?(?:[未非不]|対象外|該当(?:なし|しない)|いいえ|×)[^,]{0,6}$"
)


@check("rows_answered", AnswerParams)
def rows_answered(context: Context, given: tuple[str, ...], params: AnswerParams) -> Iterator[Hit]:
    """Every item has an answer; a table nobody touched, or without a column for them, is one hit."""
    form, key = given[0].split(".table.")
    for reading in context.readings:
        if reading.definition.form != form or reading.document.workbook is None:
            continue
        tables = reading.tables.get(key, ())
        if not tables:
            yield Hit(
                Location(document=reading.document.path),
                values={
                    "state": {
                        "ja": "要求事項と対応状況の表が見つかりません",
                        "en": "the table of requirements and answers was not found",
                    }
                },
            )
            continue
        for table in tables:
            if not regex(params.sheet).search(squash(table.place.sheet or "")):
                continue
            items = item_rows(table)
            if items and "answer" not in table.headers:
                state = {
                    "ja": "対応状況の列が見つかりません",
                    "en": "the column of answers was not found",
                }
                yield Hit(table.place, values={"state": state})
                continue
            yield from (
                _unclear(
                    row,
                    {
                        "ja": f"項番 {name} の回答が二つあります",
                        "en": f"item {name} has two answers",
                    },
                )
                for row in items
                if _TWICE.search(squash(row.text("answer")))
                for name in (row.text("number") or row.text("requirement"),)
            )
            missing = [row for row in items if is_unanswered(row)]
            if len(missing) > 3 and len(missing) == len(items):
                missing = missing[:1]
                state = {"ja": "どの項目も回答されていません", "en": "no item is answered"}
            else:
                state = {}
            for row in missing:
                name = row.text("number") or row.text("requirement")
                none = {
                    "ja": f"項番 {name} の対応状況が回答されていません",
                    "en": f"item {name} is not answered",
                }
                yield _unclear(row, state or none)


def _unclear(row: TableRow, state: dict[str, str]) -> Hit:
    place, evidence = row.cells["answer"].location, row.text("requirement")
    return Hit(place, evidence=evidence, values={"state": state})


def is_unanswered(row: TableRow) -> bool:
    text = squash(row.text("answer"))
    return (
        not text
        or re.fullmatch(r"選択してください|未(?:記入|回答|入力)|[?？・…\[\]]+|▼", text) is not None
    )


def _not_done(params: AnswerParams | ContradictedParams) -> re.Pattern[str]:
    """An answer that says that a measure is not implemented, or does not apply."""
    return regex(f"(?:{params.negative})|(?:{params.excluded})")


def _answer(row: TableRow) -> str:
    """The answer without the brackets it may be set off by: «【対象外】外部媒体を使わないため»."""
    return squash(row.text("answer")).lstrip("[(<")


def _reason_below(of: TableOf, row: TableRow) -> str:
    """What is written as the reason in the line under a row: «理由：…»."""
    place = of.table.place
    return next(
        (
            item.text
            for surface in of.reading.surfaces
            if surface.place == place
            for item in surface.items
            if item.y0 == row.number + 1 and _REASON.match(squash(item.text))
        ),
        "",
    )


_REASON = re.compile(
    r"[※(\[→└↳・]*(?:(?:対象外|該当なし|該当しない|非該当|未対応)(?:の|とする|とした)?)?理由[:)\]は]"
)


@check("answer_reason", AnswerParams)
def answer_reason(context: Context, given: tuple[str, ...], params: AnswerParams) -> Iterator[Hit]:
    """An answer of no, or not applicable, has its reason beside it (or in itself)."""
    pattern = _not_done(params)
    for of in context.tables(given):
        for row in item_rows(of.table):
            answer = _answer(row)
            match = pattern.match(answer)
            if not answer or match is None or len(answer) - match.end() > 5:
                continue
            said = [row.text("detail"), row.text("reason"), _reason_below(of, row)]
            if all(is_blank(text) or pattern.fullmatch(squash(text)) for text in said):
                column = next((c for c in ("reason", "detail") if c in row.columns), "answer")
                yield _of_row(row, column)


class ContradictedParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``negative`` and ``excluded`` as in :class:`AnswerParams`; ``detail``: what a detail says that
    speaks of something not done."""

    negative: str
    excluded: str
    detail: str


@check("answer_contradicted", ContradictedParams)
def answer_contradicted(
    context: Context, given: tuple[str, ...], params: ContradictedParams
) -> Iterator[Hit]:
    """A measure that is answered as done is not told as not done in the detail."""
    not_done = _not_done(params)
    for of in context.tables(given):
        for row in item_rows(of.table):
            answer = _answer(row)
            if is_unanswered(row) or not_done.match(answer):
                continue
            if regex(params.detail).search(squash(row.text("detail"))):
                yield _of_row(row, "detail")


# Of fewer rows nothing is usual; more than so many without a detail are no oversight.
_FEW_ROWS, _OVERSIGHTS = 8, 2


@check("details_filled", AnswerParams)
def details_filled(context: Context, given: tuple[str, ...], params: AnswerParams) -> Iterator[Hit]:
    """Where all other items have a detail, none that is done is left without one."""
    not_done = _not_done(params)
    for of in context.tables(given):
        rows = [row for row in item_rows(of.table) if not is_unanswered(row)]
        if any(row.text("reason") for row in rows):
            continue  # which of two columns a row is told in is left to who fills it in
        if sum(bool(row.text("number")) for row in rows) * 2 > len(rows):
            rows = [row for row in rows if row.text("number")]  # the others are totals and notes
        empty = [row for row in rows if "detail" in row.columns and is_blank(row.text("detail"))]
        if len(rows) >= _FEW_ROWS and 0 < len(empty) <= min(_OVERSIGHTS, len(rows) // _FEW_ROWS):
            yield from (_of_row(row, "detail") for row in empty if not not_done.match(_answer(row)))


def _of_row(row: TableRow, column: str) -> Hit:
    return Hit(
        row.cells[column].location,
        evidence=row.text(column) or row.text("requirement"),
        values={
            "answer": row.text("answer"),
            "number": row.text("number") or row.text("requirement"),
        },
    )


class AgreesParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``negative``: pattern of an answer that says a measure is not implemented; ``statement``:
    pattern of what the plan claims."""

    negative: str
    statement: str


@check("answers_agree", AgreesParams)
def answers_agree(context: Context, given: tuple[str, ...], params: AgreesParams) -> Iterator[Hit]:
    """The plan claims that the measures are implemented; no item says otherwise. Told on both."""
    claims = [
        item
        for reading in context.of_form("plan")
        for surface in reading.surfaces
        for item in surface.items
        if item.filled and regex(params.statement).search(squash(item.text))
    ]
    rows: list[tuple[TableOf, TableRow]] = [
        (of, row)
        for of in context.tables(given)
        for row in item_rows(of.table)
        if regex(params.negative).match(_answer(row))
    ]
    if not claims or not rows:
        return
    for _, row in rows:
        yield Hit(
            row.cells["answer"].location,
            evidence=row.text("answer"),
            related=(claims[0].location,),
            values={"items": row.text("number") or row.text("requirement")},
        )
    yield Hit(
        claims[0].location,
        evidence=claims[0].text,
        related=tuple(row.cells["answer"].location for _, row in rows),
        values={
            "items": "、".join(row.text("number") or row.text("requirement") for _, row in rows)
        },
    )


# --- other workbooks ------------------------------------------------------------------------------


class RedParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``columns``: the cells of a row that are looked at; ``procedures``: where it is an error; at
    other procedures it is an info, for there the municipalities are not added ones."""

    columns: tuple[str, ...]
    procedures: tuple[str, ...]


@check("written_in_red", RedParams)
def written_in_red(context: Context, given: tuple[str, ...], params: RedParams) -> Iterator[Hit]:
    """At least one row, the added one, is written in red."""
    for of in context.tables(given):
        workbook = of.reading.document.workbook
        rows = [row for row in of.table.rows if row.text(params.columns[0])]
        if workbook is None or not rows:
            continue
        found = next(s for s in workbook.sheets if s.name == of.table.place.sheet)
        red = {(cell.row, cell.column) for cell in found.cells if _is_red(cell.font_colour)}
        boxes = (row.cells.get(key) for row in rows for key in params.columns)
        if not any(box is not None and (box.y0, box.x0) in red for box in boxes):
            level: Severity | None = (
                None if context.facts.procedure in params.procedures else "info"
            )
            yield Hit(
                rows[-1].cells[params.columns[0]].location,
                evidence=rows[-1].text(params.columns[0]),
                severity=level,
            )


def _is_red(rgb: str | None) -> bool:
    if not rgb:
        return False
    red, green, blue = (int(rgb[n : n + 2], 16) for n in (0, 2, 4))
    return red >= 0xB0 and green <= 0x60 and blue <= 0x60


class OnlyParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``sheet``: pattern of the sheet that is filled in; ``fields``: what shows that others are."""

    sheet: str
    fields: tuple[str, ...]


@check("only_sheet", OnlyParams)
def only_sheet(context: Context, given: tuple[str, ...], params: OnlyParams) -> Iterator[Hit]:
    """No other sheet than the named one is filled in; one hit per sheet."""
    seen: set[tuple[str | None, str | None]] = set()
    form = given[0].partition(".")[0]
    for field in context.fields(tuple(f"{form}.{key}" for key in params.fields)):
        place = field.slot
        if is_blank(field.text) or regex(params.sheet).search(squash(place.sheet or "")):
            continue
        if (place.document, place.sheet) not in seen:
            seen.add((place.document, place.sheet))
            yield Hit(Location(document=place.document, sheet=place.sheet), evidence=field.text)


class OneValueParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``column``: the column whose filled cells must all say the same."""

    column: str


@check("one_value", OneValueParams)
def one_value(context: Context, given: tuple[str, ...], params: OneValueParams) -> Iterator[Hit]:
    """All rows of a table name the same thing in a column."""
    for of in context.tables(given):
        parts = [row.cells[params.column] for row in of.table.rows if row.text(params.column)]
        names = list(dict.fromkeys(squash(part.text) for part in parts))
        if len(names) > 1:
            other = next(part for part in parts if squash(part.text) == names[1])
            yield Hit(other.location, evidence=other.text, expected=parts[0].text)
