from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from linter import cache, rules_schema
from linter.errors import UsageError
from linter.rules import PREFIXES, Rule, find_rule, load_rules, selected
from linter.yaml_events import Builder
from linter.yaml_file import Source, load, parse

RULE: dict[str, Any] = {
    "id": "OWN001",
    "name": "own-rule",
    "clauses": ["plan.guidance"],
    "severity": "error",
    "given": "plan.texts",
    "check": {"absent": {"text": "要領"}},
    "message": {"ja": "{place}に{match}", "en": "{match} on {place}"},
    "hint": {"ja": "削除", "en": "delete"},
}


def _file(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "own.yaml"
    unshared = json.loads(json.dumps({"rules": entries}))  # else PyYAML writes aliases
    path.write_text(yaml.safe_dump(unshared, allow_unicode=True, sort_keys=False))
    return path


def _own(folder: Path, **changes: Any) -> Rule:
    return find_rule(load_rules([_file(folder, {**RULE, **changes})], cases=True).rules, "OWN001")


def _error(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        load_rules([path])
    return str(caught.value)


# --- YAML -----------------------------------------------------------------------------------------


def _parsed(folder: Path, text: str | bytes) -> Source:
    path = folder / "x.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return parse(path)


def test_rules_are_the_same_with_and_without_their_examples() -> None:
    cache.switch_off()
    whole, bare = load_rules(cases=True).rules, load_rules().rules
    assert all(rule.cases for rule in whole)
    assert bare == tuple(replace(rule, cases=()) for rule in whole)


def test_every_key_and_item_has_its_line(tmp_path: Path) -> None:
    source = _parsed(tmp_path, "a: 1\nb:\n  - c\n  - d: [2026-12-01,\n      9:00]\n")
    assert source.data == {"a": 1, "b": ["c", {"d": [date(2026, 12, 1), "9:00"]}]}
    places = [("a",), ("b",), ("b", 0), ("b", 1, "d"), ("b", 1, "d", 1), ("b", 1, "absent")]
    assert [source.line(place) for place in places] == [1, 2, 3, 4, 5, 4]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: 1\na: 2\n", ":2: YAML として読めません（キー「a」が二度あります）"),
        ("a: &x [1]\nb: *x\n", ":2: YAML として読めません（エイリアス"),
        ("a: !!python/object:os.system x\n", ":1: YAML として読めません（タグ"),
        ("a: !!map {}\n", ":1: YAML として読めません（タグ"),
        ("? [a]\n: b\n", "キーは文字列にしてください"),
        ("a: 2026-02-30\n", "値「2026-02-30」は読めません"),
        ("a: 1\n---\nb: 1\n", ":2: YAML として読めません（文書は一つだけ"),
        ("[" * 500, "入れ子が深すぎます"),
        ("a: [\n", "YAML として読めません"),
        ("a: \x01\n", "YAML として読めません"),
        (b"ok: 1\n\xff", "x.yaml:2: UTF-8"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(tmp_path: Path, text: str | bytes, part: str) -> None:
    with pytest.raises(UsageError, match=re.escape(part)):
        _parsed(tmp_path, text)


def test_a_file_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.yaml"):
        load_rules([tmp_path / "absent.yaml"])


def test_a_byte_order_mark_and_an_empty_file(tmp_path: Path) -> None:
    assert _parsed(tmp_path, b"\xef\xbb\xbfa: 1\n").data == {"a": 1}
    assert _parsed(tmp_path, "").data is None


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.dates()
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc項目 :", min_size=1), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(plain)
def test_plain_data_survives_the_way_through_a_file(data: Any) -> None:
    assert Builder(yaml.safe_dump(data, allow_unicode=True)).build()[0] == data


class _Inner(Struct, forbid_unknown_fields=True):
    name: str
    sizes: tuple[int, ...] = ()


class _Outer(Struct, forbid_unknown_fields=True):
    parts: dict[str, _Inner]
    only: _Inner | None = None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "parts:\n  a: {name: x}\n  b: {nmae: y}\n",
            ":3: parts.b.nmae: このキーはありません。「name」",
        ),
        ("parts:\n  a: {name: x}\n  b: {sizes: []}\n", ":3: parts.b: キー「name」が必要です"),
        (
            "parts:\n  a:\n    name: x\n    sizes: [1, zwei]\n",
            ":4: parts.a.sizes[1]: 文字列 「zwei」 があります。期待するもの：整数",
        ),
        ("parts: []\n", ":1: parts: 一覧（[…]） [] があります。期待するもの：キーと値の組（{…}）"),
        ("parts: {}\nonly: {name: 3}\n", ":2: only.name: 整数 3 があります。期待するもの：文字列"),
        ("- 1\n", ":1: 一覧（[…]） [1] があります"),
        ("", ":1: 空 None があります"),
    ],
)
def test_a_misfit_names_place_finding_and_expectation(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        load(path, _Outer)
    assert part in str(caught.value)


@given(
    st.fixed_dictionaries(
        {"parts": plain | st.dictionaries(st.sampled_from("ab"), plain)},
        optional={"only": plain | st.fixed_dictionaries({"name": plain, "sizes": plain})},
    )
    | plain
)
def test_whatever_is_written_is_refused_in_one_sentence(data: Any) -> None:
    try:
        Source(Path("x.yaml"), data, {}).convert(data, _Outer)
    except UsageError as error:
        message = str(error)
    else:
        return
    assert message.startswith("x.yaml:1: ")


# --- rules ----------------------------------------------------------------------------------------


def test_the_shipped_rules_load_in_order() -> None:
    loaded = load_rules()
    ids = [rule.id for rule in loaded.rules]
    assert ids == sorted(set(ids))
    assert all(rule.id.startswith(PREFIXES) for rule in loaded.rules)
    assert re.fullmatch("[0-9a-f]{12}", loaded.digest)


def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    rule = _own(
        tmp_path,
        given=["plan.texts", "registration.texts"],
        when={"api": ["moving"], "flow": "legacy"},
        fix={"safe": "delete-shape"},
        cases=[{"name": "left", "fail": {"plan": {"texts": ["要領"]}}, "expect": {"slide": 1}}],
    )
    assert rule.given == ("plan.texts", "registration.texts")
    assert (rule.check, rule.params.text) == ("absent", "要領")
    assert (rule.fix, rule.fix_action) == ("safe", "delete-shape")
    assert (rule.when.api, rule.when.flow, rule.when.procedure) == (("moving",), "legacy", ())
    assert rule.cases[0].fails == {"plan": {"texts": ["要領"]}}
    assert _own(tmp_path).fix_action is None


def test_the_digest_follows_every_file(tmp_path: Path) -> None:
    first = load_rules([_file(tmp_path, RULE)]).digest
    second = load_rules([_file(tmp_path, {**RULE, "severity": "info"})]).digest
    assert len({load_rules().digest, first, second}) == 3
    assert load_rules().digest == load_rules().digest


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"id": "PLN901"}, ["rules[0].id", "PLN901 は使えません"]),
        ({"id": "own1"}, ["rules[0].id"]),
        ({"name": "Own_Rule"}, ["rules[0].name", "英小文字"]),
        ({"clauses": []}, ["rules[0].clauses"]),
        (
            {"clauses": ["plan.guidence"]},
            ["rules[0].clauses[0]", "「plan.guidance」ではありませんか"],
        ),
        ({"severity": "eror"}, ["rules[0].severity", "「error」ではありませんか", "warning"]),
        ({"given": "plan.textz"}, ["rules[0].given", "「plan.texts」ではありませんか"]),
        ({"given": 3}, ["rules[0].given", "整数 3"]),
        ({"check": {"abscent": {}}}, ["rules[0].check.abscent", "「absent」ではありませんか"]),
        ({"check": {}}, ["rules[0].check", "一つだけ"]),
        ({"check": {"absent": {"txet": "x"}}}, ["rules[0].check.absent.txet", "「text」"]),
        ({"check": {"absent": {"text": 3}}}, ["rules[0].check.absent.text", "整数 3", "文字列"]),
        ({"check": {"absent": None}}, ["rules[0].check.absent", "キー「text」が必要です"]),
        ({"check": {"absent": {"text": "("}}}, ["rules[0].check.absent.text", "正規表現"]),
        ({"message": {"ja": "{", "en": ""}}, ["rules[0].message.ja", "波括弧"]),
        ({"hint": {"ja": "", "en": "{}"}}, ["rules[0].hint.en"]),
        ({"hint": {"ja": "{a.__class__}", "en": ""}}, ["rules[0].hint.ja"]),
        ({"hint": {"ja": "{a:>99}", "en": ""}}, ["rules[0].hint.ja"]),
        ({"message": {"ja": "x"}}, ["rules[0].message", "キー「en」が必要です"]),
        ({"when": {"procedure": ["reviw"]}}, ["rules[0].when.procedure[0]", "「review」"]),
        ({"when": {"apis": []}}, ["rules[0].when.apis", "「api」ではありませんか"]),
        ({"fix": "safe"}, ["rules[0].fix"]),
        ({"fix": {}}, ["rules[0].fix", "{safe: 動作}"]),
        ({"cases": [{"name": "x"}]}, ["rules[0].cases[0]", "fail と pass"]),
        ({"cases": [{"name": "x", "fail": {}, "pass": {}}]}, ["fail と pass"]),
        ({"cases": [{"name": "x", "pass": {}, "expect": {}}]}, ["rules[0].cases[0].expect"]),
        ({"serverity": "info"}, ["rules[0].serverity", "「severity」ではありませんか"]),
    ],
)
def test_a_wrong_rule_is_refused_with_place_and_expectation(
    tmp_path: Path, changes: dict[str, Any], parts: list[str]
) -> None:
    message = _error(_file(tmp_path, {**RULE, **changes}))
    assert re.search(r"own\.yaml:\d+: rules\[0\]", message)
    for part in parts:
        assert part in message
    assert " / " in message


def test_shipped_rules_keep_to_their_prefixes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _file(tmp_path, RULE)
    for module in ("linter.rules", "linter.resources"):
        monkeypatch.setattr(f"{module}.rules_dir", lambda: tmp_path)
    with pytest.raises(UsageError, match=r"own\.yaml:2: rules\[0\]\.id: OWN001.*PLN"):
        load_rules()


def test_the_line_is_that_of_the_key(tmp_path: Path) -> None:
    path = _file(tmp_path, RULE, {**RULE, "id": "OWN002", "name": "other", "clauses": ["x.nme"]})
    message = _error(path)
    line = path.read_text().split("\n").index("  - x.nme") + 1
    assert f"own.yaml:{line}: rules[1].clauses[0]" in message


def test_ids_and_names_are_unique(tmp_path: Path) -> None:
    assert "既にあります" in _error(_file(tmp_path, RULE, {**RULE, "name": "other"}))
    assert "既にあります" in _error(_file(tmp_path, RULE, {**RULE, "id": "OWN002"}))


@pytest.mark.parametrize("text", ["[]", "rules: {}", "rule: []", "rules: []\nother: 1"])
def test_a_file_without_a_list_of_rules_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    assert "rules" in _error(path)


def test_single_rules_are_overridden(tmp_path: Path) -> None:
    path = _file(tmp_path, RULE, {"override": "OWN001", "severity": "info"})
    assert find_rule(load_rules([path]).rules, "own-rule").severity == "info"
    gone = _file(tmp_path, RULE, {"override": "OWN001", "ignore": True})
    assert "OWN001" not in [rule.id for rule in load_rules([gone]).rules]
    assert "「OWN001」ではありませんか" in _error(
        _file(tmp_path, RULE, {"override": "OWN011", "ignore": True})
    )
    assert "severity か ignore" in _error(_file(tmp_path, RULE, {"override": "OWN001"}))
    assert "rules[0].serverity" in _error(
        _file(tmp_path, {"override": "OWN001", "serverity": "info"})
    )


def test_rules_are_found_and_selected_by_id_name_and_clause(tmp_path: Path) -> None:
    rules = load_rules([_file(tmp_path, RULE)]).rules
    assert find_rule(rules, "own001") is find_rule(rules, "own-rule")
    with pytest.raises(UsageError, match="OWN001"):
        find_rule(rules, "OWN01")
    assert [r.id for r in selected(rules, ["own-rule"], [])] == ["OWN001"]
    assert "OWN001" in [r.id for r in selected(rules, ["plan.guidance"], [])]
    assert "OWN001" not in [r.id for r in selected(rules, [], ["plan.guidance"])]


# --- schema ---------------------------------------------------------------------------------------


def test_the_schema_is_up_to_date() -> None:
    """Mend with: python -m linter.rules_schema"""
    assert rules_schema.schema_path().read_text("utf-8") == rules_schema.text()


def test_the_schema_accepts_what_the_loader_accepts_and_refuses_slips() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(rules_schema.text()))
    validator.check_schema(validator.schema)
    override = {"override": "PLN101", "severity": "info"}
    assert validator.is_valid({"rules": [RULE, override]})
    slips: list[dict[str, Any]] = [
        {"check": {"abscent": {}}},
        {"check": {"absent": {"txet": ""}}},
        {"clauses": ["plan.guidence"]},
        {"given": "plan.textz"},
        {"id": "own"},
        {"fix": {"sure": "x"}},
    ]
    for slip in slips:
        assert not validator.is_valid({"rules": [{**RULE, **slip}]})


def test_the_shipped_rule_files_fit_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(rules_schema.schema())
    folder = rules_schema.schema_path().parent.parent
    for path in folder.glob("*.yaml"):
        data = parse(path).data
        if "rules" in data:
            assert [error.message for error in validator.iter_errors(data)] == []


def test_loading_rules_imports_no_document_library() -> None:
    code = (
        "import sys, linter.rules; linter.rules.load_rules();"
        "print([m for m in ('openpyxl', 'pptx', 'jinja2', 'lxml') if m in sys.modules])"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        check=True,
    )
    assert outcome.stdout.decode().strip() == "[]"
