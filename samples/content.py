"""What the documents of a sample submission say; names and numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass

STATEMENT = "情報セキュリティ要求事項等確認書に従い、セキュリティ対策を実施済み。"
CLEAN_SECURITY = "\n".join(
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


ENVIRONMENT = (
    ("OS（PC・タブレット）", "Windows 11、macOS 15 以降、iPadOS 18 以降"),
    ("OS（スマートフォン）", "iOS 18 以降、Android 15 以降"),
    ("Webブラウザ", "Google Chrome、Microsoft Edge、Safari の最新版"),
)


@dataclass(frozen=True)
class Section:
    """A slide of fields: (item number, label, value) each."""

    title: str
    entries: tuple[tuple[str, str, str], ...]
    numbered: bool = False


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
    security: str = CLEAN_SECURITY
    rows: tuple[tuple[str, str, bool], ...] = ROWS
    items: tuple[tuple[str, str, str], ...] = ITEMS
    environment: tuple[tuple[str, str], ...] = ENVIRONMENT
    overview: str = "「{service}」は、{summary}"
    municipalities: tuple[str, ...] = ()
    contact: tuple[str, str, str] = (
        "若葉 かおる",
        "wakaba@mizuhonokaze.example.jp",
        "03-0000-0123",
    )
    # What is pasted on the slides of pictures and results; "" is not pasted yet.
    screens: tuple[int, ...] = (3, 3)
    screen_px: tuple[int, int] = (1280, 800)
    result: str = ""
    check_date: str = "2027年2月15日"
    # What an unfinished draft still holds.
    left_over: tuple[str, ...] = ()
    background: str = ""
    hidden_slide: int = 0
    # Further lines of myna-lint.toml.
    config: str = ""

    @property
    def procedures(self) -> str:
        return "\n".join(f"・{name}" for name, _, chosen in self.rows if chosen)

    @property
    def seventh(self) -> str:
        if self.municipalities:
            return "、".join(self.municipalities)
        return self.authorities or "、".join(dict.fromkeys(a for _, a, c in self.rows if c))

    def sections(self) -> tuple[Section, ...]:
        """The slides of the plan that hold fields, as the figures of the handbook order them."""
        named = f"（法人番号：{self.number}）\n"
        users = (
            f"{self.users}（サービス開始 {self.start}、1年後 {self.after}）" if self.users else ""
        )
        return (
            Section(
                "1 申請者の概要",
                (
                    ("1", "名称", f"{named}{self.name}\n{self.url}".strip()),
                    ("2", "所在地", self.address),
                    ("3", "代表者名", f"（フリガナ）{self.kana}\n（氏名）{self.representative}"),
                    ("4", "事業内容", self.business),
                ),
                numbered=True,
            ),
            Section(
                "2 API利用の概要",
                (
                    ("(1)", "Webサービス名", self.service),
                    ("(2)", "Webサービス提供開始時期", self.start),
                    ("(3)", "Webサービスの概要", self.summary),
                    (
                        "(4)",
                        "APIの利用目的・狙い\n（国民等利用ユーザへのメリットや利便性含む）",
                        self.purpose,
                    ),
                    ("(5)", "対象手続", self.procedures),
                    ("(6)", "APIを利用して取得する個人情報等", self.personal),
                    ("(7)", "関係団体・省庁等", self.seventh),
                ),
            ),
            Section(
                "4 Webサービスの利用者数・利用環境",
                (
                    ("1", "利用者数", users),
                    ("2", "サービス提供時間、SLA", self.hours),
                    *(("3", label, value) for label, value in self.environment),
                    ("4", "セキュリティ対策", self.security),
                ),
                numbered=True,
            ),
            Section(
                "9 サービス概要について",
                (
                    (
                        "",
                        "サービス概要",
                        self.overview.format(service=self.service, summary=self.summary),
                    ),
                    ("", "その他参考となる情報", self.url),
                ),
            ),
        )
