"""What a rule file (rules/*.yaml, or a user's own) may hold, as it is written."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from linter.config import Api, Applicant, Flow, Procedure
from linter.model import Severity


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    ja: str
    en: str


class When(Struct, frozen=True, forbid_unknown_fields=True, rename={"only_api": "only-api"}):
    """When a rule applies; what is left out does not limit it. ``api``: one of these is applied for;
    ``only_api``: no other one."""

    api: tuple[Api, ...] = ()
    only_api: tuple[Api, ...] = ()
    procedure: tuple[Procedure, ...] = ()
    applicant: Applicant | None = None
    flow: Flow | None = None


class Expectation(Struct, frozen=True, forbid_unknown_fields=True):
    """What a failing case must give, besides at least one finding of its rule."""

    document: str | None = None
    slide: int | None = None
    sheet: str | None = None
    cell: str | None = None
    count: int | None = None
    severity: Severity | None = None


class Case(
    Struct, frozen=True, forbid_unknown_fields=True, rename={"passes": "pass", "fails": "fail"}
):
    """An example: documents (see :mod:`linter.cases`) that the rule must refuse (``fail``) or
    accept (``pass``), one of the two; ``config`` holds keys of ``myna-lint.toml``, ``previous`` the
    documents of the submission before."""

    name: str
    fails: dict[str, Any] | None = None
    passes: dict[str, Any] | None = None
    config: dict[str, Any] = field(default_factory=dict)
    previous: dict[str, Any] = field(default_factory=dict)
    expect: Expectation | None = None


class RuleData(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as written.

    ``given``: where it looks (:mod:`linter.context`); ``check``: one check function by name with
    its parameters (:mod:`linter.checks`); ``message`` and ``hint`` may hold ``{slide}``,
    ``{evidence}`` and what else the check fills in; ``fix``: the action that mends it. A
    ``generic`` rule yields to a specific one that quotes the same place.
    """

    id: str
    name: str
    clauses: tuple[str, ...]
    severity: Severity
    given: str | tuple[str, ...]
    check: dict[str, Any]
    message: Text
    hint: Text
    when: When = When()
    fix: Literal["none"] | dict[Literal["safe", "unsafe"], str] = "none"
    generic: bool = False
    cases: tuple[Case, ...] = ()


class Override(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes one shipped rule: its severity, or switches it off."""

    override: str
    severity: Severity | None = None
    ignore: bool = False
