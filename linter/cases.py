"""The cases of rules: compact YAML → the tiny submissions that a rule must refuse or accept.

.. code-block:: yaml

    - name: split over runs inside a group
      config: {api: [moving]}
      fail: {plan: {slides: [{group: [{text: ['【記載', '要領】']}]}]}}
      expect: {document: 企画書.pptx, slide: 1, count: 1}

The keys of ``fail`` and ``pass`` are forms, each one document (:mod:`linter.case_slides`,
:mod:`linter.case_sheets`) or a list of them, and ``files``: documents of which only the outside is
of interest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, convert

from linter.case_sheets import build_workbook
from linter.case_slides import build_deck
from linter.config import Config
from linter.model import FORMS, Document, Form, Problem, Status
from linter.rule_file import Case

FILE_NAMES: dict[Form, str] = {
    "plan": "企画書.pptx",
    "registration": "民間事業者登録申請書.xlsx",
    "security": "情報セキュリティ要求事項等確認書.xlsx",
    "annex1": "別紙1.xlsx",
    "environment": "環境利用申請書.xlsx",
    "inquiry": "問合せ管理簿.xlsx",
}
_CONFIG = {
    "api": ["social-tax"],
    "procedure": "review",
    "applicant": "private",
    "flow": "current",
}


class FileData(Struct, frozen=True, forbid_unknown_fields=True):
    """A file without content; ``problem`` is a code of :data:`linter.model.PROBLEMS`, ``fatal``
    whether nothing of the file could be read."""

    path: str
    format: str | None = None
    form: Form | None = None
    status: Status = "read"
    problem: str | None = None
    detail: str = ""
    fatal: bool = True


class CaseInput(Struct, frozen=True):
    """What the engine is given for a case."""

    documents: tuple[Document, ...]
    config: Config
    previous: tuple[Document, ...] = ()


def build(case: Case) -> CaseInput:
    """The documents and the configuration of a case.

    :raises msgspec.ValidationError: a key or a value of the case is unknown.
    :raises ValueError: a key is no form, a table or a cell reference is malformed.
    """
    data = case.fails if case.fails is not None else case.passes or {}
    return CaseInput(
        tuple(_documents(data)),
        convert({**_CONFIG, **case.config}, Config),
        tuple(_documents(case.previous)),
    )


def _documents(data: dict[str, Any]) -> Iterator[Document]:
    for key, value in data.items():
        if key == "files":
            yield from (_file(convert(item, FileData)) for item in value)
        elif key in FORMS:
            form = convert(key, Form)
            yield from (_document(form, item) for item in _listed(value))
        else:
            raise ValueError(f"{key} is none of {', '.join(FORMS)}, files")


def _listed(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else [value]


def _document(form: Form, data: dict[str, Any]) -> Document:
    content = dict(data)
    path = str(content.pop("path", FILE_NAMES[form]))
    return Document(
        path=path,
        format=path.rpartition(".")[2],
        sha256=_digest(path),
        form=form,
        body=build_deck(content) if form == "plan" else build_workbook(content),
    )


def _file(data: FileData) -> Document:
    return Document(
        path=data.path,
        format=data.format or data.path.rpartition(".")[2],
        sha256=_digest(data.path),
        form=data.form,
        status=data.status,
        problems=(Problem(data.problem, data.detail, data.fatal),) if data.problem else (),
    )


def _digest(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()
