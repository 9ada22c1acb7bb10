"""``myna-lint schedule``: the latest and earliest date of each procedure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import click

from linter.commands import console, streams
from linter.commands.options import (
    FILE,
    CommaList,
    OneOf,
    config_option,
    lang_option,
    no_cache_option,
    split,
)
from linter.config import Api, Config, Flow, Procedure
from linter.config_file import load_config, override
from linter.errors import UsageError
from linter.model import Milestone, SubmissionFacts

_FORMATS = ("text", "json", "ics")


@click.command("schedule")
@click.argument("folder", metavar="[FOLDER]", default=".", type=FILE)
@click.option(
    "--format",
    "form",
    type=OneOf(_FORMATS),
    default="text",
    help="形式（既定 text）。ics はカレンダーに取り込めます。Format; ics is for calendars.",
)
@click.option("--output", metavar="FILE", type=FILE, help="出力先（なければ標準出力）。Where to.")
@click.option(
    "--api",
    multiple=True,
    type=CommaList(get_args(Api)),
    help=f"申請する API（{'、'.join(get_args(Api))}）。The API applied for, repeatable.",
)
@click.option("--procedure", type=OneOf(get_args(Procedure)), help="申請する手続。The procedure.")
@click.option("--flow", type=OneOf(get_args(Flow)), help="申請の流れ。The application flow.")
@config_option
@lang_option
@no_cache_option
@click.pass_context
def command(
    ctx: click.Context, /, folder: Path, form: str, output: Path | None, **options: Any
) -> None:
    """サービス開始日から、各手続の期限を数える。

    Count the dates of every procedure back from the start of the service: the date stands in
    [dates] service-start of the configuration, or in the documents of the folder.
    """
    from linter.reporters.timetable import Timetable, render

    if not folder.is_dir():
        raise UsageError(
            f"{folder} というフォルダーがありません。設定か書類のあるフォルダーを指定してください。"
            f" / There is no folder {folder}."
        )
    config = override(
        load_config(folder, options["config_path"]).config,
        api=split(options["api"]),  # type: ignore[arg-type] # CommaList has checked them
        procedure=options["procedure"],
        flow=options["flow"],
    )
    facts, milestones = dates_of(folder, config, options["lang"], ctx.obj.progress)
    if not any(m.latest or m.earliest for m in milestones):
        raise UsageError(
            "サービス開始日が分かりません。設定ファイルの [dates] に service-start = 2027-04-01 の"
            "ように書いてください（myna-lint init で作れます）。"
            " / The start of the service is not known: write service-start under [dates]."
        )
    table = Timetable(facts, milestones, date.today(), _calendar(config), options["lang"])
    text = render(table, form)
    if output is None:
        streams.emit(text)
    else:
        streams.write_file(output, text)


def dates_of(
    folder: Path, config: Config, lang: Any, progress: console.Progress
) -> tuple[SubmissionFacts, tuple[Milestone, ...]]:
    """What is known of the submission, and its milestones; documents are read where there are any.

    :raises UsageError: a document that the configuration names is not there.
    """
    from linter.lint import Options, timetable_of

    try:
        return timetable_of(folder, Options(config=config, lang=lang, progress=progress))
    finally:
        progress.clear()


def _calendar(config: Config) -> Any:
    from linter.business_days import Calendar, closing_days

    return Calendar(closing_days(config.dates.year_end_closing))
