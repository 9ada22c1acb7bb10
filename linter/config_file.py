"""Finds and reads ``myna-lint.toml`` (or ``[tool.myna-lint]`` of a ``pyproject.toml``).

What is wrong with it is told with the file, the line and the key, what was found and what was
expected, as one :class:`linter.errors.UsageError`.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from linter.config import (
    Api,
    Applicant,
    Config,
    Dates,
    Flow,
    Procedure,
    RuleChoice,
    Suppression,
    WebForms,
)
from linter.errors import UsageError
from linter.fold import nearest
from linter.limits import Limits
from linter.model import FORMS, SEVERITIES, Severity
from linter.resources import CONFIG_NAME, PROJECT_NAME
from linter.toml_lines import Step, line_of

_TABLE = ("tool", "myna-lint")
_QUOTED = 60
"""Characters of a key or a value that a message shows."""
_LONG = 2**64
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What each key takes, in words; the message of every wrong value comes from here.
_EXPECTED: dict[tuple[str, ...], str] = {
    ("api",): f'API 名の配列（例：api = ["social-tax"]。{"、".join(get_args(Api))}）',
    ("procedure",): "／".join(get_args(Procedure)),
    ("flow",): "／".join(get_args(Flow)),
    ("applicant",): "／".join(get_args(Applicant)),
    ("fail-on",): "／".join(SEVERITIES),
    ("third-party",): "true または false",
    ("press-release",): "true または false",
    ("dates",): "表（[dates]）",
    ("dates", "*"): "日付（引用符なしの YYYY-MM-DD、2000〜2099 年）",
    ("dates", "year-end-closing"): '最初と最後の日の配列（例：["12-29", "01-03"]。なければ []）',
    ("web-forms",): "表（[web-forms]）",
    ("web-forms", "*"): '文字列の配列（例：["…"]）',
    ("documents",): "表（[documents]）",
    ("documents", "*"): '提出フォルダーからのファイル名（例："企画書.pptx"）',
    ("rules",): "表（[rules]）",
    ("rules", "*"): '文字列の配列（例：["PLN101"]）',
    ("limits",): "表（[limits]）",
    ("limits", "*"): "1 以上の整数（例：max-cells = 400_000）",
    ("limits", "max-seconds"): "1 から 86_400 までの整数（秒）",
    ("suppress",): "表の配列（[[suppress]]）",
    ("suppress", "rule"): 'ルール ID または名前の文字列（例："PLN101"）',
    ("suppress", "reason"): "空でない理由の文字列",
    ("suppress", "document"): 'ファイル名の文字列（例："企画書.pptx"）',
}
_TYPES: dict[str, str] = {
    "str": "文字列",
    "int": "整数",
    "float": "小数",
    "bool": "真偽値",
    "list": "配列",
    "dict": "表",
    "date": "日付",
    "datetime": "日時",
    "time": "時刻",
}


class LoadedConfig(Struct, frozen=True):
    """The configuration and the file it came from; None where there is no file."""

    config: Config
    path: Path | None = None


def load_config(folder: Path, explicit: Path | None = None, *, above: bool = True) -> LoadedConfig:
    """The configuration that holds for a submission in ``folder``.

    ``explicit`` (``--config``) wins; then ``myna-lint.toml`` in the folder; then the nearest
    ``pyproject.toml`` at or above it that has ``[tool.myna-lint]``; at it only, unless ``above``.
    ``rules.extend`` comes back as absolute paths, taken relative to the file that names them.

    :raises UsageError: the file is missing, not TOML, or says something that is not understood.
    """
    if explicit is not None:
        if not explicit.is_file():
            raise UsageError(f"設定ファイル {explicit} がありません。")
        return _load(explicit)
    own = folder / CONFIG_NAME
    if own.is_file():
        return _load(own)
    here = folder.absolute()
    for parent in (here, *here.parents) if above else (here,):
        project = parent / PROJECT_NAME
        if project.is_file() and _mentions_us(project):
            return _load(project)
    return LoadedConfig(Config())


def load_rule_files(explicit: Path | None) -> list[Path]:
    """The rule files that ``rules.extend`` of the named configuration adds; none without one."""
    if explicit is None:
        return []
    return rule_files(load_config(explicit.parent, explicit).config)


def rule_files(config: Config) -> list[Path]:
    return [Path(name) for name in config.rules.extend]


def override(
    config: Config,
    *,
    api: Sequence[Api] = (),
    procedure: Procedure | None = None,
    flow: Flow | None = None,
    applicant: Applicant | None = None,
    submission: date | None = None,
    service_start: date | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fail_on: Severity | None = None,
) -> Config:
    """The configuration with what the command line or the page says in place of what the file says."""
    return replace(
        config,
        api=tuple(api) or config.api,
        procedure=procedure or config.procedure,
        flow=flow or config.flow,
        applicant=applicant or config.applicant,
        fail_on=fail_on or config.fail_on,
        dates=replace(
            config.dates,
            submission=submission or config.dates.submission,
            service_start=service_start or config.dates.service_start,
        ),
        rules=replace(
            config.rules,
            select=tuple(select) or config.rules.select,
            ignore=tuple(ignore) or config.rules.ignore,
        ),
    )


def is_month_day(text: str) -> bool:
    """Whether a text is a day of every year, as MM-DD."""
    try:
        return (
            bool(re.fullmatch(r"\d\d-\d\d", text))
            and date.fromisoformat(f"2001-{text}") is not None
        )
    except ValueError:
        return False


def _mentions_us(path: Path) -> bool:
    """Whether a pyproject.toml has our table. One that is broken but does not name us is not our
    business; one that does is read, and so refused with its line."""
    try:
        text = _read_text(path)
    except UsageError:
        return False
    if _TABLE[1] not in text:
        return False
    try:
        return _TABLE[1] in tomllib.loads(text).get("tool", {})
    except (ValueError, RecursionError):
        return re.search(r"^\s*\[\[?\s*tool\.[\"']?myna-lint", text, re.MULTILINE) is not None


def _load(path: Path) -> LoadedConfig:
    text = _read_text(path)
    try:
        data: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_syntax_message(path, text, str(error))) from error
    except ValueError as error:  # Python reads no number of so many digits
        place = re.search(r"[0-9_]{4000}", text)
        line = text.count("\n", 0, place.start() if place else None) + 1
        message = f"a number is too long (at line {line}, column 1)"
        raise UsageError(_syntax_message(path, text, message)) from error
    except RecursionError as error:
        raise UsageError(_syntax_message(path, text, "too deep (at line 1, column 1)")) from error
    prefix: tuple[Step, ...] = ()
    if path.name == "pyproject.toml":
        prefix = _TABLE
        data = data.get("tool", {}).get("myna-lint", {})
    config = _Decoder(path, text, prefix).decode(data)
    extend = tuple(str(path.parent.absolute() / name) for name in config.rules.extend)
    return LoadedConfig(replace(config, rules=replace(config.rules, extend=extend)), path)


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} を読めません（{error.strerror or error}）。") from error
    encoding = next((name for bom, name in _BOMS if raw.startswith(bom)), "utf-8")
    try:
        # tomllib takes \n and \r\n only; a lone \r is left for it to refuse.
        return raw.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{path}:{line}: UTF-8 の文字として読めません。"
            "エディターで UTF-8 を選んで保存し直してください。"
        ) from error


def _syntax_message(path: Path, text: str, message: str) -> str:
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(place[1]) if place else text.count("\n") + 1
    reason = re.sub(r"\s*\(at .*\)$", "", message)
    return f"{path}:{line}: TOML として読めません（{reason}）。"


class _Decoder:
    """Turns what tomllib returned into a Config, or the first fault into one sentence."""

    def __init__(self, path: Path, text: str, prefix: tuple[Step, ...]) -> None:
        self._path = path
        self._text = text
        self._prefix = prefix

    def decode(self, data: Any) -> Config:
        if not isinstance(data, dict):
            raise self._fault((), f"{self._described(data)} があります。表を書いてください")
        self._refuse_unknown_keys(data)
        try:
            config = msgspec.convert(data, Config)
        except msgspec.ValidationError as error:
            raise self._explain(data, str(error)) from error
        self._check_dates(data.get("dates", {}), config.dates)
        for number, entry in enumerate(config.suppress):
            if not entry.reason.strip():
                raise self._without_reason(number)
        return config

    def _check_dates(self, data: dict[str, Any], dates: Dates) -> None:
        """A mistyped year is no date to count from, and a closing has two days of the year."""
        for key, value in data.items():
            if isinstance(value, date) and not 2000 <= value.year < 2100:
                raise self._unexpected(("dates", key), value)
        closing = dates.year_end_closing
        if closing and (len(closing) != 2 or not all(map(is_month_day, closing))):
            raise self._unexpected(("dates", "year-end-closing"), list(closing))

    def _refuse_unknown_keys(self, data: dict[str, Any]) -> None:
        tables: list[tuple[tuple[Step, ...], Any, list[str]]] = [
            ((), data, _keys(Config)),
            (("dates",), data.get("dates"), _keys(Dates)),
            (("web-forms",), data.get("web-forms"), _keys(WebForms)),
            (("documents",), data.get("documents"), list(FORMS)),
            (("rules",), data.get("rules"), _keys(RuleChoice)),
            (("limits",), data.get("limits"), _keys(Limits)),
        ]
        suppress = data.get("suppress")
        for number, entry in enumerate(suppress if isinstance(suppress, list) else ()):
            tables.append((("suppress", number), entry, _keys(Suppression)))
        for place, table, known in tables:
            for key in table if isinstance(table, dict) else ():
                if key not in known:
                    raise self._unknown(place, key, known)

    def _unknown(self, place: tuple[Step, ...], key: str, known: list[str]) -> UsageError:
        close = nearest(key, known)
        guess = f"「{close}」のことですか。" if close else ""
        return self._fault(
            (*place, key), f"このキーはありません。{guess}使えるキー：{'、'.join(known)}"
        )

    def _without_reason(self, number: int) -> UsageError:
        return self._fault(
            ("suppress", number),
            "抑制には理由（reason）が必要です。理由がないので受け付けません",
        )

    def _explain(self, data: dict[str, Any], message: str) -> UsageError:
        """msgspec names the place as ``$.api[0]``; the words come from the value found there."""
        place = re.search(r"at `\$([^`]*)`", message)
        steps = _steps(place[1] if place else "", data)
        missing = re.search(r"missing required field `([^`]+)`", message)
        if missing and missing[1] == "reason" and len(steps) == 2:
            return self._without_reason(int(steps[1]))
        if missing:
            return self._fault(steps, f"キー「{missing[1]}」が必要です")
        return self._unexpected(steps, _value_at(data, steps))

    def _unexpected(self, steps: tuple[Step, ...], found: object) -> UsageError:
        named = tuple(str(step) for step in steps if isinstance(step, str))
        expected = _EXPECTED.get(named) or _EXPECTED.get((*named[:1], "*"), "")
        close = nearest(found, _choices(expected)) if isinstance(found, str) else None
        guess = f"「{close}」のことですか。" if close and close != found else ""
        return self._fault(
            steps, f"{self._described(found)} があります。{guess}期待する値：{expected}"
        )

    def _described(self, value: object) -> str:
        kind = _TYPES.get(type(value).__name__, "値")
        if isinstance(value, list | dict):
            return kind
        if isinstance(value, str):
            return f'{kind} "{_short(value)}"'
        # Python writes no number of thousands of digits in decimals.
        return f"{kind} {_short(hex(value) if isinstance(value, int) and abs(value) > _LONG else str(value))}"

    def _fault(self, steps: Sequence[Step], words: str) -> UsageError:
        line = line_of(self._text, (*self._prefix, *steps))
        key = ".".join(str(step) for step in steps if isinstance(step, str))
        name = f"{_short(key)}: " if key else ""
        return UsageError(f"{self._path}:{line}: {name}{words}。")


def _keys(table: type[Struct]) -> list[str]:
    return [field.encode_name for field in fields(table)]


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _choices(expected: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)*", expected)


def _steps(path: str, data: dict[str, Any]) -> tuple[Step, ...]:
    """``.suppress[1].rule`` → ("suppress", 1, "rule"); ``[...]`` is some key of a mapping, so the
    first whose value does not fit is looked for (``documents`` is the only one, of strings)."""
    steps: list[Step] = []
    for name, index, some_key in re.findall(r"\.([\w-]+)|\[(\d+)\]|(\[\.\.\.\])", path):
        if some_key:
            values = _value_at(data, steps)
            steps.append(next(key for key, value in values.items() if not isinstance(value, str)))
        else:
            steps.append(name or int(index))
    return tuple(steps)


def _value_at(data: Any, steps: Sequence[Step]) -> Any:
    for step in steps:
        data = data[step]
    return data
