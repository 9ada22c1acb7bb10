"""The one vocabulary: what parsers produce, what rules read, what reporters print.

Nothing here knows a file format. A presentation is a :class:`Deck`, a spreadsheet a
:class:`Workbook`; both are plain immutable data that can be encoded with msgspec and read back
without openpyxl or python-pptx. Lengths are EMU (914,400 to the inch, ECMA-376 part 1, 20.1.2.1),
colours are six upper-case hexadecimal digits ``RRGGBB``, rows and columns count from 1.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct, field

EMU_PER_INCH = 914_400

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
Form = Literal["plan", "registration", "security", "annex1", "environment", "inquiry"]
FORMS: tuple[Form, ...] = (
    "plan",
    "registration",
    "security",
    "annex1",
    "environment",
    "inquiry",
)
Status = Literal["read", "unreadable", "unrecognised"]
FixKind = Literal["safe", "unsafe", "none"]


# --- shared ------------------------------------------------------------------------------------


class Rect(Struct, frozen=True, gc=False):
    """An upright box; on a slide in EMU from the slide's top left corner, groups resolved."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def area(self) -> int:
        return max(self.width, 0) * max(self.height, 0)


PaintKind = Literal["none", "solid", "gradient", "pattern", "picture"]


class Paint(Struct, frozen=True, gc=False):
    """A fill after theme, master and transform resolution (ECMA-376 part 1, 20.1.8).

    ``colours`` holds each colour that is seen (one for solid, the stops of a gradient, fore- and
    background of a pattern, none for ``picture`` and ``none``), already blended over white with its
    alpha. ``alpha`` is the opacity of the most opaque colour, 0.0 to 1.0. ``origin`` says where it
    was set: ``slide``, ``layout``, ``master``, ``theme``, ``shape``, ``cell``, ``table style``.
    """

    kind: PaintKind
    colours: tuple[str, ...] = ()
    alpha: float = 1.0
    origin: str = ""


# --- presentations -----------------------------------------------------------------------------


class Run(Struct, frozen=True, gc=False):
    """Text of one formatting; ``size_pt`` is the effective size in points where it is known."""

    text: str
    size_pt: float | None = None
    colour: str | None = None
    bold: bool = False


Align = Literal["left", "center", "right"]
Anchor = Literal["top", "middle", "bottom"]


class Paragraph(Struct, frozen=True):
    """One paragraph; a line break inside it is a run whose text is ``\\n``. ``align`` is None where
    the paragraph does not set it (its text box does)."""

    runs: tuple[Run, ...] = ()
    level: int = 0
    align: Align | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def paragraphs_text(paragraphs: tuple[Paragraph, ...]) -> str:
    return "\n".join(paragraph.text for paragraph in paragraphs)


class TextBox(Struct, frozen=True, gc=False):
    """How a text body stands in its box (``a:bodyPr`` and list styles, ECMA-376 part 1, 21.1.2),
    with what placeholders take over. ``insets`` are left, top, right, bottom in EMU; ``sizes_pt``
    the sizes of the levels, from 0, for runs that have none; ``scale`` shrinks every size."""

    anchor: Anchor = "top"
    insets: tuple[int, int, int, int] = (91_440, 45_720, 91_440, 45_720)
    wrap: bool = True
    vertical: bool = False
    align: Align = "left"
    sizes_pt: tuple[float, ...] = (18.0,)
    colour: str | None = None
    scale: float = 1.0


class TableCell(Struct, frozen=True):
    """The origin cell of a (merged) area; covered cells are not listed."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    paragraphs: tuple[Paragraph, ...] = ()
    fill: Paint | None = None
    rect: Rect | None = None
    text_box: TextBox = TextBox()

    @property
    def text(self) -> str:
        return paragraphs_text(self.paragraphs)


class Table(Struct, frozen=True):
    rows: int
    columns: int
    cells: tuple[TableCell, ...] = ()


class Picture(Struct, frozen=True):
    """A picture on a slide. Size in pixels is None where the format has none (EMF, SVG) or the
    header could not be read. ``crop`` is left, top, right, bottom as fractions of the picture."""

    format: str
    width_px: int | None = None
    height_px: int | None = None
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    part: str = ""


ShapeKind = Literal[
    "text", "table", "picture", "group", "chart", "smartart", "connector", "ole", "media", "other"
]


class Shape(Struct, frozen=True):
    """A shape of the shape tree (ECMA-376 part 1, 19.3.1). ``kind`` "text" is any ``p:sp``, with or
    without text. ``placeholder`` is the OOXML type (``title``, ``ctrTitle``, ``body``, ``dt``,
    ``ftr``, ``sldNum``, …) or None. A chart's and SmartArt's text is in ``paragraphs``. ``picture``
    is also set on a ``p:sp`` filled with a picture. ``rotation`` is in degrees, clockwise, with that of
    the groups around it.
    ``geometry`` is the preset (``rect``, ``ellipse``, ``straightConnector1``, …) or ``custom``;
    ``flip`` says whether it is mirrored left to right and top to bottom; ``line_width`` is in EMU."""

    id: int
    name: str
    kind: ShapeKind
    rect: Rect | None = None
    rotation: float = 0.0
    placeholder: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    alt_text: str = ""
    fill: Paint | None = None
    outline: Paint | None = None
    table: Table | None = None
    picture: Picture | None = None
    children: tuple[Shape, ...] = ()
    hidden: bool = False
    geometry: str = "rect"
    flip: tuple[bool, bool] = (False, False)
    line_width: int = 9_525
    text_box: TextBox = TextBox()

    @property
    def text(self) -> str:
        return paragraphs_text(self.paragraphs)


class Slide(Struct, frozen=True):
    """``number`` is the slide's place in the presentation, from 1, hidden slides counted.
    ``inherited`` are the shapes of layout and master, no placeholders, that are drawn on it."""

    number: int
    shapes: tuple[Shape, ...] = ()
    notes: str = ""
    hidden: bool = False
    background: Paint | None = None
    part: str = ""
    inherited: tuple[Shape, ...] = ()


class Deck(Struct, frozen=True, tag="deck"):
    width: int = 12_192_000
    height: int = 6_858_000
    slides: tuple[Slide, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)


# --- spreadsheets ------------------------------------------------------------------------------


class Cell(Struct, frozen=True, gc=False, array_like=True):
    """A filled cell. ``text`` is what the user sees (rich text joined, phonetic text left out,
    dates as ISO ``YYYY-MM-DD``, whole numbers without ``.0``); of a formula its result.
    ``fill`` and ``font_colour`` are resolved; None where not set or automatic."""

    row: int
    column: int
    text: str
    fill: str | None = None
    font_colour: str | None = None
    comment: str = ""


class CellRange(Struct, frozen=True, gc=False):
    first_row: int
    first_column: int
    last_row: int
    last_column: int


class SheetText(Struct, frozen=True):
    """Text of a shape in a sheet's drawing, at the cell its anchor starts in."""

    name: str
    text: str
    row: int
    column: int
    last_row: int
    last_column: int


SheetState = Literal["visible", "hidden", "veryHidden"]


class Sheet(Struct, frozen=True):
    """``cells`` holds only cells with text, a fill or a comment, in row order. Merged areas are in
    ``merges``; the value of one is in its top left cell."""

    name: str
    state: SheetState = "visible"
    cells: tuple[Cell, ...] = ()
    merges: tuple[CellRange, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    texts: tuple[SheetText, ...] = ()


class Workbook(Struct, frozen=True, tag="workbook"):
    sheets: tuple[Sheet, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)


# --- prose -------------------------------------------------------------------------------------


class Prose(Struct, frozen=True, tag="prose"):
    """The text of a document that has no form, such as a draft of a press release."""

    paragraphs: tuple[str, ...] = ()


# --- documents ---------------------------------------------------------------------------------


class Problem(Struct, frozen=True):
    """Why a document, or a part of it, could not be read. ``code`` is one of the closed list in
    :data:`PROBLEMS`; ``detail`` is filled into its sentence; ``fatal`` means nothing was read."""

    code: str
    detail: str = ""
    fatal: bool = True

    @property
    def says(self) -> tuple[str, str]:
        """(ja, en)"""
        if self.code not in PROBLEMS:
            return self.detail or self.code, self.detail or self.code
        ja, en = PROBLEMS[self.code]
        return ja.replace("{detail}", self.detail), en.replace("{detail}", self.detail)


class Document(Struct, frozen=True):
    """One file of a submission. ``format`` is what the bytes are (``pptx``, ``pptm``, ``xlsx``,
    ``xlsm``, ``ppt``, ``xls``, ``ole2``, ``encrypted``, ``pdf``, ``odp``, ``ods``, ``odt``, ``docx``,
    ``html``, ``csv``, ``zip``, ``text``, ``image``, ``key``, ``empty``, ``unknown``), whatever the name
    says."""

    path: str
    format: str
    sha256: str
    size: int = 0
    form: Form | None = None
    status: Status = "read"
    problems: tuple[Problem, ...] = ()
    body: Deck | Workbook | Prose | None = None

    @property
    def deck(self) -> Deck | None:
        return self.body if isinstance(self.body, Deck) else None

    @property
    def workbook(self) -> Workbook | None:
        return self.body if isinstance(self.body, Workbook) else None


# --- findings ----------------------------------------------------------------------------------


class Location(Struct, frozen=True, gc=False, omit_defaults=True):
    """A place a user can go to. Keys that do not apply stay None and are left out of the JSON.
    ``table_cell`` is ``R2C2`` inside the table shape; ``cell`` is an A1 reference."""

    document: str | None = None
    slide: int | None = None
    shape: str | None = None
    shape_id: int | None = None
    table_cell: str | None = None
    sheet: str | None = None
    cell: str | None = None


class Finding(Struct, frozen=True):
    """One thing that would come back for correction. ``translated`` is message and hint in the
    report's other language."""

    rule: str
    name: str
    severity: Severity
    clauses: tuple[str, ...]
    message: str
    hint: str
    location: Location
    evidence: str | None = None
    expected: str | None = None
    related: tuple[Location, ...] = ()
    fix: FixKind = "none"
    fingerprint: str = ""
    suppressed: str | None = None
    translated: tuple[str, str] | None = None


class ManualItem(Struct, frozen=True):
    """``translated`` is title and why in the report's other language."""

    clause: str
    title: str
    why: str
    section: str = ""
    translated: tuple[str, str] | None = None


class Derivation(Struct, frozen=True):
    """One reason for a date: the handbook's sentence, what is counted from, and the date it gives.
    ``binding``: this one decides; ``firm``: the handbook calls it a deadline (締切)."""

    clause: str
    section: str
    says: str
    anchor: str
    day: date
    binding: bool
    firm: bool
    translated: str | None = None


class Milestone(Struct, frozen=True):
    """A step on the way to the start of the service. ``procedure`` is None for an event; ``given``
    is the date that the configuration or a document fixes. ``translated`` is the title, or what a
    derivation says, in the report's other language."""

    id: str
    title: str
    procedure: str | None = None
    latest: date | None = None
    earliest: date | None = None
    given: date | None = None
    why: tuple[Derivation, ...] = ()
    translated: str | None = None


class SubmissionFacts(Struct, frozen=True):
    """What is known of the application; ``inferred`` names the keys the configuration left out."""

    path: str
    api: tuple[str, ...]
    procedure: str | None
    flow: str
    applicant: str
    inferred: tuple[str, ...] = ()


class ClauseCounts(Struct, frozen=True):
    enforced: int = 0
    manual: int = 0
    not_applicable: int = 0


class Report(Struct, frozen=True):
    """All that a reporter needs; a pure value."""

    submission: SubmissionFacts
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    manual: tuple[ManualItem, ...]
    clauses: ClauseCounts
    schedule: tuple[Milestone, ...] = ()
    rules_digest: str = ""
    lang: Literal["ja", "en"] = "ja"

    def count(self, severity: Severity) -> int:
        return sum(1 for f in self.findings if f.severity == severity and f.suppressed is None)


API = ("corporate", "social-tax", "residence", "e-application", "moving", "receive")
PROCEDURES = (
    "review",
    "connection-test",
    "connection-test-report",
    "production-connection",
    "pre-service",
    "service-start",
    "change",
    "termination",
)
FLOWS = ("current", "legacy")
APPLICANTS = ("private", "government")

# The problems of files that need not be read where no form is asked of them: a PDF, a picture.
OTHER_KINDS = frozenset(("other-kind", "legacy-format"))
PROBLEMS: dict[str, tuple[str, str]] = {
    "empty": ("ファイルが空です（0 バイト）。", "The file is empty (0 bytes)."),
    "no-documents": (
        "ZIP の中に提出書類がありません。",
        "There is no document in the .zip.",
    ),
    "encrypted": (
        "パスワードで暗号化されています。パスワードを解除して保存し直してください"
        "（確かめるだけなら --password-file）。",
        "The file is encrypted with a password. Remove the password and save it again"
        " (--password-file opens it for this check).",
    ),
    "wrong-password": (
        "パスワードで暗号化されていますが、--password-file のパスワードでは開けません。",
        "The file is encrypted, and the password of --password-file does not open it.",
    ),
    "no-decryption": (
        "パスワードで暗号化されています。--password-file で開くには、先に"
        " pip install 'myna-lint[crypto]' を実行してください。",
        "The file is encrypted. To open it with --password-file, run"
        " pip install 'myna-lint[crypto]' first.",
    ),
    "legacy-format": (
        "古い形式のファイルです（{detail}）。{detail}のままでは読めません。.pptx／.xlsx で保存し直してください。",
        "The file has an old format ({detail}). Save it again as .pptx or .xlsx.",
    ),
    "other-kind": (
        "Office の文書ではありません（中身は {detail} です）。",
        "This is not an Office document (its content is {detail}).",
    ),
    "damaged-zip": (
        "ファイルが壊れています（ZIP として開けません：{detail}）。",
        "The file is damaged (it cannot be opened as a ZIP package: {detail}).",
    ),
    "damaged-xml": (
        "ファイルの一部が壊れています（XML として読めません：{detail}）。",
        "A part of the file is damaged (not readable as XML: {detail}).",
    ),
    "missing-part": (
        "ファイルの一部が欠けています（{detail}）。",
        "A part of the file is missing ({detail}).",
    ),
    "not-calculated": (
        "計算結果の保存されていない数式があり、値が分かりません（{detail}）。",
        "There are formulas whose results were not saved ({detail}).",
    ),
    "over-limit": (
        "安全のための上限を超えています（{detail}）。信頼できるファイルなら、設定で上限を上げられます。",
        "The file exceeds a safety limit ({detail}). For a file you trust, the configuration can raise it.",
    ),
    "unreadable-content": (
        "内容を読み取れませんでした（{detail}）。",
        "The content could not be read ({detail}).",
    ),
    "reader-died": (
        "読み取りの途中で、読み取りのプロセスが異常終了しました（{detail}）。",
        "The process that read the file ended abnormally ({detail}).",
    ),
    "no-permission": (
        "ファイルを開けません（{detail}）。",
        "The file cannot be opened ({detail}).",
    ),
}
