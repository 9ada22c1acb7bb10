"""``myna-lint batch INBOX --out DIR``: every submission of an inbox, an index and a report each."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linter.commands import console, streams
from linter.commands.options import FILE, OneOf, config_option, lang_option
from linter.errors import INTERRUPTED, UsageError
from linter.model import SEVERITIES
from linter.reporters import words
from linter.reporters.safe import visible

if TYPE_CHECKING:
    from linter.batch.inbox import Inbox
    from linter.batch.state import Row

_SAVE_EVERY_S = 2.0


@click.command("batch")
@click.argument("inbox", metavar="INBOX", type=FILE)
@click.option(
    "--out",
    metavar="DIR",
    type=FILE,
    required=True,
    help="報告を書くフォルダー（なければ作る）。Folder of the reports.",
)
@click.option(
    "--resume",
    is_flag=True,
    help="前回から変わっていない提出物を飛ばす。Skip what has not changed since the last run.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 64),
    help="同時に確認する数（既定は CPU の数）。Submissions at a time; one for each CPU by default.",
)
@click.option(
    "--fail-on",
    type=OneOf(SEVERITIES),
    help="終了コードを 1 にする重さ（既定 error）。Least severity that fails a submission.",
)
@click.option(
    "--redact",
    is_flag=True,
    help="書類の文面を報告に出さない。Leave the documents' text out of the reports.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="前の読み取り結果を使わず、残しもしない。Neither use nor keep what was read.",
)
@click.option(
    "--quiet", is_flag=True, help="提出物ごとの行を出さない。No line for each submission."
)
@config_option
@lang_option
@click.pass_context
def command(ctx: click.Context, /, inbox: Path, out: Path, **options: Any) -> None:
    """INBOX の中の提出フォルダーと .zip をまとめて確かめる。

    Check every folder and .zip in INBOX: DIR/index.html, DIR/batch.json, and a report of each
    submission as HTML and JSON.

    \b
    終了コード Exit status: check の終了コードのうち最も重いもの the worst that check would give
    """
    from linter.batch.inbox import STATE, open_inbox, prepare_out
    from linter.batch.state import earlier_rows

    found = open_inbox(inbox)
    config: Path | None = options["config_path"]
    if config is not None and not config.is_file():
        raise UsageError(f"設定ファイル {config} がありません。 / There is no file {config}.")
    prepare_out(out, inbox, found.entries)
    if found.passed_over:
        console.say(
            words.pick(
                (
                    f"{found.passed_over} 件は提出フォルダーでも .zip でもないので、確かめません。",
                    f"Passed over {found.passed_over}: neither a folder nor a .zip.",
                ),
                options["lang"],
            )
        )
    earlier = earlier_rows(out / STATE) if options["resume"] else {}
    run = _Run(inbox, found, out, earlier, options, ctx.obj.progress)
    try:
        status = run.check()
    except OSError as error:
        raise UsageError(f"{out} に書けません（{error.strerror or error}）。") from error
    except KeyboardInterrupt:
        command_line = shlex.join(
            ["myna-lint", *(a for a in ctx.obj.arguments if a != "--resume"), "--resume"]
        )
        console.say(
            words.pick(
                (
                    f"中断しました。{len(found.entries)} 件のうち {len(run.rows)} 件の報告が {out} に"
                    f"あります。続きは：{command_line}",
                    f"Interrupted: {out} has the reports of {len(run.rows)} out of"
                    f" {len(found.entries)}. To go on: {command_line}",
                ),
                options["lang"],
            )
        )
        status = INTERRUPTED
    ctx.exit(status)


class _Run:
    """``rows``: the submissions that are done."""

    def __init__(
        self,
        inbox: Path,
        found: Inbox,
        out: Path,
        earlier: Mapping[str, Row],
        options: dict[str, Any],
        progress: console.Progress,
    ) -> None:
        self.rows: list[Row] = []
        self._inbox = inbox
        self._entries = found.entries
        self._out = out
        self._earlier = earlier
        self._options = options
        self._progress = progress
        self._saved = time.monotonic()

    def check(self) -> int:
        """The exit status.

        :raises OSError: the index cannot be written.
        :raises UsageError: no process can be started.
        """
        from linter.batch.inbox import remove_unfinished
        from linter.batch.pool import Pool
        from linter.batch.task import Wanted

        config = self._options["config_path"]
        wanted = Wanted(
            out=os.fsencode(self._out),
            lang=self._options["lang"],
            redacted=self._options["redact"],
            fail_on=self._options["fail_on"],
            config=os.fsencode(config) if config else None,
            cached=not self._options["no_cache"],
        )
        pool = Pool(self._options["jobs"] or _cpus(), wanted, self._earlier)
        try:
            for row in pool.rows(self._entries):
                self.rows.append(row)
                self._tell(row)
                if time.monotonic() - self._saved > _SAVE_EVERY_S:
                    self._save()
        finally:
            pool.stop()
            self._progress.clear()
            remove_unfinished(self._out, self._entries)
            self._save()
        return max(row.status for row in self.rows)

    def _tell(self, row: Row) -> None:
        if not self._options["quiet"]:
            self._progress.clear()
            streams.emit(_line(row, self._options["lang"]))
        self._progress(row.name, len(self.rows), len(self._entries))

    def _save(self) -> None:
        """What is done so far; a run that goes on later needs the rows of the last one, too."""
        from linter.batch.inbox import INDEX, STATE, write_whole
        from linter.batch.index import render
        from linter.batch.state import as_json, state_of

        done = {row.name for row in self.rows}
        left = [
            self._earlier[entry.name]
            for entry in self._entries
            if entry.name in self._earlier and entry.name not in done
        ]
        complete = len(done) == len(self._entries)
        state = state_of(visible(str(self._inbox)), [*self.rows, *left], complete=complete)
        write_whole(self._out / INDEX, render(state))
        write_whole(self._out / STATE, as_json(state))
        self._saved = time.monotonic()


def _line(row: Row, lang: words.Lang) -> str:
    if row.reason is not None:
        return f"✗ {visible(row.name)}: {visible(row.reason)}\n"
    counts = "  ".join(
        f"{words.name(words.SEVERITY, severity, lang)} {getattr(row.counts, severity)}"
        for severity in SEVERITIES
    )
    unreadable = words.pick(("読めない書類", "unreadable"), lang)
    more = f"  {unreadable} {row.unreadable}" if row.unreadable else ""
    return f"{'✗' if row.status else '✓'} {visible(row.name)}: {counts}{more}\n"


def _cpus() -> int:
    """CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
