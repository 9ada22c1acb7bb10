from __future__ import annotations

import codecs
import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.config import Config, Suppression
from linter.config_file import load_config, override, rule_files
from linter.errors import UsageError
from linter.toml_lines import line_of

FULL = """\
api = ["social-tax", "corporate"]
procedure = "review"
flow = "legacy"
applicant = "government"
third-party = true
press-release = true

[dates]
submission = 2026-12-01
service-start = 2027-04-01
production-check-start = 2027-02-15

[web-forms]
procedures = ["健康保険"]
municipalities = ["大阪府大阪市"]

[documents]
plan = "企画書.pptx"

[rules]
select = ["plan.guidance"]
ignore = ["PLN101"]
extend = ["our-rules.yaml"]

[[suppress]]
rule = "PLN101"
document = "企画書.pptx"
reason = "了承済み"
"""


def _write(folder: Path, text: str, name: str = "myna-lint.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _refusal(folder: Path, text: str) -> str:
    _write(folder, text)
    with pytest.raises(UsageError) as caught:
        load_config(folder)
    return str(caught.value)


def test_every_key_of_the_contract_is_read(tmp_path: Path) -> None:
    path = _write(tmp_path, FULL)
    loaded = load_config(tmp_path)
    config = loaded.config
    assert loaded.path == path
    assert config.api == ("social-tax", "corporate")
    assert (config.procedure, config.flow, config.applicant) == ("review", "legacy", "government")
    assert config.third_party
    assert config.press_release
    assert config.dates.production_check_start == date(2027, 2, 15)
    assert config.web_forms.municipalities == ("大阪府大阪市",)
    assert config.documents == {"plan": "企画書.pptx"}
    assert config.rules.select == ("plan.guidance",)
    assert config.suppress == (Suppression("PLN101", "了承済み", "企画書.pptx"),)


def test_extended_rules_are_found_beside_the_file_that_names_them(tmp_path: Path) -> None:
    _write(tmp_path, FULL)
    assert rule_files(load_config(tmp_path).config) == [tmp_path / "our-rules.yaml"]


def test_no_file_is_an_empty_configuration(tmp_path: Path) -> None:
    assert load_config(tmp_path).config == Config()


def test_the_submissions_own_file_wins_over_a_project(tmp_path: Path) -> None:
    _write(tmp_path, '[tool.myna-lint]\nflow = "legacy"\n', "pyproject.toml")
    _write(tmp_path, 'flow = "current"\n')
    assert load_config(tmp_path).config.flow == "current"


def test_the_nearest_project_with_our_table_is_read(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    _write(tmp_path, '[tool.myna-lint]\nflow = "legacy"\n', "pyproject.toml")
    _write(tmp_path / "a", "[tool.ruff]\nline-length = 100\n", "pyproject.toml")
    assert load_config(inner).config.flow == "legacy"


def test_another_projects_broken_file_is_not_our_business(tmp_path: Path) -> None:
    _write(tmp_path, "[tool.ruff\n", "pyproject.toml")
    assert load_config(tmp_path).config == Config()


@pytest.mark.parametrize("text", ["# myna-lint is used here\n", "# myna-lint\n[tool.ruff\n"])
def test_a_project_that_only_mentions_us_is_passed_over(tmp_path: Path, text: str) -> None:
    _write(tmp_path, text, "pyproject.toml")
    assert load_config(tmp_path).config == Config()


def test_a_project_in_another_encoding_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes("# 設定".encode("cp932"))
    assert load_config(tmp_path).config == Config()


def test_our_broken_table_in_a_project_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "[tool.myna-lint]\nflow =\n", "pyproject.toml")
    with pytest.raises(UsageError, match=r"pyproject\.toml:2: TOML として読めません"):
        load_config(tmp_path)


def test_a_fault_in_a_project_is_told_with_its_line(tmp_path: Path) -> None:
    _write(tmp_path, "[project]\nname = 'x'\n[tool.myna-lint]\nflow = 1\n", "pyproject.toml")
    with pytest.raises(UsageError, match=r"pyproject\.toml:4: flow: 整数 1 "):
        load_config(tmp_path)


def test_an_explicit_file_wins(tmp_path: Path) -> None:
    _write(tmp_path, 'flow = "current"\n')
    other = _write(tmp_path, 'flow = "legacy"\n', "other.toml")
    assert load_config(tmp_path, other).config.flow == "legacy"
    with pytest.raises(UsageError, match="がありません"):
        load_config(tmp_path, tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('api = "social-tax"', [":1: api: 文字列", "期待する値：API 名の配列"]),
        ('\napi = ["socialtax"]', [":2: api:", '"socialtax"', "「social-tax」のことですか"]),
        ("api = [1]", [":1: api: 整数 1 "]),
        ("[rules]\nignore = {}", [":2: rules.ignore: 表 があります"]),
        ("[[suppress]]\nrule='a'\nreason='b'\n[[suppress]]\nrule=['x']\nreason='b'", [":5: "]),
        ("[dates]\nsubmision = 2026-01-01", [":2: dates.submision:", "「submission」のことですか"]),
        ('[dates]\nsubmission = "soon"', [":2: dates.submission:", "YYYY-MM-DD"]),
        ("[dates]\nsubmission = 2026-01-01T00:00:00", [":2: dates.submission: 日時"]),
        ('third-party = "yes"', [":1: third-party:", "true または false"]),
        ("third_party = true", [":1: third_party:", "「third-party」のことですか"]),
        ('[documents]\nplann = "x"', [":2: documents.plann:", "「plan」のことですか"]),
        ("[documents]\nplan = 3", [":2: documents.plan: 整数 3"]),
        ('procedure = "reviw"', ["「review」のことですか", "termination"]),
        ('fail-on = "never"', [":1: fail-on:", "error／warning／info"]),
        ('[rules]\nignore = "PLN"', [":2: rules.ignore: 文字列"]),
        ("[rules]\nignore = [1]", [":2: rules.ignore: 整数 1"]),
        ("web-forms = 1", [":1: web-forms: 整数 1", "[web-forms]"]),
        ("suppress = 3", [":1: suppress: 整数 3"]),
        ('[[suppress]]\nreason = "x"', [":1: suppress: キー「rule」が必要です"]),
        ('[[suppress]]\nrule = 4\nreason = "x"', [":2: suppress.rule: 整数 4"]),
        ("dates = {submision = 1}", [":1: dates.submision:"]),
        ("zzz = 1", [":1: zzz: このキーはありません。使えるキー：api"]),
        ("api = [\n'social-tax'", ["TOML として読めません"]),
        ("api = []\napi = []", [":2: TOML として読めません"]),
    ],
)
def test_a_fault_is_told_with_file_line_key_and_what_was_expected(
    tmp_path: Path, text: str, parts: list[str]
) -> None:
    message = _refusal(tmp_path, text)
    assert message.startswith(str(tmp_path / "myna-lint.toml"))
    for part in parts:
        assert part in message
    assert "\n" not in message


def test_a_project_table_that_is_no_table_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "[tool]\nmyna-lint = 3\n", "pyproject.toml")
    with pytest.raises(UsageError, match="整数 3"):
        load_config(tmp_path)


@pytest.mark.parametrize("reason", ["", 'reason = ""', 'reason = "  "'])
def test_a_suppression_without_a_reason_is_refused(tmp_path: Path, reason: str) -> None:
    first = '[[suppress]]\nrule = "A"\nreason = "ok"\n'
    message = _refusal(tmp_path, f'{first}[[suppress]]\nrule = "B"\n{reason}\n')
    assert ":4: suppress: 抑制には理由" in message


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF8 + b'flow = "legacy"',
        codecs.BOM_UTF16_LE + 'flow = "legacy"'.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + 'flow = "legacy"'.encode("utf-16-be"),
        b'flow = "legacy"\r\n\r\n',
    ],
)
def test_encodings_with_a_byte_order_mark_are_read(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "myna-lint.toml").write_bytes(raw)
    assert load_config(tmp_path).config.flow == "legacy"


def test_shift_jis_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "myna-lint.toml").write_bytes("# x\n# 設定\n".encode("cp932"))
    with pytest.raises(UsageError, match=r"myna-lint\.toml:2: UTF-8"):
        load_config(tmp_path)


def test_a_configuration_that_cannot_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    _write(tmp_path, "")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UsageError, match=r"読めません（Permission denied）"):
        load_config(tmp_path)


def test_the_command_line_overrides_the_file() -> None:
    config = override(Config(api=("moving",), flow="current"), api=["receive"], fail_on="info")
    assert config.api == ("receive",)
    assert config.flow == "current"
    assert config.fail_on == "info"


def test_what_the_command_line_leaves_out_stays() -> None:
    config = Config(api=("moving",), procedure="change", fail_on="warning")
    assert override(config) == config


def test_lines_of_keys_in_tables_of_an_array() -> None:
    text = '[[suppress]]\nrule = "a"\n\n[[suppress]]\n"rule" = "b"\n'
    assert line_of(text, ("suppress", 1, "rule")) == 5
    assert line_of(text, ("suppress", 1, "reason")) == 4
    assert line_of(text, ("nowhere",)) == 1


def test_a_key_inside_a_long_string_is_no_key() -> None:
    text = 'a = """\nflow = 1\n"""\nflow = 2\n'
    assert line_of(text, ("flow",)) == 4


def test_a_table_below_an_array_of_tables_belongs_to_its_last() -> None:
    text = "[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2\n"
    assert line_of(text, ("a", 1, "b", "c")) == 6


@given(st.text(), st.lists(st.text(max_size=3), max_size=3))
def test_a_line_is_always_one_of_the_text(text: str, steps: list[str]) -> None:
    assert 1 <= line_of(text, tuple(steps)) <= text.count("\n") + 1


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "myna-lint.toml").write_bytes(raw)
    with contextlib.suppress(UsageError):
        assert load_config(folder).path == folder / "myna-lint.toml"
