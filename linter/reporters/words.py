"""What reports call things: severities, forms, APIs, procedures, places; Japanese and English."""

from __future__ import annotations

from typing import Literal

from linter.model import Document, Location, SubmissionFacts
from linter.procedures import names_document, table2

Lang = Literal["ja", "en"]
Words = tuple[str, str]
"""(ja, en)"""

SEVERITY: dict[str, Words] = {
    "error": ("エラー", "error"),
    "warning": ("警告", "warning"),
    "info": ("情報", "info"),
}
STATUS: dict[str, Words] = {
    "read": ("読み取り済み", "read"),
    "unreadable": ("読み取れません", "unreadable"),
    "unrecognised": ("様式を判別できません", "form not recognised"),
}
# Names as the handbook writes them (表 2 and its cover).
FORM: dict[str, Words] = {
    "plan": ("企画書", "plan"),
    "registration": ("民間事業者登録申請書", "registration"),
    "security": ("情報セキュリティ要求事項等確認書", "security"),
    "annex1": ("別紙1", "annex 1"),
    "environment": ("環境利用申請書", "environment application"),
    "inquiry": ("問合せ管理簿", "inquiry ledger"),
}
API: dict[str, Words] = {
    "corporate": ("法人設立手続等申請 API", "corporate"),
    "social-tax": ("社会保険・税手続申請 API", "social-tax"),
    "residence": ("在留手続申請 API", "residence"),
    "e-application": ("電子申請等 API", "e-application"),
    "moving": ("電子申請等 API（引越し）", "moving"),
    "receive": ("電子申請等情報受取等 API", "receive"),
}
PROCEDURE: dict[str, Words] = {
    "review": ("審査申請", "review"),
    "connection-test": ("接続確認環境試験実施申請", "connection-test"),
    "connection-test-report": ("接続確認環境試験完了報告", "connection-test-report"),
    "production-connection": ("本番環境接続申請", "production-connection"),
    "pre-service": ("サービス提供前確認申請", "pre-service"),
    "service-start": ("サービス開始届", "service-start"),
    "change": ("変更申請", "change"),
    "termination": ("終了申請", "termination"),
}
FLOW: dict[str, Words] = {
    "current": ("現行の流れ", "current"),
    "legacy": ("旧の流れ（2025/6/25 以前に仕様開示済み）", "legacy"),
}
APPLICANT: dict[str, Words] = {
    "private": ("民間事業者", "private"),
    "government": ("行政機関", "government"),
}
FACT: dict[str, Words] = {
    "api": ("API", "API"),
    "procedure": ("手続", "procedure"),
    "flow": ("申請の流れ", "flow"),
    "applicant": ("申請者", "applicant"),
}
FACT_VALUES: dict[str, dict[str, Words]] = {
    "api": API,
    "procedure": PROCEDURE,
    "flow": FLOW,
    "applicant": APPLICANT,
}
UNKNOWN: Words = ("不明", "unknown")
WHOLE: Words = ("提出書類全体", "the whole submission")


def pick(words: Words, lang: Lang) -> str:
    return words[0] if lang == "ja" else words[1]


def name(table: dict[str, Words], key: str | None, lang: Lang) -> str:
    """What ``key`` is called; the key itself where it has no name, "unknown" for None."""
    if key is None:
        return pick(UNKNOWN, lang)
    return pick(table.get(key, (key, key)), lang)


def fact_rows(facts: SubmissionFacts, lang: Lang) -> list[tuple[Words, str, bool]]:
    """(label, value, whether it was inferred) for each fact of the submission."""
    rows = []
    for key, label in FACT.items():
        value = getattr(facts, key)
        values = (value or (None,)) if isinstance(value, tuple) else (value,)
        names = [name(FACT_VALUES[key], one, lang) for one in values]
        rows.append((label, pick(("、", ", "), lang).join(names), key in facts.inferred))
    return rows


def place(location: Location, lang: Lang) -> str:
    """Where in its document: «スライド3「図形名」表の R2C2», «シート「対象手続」D7»; empty for the
    document as a whole."""
    parts: list[str] = []
    if location.slide is not None:
        parts.append(pick((f"スライド{location.slide}", f"slide {location.slide}"), lang))
    if location.sheet is not None:
        parts.append(pick((f"シート「{location.sheet}」", f"sheet “{location.sheet}”"), lang))
    if location.shape is not None:
        parts.append(pick((f"「{location.shape}」", f"“{location.shape}”"), lang))
    if location.table_cell is not None:
        parts.append(pick((f"表の {location.table_cell}", f"cell {location.table_cell}"), lang))
    if location.cell is not None:
        parts.append(location.cell)
    return ("" if lang == "ja" else " ").join(parts)


def full_place(location: Location, lang: Lang) -> str:
    """The document and the place in it, for a place that stands outside its document's group."""
    inside = place(location, lang)
    document = location.document or pick(WHOLE, lang)
    return f"{document} {inside}" if inside else document


def reason(document: Document, lang: Lang) -> str | None:
    """Why a document was not read, or not wholly; None where there is nothing to say."""
    if document.problems:
        return " ".join(pick(problem.says, lang) for problem in document.problems)
    if document.status == "unrecognised":
        if any(names_document(kind, document) for kind in table2().documents.values()):
            return pick(
                (
                    "様式のない書類です。内容は確かめていません。",
                    "This document has no form; its content was not checked.",
                ),
                lang,
            )
        return pick(
            (
                "どの様式の書類か判別できませんでした。",
                "It could not be told which form this document is.",
            ),
            lang,
        )
    return None
