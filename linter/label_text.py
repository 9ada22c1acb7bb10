"""Labels in texts: which fields a text names, and where it is cut at the labels it holds.

Labels are regular expressions over squashed text (:func:`linter.fold.squash`), so width, blanks, line
breaks and brackets do not matter; item numbers before and notes in brackets after a label are passed
over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from linter.fold import Folded, folding, squash

_ENUMERATOR = re.compile(
    r"(?:[(\[]?(?:[0-9]{1,2}|[a-z])(?:[-.][0-9]{1,2})*[)\].:,]+|[0-9]{1,2}(?:-[0-9]{1,2})*(?=[^0-9.:,%/年月日人名社件]|名称|社名|件名)|"
    r"[・●■◆□◇▪◦‣►▶*※-]|○(?!○))*+"
)
_NOTE = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)")
# «組織名称 / Company», «Company／組織名称», «Company（組織名称）»: a label in two languages.
_ALIAS = re.compile(r"[/|][a-z][a-z0-9'&.,()-]*(?=:|$)")
# «会社名 Company name»: only such words, for behind a blank may as well stand a value.
_WORDS = re.compile(
    r"(?<=[^!-~])(?:(?:corporate|company|organi[sz]ation|applicant|registered|head|office|name|address|number|no"
    r"|postal|zip|code|phone|telephone|tel|e-?mail|mail|url|website|representative|contact|person|title|kana"
    r"|service|launch|start|date|planned|business|overview|purpose|of|the)[.]?)++$"
)
_LED_BY_ALIAS = re.compile(r"[a-z][a-z'&.,-]*(?:[/|]|\((?=[^()]*\):?$))")
_REQUIRED = re.compile(r"[*※]|\[?\(?(?:必須|任意)\)?\]?|欄$")
# Of a line of more, no eye would find a label behind them: leaders, lines drawn with signs.
_MOST_STARTS = 500
_LONGEST_LABEL = 120
_PARTICLE = re.compile(r"[をはがにのとでもへや]")
# «法人番号を入力してください», «法人番号は何ですか»
_QUESTION = re.compile(
    r"(?:を|は)?(?:ご|お)?(?:入力|記入|記載|回答|選択|教え)(?:て|して)?(?:ください|下さい)[.。]?$|は(?:何ですか)?\??$"
)
# «代表者に関する事項»
_ABOUT = re.compile(r"(?:に関する|に係る|についての)(?:事項|情報|項目)$")
# What joins a label to the group it belongs to.
_OF_GROUP = re.compile(r"^[の/|・_:>,-]?[(\[]?")
OTHER = "other"
_CLOSING = {")": ")", "）": ")", "】": "]", "]": "]", "］": "]"}
_GROUP = "group:"


class Label(Struct, frozen=True):
    """``single_line``: a value in the label's own box ends with its line."""

    key: str
    pattern: re.Pattern[str]
    single_line: bool = False
    alternatives: tuple[str, ...] = ()

    def end(self, text: str, start: int) -> int:
        """Where the longest label that stands at ``start`` ends; ``start`` if there is none."""
        stop = start + _LONGEST_LABEL
        found = (_regex(pattern).match(text, start, stop) for pattern in self.alternatives)
        return max((match.end() for match in found if match), default=start)


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """Compiled when a text has the label: most of a form's hundreds of patterns stand nowhere."""
    return re.compile(pattern)


class LabelSet:
    """All labels of a form; a label that matches no field still ends the value before it.

    :param owned: the fields of each group, «代表者» → «氏名».
    """

    def __init__(
        self,
        labels: Sequence[tuple[str, Sequence[str], bool]],
        owned: Mapping[str, Collection[str]] = {},
    ) -> None:
        self.labels = tuple(
            Label(
                key,
                re.compile("|".join(f"(?:{p})" for p in patterns)),
                single,
                tuple(patterns),
            )
            for key, patterns, single in labels
            if patterns
        )
        self._matches = tuple((label, label.pattern.match) for label in self.labels)
        self._fullmatches = tuple((label.key, label.pattern.fullmatch) for label in self.labels)
        self._groups = tuple(
            (label, owned[name])
            for label in self.labels
            if label.key.startswith(_GROUP) and (name := label.key.removeprefix(_GROUP)) in owned
        )

    def at(self, text: str, start: int) -> list[Label]:
        """The labels that stand in a squashed text at ``start``."""
        stop = start + _LONGEST_LABEL
        return [label for label, match in self._matches if match(text, start, stop)]

    def keys_of_whole(self, text: str) -> tuple[str, ...]:
        """The keys whose label is all that ``text`` says, besides number and note."""
        text = squash(text) if len(text) <= _LONGEST_LABEL else ""
        if not text:
            return ()
        # «1 名称», «【1 名称】», «【(1) 名称】»
        said = {text, text.strip("[]()<>")}
        said |= {form[start.end() :] for form in said if (start := _ENUMERATOR.match(form))}
        said |= {_QUESTION.sub("", form) for form in said}
        said |= {_ABOUT.sub("", form) for form in said}
        said |= {form.rstrip(":") for form in said}
        said |= {form.strip("[]()<>") for form in said}
        # What a note says may be what tells two labels apart: «代表者名（フリガナ）».
        whole = self._matching(said)
        if set(whole) - {OTHER}:
            return whole
        owned = tuple(dict.fromkeys(key for form in said for key in self._owned(form)))
        return owned or whole or self._matching({short for f in said for short in _short(f)})

    def _owned(self, text: str) -> Iterator[str]:
        """The keys of a label that begins with the group it belongs to: «担当者（電話番号）», «担当者／
        電話番号», «申請担当者の電話番号（内線）»."""
        for group, keys in self._groups:
            end = group.end(text, 0) if group.pattern.match(text) else 0
            said = _OF_GROUP.sub("", text[end:]) if end else ""
            if not said:
                continue
            forms = {said, said.removesuffix(")")}
            found = self._matching(forms) or self._matching({s for f in forms for s in _short(f)})
            # «事業者／代表者氏名»: of a group in a group.
            inner = any(other.pattern.match(said) for other, _ in self._groups)
            yield from [key for key in found if key in keys] or (found if inner else ())

    def _matching(self, forms: set[str]) -> tuple[str, ...]:
        forms.discard("")
        return tuple(key for key, matches in self._fullmatches if any(map(matches, forms)))


def _short(text: str) -> Iterator[str]:
    """A label without its note, the mark of what is required, or its words in another language."""
    trimmed = _REQUIRED.sub("", _NOTE.sub("", text)).rstrip(":")
    yield trimmed
    yield trimmed.strip("[]()<>")
    yield _ALIAS.sub("", text)
    yield _WORDS.sub("", text)
    yield _LED_BY_ALIAS.sub("", text, count=1).rstrip(")")


class Segment(Struct, frozen=True):
    """A stretch of one text: the labels that lead it (none for what stands before the first).

    ``label`` is what they read as, number and notes included.
    """

    keys: tuple[str, ...]
    value: str
    label: str = ""


class Split(Struct, frozen=True):
    segments: tuple[Segment, ...]

    @property
    def labelled(self) -> bool:
        return any(segment.keys for segment in self.segments)

    @property
    def loose(self) -> str:
        """What belongs to no label."""
        return "\n".join(segment.value for segment in self.segments if not segment.keys)

    @property
    def led(self) -> bool:
        """Whether all of the text belongs to labels that it holds itself."""
        return all(segment.keys for segment in self.segments)

    @property
    def groups(self) -> set[str]:
        """The groups of fields that it is the heading of."""
        keys = (key for segment in self.segments for key in segment.keys)
        return {key.removeprefix(_GROUP) for key in keys if key.startswith(_GROUP)}

    @property
    def bare(self) -> tuple[str, ...]:
        """The keys, where the text is nothing but labels whose values stand elsewhere."""
        if not self.labelled or any(segment.value.strip() for segment in self.segments):
            return ()
        return tuple(key for segment in self.segments for key in segment.keys)


class _Mark(Struct, frozen=True):
    start: int
    value_start: int
    keys: tuple[str, ...]
    single_line: bool


def _marks_of_line(line: str, offset: int, labels: LabelSet) -> list[_Mark]:
    folded = folding(line)
    text = folded.text
    found: list[_Mark] = []
    starts = {0}
    enumerator = _ENUMERATOR.match(text)
    if enumerator:
        starts.add(enumerator.end())
    starts |= {s + 1 for s in set(starts) if text[s : s + 1] in ("(", "[", "<")}
    starts |= {behind.end() for s in set(starts) if (behind := _ENUMERATOR.match(text, s))}
    last_colon = text.rfind(":")
    if last_colon < 0 and not any(labels.at(text, start) for start in starts):
        return []  # within a line a label has a colon, or stands behind another
    inner = {m.end() for m in re.finditer(r"[\[(,./;。|・]", text)}
    inner |= folded.behind_blanks()
    end_of_last = 0
    for start in sorted(starts | inner)[:_MOST_STARTS]:
        if start < end_of_last or start >= len(text):
            continue
        # «代表者名：（フリガナ）…»: a label in brackets that opens the value of another.
        opened = start - 1 == end_of_last > 0 and text[start - 1] in "([<"
        if start > last_colon and start not in starts and not opened:
            continue
        best: tuple[int, list[Label]] = (0, [])
        for label in labels.at(text, start):
            end = label.end(text, start)
            if end > max(best[0], start):
                best = (end, [label])
            elif end == best[0] > start:
                best[1].append(label)
        if not best[1]:
            continue
        stop = _delimiter_end(folded, line, best[0], at_start=start in starts or opened)
        if stop is None or (start not in starts and _in_prose(text, start)):
            continue
        found.append(
            _Mark(
                start=offset + (0 if start in starts else folded.source_index(start)),
                value_start=offset + folded.source_index(stop),
                keys=tuple(label.key for label in best[1]),
                single_line=all(label.single_line for label in best[1]),
            )
        )
        end_of_last = stop
    return found


def _in_prose(text: str, start: int) -> bool:
    """Whether a place lies in a bracket after which the sentence goes on: «項目（法人番号：13桁）を…»."""
    opening = text.rfind("(", 0, start)
    closing = text.find(")", start)
    if opening < 0 or closing < 0 or text.find(")", opening, start) >= 0:
        return False
    return _PARTICLE.match(text, closing + 1) is not None


def _delimiter_end(folded: Folded, line: str, end: int, *, at_start: bool) -> int | None:
    """Where the value begins behind a label that ends at ``end``, or None if it is no label."""
    text = folded.text
    while True:
        required = _REQUIRED.match(text, end)
        if required and required.end() > end:
            end = required.end()
            continue
        break
    note = _NOTE.match(text, end)
    if note and (
        text[note.end() : note.end() + 1] in (":", "", "]", ">")
        # «代表者名（氏名）<tab>…»
        or (at_start and _behind_blank(folded, line, note.end()))
    ):
        content = note.group()[1:-1]
        if ":" not in content or text[note.end() : note.end() + 1] == ":":
            end = note.end()
    alias = _ALIAS.match(text, end)
    if alias:
        end = alias.end()
    if text[end : end + 1] in (")", "]", ">"):
        end += 1
        return end + 1 if text[end : end + 1] == ":" else (end if at_start else None)
    if text[end : end + 1] == ":":
        return end + 1
    if not at_start:
        return None
    if end >= len(text):
        return end
    if text[end] in "(" and ":" in text[end:]:
        return end
    if text[end] in "=→":
        return end + 1
    return end if _behind_blank(folded, line, end) else None


def _behind_blank(folded: Folded, line: str, position: int) -> bool:
    """Whether white space, which squashing takes away, stands before a place of the folded text."""
    source = folded.source_index(position)
    return line[source - 1 : source].isspace()


def with_newlines(text: str) -> str:
    return text.replace("\v", "\n").replace("\r\n", "\n").replace("\r", "\n")


def split(text: str, labels: LabelSet) -> Split:
    """Cut a text at the labels it holds."""
    text = with_newlines(text)
    whole = labels.keys_of_whole(text)
    if whole:
        return Split((Segment(whole, "", text),))
    marks: list[_Mark] = []
    offset = 0
    for line in text.split("\n"):
        marks.extend(_marks_of_line(line, offset, labels))
        offset += len(line) + 1
    if not marks:
        return Split((Segment((), text),))
    loose: list[str] = [text[: marks[0].start]]
    segments: list[Segment] = []
    outer: int | None = None
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = text[mark.value_start : following.start if following else len(text)]
        if mark.single_line and "\n" in value:
            value = _without_note(value, mark)
        if mark.single_line and "\n" in value:
            first, rest = value.split("\n", 1)
            # «（法人番号：）»: a bracket that closes at once is a value left empty.
            if first.strip(" \t\u3000()（）") or first.strip().startswith((")", "）")):
                value = first
                if outer is None:
                    loose.append(rest)
                else:
                    # «名称：（法人番号：…）⏎株式会社…»: the lines below go on with the outer label.
                    segments[outer] = Segment(
                        segments[outer].keys, _unbracket(rest), segments[outer].label
                    )
        value = _unbracket(_without_note(value, mark))
        outer = len(segments) if not value and not mark.single_line else None
        segments.append(Segment(mark.keys, value, text[mark.start : mark.value_start].strip()))
    before = "\n".join(part.strip() for part in loose if part.strip(" \t\n\u3000()（）【】・、,"))
    if before:
        before = re.sub(r"[(（【\[]\s*$", "", before).rstrip()
        segments.insert(0, Segment((), before))
    return Split(tuple(segments))


def _without_note(value: str, mark: _Mark) -> str:
    # «所在地⏎※登記どおりに記入»
    if value.startswith("\n") and all(
        line.lstrip().startswith("※") for line in value.split("\n") if line.strip()
    ):
        return ""
    # «(4) APIの利用目的・狙い\n(国民等利用ユーザへのメリットや利便性含む)»: the second line is a note.
    squashed = squash(value)
    if value.startswith("\n") and _NOTE.fullmatch(squashed) and not mark.single_line:
        return ""
    return value


def _unbracket(value: str) -> str:
    """Without a bracket at the end that closes nothing, or one that nothing closes."""
    value = value.strip()
    text = squash(value)
    too_many = {close: text.count(close) - text.count(open) for open, close in ("()", "[]")}
    end = len(value)
    while end and value[end - 1] in _CLOSING and max(too_many.values()) > 0:
        too_many[_CLOSING[value[end - 1]]] -= 1
        end = len(value[: end - 1].rstrip())
    return value[:end].rstrip("(（【[・、, \t\n\u3000")
