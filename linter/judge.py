"""What is found in documents that have been read: the forms recognised, the rules run, a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from linter import engine
from linter.config import Config
from linter.errors import UsageError
from linter.handbook import clauses, manual_items
from linter.model import (
    OTHER_KINDS,
    ClauseCounts,
    Document,
    ManualItem,
    Milestone,
    Prose,
    Report,
    SubmissionFacts,
)
from linter.procedures import names_document, requirements, table2
from linter.recognise import recognise
from linter.rules import Rule, load_rules, selected

Lang = Literal["ja", "en"]
# Formats of documents without a form (press release, policies) that are not opened.
_FREE_FORMATS = ("pdf", "docx", "image", "text", "rtf", "odt", "csv", "html", "zip", "doc")

_PREPARED: set[str] = set()


class Judge:
    """The rules of a run, ready for its documents.

    :raises UsageError: a rule file is wrong.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._rules = load_rules([Path(path) for path in config.rules.extend])
        self._active = selected(self._rules.rules, config.rules.select, config.rules.ignore)

    def prepare(self, enough: Callable[[], bool]) -> None:
        """See :func:`linter.engine.prepare`; once in a process: a batch has no time to spare."""
        if self._rules.digest not in _PREPARED:
            engine.prepare(self._active, self._config, enough)
            _PREPARED.add(self._rules.digest)

    def report(
        self,
        documents: Sequence[Document],
        previous: Sequence[Document],
        lang: Lang,
        label: str,
        *,
        whole: bool,
    ) -> Report:
        """``previous``: the documents accepted before; ``label`` names the submission; ``whole``: it
        is all of it, even where it is one document.

        :raises UsageError: a document that the configuration names is not there.
        """
        recognised = _recognised(documents, self._config)
        # Its files may be named otherwise than those of today.
        before = _recognised(previous, replace(self._config, documents={}))
        evaluation = engine.run(
            self._active,
            recognised,
            self._config,
            lang=lang,
            complete=whole or len(recognised) > 1,
            label=label,
            previous=before,
        )
        other: Lang = "en" if lang == "ja" else "ja"
        manual = tuple(
            replace(item, translated=(same.title, same.why))
            for item, same in zip(
                _manual(evaluation, self._config, lang),
                _manual(evaluation, self._config, other),
                strict=True,
            )
        )
        return Report(
            submission=evaluation.facts,
            documents=recognised,
            findings=evaluation.findings,
            manual=manual,
            clauses=_coverage(self._active, evaluation.facts),
            schedule=evaluation.schedule,
            rules_digest=self._rules.digest,
            lang=lang,
        )


def timetable(
    documents: Sequence[Document], config: Config, lang: Lang, label: str
) -> tuple[SubmissionFacts, tuple[Milestone, ...]]:
    """What is known of a submission, and its milestones.

    :raises UsageError: a document that the configuration names is not there.
    """
    recognised = _recognised(documents, config)
    evaluation = engine.run((), recognised, config, lang=lang, label=label)
    return evaluation.facts, evaluation.schedule


def _recognised(documents: Sequence[Document], config: Config) -> tuple[Document, ...]:
    """The documents with their forms.

    :raises UsageError: a document that the configuration names is not there.
    """
    _check_chosen(config, documents)
    return _settle(recognise(tuple(documents), config.documents))


def _manual(evaluation: engine.Evaluation, config: Config, lang: Lang) -> tuple[ManualItem, ...]:
    items = manual_items(evaluation.facts, config, lang)
    return (
        *_dated(items, evaluation, config, lang),
        *web_form_items(evaluation.facts, lang),
    )


def _dated(
    items: Sequence[ManualItem], evaluation: engine.Evaluation, config: Config, lang: Lang
) -> Iterator[ManualItem]:
    """Date items with the date they ask for; not those that the rules have judged."""
    here = {
        clause: milestone
        for milestone in evaluation.schedule
        if milestone.procedure == evaluation.facts.procedure
        for clause in (why.clause for why in milestone.why)
    }
    for item in items:
        milestone = here.get(item.clause)
        if milestone is None or milestone.latest is None:
            yield item
        elif config.dates.submission is None:
            due = milestone.latest.isoformat()
            words = {"ja": f"提出は遅くとも {due} までです。", "en": f"It is due by {due}."}
            yield replace(item, why=f"{item.why}{words[lang]}")


def _check_chosen(config: Config, documents: Sequence[Document]) -> None:
    paths = [d.path for d in documents]
    for form, path in config.documents.items():
        if path not in paths:
            names = "、".join(paths[:5])
            raise UsageError(
                f'設定の [documents] {form} = "{path}" というファイルがありません（あるのは {names}）。'
                f" / [documents] {form}: there is no file {path}."
            )


def _settle(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """A file of another kind that is none of the forms (a PDF press release) is not unreadable: it
    is not read, and needs not be."""
    kinds = table2().documents.values()
    settled: list[Document] = []
    for document in documents:
        free = document.form is None and document.format in _FREE_FORMATS
        named = document.form is None and any(names_document(kind, document) for kind in kinds)
        suffix = Path(document.path).suffix.lower()
        office = suffix in (".pptx", ".pptm", ".xlsx", ".xlsm", ".xls", ".ppt")
        other = {p.code for p in document.problems} <= OTHER_KINDS
        if document.status == "unreadable" and other and (named or (free and not office)):
            document = replace(document, status="unrecognised", problems=())
        elif isinstance(document.body, Prose):
            document = replace(document, body=None)  # a form that is no Word document
        settled.append(document)
    return tuple(settled)


def web_form_items(facts: SubmissionFacts, lang: str) -> tuple[ManualItem, ...]:
    """The web forms that 表 2 asks for: no file proves them."""
    items: list[ManualItem] = []
    for row in requirements(facts.procedure or "review", facts.api, facts.flow):
        if row.handed_in_as != "web-form" or row.mark != "○":
            continue
        if row.condition == "third-party":
            continue  # an item of its own, of the clause set.third-party
        why = {
            "ja": "Webフォームで提出します。ファイルからは確かめられません。",
            "en": "It is handed in by a web form, which no file proves.",
        }[lang]
        items.append(ManualItem("set.required", row.title(lang), why, "01-3 表 2"))
    return tuple(items)


def _coverage(rules: Sequence[Rule], facts: SubmissionFacts) -> ClauseCounts:
    applying = {c for rule in rules if engine.applies(rule, facts) for c in rule.clauses}
    enforced = sum(1 for c in clauses() if c.id in applying)
    manual = sum(1 for c in clauses() if c.id not in applying and c.manual is not None)
    return ClauseCounts(enforced, manual, len(clauses()) - enforced - manual)
