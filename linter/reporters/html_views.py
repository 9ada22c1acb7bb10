"""What the HTML report shows of the findings: by document, then by slide, sheet or file, numbered as
they are on the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from markupsafe import Markup
from msgspec import Struct

from linter.model import SEVERITIES, Document, Finding, Report, Severity
from linter.reporters import words
from linter.reporters.sheet_excerpt import Excerpt, excerpt, windows
from linter.reporters.slide_marks import slide_marks
from linter.reporters.slide_svg import Drawing, draw_slide
from linter.reporters.words import Words

Thumbnails = Mapping[tuple[str, str], str]


class Entry(Struct, frozen=True):
    """One finding. ``number`` is its number on the picture or in the excerpt above it; ``document``
    the number of its group. Texts are (ja, en)."""

    finding: Finding
    anchor: str
    place: Words
    message: Words
    hint: Words
    number: int | None = None


class Place(Struct, frozen=True):
    """A slide, an excerpt of a sheet, or a document as a whole, with its findings."""

    title: Words
    entries: tuple[Entry, ...]
    picture: Markup | None = None
    excerpt: Excerpt | None = None


class Group(Struct, frozen=True):
    """A document and its findings; ``key`` names it in the page's address."""

    key: str
    title: Words
    form: Words | None
    places: tuple[Place, ...]
    counts: tuple[tuple[Severity, int], ...]

    @property
    def anchor(self) -> str:
        return f"d-{self.key}"


class Views:
    """Builds the groups; remembers which thumbnails they show and which anchors are taken."""

    def __init__(self, report: Report, thumbnails: Thumbnails) -> None:
        self._report = report
        self._thumbnails = thumbnails
        self._anchors: dict[str, int] = {}
        self._documents = {document.path: document for document in report.documents}
        self.pictures: dict[tuple[str, str], str] = {}
        """(document, part) → id on the page, of the thumbnails that are shown."""

    def groups(self, findings: Iterable[Finding]) -> tuple[Group, ...]:
        found = []
        for number, (path, of_document) in enumerate(
            groupby(findings, key=lambda f: f.location.document), 1
        ):
            document = self._documents.get(path or "")
            entries = list(of_document)
            places: list[Place] = []
            for _, of_place in groupby(entries, key=lambda f: (f.location.slide, f.location.sheet)):
                places += self._places(document, list(of_place))
            found.append(
                Group(
                    str(number),
                    (path, path) if path else words.WHOLE,
                    words.FORM[document.form] if document and document.form else None,
                    tuple(places),
                    tuple(
                        (severity, count)
                        for severity in SEVERITIES
                        if (count := sum(1 for f in entries if f.severity == severity))
                    ),
                )
            )
        return tuple(found)

    def entry(self, finding: Finding, number: int | None = None) -> Entry:
        """A finding in both languages, with an anchor that is its own."""
        taken = self._anchors[finding.fingerprint] = self._anchors.get(finding.fingerprint, 0) + 1
        own = (finding.message, finding.hint)
        other = finding.translated or own
        ja, en = (own, other) if self._report.lang == "ja" else (other, own)
        return Entry(
            finding,
            f"f-{finding.fingerprint}" + (f"-{taken}" if taken > 1 else ""),
            (words.place(finding.location, "ja"), words.place(finding.location, "en")),
            (ja[0], en[0]),
            (ja[1], en[1]),
            number,
        )

    def _places(self, document: Document | None, findings: list[Finding]) -> Iterable[Place]:
        first = findings[0].location
        if first.slide is not None:
            yield self._slide(document, first.slide, findings)
        elif first.sheet is not None:
            yield from self._sheet(document, first.sheet, findings)
        else:
            yield Place(("", ""), tuple(map(self.entry, findings)))

    def _slide(self, document: Document | None, number: int, findings: list[Finding]) -> Place:
        title = (f"スライド{number}", f"Slide {number}")
        deck = document.deck if document is not None else None
        slide = next((s for s in deck.slides if s.number == number), None) if deck else None
        if document is None or deck is None or slide is None:
            return Place(title, tuple(map(self.entry, findings)))
        numbered = list(enumerate(findings, 1))
        marks = slide_marks(slide, deck, numbered)
        drawing = Drawing(deck, lambda part: self._picture(document.path, part), self._report.lang)
        label = words.pick(
            (
                f"スライド{number}の略図。指摘 {len(findings)} 件の場所を番号で示す",
                f"Sketch of slide {number}; numbers show where its {len(findings)} findings are",
            ),
            self._report.lang,
        )
        entries = tuple(self.entry(finding, n) for n, finding in numbered)
        return Place(title, entries, draw_slide(slide, drawing, marks, label))

    def _picture(self, document: str, part: str) -> str | None:
        if (document, part) not in self._thumbnails:
            return None
        return self.pictures.setdefault((document, part), f"p-{len(self.pictures) + 1}")

    def _sheet(
        self, document: Document | None, name: str, findings: list[Finding]
    ) -> Iterable[Place]:
        title = (f"シート「{name}」", f"Sheet “{name}”")
        workbook = document.workbook if document is not None else None
        sheet = next((s for s in workbook.sheets if s.name == name), None) if workbook else None
        if sheet is None:
            yield Place(title, tuple(map(self.entry, findings)))
            return
        shown = windows(findings)
        in_cells = {id(finding) for _, found in shown for finding in found}
        rest = tuple(self.entry(f) for f in findings if id(f) not in in_cells)
        if rest:
            yield Place(title, rest)
        for area, found in shown:
            numbered = list(enumerate(found, 1))
            entries = tuple(self.entry(finding, n) for n, finding in numbered)
            yield Place(title, entries, excerpt=excerpt(sheet, area, numbered))
