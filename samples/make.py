"""Makes the sample submissions: ``python -m samples.make [FOLDER]``.

The plan is laid out as the figures of the handbook describe (【参考】2) and in other ways that real
applicants choose; texts are realistic, names invented. The output is the same byte for byte each
time.
"""

from __future__ import annotations

import io
import shutil
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from pptx.presentation import Presentation as Deck

from samples.books import annex1, environment, inquiry, registration, security
from samples.content import Content
from samples.plans import plan

PLAN = "マイナポータルAPI利用企画書.pptx"
REGISTRATION = "民間事業者登録申請書.xlsx"
SECURITY = "情報セキュリティ要求事項等確認書.xlsx"
ANNEX1 = "別紙1【機能要件】と【画面要件】.xlsx"
_WHEN = datetime(2026, 11, 2, 9, 0)
_POLICIES = ("個人情報取扱方針", "ヘルプデスク対応・体制・トラブルシューティング方針")

File = Deck | Workbook | bytes
Files = Mapping[str, File]


def saved(document: File) -> bytes:
    """The document's bytes with fixed times, so that each run gives the same."""
    if isinstance(document, bytes):
        return document
    raw, fixed = io.BytesIO(), io.BytesIO()
    if isinstance(document, Workbook):
        document.properties.created = document.properties.modified = _WHEN
        document.properties.creator = "sample"
    else:
        properties = document.core_properties
        properties.created = properties.modified = _WHEN
        properties.author = properties.last_modified_by = "sample"
    document.save(raw)
    stamp = _WHEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as out:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, (2026, 11, 2, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(info)
            if info.filename == "docProps/core.xml" and isinstance(document, Workbook):
                start = data.index(b">", data.index(b"<dcterms:modified")) + 1
                data = data[:start] + stamp + data[data.index(b"</dcterms:modified") :]
            out.writestr(entry, data)
    return fixed.getvalue()


def application(c: Content, layout: str = "table", sheet: str = "beside") -> dict[str, File]:
    """The documents of 利用申請 and サービス提供前確認申請 for the API (表 2)."""
    files: dict[str, File] = {PLAN: plan(c, layout), SECURITY: security(c, sheet)}
    if c.api not in ("e-application", "moving", "receive"):
        files[REGISTRATION] = registration(c, sheet)
    return files


def config(c: Content) -> bytes:
    head = f'api = ["{c.api}"]\nprocedure = "{c.procedure}"\nflow = "current"\n'
    return (head + c.config).encode()


CLEAN = Content(config="\n[dates]\nservice-start = 2027-04-01\n")
_TOWN = replace(
    CLEAN,
    municipalities=("大阪府大阪市", "東京都港区"),
    users="10,000人",
    summary="子育てと介護の申請を、スマートフォンから自治体へ送れるWebサービス。",
    rows=(("児童手当の認定請求", "", True), ("保育施設等の利用申込", "", True)),
)


def clean() -> Files:
    return {**application(CLEAN), "myna-lint.toml": config(CLEAN)}


def clean_pre_service() -> Files:
    c = replace(CLEAN, procedure="pre-service", result="合格")
    return {**application(c), "myna-lint.toml": config(c)}


def clean_corporate() -> Files:
    c = replace(
        CLEAN,
        api="corporate",
        rows=(("法人設立届出書", "国税庁", True), ("新規適用届", "日本年金機構", True)),
        summary="会社の設立に要る届出を、まとめて電子申請できるWebサービス。",
    )
    return {**application(c, "boxes", "merged"), "myna-lint.toml": config(c)}


def clean_residence() -> Files:
    c = replace(
        CLEAN,
        api="residence",
        users="2,000人",
        start="令和９年４月１日",
        rows=(("在留期間更新許可申請", "出入国在留管理庁", True),),
        summary="在留期間の更新などを、所属機関がまとめて申請できるWebサービス。",
    )
    return {**application(c, "groups", "above"), "myna-lint.toml": config(c)}


def clean_e_application() -> Files:
    c = replace(_TOWN, api="e-application")
    return {**application(c, "lines"), "myna-lint.toml": config(c)}


def clean_receive() -> Files:
    c = replace(
        _TOWN,
        api="receive",
        summary="電子申請等情報受取等APIで申請の情報を受け取り、自治体の業務へ渡すWebサービス。",
    )
    return {**application(c), "myna-lint.toml": config(c)}


def clean_moving() -> Files:
    c = replace(_TOWN, api="moving", procedure="production-connection")
    policies = {f"{name}.txt": f"{c.name}\n{name}\n".encode() for name in _POLICIES}
    return {ANNEX1: annex1(), **policies, "myna-lint.toml": config(c)}


def with_defects() -> Files:
    """A draft before service start, in haste: copied, half updated, never compared."""
    c = replace(
        CLEAN, procedure="pre-service", result="未実施", number="1234567890123",
        url="www.mizuhonokaze", address="〒530-0001 東京都千代田区千代田9-9-9",
        kana="かぜかわ みのる", business="・〇〇業", start="令和9年5月", after="2029年4月1日",
        personal="氏名、住所", authorities="日本年金機構、国税庁", users="——人",
        hours="24時間365日", screens=(3, 5), screen_px=(120, 75), background="DEEBF7",
        hidden_slide=4,
        security="セキュリティ対策を実施済みです。\n・アクセスログ、システムの操作履歴、サーバログ等を取得する仕組みを導入しているか記載してください。",
        left_over=(
            "【記載要領】 「法人番号」については、有する利用希望者のみ記入",
            "",
            "【作成要領】 利用者数を記入",
        ),
    )  # fmt: skip
    rows = tuple(
        (n.replace("喪失届", "喪失届書"), a if chosen and "税" not in n else "", chosen)
        for n, a, chosen in CLEAN.rows
    )
    other = replace(
        CLEAN, rows=rows, name="株式会社みずほの風労務", number="4700150999023",
        contact=("若葉 かおる", "wakaba.mizuhonokaze", ""), service="かぜのて労務プラス",
        address="〒100-0001 東京都千代田区千代田9-9-8",
    )  # fmt: skip
    items = list(CLEAN.items)
    items[1] = (items[1][0], "", "")
    items[2] = (items[2][0], "未実施", "")
    return {
        PLAN: plan(c),
        REGISTRATION: registration(other),
        REGISTRATION.replace(".", "_旧."): registration(replace(other, name="マイナ株式会社")),
        SECURITY: security(replace(CLEAN, items=tuple(items), name="〇〇株式会社")),
        "問合せ管理簿.xlsx": inquiry("2026/11/2", "2026/11/5"),
        "環境利用申請書.xlsx": environment([("大阪府大阪市", "2027/2/1", None)]),
        "myna-lint.toml": config(c),
    }


def with_defects_blank() -> Files:
    """The forms as they were handed out, with next to nothing filled in."""
    c = replace(
        CLEAN, procedure="pre-service", number="", name="", url="", address="〒 -", kana="",
        representative="", business="・〇〇業\n・〇〇業\n・〇〇業 など", service="", start="",
        after="", summary="", purpose="", personal="", authorities=" ", users="——人", hours="",
        security="", environment=(("OS（PC・タブレット）", ""), ("OS（スマートフォン）", ""),
        ("Webブラウザ", "")), overview="", screens=(0,), contact=("", "", ""),
        rows=tuple((name, authority, False) for name, authority, _ in CLEAN.rows),
        items=tuple((text, "", "") for text, _, _ in CLEAN.items),
        left_over=("【記載要領】\n「法人番号」については、これを有する利用希望者のみ記入してください。",),
    )  # fmt: skip
    return {**application(c, "table", "merged"), "myna-lint.toml": config(c)}


def with_defects_moving() -> Files:
    """引越し before the connection test: annex 1 without its screens, no policy, no help desk."""
    c = replace(
        _TOWN,
        api="moving",
        procedure="production-connection",
        config="press-release = true\n",
    )
    return {
        ANNEX1: annex1(state="", sheets=("機能要件一覧",)),
        "myna-lint.toml": config(c),
    }


def with_defects_change() -> Files:
    """A change: an old form, sheets filled in that are not asked for, the plan as a PDF."""
    c = replace(CLEAN, procedure="change")
    book = registration(c)
    book["申請者情報"]["A1"] = "民間事業者登録申込書"
    return {
        REGISTRATION: book,
        "マイナポータルAPI利用企画書.pdf": b"%PDF-1.7\n% exported\n%%EOF\n",
        "myna-lint.toml": config(c),
    }


def with_defects_late() -> Files:
    """The production connection, applied for too late; the press release before the result."""
    c = replace(
        CLEAN,
        procedure="production-connection",
        config=(
            "press-release = true\n\n[dates]\nsubmission = 2027-03-10\nservice-start = 2027-04-01\n"
            "production-check-start = 2027-03-25\npress-release = 2027-03-15\n"
        ),
    )
    return {
        REGISTRATION: registration(c),
        "プレスリリース原稿.txt": f"{c.service}の提供を開始します\n{c.name}\n".encode(),
        "myna-lint.toml": config(c),
    }


SAMPLES: dict[str, Callable[[], Files]] = {
    "clean": clean,
    "clean-pre-service": clean_pre_service,
    "clean-corporate": clean_corporate,
    "clean-residence": clean_residence,
    "clean-e-application": clean_e_application,
    "clean-receive": clean_receive,
    "clean-moving": clean_moving,
    "with-defects": with_defects,
    "with-defects-blank": with_defects_blank,
    "with-defects-moving": with_defects_moving,
    "with-defects-change": with_defects_change,
    "with-defects-late": with_defects_late,
}


def write(folder: Path, files: Files) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in files.items():
        (folder / name).write_bytes(saved(document))


def make(folder: Path) -> None:
    """Write every sample below ``folder``, anew."""
    for name, files in SAMPLES.items():
        shutil.rmtree(folder / name, ignore_errors=True)
        write(folder / name, files())


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
