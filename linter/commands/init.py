"""``myna-lint init``: a commented configuration, asked for or from options."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from linter.commands import console, streams
from linter.commands.options import FILE, CommaList, OneOf, split
from linter.config import Api, Applicant, Flow, Procedure
from linter.config_template import Answers, write
from linter.dates import find_dates
from linter.errors import UsageError
from linter.reporters import words
from linter.resources import CONFIG_NAME


class Day(click.ParamType):  # type: ignore[type-arg] # not generic before click 8.4
    """A date as people write it: 2027-04-01, 2027/4/1, 令和9年4月1日; empty for none."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | None:
        if value is None or isinstance(value, date):
            return value
        text = str(value).strip()
        found = [d for d in find_dates(text) if d.precision == "day"]
        if text in ("", "-"):
            return None
        if len(found) != 1 or not 2000 <= found[0].day.year < 2100:
            self.fail(
                f"「{text}」を日付として読めません。2027-04-01 のように書いてください。", param, ctx
            )
        return found[0].day


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=FILE)
@click.option(
    "--api",
    multiple=True,
    type=CommaList(get_args(Api)),
    help=f"申請する API（{'、'.join(get_args(Api))}）。The API applied for, repeatable.",
)
@click.option("--procedure", type=OneOf(get_args(Procedure)), help="申請する手続。The procedure.")
@click.option("--flow", type=OneOf(get_args(Flow)), help="申請の流れ。The application flow.")
@click.option(
    "--applicant", type=OneOf(get_args(Applicant)), help="申請者の区分。Kind of applicant."
)
@click.option("--service-start", type=Day(), help="サービス開始予定日。Planned start.")
@click.option("--submission", type=Day(), help="提出する日。Day of submission.")
@click.option(
    "--production-check-start", type=Day(), help="本番環境動作確認の開始日。Start of the check."
)
@click.option(
    "--third-party/--no-third-party",
    default=None,
    help="仕様書を委託先などに開示する。Specifications are shown to a third party.",
)
@click.option(
    "--press-release/--no-press-release",
    default=None,
    help="プレスリリースの予定がある。A press release is planned.",
)
@click.option("--force", is_flag=True, help="すでにある設定に上書きする。Overwrite.")
def command(folder: Path, force: bool, **options: Any) -> None:
    """コメント付きの設定ファイル myna-lint.toml を作る（端末では順に尋ねる）。

    Write a commented myna-lint.toml; on a terminal, what the options leave out is asked for.
    """
    target = folder / CONFIG_NAME
    if not folder.is_dir():
        raise UsageError(
            f"{folder} というフォルダーがありません。先に作ってください。 / There is no folder {folder}."
        )
    if target.exists() and not force:
        raise UsageError(
            f"{target} はすでにあります。上書きするなら --force を付けてください。"
            f" / {target} exists; --force overwrites it."
        )
    options["api"] = split(options["api"])
    if sys.stdin.isatty() and sys.stderr.isatty():
        _ask(options)
    streams.write_file(target, write(Answers(**options)))
    console.say(f"{target} を作りました。次は：myna-lint {folder}")


def _ask(options: dict[str, Any]) -> None:
    """Ask for what the options left out; an empty answer leaves it to be inferred."""
    if not options["api"]:
        _explain("申請する API（複数はコンマで区切る）", "api")
        answer = _prompt("API", CommaList(("", *get_args(Api))))
        options["api"] = split([answer])
    for key, question, choices in (
        ("procedure", "これから提出する手続", get_args(Procedure)),
        ("flow", "申請の流れ（2025-06-25 までに仕様書が開示されていれば legacy）", get_args(Flow)),
        ("applicant", "申請者の区分", get_args(Applicant)),
    ):
        if options[key] is None:
            _explain(question, key)
            options[key] = _prompt(key, OneOf(("", *choices))) or None
    for key, question in (
        ("service_start", "サービス開始予定日"),
        ("production_check_start", "本番環境動作確認の開始日"),
        ("submission", "この手続を提出する日"),
    ):
        if options[key] is None:
            options[key] = _prompt(f"{question}（例 2027-04-01、未定なら Enter）", Day())
    for key, question in (
        ("third_party", "仕様書を委託先などの第三者に開示しますか"),
        ("press_release", "プレスリリースを予定していますか"),
    ):
        if options[key] is None:
            options[key] = click.confirm(question, default=False, err=True)


def _explain(question: str, key: str) -> None:
    click.echo(f"\n{question}（分からなければ Enter：書類から推定します）", err=True)
    for value, name in words.FACT_VALUES[key].items():
        if value:
            click.echo(f"  {value}: {words.pick(name, 'ja')}", err=True)


def _prompt(question: str, kind: click.ParamType) -> Any:  # type: ignore[type-arg]
    return click.prompt(question, default="", show_default=False, type=kind, err=True)
