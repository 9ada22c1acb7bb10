"""Makes the sample submissions: ``python -m samples.make [FOLDER]``.

Laid out as the figures of the handbook describe (【参考】2); texts are realistic, names invented. The
output is the same byte for byte each time.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Cm, Pt

_WHEN = datetime(2026, 11, 2, 9, 0)
_NO_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
STATEMENT = "情報セキュリティ要求事項等確認書に従い、セキュリティ対策を実施済み。"
SECURITY = "\n".join(
    (
        STATEMENT,
        "・マイナンバーを収集する。保存先は国内データセンターのデータベースであり、契約終了から 30 日後に物理削除する。",
        "・情報セキュリティの第三者認証は、ISMS（ISO/IEC 27001）を 2019 年 4 月から取得している。",
        "・アクセスログ、操作履歴、サーバログを取得し、不正アクセスとエラーを 24 時間監視して検知する仕組みを導入している。",
    )
)
ROWS = (
    ("健康保険・厚生年金保険被保険者資格取得届", "日本年金機構", True),
    ("健康保険・厚生年金保険被保険者資格喪失届", "日本年金機構", True),
    ("健康保険・厚生年金保険被保険者報酬月額算定基礎届", "日本年金機構", False),
    ("雇用保険被保険者資格取得届", "厚生労働省（ハローワーク）", True),
    ("雇用保険被保険者資格喪失届", "厚生労働省（ハローワーク）", False),
    ("給与所得の源泉徴収票等の法定調書合計表", "国税庁", True),
)
ITEMS = (
    ("１．組織的対策", "", ""),
    (
        "情報セキュリティの責任者と体制を定めること。",
        "実施済",
        "CISO を任命し、四半期ごとに委員会を開いている。",
    ),
    (
        "情報セキュリティの方針を定め、従業者に周知すること。",
        "実施済",
        "基本方針を定め、社内ポータルで周知している。",
    ),
    ("委託先を監督すること。", "実施済", "委託先管理規程に基づき年 1 回点検している。"),
    ("２．技術的対策", "", ""),
    ("通信を暗号化すること。", "実施済", "TLS 1.3 を用いている。"),
    ("ログを取得し、保存すること。", "実施済", "1 年間保存し、改ざんを検知している。"),
    ("脆弱性診断を実施すること。", "実施済", "年 1 回、外部の専門会社が実施している。"),
    ("３．物理的対策", "", ""),
    (
        "サーバ室の入退室を管理すること。",
        "対象外",
        "クラウドサービスのみを利用し、自社のサーバ室を持たないため。",
    ),
)


@dataclass(frozen=True)
class Content:
    """All that the documents of one submission say; the defaults are clean."""

    api: str = "social-tax"
    procedure: str = "review"
    number: str = "6700150999013"
    name: str = "株式会社みずほのかぜ労務"
    url: str = "https://www.mizuhonokaze.example.jp/"
    address: str = "〒100-0001 東京都千代田区千代田9-9-9 みずほのかぜビル5階"
    kana: str = "カゼカワ ミノル"
    representative: str = "風川 実"
    business: str = "・情報サービス業\n・社会保険労務に関するクラウドサービスの提供"
    service: str = "かぜのて労務"
    start: str = "2027年4月1日"
    after: str = "2028年4月1日"
    summary: str = "中小企業の社会保険・税の手続を、一つの画面から電子申請できるWebサービス。"
    purpose: str = "窓口へ行かずに申請でき、利用者の手間と待ち時間を減らす。"
    personal: str = "申請結果として受けとる情報等"
    authorities: str = ""
    users: str = "500事業者"
    hours: str = "24時間365日（メンテナンスを除く）\nSLA 無し"
    security: str = SECURITY
    rows: tuple[tuple[str, str, bool], ...] = ROWS
    items: tuple[tuple[str, str, str], ...] = ITEMS
    results: bool = False
    municipalities: tuple[str, ...] = ()
    contact: tuple[str, str, str] = (
        "若葉 かおる",
        "wakaba@mizuhonokaze.example.jp",
        "03-0000-0123",
    )
    config: str = ""
    defects: bool = False
    extra: tuple[str, ...] = field(default=())

    @property
    def procedures(self) -> str:
        return "\n".join(f"・{name}" for name, _, chosen in self.rows if chosen)

    @property
    def seventh(self) -> str:
        if self.municipalities:
            return "、".join(self.municipalities)
        return self.authorities or "、".join(dict.fromkeys(a for _, a, c in self.rows if c))


# --- 企画書 --------------------------------------------------------------------------------------


def screen(width: int = 1280, height: int = 800, seed: int = 0) -> io.BytesIO:
    """A picture of an invented screen, width × height px."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width - 1, height - 1), outline=90, width=3)
    draw.rectangle((0, 0, width, height // 10), fill=210)
    for line in range(3 + seed):
        top = height // 6 + line * height // 9
        draw.rectangle((width // 12, top, width // 3, top + height // 30), fill=150)
        draw.rectangle((width // 2, top, width - width // 12, top + height // 20), outline=120)
    data = io.BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    return data


def _slide(deck: Deck, title: str) -> Slide:
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = title
    slide.shapes.title.top, slide.shapes.title.height = Cm(0.6), Cm(1.8)
    slide.shapes.title.left, slide.shapes.title.width = Cm(1), Cm(31)
    slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(24)
    return slide


def _table(
    slide: Slide, rows: list[tuple[str, ...]], widths: tuple[float, ...], top: float = 2.8
) -> None:
    frame = slide.shapes.add_table(
        len(rows), len(widths), Cm(1), Cm(top), Cm(sum(widths)), Cm(1.1 * len(rows))
    )
    table = frame.table
    frame._element.xpath(".//a:tableStyleId")[0].text = _NO_STYLE
    for column, width in ((table.columns[n], w) for n, w in enumerate(widths)):
        column.width = Cm(width)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
            for paragraph in table.cell(y, x).text_frame.paragraphs:
                paragraph.font.size = Pt(12)


def _box(slide: Slide, text: str, at: tuple[float, float, float, float]) -> None:
    box = slide.shapes.add_textbox(*(Cm(value) for value in at))
    box.text_frame.word_wrap = True
    box.text_frame.text = text
    for paragraph in box.text_frame.paragraphs:
        paragraph.font.size = Pt(14)


def plan(c: Content) -> Deck:
    """The plan as in the figures of the handbook, 16:9."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(33.867), Cm(19.05)
    cover = _slide(deck, "マイナポータルAPI利用企画書")
    _box(cover, f"{c.name}\n2026年11月2日", (1, 10, 30, 3))
    first = _slide(deck, "1 申請者の概要")
    _table(
        first,
        [
            ("項番", "項目", "内容"),
            ("1", "名称", f"（法人番号：{c.number}）\n{c.name}\n{c.url}"),
            ("2", "所在地", c.address),
            ("3", "代表者名", f"（フリガナ）{c.kana}\n（氏名）{c.representative}"),
            ("4", "事業内容", c.business),
        ],
        (2, 7, 22),
    )
    second = _slide(deck, "2 API利用の概要")
    _table(
        second,
        [
            ("(1) Webサービス名", c.service),
            ("(2) Webサービス提供開始時期", c.start),
            ("(3) Webサービスの概要", c.summary),
            ("(4) APIの利用目的・狙い\n（国民等利用ユーザへのメリットや利便性含む）", c.purpose),
            ("(5) 対象手続", c.procedures),
            ("(6) APIを利用して取得する個人情報等", c.personal),
            ("(7) 関係団体・省庁等", c.seventh),
        ],
        (9, 22),
    )
    users = _slide(deck, "4 Webサービスの利用者数・利用環境")
    _table(
        users,
        [
            ("項番", "項目", "内容"),
            ("1", "利用者数", f"{c.users}（サービス開始 {c.start}、1年後 {c.after}）"),
            ("2", "サービス提供時間、SLA", c.hours),
            ("3", "OS（PC・タブレット）", "Windows 11、macOS 15 以降、iPadOS 18 以降"),
            ("3", "OS（スマートフォン）", "iOS 18 以降、Android 15 以降"),
            ("3", "Webブラウザ", "Google Chrome、Microsoft Edge、Safari の最新版"),
            ("4", "セキュリティ対策", c.security),
        ],
        (2, 7, 22),
    )
    for page in (1, 2):
        shown = _slide(deck, f"5 Webサービスの画面遷移（{page}/2）")
        count = 5 if c.defects and page == 2 else 3
        for n in range(count):
            low = c.defects and page == 1 and n == 2
            picture = screen(120, 75) if low else screen(seed=n + page)
            width = 6 if count == 5 else 9.8
            shown.shapes.add_picture(picture, Cm(1 + n * (width + 0.4)), Cm(5), Cm(width))
    _results(deck, c)
    last = _slide(deck, "9 サービス概要について")
    _table(
        last,
        [("サービス概要", f"「{c.service}」は、{c.summary}"), ("その他参考となる情報", c.url)],
        (7, 24),
    )
    if c.defects:
        _spoil(deck)
    return deck


def _results(deck: Deck, c: Content) -> None:
    test = _slide(deck, "7 接続確認環境試験結果")
    check = _slide(deck, "8 本番環境動作確認項目")
    if not c.results:
        _box(test, "接続確認環境試験結果を貼り付け\n(事業者フォーマットで可)", (5, 8, 22, 3))
        _box(check, "本番環境動作確認項目を貼り付け\n(事業者フォーマットで可)", (5, 8, 22, 3))
        return
    state = "未実施" if c.defects else "合格"
    _table(
        test,
        [
            ("項番", "試験項目", "入力条件", "確認項目", "結果"),
            ("1", "申請の送信", "必須項目を全て入力", "受付番号が返る", "合格"),
            ("2", "申請の送信", "必須項目を欠く", "誤りの内容が表示される", "合格"),
            ("3", "結果の受取り", "審査終了後", "結果が一覧に表示される", state),
        ],
        (2, 7, 8, 10, 4),
    )
    _box(test, "全ての試験項目を実施し、検出した障害 2 件は修正済み。", (1, 12, 30, 2))
    _table(
        check,
        [
            ("項番", "確認項目", "予定日"),
            ("1", "本番環境への接続と認証", "2027年2月15日"),
            ("2", "申請の送信と受付番号の確認", "2027年2月16日"),
        ],
        (2, 20, 9),
    )


def _spoil(deck: Deck) -> None:
    """What an unfinished draft still holds on its slides."""
    slides = list(deck.slides)
    guidance = slides[1].shapes.add_group_shape()
    box = guidance.shapes.add_textbox(Cm(20), Cm(15), Cm(12), Cm(2))
    paragraph = box.text_frame.paragraphs[0]
    for part in ("【記載", "要領】 「法人番号」については、有する利用希望者のみ記入"):
        paragraph.add_run().text = part
    fill = slides[2].background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string("DEEBF7")  # type: ignore[no-untyped-call]
    _box(slides[3], "【作成要領】 利用者数を記入", (20, 17, 12, 1))
    slides[3]._element.set("show", "0")


# --- Excel ---------------------------------------------------------------------------------------


def registration(c: Content) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "申請者情報"
    sheet["A1"] = "民間事業者登録申請書"
    fields = (
        ("法人番号", c.number), ("名称", c.name), ("所在地", c.address),
        ("代表者フリガナ", c.kana), ("代表者名", c.representative), ("担当者名", c.contact[0]),
        ("メールアドレス", c.contact[1]), ("電話番号", c.contact[2]), ("Webサービス名", c.service),
        ("サービス開始予定日", c.start),
    )  # fmt: skip
    for row, (label, value) in enumerate(fields, 3):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 60
    table = book.create_sheet("対象手続")
    table["A1"] = "対象手続"
    for column, text in enumerate(("項番", "手続名", "対象省庁・団体", "選択"), 1):
        table.cell(3, column, text)
    for row, (name, authority, chosen) in enumerate(c.rows, 4):
        cells = (row - 3, name, authority, "○" if chosen else None)
        for column, entry in enumerate(cells, 1):
            table.cell(row, column, entry)
    for letter, width in zip("ABCD", (6, 60, 30, 8), strict=True):
        table.column_dimensions[letter].width = width
    return book


def security(c: Content) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "確認書"
    sheet["A1"] = "情報セキュリティ要求事項等確認書"
    sheet["A2"], sheet["B2"] = "申請者名", c.name
    for column, text in enumerate(("項番", "要求事項", "対応状況", "対応内容"), 1):
        sheet.cell(4, column, text)
    chapter = item = 0
    for row, (text, answer, detail) in enumerate(c.items, 5):
        if text[1] == "．":
            chapter, item = chapter + 1, 0
            sheet.cell(row, 1, text)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
            continue
        item += 1
        for column, value in enumerate((f"{chapter}-{item}", text, answer, detail), 1):
            sheet.cell(row, column, value or None)
    for letter, width in zip("ABCD", (8, 56, 12, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    return book


def annex1() -> Workbook:
    book = Workbook()
    for n, name in enumerate(("機能要件一覧", "画面要件一覧")):
        sheet = book.active if n == 0 else book.create_sheet(name)
        assert sheet is not None
        sheet.title = name
        for row in (
            ("項番", "要件", "対応状況", "備考"),
            (1, "転出届を送信できる", "対応", ""),
            (2, "転入（転居）の予定を連絡できる", "対応", ""),
        ):
            sheet.append(row)
    return book


def hearing() -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "ヒアリングシート"
    sheet.append(["環境利用申請書"])
    sheet.append(["自治体名", "サービス開始予定日", "本番試験予定日"])
    sheet.append(["大阪府大阪市", "2027/2/1", None])
    sheet["A3"].font = Font(color="FF000000")
    return book


def ledger() -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "問合せ管理簿"
    sheet.append(["項番", "問合せ日", "対象API", "問合せ内容", "回答希望日"])
    sheet.append([1, "2026/11/2", "電子申請等API", "試験データについて", "2026/11/5"])
    return book


# --- writing -------------------------------------------------------------------------------------


def _save(document: Deck | Workbook, path: Path) -> None:
    """Save with fixed times, so that each run gives the same bytes."""
    raw = io.BytesIO()
    if isinstance(document, Workbook):
        document.properties.created = document.properties.modified = _WHEN
        document.properties.creator = "sample"
    else:
        properties = document.core_properties
        properties.created = properties.modified = _WHEN
        properties.author = properties.last_modified_by = "sample"
    document.save(raw)
    stamp = _WHEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, (2026, 11, 2, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(info)
            if info.filename == "docProps/core.xml" and isinstance(document, Workbook):
                start = data.index(b">", data.index(b"<dcterms:modified")) + 1
                data = data[:start] + stamp + data[data.index(b"</dcterms:modified") :]
            target.writestr(entry, data)


def write(folder: Path, c: Content) -> None:
    """One submission with its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    local = c.api in ("e-application", "moving", "receive")
    if c.procedure in ("review", "pre-service"):
        _save(plan(c), folder / "マイナポータルAPI利用企画書.pptx")
        _save(security(c), folder / "情報セキュリティ要求事項等確認書.xlsx")
        if not local:
            _save(registration(c), folder / "民間事業者登録申請書.xlsx")
    else:
        _save(annex1(), folder / "別紙1【機能要件】と【画面要件】.xlsx")
        for name in ("個人情報取扱方針", "ヘルプデスク対応・体制・トラブルシューティング方針"):
            (folder / f"{name}.txt").write_text(f"{c.name}\n{name}\n", encoding="utf-8")
    config = f'api = ["{c.api}"]\nprocedure = "{c.procedure}"\nflow = "current"\n{c.config}'
    (folder / "myna-lint.toml").write_text(config, encoding="utf-8")


def _subject(c: Content, rows: tuple[tuple[str, str, bool], ...], purpose: str) -> Content:
    return replace(c, rows=rows, summary=purpose)


def samples() -> dict[str, Content]:
    """Name of the folder → what it says."""
    clean = Content(config="\n[dates]\nservice-start = 2027-04-01\n")
    town = replace(
        clean,
        municipalities=("大阪府大阪市", "東京都港区"),
        users="10,000人",
        summary="子育てと介護の申請を、スマートフォンから自治体へ送れるWebサービス。",
        rows=(("児童手当の認定請求", "", True), ("保育施設等の利用申込", "", True)),
    )
    return {
        "clean": clean,
        "clean-pre-service": replace(clean, procedure="pre-service", results=True),
        "clean-corporate": _subject(
            replace(clean, api="corporate"),
            (("法人設立届出書", "国税庁", True), ("新規適用届", "日本年金機構", True)),
            "会社の設立に要る届出を、まとめて電子申請できるWebサービス。",
        ),
        "clean-residence": _subject(
            replace(clean, api="residence", users="2,000人", start="令和９年４月１日"),
            (("在留期間更新許可申請", "出入国在留管理庁", True),),
            "在留期間の更新などを、所属機関がまとめて申請できるWebサービス。",
        ),
        "clean-e-application": replace(town, api="e-application"),
        "clean-receive": replace(
            town,
            api="receive",
            summary="電子申請等情報受取等APIで申請の情報を受け取り、自治体の業務へ渡すWebサービス。",
        ),
        "clean-moving": replace(town, api="moving", procedure="production-connection"),
        "with-defects": replace(
            clean, procedure="pre-service", results=True, defects=True,
            number="1234567890123", url="www.mizuhonokaze",
            address="〒530-0001 東京都千代田区千代田9-9-9", kana="かぜかわ みのる",
            business="・〇〇業", start="令和9年5月", after="2029年4月1日", personal="氏名、住所",
            users="——人", hours="24時間365日",
            security="対策しています。\n・アクセスログ、システムの操作履歴、サーバログ等を取得する仕組みを導入しているか記載してください。",
        ),
    }  # fmt: skip


def make(folder: Path) -> None:
    """Write every sample below ``folder``."""
    for name, content in samples().items():
        write(folder / name, content)
    spoiled = folder / "with-defects"
    right = samples()["clean"]
    rows = tuple(
        (n.replace("喪失届", "喪失届書"), a if c and "税" not in n else "", c)
        for n, a, c in right.rows
    )
    other = replace(right, rows=rows, name="株式会社みずほの風労務", number="4700150999023",
                    contact=("若葉 かおる", "wakaba.mizuhonokaze", ""), service="かぜのて労務プラス",
                    address="〒100-0001 東京都千代田区千代田9-9-8")  # fmt: skip
    _save(registration(other), spoiled / "民間事業者登録申請書.xlsx")
    _save(
        registration(replace(other, name="マイナ株式会社")),
        spoiled / "民間事業者登録申請書_旧.xlsx",
    )
    items = list(right.items)
    items[1] = (items[1][0], "", "")
    items[2] = (items[2][0], "未実施", "")
    _save(security(replace(right, items=tuple(items), name="〇〇株式会社")),
          spoiled / "情報セキュリティ要求事項等確認書.xlsx")  # fmt: skip
    _save(ledger(), spoiled / "問合せ管理簿.xlsx")
    _save(hearing(), spoiled / "環境利用申請書.xlsx")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
