"""The day of a press release, as its draft says it, against the pre-service confirmation (02-11)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from linter.config import Config
from linter.config_file import load_config
from linter.discover import Source
from linter.lint import Options, lint
from linter.model import Finding, Prose
from linter.reading import read_document

DRAFT = "プレスリリース原稿.docx"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
    ' PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def docx(*paragraphs: str) -> bytes:
    """A Word document; ``|`` in a paragraph cuts it into runs."""
    body = "".join(
        "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in text.split("|")) + "</w:p>"
        for text in paragraphs
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return data.getvalue()


def told(folder: Path, *paragraphs: str, dates: str = "") -> list[Finding]:
    """The errors and warnings of a production connection with such a draft."""
    (folder / DRAFT).write_bytes(docx(*paragraphs))
    (folder / "myna-lint.toml").write_text(
        'api = ["social-tax"]\nprocedure = "production-connection"\npress-release = true\n[dates]\n'
        "submission = 2027-01-15\nservice-start = 2027-04-01\nproduction-check-start = 2027-02-15\n"
        + dates,
        encoding="utf-8",
    )
    report = lint([folder], Options(load_config(folder).config))
    return [f for f in report.findings if f.severity != "info"]


@pytest.mark.parametrize(
    "line",
    [
        "本リリースの公表予定日：2027年1月20日",
        "発表日|: 令和9年|1月20日",
        "配信日　2027/1/20",
        "2027年1月20日（水） 発表",
    ],
)
def test_a_release_before_the_result_is_told_of_its_draft(line: str, tmp_path: Path) -> None:
    (finding,) = told(tmp_path, "プレスリリース（原稿）", line)
    assert finding.clauses == ("date.press-release",)
    assert finding.location.document == DRAFT
    assert finding.evidence == "2027-01-20"


@pytest.mark.parametrize(
    "line",
    [
        "公表予定日：2027年4月1日",
        "2027年1月20日",  # the day the draft was written
        "当社は2027年1月20日にサービスの提供を開始します。",
        "公表予定日：未定",
    ],
)
def test_another_day_is_none_of_its_publication(line: str, tmp_path: Path) -> None:
    assert told(tmp_path, line) == []


def test_the_configuration_wins(tmp_path: Path) -> None:
    assert told(tmp_path, "公表日：2027年1月20日", dates="press-release = 2027-04-01\n") == []


def test_a_form_in_word_is_still_in_the_wrong_format(tmp_path: Path) -> None:
    (tmp_path / "マイナポータルAPI利用企画書.docx").write_bytes(docx("API利用企画書", "名称"))
    report = lint([tmp_path], Options(Config(api=("social-tax",), procedure="change")))
    (document,) = report.documents
    assert (document.status, document.body) == ("unreadable", None)
    assert "plan.powerpoint" in {clause for f in report.findings for clause in f.clauses}
    assert not [f for f in report.findings if f.rule == "PLN203"]


def test_its_text_is_read_and_a_broken_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / DRAFT
    file.write_bytes(docx("一|二", "", "三"))
    assert read_document(Source(DRAFT, file=file)).body == Prose(("一二", "三"))
    file.write_bytes(docx("一")[:200])
    broken = read_document(Source(DRAFT, file=file))
    assert (broken.body, broken.status) == (None, "unreadable")
