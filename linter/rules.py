"""Rules are data: rules/*.yaml and the user's own files, checked and decoded here."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

import linter.checks  # noqa: F401  (registers the check functions)
from linter import cache
from linter.checks.registry import REGISTRY
from linter.context import unknown_given
from linter.errors import UsageError
from linter.fold import nearest
from linter.handbook import clause_ids
from linter.model import FixKind, Severity
from linter.resources import rules_digest, rules_dir
from linter.rule_file import Case as Case
from linter.rule_file import Override, RuleData
from linter.rule_file import Text as Text
from linter.rule_file import When as When
from linter.yaml_file import Place, Source, parse

PREFIXES = ("FIL", "PLN", "REG", "SEC", "ANX", "ENV", "INQ", "XDC", "DAT")
_OUR_ID = re.compile(r"[A-Z]{3}[0-9]{3}")
_USER_ID = re.compile(r"[A-Z]{2,6}[0-9]{3}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KIND = "rules"
# Two fifths of our files are examples, which a run does not need; in those files they are indented.
_EXAMPLES = re.compile(r"^( +)cases:\n(?:\1 .*\n|\n)*", re.MULTILINE)
# Files of rules/ that hold other data.
_NOT_RULES = ("handbook.yaml", "procedures.yaml", "schedule.yaml")


class Rule(Struct, frozen=True):
    """A rule ready to run; ``params`` is an instance of its check's parameter struct. A ``generic``
    rule yields to a specific one that quotes the same place."""

    id: str
    name: str
    clauses: tuple[str, ...]
    severity: Severity
    given: tuple[str, ...]
    when: When
    check: str
    params: Any
    message: Text
    hint: Text
    fix: FixKind = "none"
    fix_action: str | None = None
    generic: bool = False
    cases: tuple[Case, ...] = ()
    source: str = ""


class RuleSet(Struct, frozen=True):
    """All rules in the order of their ids, and the digest of every data file behind them."""

    rules: tuple[Rule, ...]
    digest: str


def load_rules(extend: Sequence[Path] = (), *, cases: bool = False) -> RuleSet:
    """The shipped rules, then the user's files, as an earlier run has compiled them. ``cases``: with
    the examples, which only those who explain or test a rule need, and which are not kept.

    :raises UsageError: a rule file is wrong: file, line, key and what was expected.
    """
    digest = rules_digest(extend)
    if cases:
        return RuleSet(_compile(extend, without=None), digest[:12])
    kept = cache.recall(_KIND, cache.key(digest), _decode) if digest else None
    rules = kept or tuple(replace(rule, cases=()) for rule in _compile(extend, without=_EXAMPLES))
    if (
        digest and kept is None and digest == rules_digest(extend)
    ):  # else: changed while it was read
        cache.keep(_KIND, cache.key(digest), msgspec.msgpack.encode(rules))
    return RuleSet(rules, digest[:12])


def _decode(kept: bytes) -> tuple[Rule, ...]:
    return tuple(map(_with_params, msgspec.msgpack.decode(kept, type=tuple[Rule, ...])))


def _with_params(rule: Rule) -> Rule:
    return replace(rule, params=msgspec.convert(rule.params, REGISTRY[rule.check].params))


def _compile(extend: Sequence[Path], *, without: re.Pattern[str] | None) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    shipped = [p for p in sorted(rules_dir().glob("*.yaml")) if p.name not in _NOT_RULES]
    for path in shipped:
        _read_file(parse(path, without), rules, ours=True)
    for path in extend:
        _read_file(parse(path), rules, ours=False)
    return tuple(sorted(rules.values(), key=lambda rule: rule.id))


def _read_file(source: Source, rules: dict[str, Rule], *, ours: bool) -> None:
    data = source.data
    if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
        raise source.error(
            (), "最上位に rules: の一覧が必要です", "a top-level list `rules:` is expected"
        )
    for key in data:
        if key != "rules":
            raise source.error(
                (str(key),),
                "このキーはありません。使えるキー：rules",
                "unknown key, expected rules",
            )
    for n, entry in enumerate(data["rules"]):
        place: Place = ("rules", n)
        if isinstance(entry, dict) and "override" in entry:
            _apply_override(source, place, entry, rules, ours=ours)
            continue
        rule = _rule(source, place, source.convert(entry, RuleData, place), ours=ours)
        clash = next((r for r in rules.values() if rule.id == r.id or rule.name == r.name), None)
        if clash is not None:
            raise source.error(
                (*place, "id"),
                f"ルール {rule.id}（{rule.name}）は {clash.source} に既にあります",
                f"rule {rule.id} ({rule.name}) exists already in {clash.source}",
            )
        rules[rule.id] = rule


def _apply_override(
    source: Source, place: Place, entry: Any, rules: dict[str, Rule], *, ours: bool
) -> None:
    change = source.convert(entry, Override, place)
    if ours or change.override not in rules:
        raise _unknown(
            source, (*place, "override"), ("ルール", "rule"), change.override, list(rules)
        )
    if not change.ignore and change.severity is None:
        raise source.error(
            place, "severity か ignore を書いてください", "severity or ignore is expected"
        )
    if change.ignore:
        del rules[change.override]
    if change.severity is not None and not change.ignore:
        old = rules[change.override]
        rules[change.override] = replace(old, severity=change.severity)


def _rule(source: Source, place: Place, data: RuleData, *, ours: bool) -> Rule:
    _check_names(source, place, data, ours=ours)
    known = clause_ids()
    for n, clause in enumerate(data.clauses):
        if clause not in known:
            raise _unknown(source, (*place, "clauses", n), ("条項", "clause"), clause, known)
    given = (data.given,) if isinstance(data.given, str) else data.given
    wrong = unknown_given(given)
    if wrong:
        raise _unknown(
            source, (*place, "given"), ("場所", "place"), wrong[0], [wrong[1]] if wrong[1] else []
        )
    check_name, params = _check(source, place, data)
    if not ours:  # for ours a test does it: it takes as long as the rest
        _check_patterns(source, (*place, "check", check_name), data.check[check_name])
    for key, text in (("message", data.message), ("hint", data.hint)):
        _check_placeholders(source, (*place, key, "ja"), text.ja)
        _check_placeholders(source, (*place, key, "en"), text.en)
    _check_cases(source, place, data)
    fix, action = _fix(source, place, data)
    return Rule(
        id=data.id,
        name=data.name,
        clauses=data.clauses,
        severity=data.severity,
        given=given,
        when=data.when,
        check=check_name,
        params=params,
        message=data.message,
        hint=data.hint,
        fix=fix,
        fix_action=action,
        generic=data.generic,
        cases=data.cases,
        source=source.path.name,
    )


def _unknown(
    source: Source,
    place: Place,
    noun: tuple[str, str],
    name: str,
    known: Sequence[str],
    *,
    listed: bool = False,
) -> UsageError:
    """The error for a name that is none of ``known``; suggests the nearest, or lists them all."""
    close = nearest(name, list(known))
    ja, en = f"{noun[0]}「{name}」はありません。", f"there is no {noun[1]} {name}"
    if close:
        ja, en = f"{ja}「{close}」ではありませんか。", f"{en}, did you mean {close}?"
    return source.error(place, f"{ja}使える{noun[0]}：{'、'.join(known)}" if listed else ja, en)


def _check_placeholders(source: Source, place: Place, text: str) -> None:
    """Only ``{word}``: what a document says must not reach attributes or format specifications."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise source.error(
            place, f"波括弧の使い方が正しくありません（{error}）", str(error)
        ) from None
    for _, name, spec, conversion in parts:
        if name is not None and (spec or conversion or not name.isidentifier()):
            raise source.error(
                place,
                f"「{{{name}}}」は使えません。{{slide}} のように英小文字の名前だけを書いてください",
                f"{{{name}}} is not a plain name such as {{slide}}",
            )


def _check_cases(source: Source, place: Place, data: RuleData) -> None:
    for n, case in enumerate(data.cases):
        where = (*place, "cases", n)
        if (case.fails is None) == (case.passes is None):
            raise source.error(
                where,
                f"例「{case.name}」には fail と pass のどちらか一つを書いてください",
                "exactly one of fail and pass is expected",
            )
        if case.expect is not None and case.fails is None:
            raise source.error(
                (*where, "expect"),
                "expect は fail の例にだけ書けます",
                "expect belongs to a failing case only",
            )


def _check_names(source: Source, place: Place, data: RuleData, *, ours: bool) -> None:
    if ours:
        if not _OUR_ID.fullmatch(data.id) or data.id[:3] not in PREFIXES:
            raise source.error(
                (*place, "id"),
                f"{data.id} は使えません。{'、'.join(PREFIXES)} と数字 3 桁にしてください",
                f"found {data.id}, expected one of our prefixes and 3 digits",
            )
    elif not _USER_ID.fullmatch(data.id) or data.id[:-3] in PREFIXES:
        raise source.error(
            (*place, "id"),
            f"{data.id} は使えません。英大文字 2～6 字と数字 3 桁にし、"
            f"{'、'.join(PREFIXES)} で始めないでください",
            f"found {data.id}, expected 2–6 capitals and 3 digits, and not one of our prefixes",
        )
    if not _NAME.fullmatch(data.name):
        raise source.error(
            (*place, "name"),
            f"「{data.name}」は使えません。英小文字・数字とハイフンで書いてください（例：guidance-left）",
            f"found {data.name}, expected lower-case words joined by hyphens",
        )
    if not data.clauses and not (ours and data.id.startswith("FIL")):
        raise source.error(
            (*place, "clauses"), "条項を一つ以上書いてください", "at least one clause is expected"
        )


def _check(source: Source, place: Place, data: RuleData) -> tuple[str, Any]:
    if len(data.check) != 1:
        raise source.error(
            (*place, "check"), "検査は一つだけ書いてください", "exactly one check is expected"
        )
    name, params = next(iter(data.check.items()))
    spec = REGISTRY.get(name)
    if spec is None:
        raise _unknown(
            source, (*place, "check", name), ("検査", "check"), name, sorted(REGISTRY), listed=True
        )
    converted = source.convert(
        params if params is not None else {}, spec.params, (*place, "check", name)
    )
    return name, converted


def _check_patterns(source: Source, place: Place, params: Any) -> None:
    """A wrong regular expression is told now, not when a document happens to meet it."""
    if isinstance(params, dict):
        for key, value in params.items():
            _check_patterns(source, (*place, str(key)), value)
    elif isinstance(params, list):
        for n, value in enumerate(params):
            _check_patterns(source, (*place, n), value)
    elif isinstance(params, str) and place[-1] not in ("ja", "en", "phrase"):
        try:
            re.compile(params)
        except re.error as error:
            raise source.error(
                place, f"正規表現として読めません（{error}）", f"not a regular expression: {error}"
            ) from None


def _fix(source: Source, place: Place, data: RuleData) -> tuple[FixKind, str | None]:
    if isinstance(data.fix, str):
        return "none", None
    if len(data.fix) != 1:
        raise source.error(
            (*place, "fix"),
            "none、{safe: 動作}、{unsafe: 動作} のいずれかを書いてください",
            "expected none, {safe: action} or {unsafe: action}",
        )
    return next(iter(data.fix.items()))


def selected(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    """The rules that ``--select`` and ``--ignore`` leave; names are rule ids, names or clauses."""

    def named(rule: Rule, names: Sequence[str]) -> bool:
        return any(n in (rule.id, rule.name) or n in rule.clauses for n in names)

    return [
        rule for rule in rules if (not select or named(rule, select)) and not named(rule, ignore)
    ]


def find_rule(rules: Sequence[Rule], name: str) -> Rule:
    """A rule by id or name.

    :raises UsageError: there is none; names the nearest.
    """
    for rule in rules:
        if name in (rule.id, rule.id.lower(), rule.name) or name.upper() == rule.id:
            return rule
    close = nearest(name, [n for rule in rules for n in (rule.id, rule.name)])
    raise UsageError(
        f"ルール {name} はありません。"
        + (f"{close} ではありませんか。" if close else "")
        + f" / There is no rule {name}."
    )
