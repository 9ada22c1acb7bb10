"""``myna-lint cache info|clear``: what runs have kept, and its removal."""

from __future__ import annotations

import click

from linter import cache
from linter.commands import streams
from linter.commands.options import OneOf, lang_option
from linter.errors import UsageError
from linter.reporters import words
from linter.reporters.safe import visible


@click.command("cache")
@click.argument("action", metavar="info|clear", type=OneOf(("info", "clear")))
@lang_option
def command(action: str, lang: words.Lang) -> None:
    """読み取り結果のキャッシュを見る・消す。Show or clear the cache of read documents.

    キャッシュには書類の文面が入っています（本人だけが読めます）。It holds text of the documents.
    """
    store = cache.default_store()
    usage = store.usage() if store else cache.Usage(None)
    if store is None or usage.folder is None:
        raise UsageError(
            "使えるキャッシュのフォルダーがありません（ほかの利用者が書き込めるフォルダーは使いません）。"
            " / There is no cache folder that may be used."
        )
    if action == "clear":
        store.clear()
    size = f"{usage.size / 2**20:,.1f} MB"
    most = f"{cache.MOST_BYTES // 2**20} MB"
    texts = {
        "info": (
            f"{visible(str(usage.folder))}\n{usage.entries:,} 件、{size}（上限 {most}）\n",
            f"{visible(str(usage.folder))}\n{usage.entries:,} entries, {size} (at most {most})\n",
        ),
        "clear": (
            f"{usage.entries:,} 件（{size}）を消しました。\n",
            f"Removed {usage.entries:,} entries ({size}).\n",
        ),
    }
    streams.emit(words.pick(texts[action], lang))
