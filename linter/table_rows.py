"""Which rows of a table are its items: no totals, examples, guidance, or numbers of the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from linter.fold import squash

# «注)», «注1», «注意:»; but not «注意喚起を行うこと», which is a requirement.
_REMARK = re.compile(
    r"※|\(?注(?:意(?:事項)?)?(?:[0-9]+|[):.])|\(?注(?:意(?:事項)?)?\)?$|\[?凡例|以上$"
)
_TOTAL = re.compile(
    r"[(\[]?(?:[合小総]?計|合計(?:件数|数|個数|手続数)?|total|sub-?total)[)\]]?:?"
    r"|(?:上記の?)?(?:選択|対象外?|非?該当|利用|申請|回答|未?対応|未?実施|適合)(?:した|する|している|済み?)?(?:の)?(?:手続(?:き)?|項目|届出|申請)?(?:の)?(?:総|合計)?(?:件数|数|個数):?"
    r"|[○](?:印)?の?(?:件数|数|個数|合計):?|(?:手続|項目)(?:の)?(?:総数|件数|数):?"
)
_EXAMPLE = re.compile(
    r"[(\[<]?(?:記入|記載|入力|選択)?(?:例|見本|サンプル|sample|example)[0-9]*[)\]>:.]?"
)
_LED_BY_EXAMPLE = re.compile(r"(?:[(\[<](?:記入|記載|入力)?例[)\]>]|(?:記入|記載|入力)?例:)")
_BRACKETED = re.compile(r"\(.*\)|※.*|\[.*\]")
_GUIDE = re.compile(
    r"(?:.*[をにで])?(?:記入|記載|入力|選択)(?:して(?:ください|下さい)|する(?:こと)?|のこと)?\.?"
    r"|.*(?:て(?:ください|下さい)|を(?:つけ|付け)る(?:こと)?)\.?"
)
_COLUMN_NUMBER = re.compile(r"[(\[]?(?:[0-9]{1,2}|[a-zア-ク])[)\]]?")
_LEAST_NUMBERS = 3
DITTO = frozenset(("〃", "々", "′′", '"', "''", "同上", "同左", "同", "ditto"))
"""What stands for the text of the cell above, squashed."""


def is_example(text: str) -> bool:
    """Whether a text only says that what follows is an example."""
    return _EXAMPLE.fullmatch(squash(text)) is not None


def is_item(texts: Sequence[str], *, first: bool) -> bool:
    """Whether a row of these filled cells is an item of the table.

    :param first: no item stands above it: guidance for the columns is found only there.
    """
    if not texts:
        return True
    said = [squash(text) for text in texts]
    if _REMARK.match(said[0]) or is_example(said[0]):
        return False
    named = said[1:2] if _COLUMN_NUMBER.fullmatch(said[0]) else said[:1]
    if any(map(_LED_BY_EXAMPLE.match, named)):
        return False
    if any(_TOTAL.fullmatch(text) for text in said):
        return False
    if first:
        if all(_BRACKETED.fullmatch(text) for text in said):
            return False
        if len(said) > 1 and all(_BRACKETED.fullmatch(t) or _GUIDE.fullmatch(t) for t in said):
            return False
        if len(said) >= _LEAST_NUMBERS and all(_COLUMN_NUMBER.fullmatch(text) for text in said):
            return False
    return True
