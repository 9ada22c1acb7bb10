"""``myna-lint serve``: a page on this machine for those who never open a terminal."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linter import cache
from linter.commands import console, streams
from linter.commands.names import refuse_unknown_names
from linter.commands.options import lang_option
from linter.errors import UsageError

if TYPE_CHECKING:
    from linter.config import Config
    from linter.model import Report
    from linter.web.checking import Lint, Progress

_EXTRA = ("starlette", "uvicorn")
_MISSING = (
    "serve に要るライブラリが入っていません。pip install 'myna-lint[web]' で入れてください。"
    " / serve needs: pip install 'myna-lint[web]'"
)


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="ポート番号（既定は空いている番号）。Port; a free one by default.",
)
@click.option("--no-browser", is_flag=True, help="ブラウザーを開かない。Do not open the browser.")
@lang_option
def command(port: int, no_browser: bool, lang: Any) -> None:
    """ブラウザーのページで確かめる。A local page: drop files, read the report.

    書類はこの PC の外に出ません。ページを閉じると消えます。終わるときは Ctrl-C。

    Nothing leaves this machine; what was dropped is gone when the page closes. Ctrl-C ends it.
    """
    try:
        from linter.web.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _EXTRA:
            raise
        raise UsageError(_MISSING) from None

    def ready(address: str) -> None:
        streams.emit(f"{address}\n")
        console.say("ブラウザーでこのアドレスを開いてください。終わるときは Ctrl-C。")
        if not no_browser and _has_screen():
            # In a thread: some browsers return only when they are closed.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    cache.switch_off()  # nothing of what was dropped is to stay
    serve(_linter(lang), port, ready)
    console.say("終了しました。預かったファイルは消しました。")


def _linter(lang: Any) -> Lint:
    from linter.lint import Options, lint

    def run(paths: Sequence[Path], config: Config, progress: Progress) -> Report:
        refuse_unknown_names(config)
        return lint(paths, Options(config=config, lang=lang, progress=progress))

    return run


def _has_screen() -> bool:
    """Without one, the browser that is found would be one of the terminal, in the place of ours."""
    return sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
