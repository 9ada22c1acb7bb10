"""Option types and options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import click

from linter import cache
from linter.fold import nearest


class OneOf(click.ParamType):  # type: ignore[type-arg] # not generic before click 8.4
    """One of a closed list; what is not in it is told with its nearest match."""

    name = "choice"

    def __init__(self, choices: Iterable[str]) -> None:
        self.choices = tuple(choices)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return f"[{'|'.join(self.choices)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            self._refuse(str(value), param, ctx)
        return str(value)

    def _refuse(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> NoReturn:
        close = nearest(value, list(self.choices))
        guess = f"「{close}」のことですか。" if close else ""
        self.fail(
            f"「{value}」は使えません。{guess}使える値：{'、'.join(self.choices)}。", param, ctx
        )


def split(values: Iterable[str]) -> tuple[str, ...]:
    """Values of an option that is repeatable and takes commas; order kept, each once."""
    parts = (part.strip() for value in values for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


class CommaList(OneOf):
    """One or more of a closed list with commas between; comes out as it was given."""

    name = "list"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "NAME[,NAME…]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        for part in split([value]):
            super().convert(part, param, ctx)
        return str(value)


FILE = click.Path(path_type=Path)

lang_option = click.option(
    "--lang",
    type=OneOf(("ja", "en")),
    default="ja",
    help="表示の言語（既定 ja）。Language of the output.",
)
config_option = click.option(
    "--config",
    "config_path",
    metavar="FILE",
    type=FILE,
    help="この設定ファイルを使う。Use this configuration file.",
)


def _switch_off(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        cache.switch_off(cache.DOCUMENTS)


no_cache_option = click.option(
    "--no-cache",
    is_flag=True,
    expose_value=False,
    callback=_switch_off,
    help="書類の読み取り結果を使わず、残しもしない。Neither use nor keep what was read of documents.",
)
