"""Reports as the engine hands them to the reporters, in a line or two."""

from __future__ import annotations

from typing import Literal

from linter.model import (
    ClauseCounts,
    Document,
    Finding,
    Location,
    ManualItem,
    Problem,
    Report,
    Severity,
    SubmissionFacts,
)

PLAN = Document("企画書.pptx", "pptx", "a" * 64, form="plan")
REGISTRATION = Document("民間事業者登録申請書.xlsx", "xlsx", "b" * 64, form="registration")
BROKEN = Document(
    "確認書.xlsx",
    "zip",
    "c" * 64,
    status="unreadable",
    problems=(Problem("damaged-zip", "目次がありません"),),
)
FACTS = SubmissionFacts(
    "samples/with-defects", ("social-tax",), "review", "current", "private", ("api", "flow")
)
THIRD_PARTY = ManualItem(
    "set.third-party",
    "第三者開示承諾願",
    "仕様を第三者に開示する場合は、Web フォームから提出してください。",
    "3.2",
)


def finding(
    severity: Severity = "error",
    *,
    rule: str = "PLN101",
    name: str = "guidance-left",
    message: str = "スライド3に【記載要領】のテキストボックスが残っています。",
    hint: str = "テキストボックスごと削除してください。",
    evidence: str | None = "【記載要領】簡潔に記載してください。",
    expected: str | None = None,
    location: Location | None = None,
    related: tuple[Location, ...] = (),
    suppressed: str | None = None,
) -> Finding:
    place = location or Location(
        document=PLAN.path, slide=3, shape="テキスト ボックス 5", shape_id=7
    )
    return Finding(
        rule=rule,
        name=name,
        severity=severity,
        clauses=("plan.guidance",),
        message=message,
        hint=hint,
        location=place,
        evidence=evidence,
        expected=expected,
        related=related,
        fix="safe",
        fingerprint="0123456789abcdef",
        suppressed=suppressed,
    )


def report(
    *findings: Finding,
    documents: tuple[Document, ...] = (PLAN, REGISTRATION),
    manual: tuple[ManualItem, ...] = (THIRD_PARTY,),
    lang: Literal["ja", "en"] = "ja",
) -> Report:
    return Report(
        submission=FACTS,
        documents=documents,
        findings=findings,
        manual=manual,
        clauses=ClauseCounts(enforced=60, manual=7, not_applicable=9),
        rules_digest="d" * 16,
        lang=lang,
    )


def full_report(lang: Literal["ja", "en"] = "ja") -> Report:
    """Every kind of place, severity and state once."""
    cell = Location(document=REGISTRATION.path, sheet="対象手続", cell="D7")
    return report(
        finding(
            rule="SET101",
            name="required-missing",
            message="情報セキュリティ要求事項等確認書がありません。",
            hint="確認書を提出フォルダーに入れてください。",
            evidence=None,
            location=Location(),
        ),
        finding(),
        finding(
            "warning",
            rule="PLN210",
            name="sla-form",
            message="SLA の書き方が手引書と違います。",
            hint="SLA がない場合は「SLA 無し」と書いてください。",
            evidence="SLAなし",
            expected="SLA 無し",
            location=Location(
                document=PLAN.path, slide=6, shape="表 2", shape_id=4, table_cell="R2C2"
            ),
        ),
        finding(
            rule="X101",
            name="procedures-differ",
            message="企画書の対象手続と一致しません。企画書にないもの：健康保険・厚生年金保険"
            "被保険者資格取得届。",
            hint="どちらかを直して、同じ手続の組にしてください。",
            evidence="健康保険・厚生年金保険被保険者資格取得届",
            location=cell,
            related=(Location(document=PLAN.path, slide=3, shape="表 2", shape_id=4),),
        ),
        finding(
            "info",
            rule="REG120",
            name="fullwidth-mail",
            message="メールアドレスに全角の文字があります。",
            hint="半角で書いてください。",
            evidence="ｔａｎｔｏ@example.jp",
            location=cell,
        ),
        finding("warning", location=cell, suppressed="前回の審査で了承済み"),
        documents=(PLAN, REGISTRATION, BROKEN),
        lang=lang,
    )
