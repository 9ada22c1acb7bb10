"""What is tried: each target makes an input from chance, and runs what must stand it."""

from __future__ import annotations

import re
import tempfile
import time
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from fuzz import seeds, words
from fuzz.case import BrokenError, Files, Target
from fuzz.colours import colours, judge_colours
from fuzz.configurations import configuration, judge_configuration
from fuzz.grids import grids, judge_grids
from fuzz.pipeline import submission
from fuzz.xml_changes import changed
from fuzz.zip_changes import lying, packed, parts_of, rearranged
from linter import dates, facts, forms, labels, tables
from linter.archive import ContainerError
from linter.checks import text as text_checks
from linter.checks import values as value_checks
from linter.container import Package, open_package
from linter.dates import add_year, find_dates
from linter.discover import Source
from linter.fold import Folded, fold, folding, is_circle, nearest, squash
from linter.reading import read_document

_MORE: list[Path | None] = [None]


def more_seeds(folder: Path | None) -> None:
    """Also start from the documents below a folder."""
    _MORE[0] = folder


def _any_submission(chance: Random) -> Files:
    return dict(chance.choice(seeds.with_more(_MORE[0])))


# --- container -----------------------------------------------------------------------------------


def _container(chance: Random) -> Files:
    files = _any_submission(chance)
    name = seeds.choose(files, chance)
    if name is None or chance.random() < 0.1:
        whole = packed(files)
        return {"提出.zip": lying(rearranged(whole, chance), chance)}
    data = files[name]
    if chance.random() < 0.6:
        data = rearranged(data, chance)
    if chance.random() < 0.7:
        data = lying(data, chance)
    return {name: data}


def _open(files: Files) -> None:
    for name, data in files.items():
        if name.endswith(".zip"):
            submission(files)
            continue
        try:
            package = open_package(data, kinds=("xlsx", "xlsm", "pptx", "pptm", "docx"))
        except ContainerError:
            package = None
        if package is not None:
            _read_all(package)
        _same_from_disk(name, data)


def _read_all(package: Package) -> None:
    for part in package.names():
        for read in (package.read, package.xml, package.relationships):
            try:
                read(part)
            except ContainerError as error:
                if not error.problem.detail and error.problem.code != "encrypted":
                    raise BrokenError(f"{error.problem.code} says nothing") from error


def _same_from_disk(name: str, data: bytes) -> None:
    """A file is read as it is asked for, bytes lie in memory: the document is one."""
    with tempfile.TemporaryDirectory(prefix="myna-lint-fuzz-") as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        from_disk = read_document(Source(name, file=file))
    if from_disk != read_document(Source(name, data=data)):
        raise BrokenError("another document from disk than from memory")


# --- documents -----------------------------------------------------------------------------------


def _documents(chance: Random) -> Files:
    files = _any_submission(chance)
    for _ in range(chance.choice((1, 1, 2))):
        name = seeds.choose(files, chance)
        if name is None:
            break
        parts = parts_of(files[name])
        xml = [part for part in parts if part.endswith((".xml", ".rels"))]
        weights = [_weight(part) for part in xml]
        for part in chance.choices(xml, weights, k=chance.choice((1, 1, 2, 4))):
            count = chance.choice((1, 1, 2, 4, 12, 40))
            parts[part] = changed(parts[part], chance, count, tuple(parts))
        files[name] = packed(parts)
    if chance.random() < 0.05:
        return {"提出.zip": packed(files)}
    return files


def _weight(part: str) -> int:
    content = ("slides/slide", "worksheets/sheet", "sharedStrings", "styles.xml", "word/document")
    inherited = ("slideMaster", "slideLayout1.", "theme1", "presentation.xml", "workbook.xml")
    if any(word in part for word in content):
        return 3 if part.endswith(".rels") else 12
    return 3 if any(word in part for word in inherited) else 1


# --- texts ---------------------------------------------------------------------------------------


def _texts(chance: Random) -> Files:
    return {
        f"{number}.txt": words.text(chance).encode("utf-8", "surrogatepass") for number in range(40)
    }


def _read_texts(files: Files) -> None:
    for data in files.values():
        judge_text(data.decode("utf-8", "surrogatepass"))


def judge_text(text: str) -> None:
    folded = folding(text)
    for keep_space in (False, True):
        found = Folded(text, keep_space=keep_space)
        if found.text != "".join(found._walk()):
            raise BrokenError("folded by characters otherwise than in order")
    if any(character.isspace() for character in squash(text)):
        raise BrokenError("blanks are left")
    fold(text)
    is_circle(text)
    nearest(text[:200], ["api", "procedure", "flow"])
    step = max(1, len(folded.text) // 20)
    for start in range(0, len(folded.text), step):
        end = min(start + step, len(folded.text))
        if folded.original(start, end) not in text:
            raise BrokenError("what is quoted does not stand in the text")
    for written in find_dates(text):
        if not date(1900, 1, 1) < add_year(written.day) < date(2200, 1, 1):
            raise BrokenError(f"a date of no application: {written.day}")
        if written.text not in text:
            raise BrokenError("a date that does not stand in the text")


# --- patterns ------------------------------------------------------------------------------------


def _repeated(chance: Random) -> Files:
    return {"text": words.repeated(chance, 4000).encode()}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Every pattern of the rules and forms, and those that texts of documents are held against."""
    found = [
        value
        for module in (text_checks, value_checks, forms, labels, tables, dates, facts)
        for value in vars(module).values()
        if isinstance(value, re.Pattern)
    ]
    for word in words.rule_words():
        with suppress(re.error):
            found.append(re.compile(word))
    return tuple(found)


def _match_patterns(files: Files) -> None:
    """As the linter uses most of them: a label from a place on, a value whole."""
    text = squash(files["text"].decode())
    for pattern in _patterns():
        pattern.match(text)
        pattern.fullmatch(text)
        start = time.process_time()
        pattern.search(text[:1000])
        if time.process_time() - start > 0.5:
            raise BrokenError(f"slow pattern {pattern.pattern[:80]}")


TARGETS: dict[str, Target] = {
    "container": Target(_container, _open),
    "documents": Target(_documents, submission),
    "forms": Target(grids, judge_grids),
    "colour": Target(colours, judge_colours),
    "texts": Target(_texts, _read_texts),
    "patterns": Target(_repeated, _match_patterns),
    "config": Target(configuration, judge_configuration),
}
