"""A corpus of submissions with one defect each: the clean one, changed clause by clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from samples.books import registration, security
from samples.content import CLEAN_SECURITY, ITEMS, ROWS, Content
from samples.make import PLAN, REGISTRATION, SECURITY, File
from samples.plans import plan

BASE = Content(procedure="pre-service", result="合格")
Change = Mapping[str, Any]


@dataclass(frozen=True)
class Defect:
    """One defect: what is changed in which document, the clause it breaks, what follows from it."""

    name: str
    clause: str
    plan: Change = field(default_factory=dict)
    registration: Change = field(default_factory=dict)
    security: Change = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        return PLAN if self.plan else REGISTRATION if self.registration else SECURITY

    def files(self, layout: str, sheet: str) -> dict[str, File]:
        return {
            PLAN: plan(replace(BASE, **self.plan), layout),
            REGISTRATION: registration(replace(BASE, **self.registration), sheet),
            SECURITY: security(replace(BASE, **self.security), sheet),
        }


def _renamed(old: str, new: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple((name.replace(old, new), authority, chosen) for name, authority, chosen in ROWS)


def _items(row: int, answer: str, detail: str) -> tuple[tuple[str, str, str], ...]:
    changed = list(ITEMS)
    changed[row] = (ITEMS[row][0], answer, detail)
    return tuple(changed)


def _plan(name: str, clause: str, /, *also: str, **change: Any) -> Defect:
    return Defect(name, clause, plan=change, also=also)


def _registration(name: str, clause: str, /, *also: str, **change: Any) -> Defect:
    return Defect(name, clause, registration=change, also=also)


def _security(name: str, clause: str, /, *also: str, **change: Any) -> Defect:
    return Defect(name, clause, security=change, also=also)


_OS = ("OS（PC・タブレット）", "OS（スマートフォン）", "Webブラウザ")
NO_ROW = tuple((name, authority, False) for name, authority, _ in ROWS)
GUIDANCE = "【記載要領】 「法人番号」については、これを有する利用希望者のみ記入してください。"
QUESTION = "\n・データに対するアクセスログ、システムの操作履歴、サーバログ等を取得する仕組みを導入しているか記載してください。"

DEFECTS = (
    _plan("twelve digits", "plan.corporate-number", "x.corporate-number", number="670015099901"),
    _plan("check digit", "plan.corporate-number", "x.corporate-number", number="5700150999013"),
    _plan("no number", "plan.corporate-number", number=""),
    _plan("no name", "plan.name", "x.name", name=""),
    _plan("no url", "plan.url", url=""),
    _plan("url without scheme", "plan.url", url="www.mizuhonokaze.example.jp"),
    _plan("url with a typing error", "plan.url", url="http//www.mizuhonokaze.example.jp/"),
    _plan("no postal code", "plan.address", address="東京都千代田区千代田9-9-9 みずほのかぜビル5階"),
    _plan("postal code of another place", "plan.address", "x.address",
          address="〒530-0001 東京都千代田区千代田9-9-9 みずほのかぜビル5階"),
    _plan("address as handed out", "plan.address", "plan.placeholder", "x.address", address="〒 -"),
    _plan("reading in hiragana", "plan.representative", kana="かぜかわ みのる"),
    _plan("no reading", "plan.representative", kana=""),
    _plan("no representative", "plan.representative", representative=""),
    _plan("business as handed out", "plan.business", "plan.placeholder", business="・〇〇業\n・〇〇業"),
    _plan("no business", "plan.business", business=""),
    _plan("no service name", "plan.service-name", "x.service-name", "plan.overview", service=""),
    _plan("no start", "plan.service-start", "plan.user-count-date", "x.dates", start=""),
    _plan("start undecided", "plan.service-start", "plan.user-count-date", "x.dates", start="未定"),
    _plan("no summary", "plan.service-summary", "plan.overview", summary=""),
    _plan("no purpose", "plan.purpose", purpose=""),
    _plan("items of personal information", "plan.personal-information", personal="氏名、住所、生年月日"),
    _plan("an authority left out", "x.authorities", "plan.authorities", authorities="日本年金機構、国税庁"),
    _plan("users unsaid", "plan.user-count", "plan.user-count-date", users=""),
    _plan("users in words", "plan.user-count", users="多数"),
    _plan("users as handed out", "plan.user-count", "plan.placeholder", users="——人"),
    _plan("a year and a day", "plan.user-count-date", "x.dates", after="2028年5月1日"),
    _plan("no hours, no SLA", "plan.service-hours", "plan.sla", hours=""),
    _plan("no SLA", "plan.sla", hours="24時間365日（メンテナンスを除く）"),
    _plan("no PC", "plan.environment", environment=((_OS[0], ""), (_OS[1], "iOS 18"), (_OS[2], "Chrome"))),
    _plan("no smartphone", "plan.environment",
          environment=((_OS[0], "Windows 11"), (_OS[1], ""), (_OS[2], "Chrome"))),
    _plan("no browser", "plan.environment",
          environment=((_OS[0], "Windows 11"), (_OS[1], "Android 15"), (_OS[2], ""))),
    _plan("another statement", "plan.security-statement",
          security="対策しています。\n" + CLEAN_SECURITY.split("\n", 1)[1]),
    _plan("no detail", "plan.security-detail", security=CLEAN_SECURITY.split("\n", 1)[0]),
    _plan("a question left", "plan.security-questions", security=CLEAN_SECURITY + QUESTION),
    _plan("no screens", "plan.screens", screens=(0,)),
    _plan("six screens on a slide", "plan.screens", screens=(3, 6)),
    _plan("small screens", "plan.screens", screen_px=(120, 75)),
    _plan("a test not done", "plan.test-result", result="未実施"),
    _plan("no results", "plan.test-result", "plan.production-check", "plan.placeholder", result=""),
    _plan("no overview", "plan.overview", overview=""),
    _plan("guidance left", "plan.guidance", "plan.placeholder", left_over=(GUIDANCE,)),
    _plan("guidance of another slide left", "plan.guidance", "plan.placeholder",
          left_over=("", "", "【作成要領】\n利用者数を記入")),
    _plan("a coloured slide", "plan.colour", background="DEEBF7"),
    _plan("number of the example", "plan.sample-value", "plan.corporate-number",
          "x.corporate-number", number="1234567890123"),
    _plan("name of the example", "plan.sample-value", "x.name", name="マイナ株式会社"),
    _plan("url of the example", "plan.sample-value", url="https://example.com"),
    _plan("another number", "x.corporate-number", number="4700150999023"),
    _plan("another name", "x.name", name="株式会社みずほの風労務"),
    _plan("another house number", "x.address",
          address="〒100-0001 東京都千代田区千代田9-9-8 みずほのかぜビル5階"),
    _plan("another service", "x.service-name", service="かぜのて労務プラス"),
    _plan("another start", "x.dates", "plan.user-count-date", start="2027年5月1日", after="2028年5月1日"),
    _plan("a procedure by another name", "x.procedures", "plan.procedures",
          rows=_renamed("資格喪失届", "資格喪失届書")),
    _registration("no name", "reg.fields", "x.name", name=""),
    _registration("no number", "reg.fields", number=""),
    _registration("number with a wrong check digit", "reg.fields", "x.corporate-number",
                  number="5700150999013"),
    _registration("no address", "reg.fields", address=""),
    _registration("no representative", "reg.fields", representative=""),
    _registration("reading in hiragana", "reg.fields", kana="かぜかわ みのる"),
    _registration("no contact", "reg.fields", contact=("", *BASE.contact[1:])),
    _registration("no mail", "reg.fields", contact=("若葉 かおる", "", "03-0000-0123")),
    _registration("mail without @", "reg.fields", contact=("若葉 かおる", "wakaba.example.jp", "03-0000-0123")),
    _registration("no phone", "reg.fields", contact=("若葉 かおる", "wakaba@mizuhonokaze.example.jp", "")),
    _registration("phone too short", "reg.fields",
                  contact=("若葉 かおる", "wakaba@mizuhonokaze.example.jp", "03-000")),
    _registration("nothing chosen", "reg.procedures", "x.procedures", "x.authorities",
                  "plan.procedures", "plan.authorities", rows=NO_ROW),
    _registration("name of the example", "xlsx.sample-value", "x.name", name="マイナ株式会社"),
    _registration("name as handed out", "xlsx.placeholder", "x.name", name="〇〇株式会社"),
    _security("an item unanswered", "sec.answered", items=_items(1, "", "")),
    _security("no reason", "sec.reason", "sec.plan-agrees", items=_items(2, "未実施", "")),
    _security("an item not done", "sec.plan-agrees",
              items=_items(2, "未実施", "2027年度に実施するため。")),
    _security("another name", "x.name", name="株式会社みずほの風労務"),
)  # fmt: skip
