"""A configuration with comments, for a person to complete; read back by config_file.py."""

from __future__ import annotations

import json
from datetime import date

from msgspec import Struct

from linter.config import Api, Applicant, Flow, Procedure


class Answers(Struct, frozen=True):
    """What is known; None and empty stay in the file as comments."""

    api: tuple[Api, ...] = ()
    procedure: Procedure | None = None
    flow: Flow | None = None
    applicant: Applicant | None = None
    service_start: date | None = None
    production_check_start: date | None = None
    submission: date | None = None
    third_party: bool | None = None
    press_release: bool | None = None


_TEMPLATE = """\
# myna-lint の設定。# を外した行だけが有効です。書かなかったものは書類から推定し、報告に「推定」と示します。
# Settings of myna-lint. What is left out is inferred from the documents, and said to be inferred.

# 申請する API：corporate（法人設立） social-tax（社保税） residence（在留） e-application（電子申請）
#   moving（引越し） receive（情報受取）
{api}

# 提出する手続：review（審査申請） connection-test（接続確認環境試験実施申請）
#   connection-test-report（接続確認環境試験完了報告） production-connection（本番環境接続申請）
#   pre-service（サービス提供前確認申請） service-start（サービス開始届） change（変更申請）
#   termination（終了申請）
{procedure}

# 申請の流れ：current、または legacy（2025-06-25 時点で利用申請済みで、仕様書が開示されていた事業者）
{flow}

# 申請者：private（民間事業者）、または government（行政機関等）
{applicant}

# 仕様書を委託先などの第三者に開示するなら true（第三者開示承諾願が要ります）
{third_party}

# プレスリリースを予定しているなら true（本番環境接続申請と一緒に原稿を提出します）
{press_release}

[dates]
# サービス開始予定日。ここから各手続の期限を数えます（myna-lint schedule）。
{service_start}
# 本番環境動作確認の開始日（本番環境接続申請の締切はその 15 営業日前）
{production_check_start}
# この手続を提出する日
{submission}
# プレスリリースの公開日
# press-release = 2027-04-01
# 年末年始の閉庁（最初と最後の日。数えないなら []）
# year-end-closing = ["12-29", "01-03"]

[web-forms]
# Web フォームに入力した対象手続と自治体。書類と食い違わないかを確かめます。
# procedures = ["健康保険・厚生年金保険被保険者資格取得届"]
# municipalities = ["大阪府大阪市"]

[documents]
# 書類がどの様式か判別されないときだけ書きます。
# plan = "企画書.pptx"

[rules]
# 確かめないルールと、加えるルールのファイル
# ignore = ["PLN225"]
# extend = ["our-rules.yaml"]

[limits]
# 壊れた、または悪意のあるファイルから守る上限。超えると指摘に名前と数が出ます。
# 信頼できる大きな書類を読むときだけ上げてください（バイト、個数、秒）。
# max-file-bytes = 209_715_200
# max-cells = 400_000
# max-seconds = 20

# 確認のうえ受け入れる指摘。理由が要ります。
# [[suppress]]
# rule = "PLN104"
# document = "企画書.pptx"
# reason = "表の見出しの色は受付に確認済み"
"""
_EXAMPLES = Answers(
    api=("social-tax",),
    procedure="review",
    flow="current",
    applicant="private",
    service_start=date(2027, 4, 1),
    production_check_start=date(2027, 2, 15),
    submission=date(2026, 12, 1),
    third_party=False,
    press_release=False,
)


def write(answers: Answers) -> str:
    """The text of ``myna-lint.toml``: what is known as a setting, the rest as commented examples."""
    lines = {}
    for name in Answers.__struct_fields__:
        value = getattr(answers, name)
        known = value is not None and value != ()
        shown = value if known else getattr(_EXAMPLES, name)
        lines[name] = f"{'' if known else '# '}{name.replace('_', '-')} = {_toml(shown)}"
    return _TEMPLATE.format_map(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
