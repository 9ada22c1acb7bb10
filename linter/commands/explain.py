"""``myna-lint explain RULE``: one rule, its clauses, and what fails and passes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
import msgspec

from linter import handbook
from linter.commands import streams
from linter.commands.options import config_option, lang_option
from linter.config_file import load_rule_files
from linter.reporters import words
from linter.reporters.safe import visible

if TYPE_CHECKING:
    from linter.rules import Rule


@click.command("explain")
@click.argument("name", metavar="RULE")
@config_option
@lang_option
def command(name: str, config_path: Any, lang: words.Lang) -> None:
    """ルールを一つ、根拠の条項と例つきで説明する。Explain one rule."""
    from linter.rules import find_rule, load_rules

    rule = find_rule(load_rules(load_rule_files(config_path), cases=True).rules, name)
    streams.emit("".join(f"{visible(line)}\n" for line in _lines(rule, lang)))


def _lines(rule: Rule, lang: words.Lang) -> Iterator[str]:
    def say(ja: str, en: str) -> str:
        return words.pick((ja, en), lang)

    severity = words.name(words.SEVERITY, rule.severity, lang)
    yield f"{rule.id} {rule.name}（{severity}）"
    yield ""
    yield say(rule.message.ja, rule.message.en)
    yield f"{say('直し方：', 'How to fix: ')}{say(rule.hint.ja, rule.hint.en)}"
    yield ""
    yield say("根拠", "Clauses")
    known = {clause.id: clause for clause in handbook.clauses()}
    for clause_id in rule.clauses:
        clause = known.get(clause_id)
        yield f"  {clause_id}" + (
            f"（{say('手引書', 'handbook')} {clause.section}）" if clause else ""
        )
        if clause:
            yield f"    {say(clause.says.ja, clause.says.en)}"
    yield ""
    yield f"{say('見る場所', 'Looks at')}: {', '.join(rule.given)}"
    when = {key: value for key, value in _plain(rule.when).items() if value}
    yield f"{say('適用', 'Applies')}: {_inline(when) if when else say('いつでも', 'always')}"
    yield f"{say('検査', 'Check')}: {rule.check} {_inline(_plain(rule.params))}"
    yield f"{say('自動修正', 'Fix')}: {rule.fix}"
    yield from _examples(rule, say("指摘される例", "Fails"), "fail")
    yield from _examples(rule, say("指摘されない例", "Passes"), "pass")


def _examples(rule: Rule, title: str, outcome: str) -> Iterator[str]:
    """The first case of that outcome, as it stands in the rule file."""
    case = next((c for c in map(_plain, rule.cases) if c.get(outcome) is not None), None)
    if case is None:
        return
    yield ""
    yield f"{title}: {case['name']}"
    for line in _yaml(case[outcome], default_flow_style=False).splitlines():
        yield f"  {line}"


def _plain(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain


def _inline(value: Any) -> str:
    return " ".join(_yaml(value, default_flow_style=True).split())


def _yaml(value: Any, *, default_flow_style: bool) -> str:
    import yaml

    text: str = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, default_flow_style=default_flow_style, width=100
    )
    return text
