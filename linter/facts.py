"""What the configuration leaves out is inferred from the documents, and said to be inferred.

API and procedure decide which documents of 表 2 are required; the applicant decides which fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from linter.config import Config
from linter.fold import is_circle, squash
from linter.forms import FieldValue, FormReading, heading_section
from linter.layout import document_texts, shows_picture
from linter.model import Document, SubmissionFacts

# Names of the APIs as the handbook writes them; the longer names first, each text counted once.
_API_NAMES = (
    ("receive", re.compile(r"電子申請等?情報受取等?api|情報受取等?api")),
    ("moving", re.compile(r"電子申請等?api\(引越し?\)|引越し?api")),
    ("corporate", re.compile(r"法人設立手続等?申請api|法人設立api")),
    ("social-tax", re.compile(r"社会保険[・,]税手続(?:等)?申請api|社保税api|社会保険・税api")),
    ("residence", re.compile(r"在留手続(?:等)?申請api|在留(?:申請)?api")),
    ("e-application", re.compile(r"電子申請等?api")),
)
_API_FORMS = ("plan", "registration", "environment")
_SUBJECTS = (
    ("residence", re.compile(r"在留|出入国|入国管理")),
    (
        "social-tax",
        re.compile(r"社会保険|健康保険|厚生年金|雇用保険|労働保険|年末調整|源泉|法定調書|給与支払"),
    ),
    ("corporate", re.compile(r"法人設立|設立届|定款|設立登記|法人の設立|開設届")),
)
_LOCAL_SUBJECTS = (
    ("receive", re.compile(r"情報受取|申請情報(?:等)?(?:を|の)(?:受取|受け取|取得)")),
    ("moving", re.compile(r"引越し?|転出|転入|転居")),
    ("e-application", re.compile(r"電子申請|ぴったりサービス|自治体|オンライン申請")),
)
_GOVERNMENT = re.compile(
    r"(?:省|庁|委員会|内閣府|[都道府県市区町村]|広域連合|一部事務組合|特別区|局|独立行政法人.+)$"
)
_COMPANY = re.compile(r"(?:株式|有限|合同|合資|合名)会社|\(株\)|\(有\)")
UNTOUCHED_RESULT = re.compile(
    r"を?貼り?付け|事業者フォーマット|記載要領|作成要領|審査申請の時点|試験は未実施"
    r"|(?:後日|追って|完了後|終了後|実施後|試験後|確認後|今後)[^。]*(?:記載|提出|添付|貼付|報告|追記|掲載|記入|作成)"
)


def facts(
    label: str,
    documents: tuple[Document, ...],
    config: Config,
    readings: tuple[FormReading, ...],
) -> SubmissionFacts:
    """The configuration's facts, completed by what the documents say."""
    inferred: list[str] = []
    api: tuple[str, ...] = config.api
    if not api:
        api = _infer_api(readings)
        inferred.append("api")
    procedure: str | None = config.procedure
    if procedure is None:
        procedure = _infer_procedure(documents, readings)
        inferred.append("procedure")
    flow: str | None = config.flow
    if flow is None:
        flow = "legacy" if any(r.definition.form == "environment" for r in readings) else "current"
        inferred.append("flow")
    applicant: str | None = config.applicant
    if applicant is None:
        applicant = _infer_applicant(readings)
        inferred.append("applicant")
    return SubmissionFacts(label, tuple(api), procedure, flow, applicant, tuple(inferred))


def _texts(readings: Iterable[FormReading], form: str) -> Iterator[str]:
    return (
        squash(item.text)
        for reading in readings
        if reading.definition.form == form
        for item in document_texts(reading.document, reading.surfaces)
    )


def named_apis(readings: tuple[FormReading, ...]) -> dict[str, int]:
    """The APIs that the documents name in full, and how often."""
    counts: dict[str, int] = {}
    for form in _API_FORMS:
        for text in _texts(readings, form):
            if "api" not in text:  # as every name has it
                continue
            for name, pattern in _API_NAMES:
                text, hits = pattern.subn("|", text)
                if hits:
                    counts[name] = counts.get(name, 0) + hits
    return counts


def _infer_api(readings: tuple[FormReading, ...]) -> tuple[str, ...]:
    forms = {r.definition.form for r in readings}
    counts = named_apis(readings)
    if "annex1" in forms:
        return ("moving",)
    candidates = (
        ("corporate", "social-tax", "residence")
        if "registration" in forms
        else ("e-application", "moving", "receive", "corporate", "social-tax", "residence")
    )
    named = [name for name in candidates if name in counts]
    if named:
        return (max(named, key=lambda name: counts[name]),)
    chosen = _chosen_procedures(readings)
    best = _subject(chosen, _SUBJECTS)
    if best is None:
        texts = (text for form in _API_FORMS for text in _texts(readings, form))
        best = _subject(
            texts, _SUBJECTS if "registration" in forms else (*_LOCAL_SUBJECTS, *_SUBJECTS)
        )
    return (best,) if best is not None else ()


def _subject(texts: Iterable[str], subjects: Iterable[tuple[str, re.Pattern[str]]]) -> str | None:
    """What most of the texts speak of; of equals the first."""
    patterns = dict(subjects)
    hits = dict.fromkeys(patterns, 0)
    for text in texts:
        for name, pattern in patterns.items():
            hits[name] += pattern.search(text) is not None
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] else None


def _chosen_procedures(readings: tuple[FormReading, ...]) -> list[str]:
    return [
        squash(row.text("procedure") + row.text("authority"))
        for reading in readings
        for table in reading.tables.get("procedures", ())
        for row in table.rows
        if is_circle(row.text("mark"))
    ]


def result_filled(reading: FormReading, section: str) -> bool:
    """Whether a result slide (7, 8) holds more than its heading and the form's placeholder."""
    deck = reading.document.deck
    numbers = reading.sections.get(section, ())
    if deck is None or not numbers:
        return False
    if shows_picture(reading.document, (s for s in deck.slides if s.number in numbers)):
        return True
    own = [
        squash(item.text)
        for surface in reading.surfaces
        if surface.slide in numbers
        for item in surface.items
        if item.filled
    ]
    substance = [
        text for text in own if not UNTOUCHED_RESULT.search(text) and not _is_heading(text, reading)
    ]
    return sum(len(text) for text in substance) >= 12


def _is_heading(text: str, reading: FormReading) -> bool:
    return heading_section(text, reading.definition.sections) is not None or len(text) <= 3


def _infer_procedure(documents: tuple[Document, ...], readings: tuple[FormReading, ...]) -> str:
    forms = {d.form for d in documents}
    for reading in readings:
        if reading.definition.form == "plan":
            if result_filled(reading, "test-result") or result_filled(reading, "production-check"):
                return "pre-service"
            return "review"
    names = "".join(squash(d.path) for d in documents)
    if "annex1" in forms:
        screens = any(
            "画面要件" in squash(s.name)
            for r in readings
            if r.definition.form == "annex1" and r.document.workbook
            for s in r.document.workbook.sheets
        )
        policy = re.search(r"個人情報|ヘルプデスク|プレスリリース", names)
        return "production-connection" if policy or screens else "connection-test"
    return "review"


def _infer_applicant(readings: tuple[FormReading, ...]) -> str:
    return "government" if "government" in named_applicants(readings) else "private"


def named_applicants(readings: tuple[FormReading, ...]) -> dict[str, FieldValue]:
    """What the name of the applicant says it is (government, private), and where."""
    found: dict[str, FieldValue] = {}
    for reading in readings:
        name = reading.fields.get("name")
        line = squash(name.text.split("\n")[0]) if name else ""
        if name and _GOVERNMENT.search(line):
            found.setdefault("government", name)
        elif name and _COMPANY.search(line):
            found.setdefault("private", name)
    return found
