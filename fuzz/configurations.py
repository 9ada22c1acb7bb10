"""Texts of ``myna-lint.toml`` and of rule files: a configuration, or one plain sentence."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import get_args

from msgspec import Struct
from msgspec.structs import fields

from fuzz import words
from fuzz.case import BrokenError, Files
from fuzz.xml_changes import bitten
from linter.business_days import Calendar, closing_days
from linter.config import Api, Config, Dates, Flow, Procedure, RuleChoice, WebForms
from linter.config_file import load_config
from linter.errors import UsageError
from linter.limits import Limits
from linter.rules import load_rules
from linter.schedule import given_dates, milestones

_RULES = Path(__file__).parent.parent / "rules"
_TABLES: dict[str, type[Struct]] = {
    "dates": Dates,
    "web-forms": WebForms,
    "rules": RuleChoice,
    "limits": Limits,
}
_VALUES = (
    "true", "false", "1", "0", "-1", "1.5", "nan", "inf", "1e400", "9" * 30, "0x10", "2027-04-01", "1979-05-27",
    "2099-12-31", "2000-01-01", "2027-04-01T00:00:00Z", "07:32:00", "[]", "{}", '""', "''", '["a", 1]',
    '["12-29", "01-03"]', '["02-29", "02-30"]', '["12-29"]', "[[]]", "{a = {b = 1}}", '"""\nx\n"""', "2027-02-30",
    "9" * 5000, "0x" + "f" * 5000, "1e" + "9" * 50, "-" + "9" * 400 + ".5", "2027-04-01 00:00:00",
    "9223372036854775808", "-9223372036854775809", "4.0", "0o7", "[2027-04-01]", '["review"]', "[true, false]",
)  # fmt: skip


def configuration(chance: Random) -> Files:
    lines: list[str] = []
    for _ in range(chance.randint(0, 8)):
        lines += _line(chance)
    text = "\n".join(lines) + "\n"
    if chance.random() < 0.3:
        text = words.mangled(text, chance)
    name = chance.choice(("myna-lint.toml", "myna-lint.toml", "pyproject.toml"))
    if name == "pyproject.toml" and chance.random() < 0.8:
        text = "[tool.myna-lint]\n" + text.replace(
            "[[suppress", "[[tool.myna-lint.suppress"
        ).replace("\n[", "\n[tool.myna-lint.")
    data = text.encode(chance.choice(("utf-8",) * 8 + ("utf-8-sig", "utf-16", "cp932")), "replace")
    files = {name: bitten(data, chance) if chance.random() < 0.1 else data}
    if chance.random() < 0.3:
        files["rules.yaml"] = _rules(chance)
    return files


def _line(chance: Random) -> list[str]:
    share = chance.random()
    if share < 0.25:
        name = chance.choice((*_TABLES, "documents"))
        kinds = _TABLES.get(name)
        keys = [f.encode_name for f in fields(kinds)] if kinds else ["plan", "security", "x"]
        return [f"[{name}]", *(f"{chance.choice(keys)} = {_value(chance)}" for _ in range(2))]
    if share < 0.35:
        return ["[[suppress]]", f"rule = {_value(chance)}", f"reason = {_value(chance)}"]
    if share < 0.4:
        return [words.text(chance)]
    if share < 0.45:
        return [f"{chance.choice(list(_TABLES))}.{_key(chance)} = {_value(chance)}"]
    return [f"{_key(chance)} = {_value(chance)}"]


def _key(chance: Random) -> str:
    known = [f.encode_name for f in fields(Config)]
    return chance.choice(
        (
            *known,
            *known,
            '"あ"',
            "''",
            "a.b.c",
            "limits.max-cells",
            words.mangled("procedure", chance),
        )
    )


def _value(chance: Random) -> str:
    known = (*get_args(Api), *get_args(Procedure), *get_args(Flow), "private", "error", "PLN101")
    share = chance.random()
    if share < 0.4:
        return chance.choice(_VALUES)
    if share < 0.6:
        return f'"{chance.choice(known)}"'
    if share < 0.75:
        return (
            "[" + ", ".join(f'"{chance.choice(known)}"' for _ in range(chance.randint(0, 3))) + "]"
        )
    return '"' + words.text(chance) + '"'


def _rules(chance: Random) -> bytes:
    """Some lines of a rule file of ours, changed."""
    text = chance.choice(sorted(_RULES.glob("*.yaml"))).read_text("utf-8")
    starts = [at for at in range(len(text)) if text.startswith("\n  - id:", at)]
    if starts:
        at = chance.choice(starts)
        text = "rules:" + text[at : at + chance.randint(50, 2500)]
    for _ in range(chance.choice((0, 1, 1, 3))):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        lines[at] = chance.choice(
            (words.mangled(lines[at], chance), lines[at] + words.text(chance), "", "  " + lines[at],
             lines[at].split(":")[0] + ": " + _value(chance), lines[at].split(":")[0] + ": &a [*a]",
             "<<: *x", "? [a]\n: b", "--- !!python/object:os.system x", "- " * chance.choice((2, 300)))
        )  # fmt: skip
        text = "\n".join(lines)
    data = text.encode("utf-8", "replace")
    return bitten(data, chance) if chance.random() < 0.1 else data


def judge_configuration(files: Files) -> None:
    with tempfile.TemporaryDirectory(prefix="myna-lint-fuzz-") as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        try:
            config = load_config(folder, above=False).config
        except UsageError as error:
            _judge_sentence(error, folder)
        else:
            _use(config)
        rules = folder / "rules.yaml"
        if rules.exists():
            try:
                load_rules([rules])
            except UsageError as error:
                _judge_sentence(error, folder)


def _use(config: Config) -> None:
    calendar = Calendar(closing_days(config.dates.year_end_closing))
    given = given_dates(config.dates)
    submitted = config.dates.submission
    milestones(
        config.api, config.flow or "current", given, calendar=calendar,
        submission=(config.procedure or "review", submitted) if submitted else None,
    )  # fmt: skip


def _judge_sentence(error: UsageError, folder: Path) -> None:
    """It names the file, and is a sentence of ours, not a library's type."""
    words_of_it = str(error)
    if str(folder) not in words_of_it or "Traceback" in words_of_it or len(words_of_it) > 1500:
        raise BrokenError(f"no plain sentence: {words_of_it[:300]}") from error
