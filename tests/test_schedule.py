"""The dates of every procedure, by hand and by property."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.business_days import Calendar
from linter.cli import main
from linter.config import Config
from linter.config_file import load_config
from linter.lint import Options, lint
from linter.model import API, FLOWS, Milestone
from linter.schedule import milestones
from samples.make import CLEAN, application, write

JAPAN = Calendar()
START = date(2027, 4, 1)
STARTS = st.dates(min_value=date(2026, 1, 1), max_value=date(2090, 12, 31))
APIS = st.lists(st.sampled_from(API), min_size=1, max_size=3, unique=True).map(tuple)


def latest(
    apis: tuple[str, ...] = ("social-tax",), flow: str = "current", **days: date
) -> dict[str, Any]:
    given_days = {name.replace("_", "-"): day for name, day in days.items()}
    found = milestones(apis, flow, given_days, calendar=JAPAN)
    return {m.id: m.latest for m in found if m.latest}


def test_a_start_on_2027_04_01_counted_by_hand() -> None:
    assert latest(service_start=START) == {
        # 10 business days before Thursday 1 April: 31 30 29 26 25 24 23 March, not 22 (振替休日 of
        # 春分の日), 19 18 17. Two weeks before is 18 March, so the 17th comes first.
        "pre-service": date(2027, 3, 17),
        # The check may start on that day at the latest.
        "production-check-start": date(2027, 3, 17),
        # 15 business days before 17 March: 16 15 12 11 10 9 8 5 4 3 2 1 March, 26 25 24 February.
        "production-connection": date(2027, 2, 24),
        "connection-test-report": date(2027, 2, 24),
        "connection-test-start": date(2027, 2, 24),
        # 10 business days before 24 February: not 23 (天皇誕生日), 22 19 18 17 16 15 12, not 11
        # (建国記念の日), 10 9 8.
        "connection-test": date(2027, 2, 8),
        # 10 business days before 8 February: 5 4 3 2 1 February, 29 28 27 26 25 January.
        "review": date(2027, 1, 25),
        # 3 business days before 25 January: 22 21 20.
        "application": date(2027, 1, 20),
        "service-start": START,
        "service-start-report": START,
    }


def test_moving_reports_four_weeks_before_and_both_sentences_are_named() -> None:
    found = {
        m.id: m
        for m in milestones(("moving",), "current", {"service-start": START}, calendar=JAPAN)
    }
    step = found["pre-service"]
    # Four weeks before Thursday 1 April is Thursday 4 March; ten business days before is 17 March.
    assert step.latest == date(2027, 3, 4)
    assert [(why.day, why.binding) for why in step.why] == [
        (date(2027, 3, 17), False),
        (date(2027, 3, 4), True),
    ]
    assert {why.clause for why in step.why} == {"date.pre-service"}
    assert all(why.firm for why in step.why)


def test_four_weeks_before_that_fall_on_a_holiday_move_to_the_business_day_before() -> None:
    # Four weeks before 2027-03-11 is 建国記念の日; the day before is a Wednesday.
    assert latest(("moving",), service_start=date(2027, 3, 11))["pre-service"] == date(2027, 2, 10)


def test_the_check_fixed_in_the_configuration_decides_the_production_connection() -> None:
    found = latest(service_start=START, production_check_start=date(2027, 2, 15))
    # 15 business days before Monday 15 February: 12 10 (11 is a holiday) 9 8 5 4 3 2 1 February,
    # 29 28 27 26 25 22 January.
    assert found["production-connection"] == date(2027, 1, 22)
    assert found["production-check-start"] == date(2027, 3, 17)


def test_the_legacy_flow_has_no_application_and_no_review_before_the_test() -> None:
    assert not {"application", "review"} & set(latest(flow="legacy", service_start=START))


def test_from_a_submission_the_earliest_dates_follow() -> None:
    found = milestones(
        ("social-tax",),
        "current",
        {},
        calendar=JAPAN,
        submission=("review", date(2026, 12, 1)),
    )
    assert {m.id: m.earliest for m in found if m.earliest} == {
        "review": date(2026, 12, 1),
        # 10 business days after Tuesday 1 December.
        "connection-test": date(2026, 12, 15),
        # 10 more: 16 17 18 21 22 23 24 25 28 December, then the closing until 3 January, 4 January.
        "connection-test-start": date(2027, 1, 4),
        "connection-test-report": date(2027, 1, 4),
        "production-connection": date(2027, 1, 4),
        # 15 more, 11 January is 成人の日: 5 6 7 8 12 13 14 15 18 19 20 21 22 25 26.
        "production-check-start": date(2027, 1, 26),
        "pre-service": date(2027, 1, 26),
        # 5 more for the result.
        "press-release": date(2027, 2, 2),
        # 10 more, and not before two weeks have passed.
        "service-start": date(2027, 2, 9),
        "service-start-report": date(2027, 2, 9),
    }


def _procedures(found: tuple[Milestone, ...]) -> list[Milestone]:
    return [m for m in found if m.procedure and m.id != "service-start-report"]


@given(STARTS, APIS, st.sampled_from(FLOWS))
def test_every_deadline_is_a_business_day_and_they_are_in_order(
    start: date, apis: tuple[str, ...], flow: str
) -> None:
    steps = _procedures(milestones(apis, flow, {"service-start": start}, calendar=JAPAN))
    days = [m.latest for m in steps if m.latest]
    assert len(days) == len(steps)
    assert all(JAPAN.is_business_day(day) for day in days)
    assert days == sorted(days)
    assert days[-1] <= start - timedelta(weeks=4 if "moving" in apis else 2)


@given(STARTS, APIS, st.data())
def test_a_holiday_more_never_makes_a_deadline_later(
    start: date, apis: tuple[str, ...], data: st.DataObject
) -> None:
    extra = start - timedelta(data.draw(st.integers(1, 90)))
    busier = Calendar(is_holiday=lambda d: d == extra or JAPAN.is_holiday(d))
    for plain, moved in zip(
        _procedures(milestones(apis, "current", {"service-start": start}, calendar=JAPAN)),
        _procedures(milestones(apis, "current", {"service-start": start}, calendar=busier)),
        strict=True,
    ):
        assert plain.latest is not None
        assert moved.latest is not None
        assert moved.latest <= plain.latest
        assert moved.latest != extra


@given(STARTS, APIS)
def test_submitting_on_the_latest_day_still_reaches_the_start(
    start: date, apis: tuple[str, ...]
) -> None:
    start = JAPAN.on_or_after(start)
    found = milestones(apis, "current", {"service-start": start}, calendar=JAPAN)
    day = next(m.latest for m in found if m.id == "review")
    assert day is not None
    forward = milestones(apis, "current", {}, calendar=JAPAN, submission=("review", day))
    reached = next(m.earliest for m in forward if m.id == "service-start")
    assert reached is not None
    assert reached <= start


def test_a_start_on_a_leap_day() -> None:
    # Ten business days before Tuesday 2028-02-29: 28 25 24 22 21 18 17 16 15 14 (23 is a holiday);
    # two weeks before is 15 February.
    assert latest(service_start=date(2028, 2, 29))["pre-service"] == date(2028, 2, 14)


# --- the command ---------------------------------------------------------------------------------


def configured(folder: Path, text: str) -> Path:
    (folder / "myna-lint.toml").write_text(text, encoding="utf-8")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["schedule", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


CONFIG = 'api = ["moving"]\n[dates]\nservice-start = 2027-04-01\n'


def test_the_table_names_every_date_with_its_weekday_and_its_clause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, str(configured(tmp_path, CONFIG)))
    assert code == 0
    assert "2027-03-04（木）" in out
    assert "サービス提供前確認申請 2027-03-04（この日が先に来る）" in out
    assert "date.pre-service" in out
    code, out, _ = run(capsys, str(tmp_path), "--lang", "en")
    assert "2027-03-04 (Thu)" in out


def test_what_is_late_today_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = date.today() + timedelta(days=30)
    text = f'api = ["moving"]\n[dates]\nservice-start = {past.isoformat()}\n'
    _, out, _ = run(capsys, str(configured(tmp_path, text)), "--format", "json")
    states = {step["step"]: step["state"] for step in json.loads(out)["steps"]}
    assert states["review"] == "late"
    assert states["service-start"] in ("soon", "open")
    assert states["press-release"] == "unknown"
    _, out, _ = run(capsys, str(tmp_path))
    assert "過ぎているもの" in out


def test_json_tells_which_sentence_decides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = run(capsys, str(configured(tmp_path, CONFIG)), "--format", "json")
    step = next(s for s in json.loads(out)["steps"] if s["step"] == "pre-service")
    assert step["latest"] == "2027-03-04"
    assert [why["latest"] for why in step["why"] if why["binding"]] == ["2027-03-04"]
    assert [why["deadline"] for why in step["why"]] == [True, True]


def test_ics_holds_one_whole_day_for_each_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "dates.ics"
    code, shown, _ = run(
        capsys, str(configured(tmp_path, CONFIG)), "--format", "ics", "--output", str(out)
    )
    assert (code, shown) == (0, "")
    events = icalendar.Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    days = {str(event["UID"]): event.decoded("DTSTART") for event in events}
    assert days["pre-service.moving@myna-lint"] == date(2027, 3, 4)
    assert len(days) == 10
    assert max(len(line) for line in out.read_bytes().split(b"\r\n")) <= 75


def test_the_start_is_taken_from_the_plan_where_the_configuration_is_silent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, application(CLEAN))
    code, out, _ = run(capsys, str(tmp_path), "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert "api" in data["submission"]["inferred"]
    start = next(step for step in data["steps"] if step["step"] == "service-start")
    assert start["given"] == "2027-04-01"


@pytest.mark.parametrize("text", ["", 'api = ["moving"]\n'])
def test_without_a_start_the_call_says_what_to_write(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, str(configured(tmp_path, text)))
    assert (code, out) == (2, "")
    assert "service-start" in err


def test_a_missing_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, str(tmp_path / "none"))
    assert code == 2
    assert "フォルダーがありません" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[dates]\nservice-start = 1999-04-01\n", "dates.service-start"),
        ("[dates]\nservice-start = 2207-04-01\n", "2000〜2099"),
        ('[dates]\nyear-end-closing = ["12-29"]\n', "year-end-closing"),
        ('[dates]\nyear-end-closing = ["12-29", "02-30"]\n', "12-29"),
        ('[dates]\nyear-end-closing = "12-29"\n', "year-end-closing"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_their_line(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, str(configured(tmp_path, text)))
    assert code == 2
    assert ":2:" in err
    assert said in err


def test_the_closing_of_the_configuration_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'api = ["moving"]\n[dates]\nservice-start = 2027-01-12\nyear-end-closing = []\n'
    _, out, _ = run(capsys, str(configured(tmp_path, text)), "--format", "json")
    step = next(s for s in json.loads(out)["steps"] if s["step"] == "pre-service")
    # Ten business days before 12 January with nothing closed but 1 January, 元日, and 11, 成人の日.
    assert step["why"][0]["latest"] == "2026-12-25"


# --- manual items --------------------------------------------------------------------------------


def test_a_date_no_file_proves_is_a_manual_item_with_its_day(tmp_path: Path) -> None:
    write(tmp_path, application(CLEAN))
    config = msg_config(
        'api = ["social-tax"]\nprocedure = "review"\n[dates]\nservice-start = 2027-04-01'
    )
    report = lint([tmp_path], Options(config))
    item = next(i for i in report.manual if i.clause == "date.review")
    assert "2027-01-25" in item.why


def test_a_date_that_was_checked_is_no_manual_item(tmp_path: Path) -> None:
    write(tmp_path, application(CLEAN))
    text = 'api = ["social-tax"]\nprocedure = "review"\n[dates]\nsubmission = 2026-12-01\nservice-start = 2027-04-01'
    report = lint([tmp_path], Options(msg_config(text)))
    assert not [i for i in report.manual if i.clause == "date.review"]


def msg_config(text: str) -> Config:
    import msgspec

    return msgspec.convert(tomllib.loads(text), Config)


# --- init ----------------------------------------------------------------------------------------


def test_init_writes_a_configuration_that_is_read_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(
        ["init", str(tmp_path), "--api", "moving,receive", "--procedure", "review",
         "--flow", "legacy", "--applicant", "government", "--service-start", "令和9年4月1日",
         "--submission", "2026/12/1", "--production-check-start", "2027-02-15", "--third-party",
         "--no-press-release"]
    )  # fmt: skip
    assert code == 0
    config = load_config(tmp_path).config
    assert config.api == ("moving", "receive")
    assert (config.procedure, config.flow, config.applicant) == ("review", "legacy", "government")
    assert config.dates.service_start == START
    assert config.dates.submission == date(2026, 12, 1)
    assert config.dates.production_check_start == date(2027, 2, 15)
    assert (config.third_party, config.press_release) == (True, False)
    assert "myna-lint.toml" in capsys.readouterr().err


def test_init_without_answers_leaves_everything_to_inference(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path)]) == 0
    assert load_config(tmp_path).config == Config()


def test_every_commented_line_of_init_is_a_setting_that_is_understood(tmp_path: Path) -> None:
    main(["init", str(tmp_path)])
    file = tmp_path / "myna-lint.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    settings = [
        line.removeprefix("# ")
        for line in lines
        if (" = " in line and line.split(" = ")[0].removeprefix("# ").replace("-", "").isascii())
        or line.startswith(("[", "# [["))
    ]
    file.write_text("\n".join(settings), encoding="utf-8")
    config = load_config(tmp_path).config
    assert config.api == ("social-tax",)
    assert config.dates.press_release == START
    assert config.suppress[0].rule == "PLN104"


def test_init_never_overwrites_without_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configured(tmp_path, "# mine\n")
    assert main(["init", str(tmp_path)]) == 2
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "myna-lint.toml").read_text() == "# mine\n"
    assert main(["init", str(tmp_path), "--force"]) == 0
    assert load_config(tmp_path).config == Config()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--service-start", "来年"],
        ["--service-start", "1027-04-01"],
        ["--api", "movin"],
        ["nowhere"],
    ],
)
def test_init_refuses_what_it_does_not_understand(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = [] if arguments == ["nowhere"] else [str(tmp_path)]
    assert main(["init", *folder, *arguments]) == 2
    assert capsys.readouterr().err.startswith("myna-lint: ")
    assert list(tmp_path.iterdir()) == []
