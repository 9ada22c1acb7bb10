"""What the user sees of a number under its format."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.parsers.xlsx_format import date_text, is_date_format, plain, shown

FORMATS = ("General", "@", "0", "0.00", "#,##0", "#,##0.00", "0%", "000-0000", "0000000000000",
           '0"年"', "[Red]0;-0", "¥#,##0", "0.00E+00", "# ?/?", "0.##", '"第"0"回"', "_ * #,##0_ ")  # fmt: skip


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("yyyy/mm/dd", True),
        ('yyyy"年"m"月"d"日"', True),
        ('[$-411]ggge"年"m"月"d"日"', True),
        ("[h]:mm", True),
        ("General", False),
        ("@", False),
        ('0"日"', False),
        ('#,##0"年"', False),
        ("[Red]0", False),
    ],
)
def test_date_formats_are_told_from_numbers_with_units(code: str, expected: bool) -> None:
    assert is_date_format(200, code) is expected


@pytest.mark.parametrize("number", [14, 22, 27, 31, 36, 45, 50, 58])
def test_builtin_date_formats_of_japanese_excel_are_dates(number: int) -> None:
    assert is_date_format(number, "General")


@given(st.dates(min_value=date(1900, 3, 1), max_value=date(9999, 12, 31)))
def test_serial_dates_read_back(day: date) -> None:
    assert date_text((day - date(1899, 12, 30)).days) == day.isoformat()


@given(st.dates(min_value=date(1904, 1, 2), max_value=date(9000, 12, 31)))
def test_serial_dates_of_the_1904_system_read_back(day: date) -> None:
    assert date_text((day - date(1904, 1, 1)).days, date1904=True) == day.isoformat()


def test_days_before_the_leap_day_that_never_was() -> None:
    assert date_text(1) == "1900-01-01"
    assert date_text(59) == "1900-02-28"
    assert date_text(61) == "1900-03-01"


def test_times_are_kept() -> None:
    assert date_text(0.5) == "12:00"
    assert date_text((date(2027, 4, 1) - date(1899, 12, 30)).days + 0.75) == "2027-04-01 18:00"


def test_numbers_out_of_range_are_no_dates() -> None:
    assert date_text(-1) is None
    assert date_text(3_000_000) is None
    assert date_text(2_958_465.5, date1904=True) is None


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1000001, "General", "1000001"),
        (600011, "0000000", "0600011"),
        (600011, "000-0000", "060-0011"),
        (312345678, "00-0000-0000", "03-1234-5678"),
        (1234567.5, "#,##0", "1,234,568"),
        (0.125, "0.0%", "12.5%"),
        (3, '"第"0"回"', "第3回"),
        (-5, "0;(0)", "(5)"),
        (-5, "0", "-5"),
        (1.5, "0.##", "1.5"),
        (1.0, "0.##", "1"),
        (1.25, "0.00E+00", "1.25"),
        (2.5, "General", "2.5"),
        (7, "@", "7"),
        (7, '"以上"', "7"),
        (1500, "[$¥-411]#,##0", "1,500"),
        # Telephone numbers and postal codes as LibreOffice writes them, what stands between escaped.
        (645651228, r"000\-000\-0000", "064-565-1228"),
        (312345678, r"\(00\)0000\-0000", "(03)1234-5678"),
        (5300001, r'"〒"000\-0000', "〒530-0001"),
        (1234567, '#,##0"人"', "1,234,567人"),
    ],
)
def test_numbers_as_shown(value: float, code: str, expected: str) -> None:
    assert shown(value, code) == expected


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(FORMATS))
def test_no_number_breaks_a_format(value: float, code: str) -> None:
    text = shown(value, code)
    assert text == text.strip()
    assert not any(0xE000 <= ord(c) < 0xF000 for c in text)


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_whole_numbers_have_no_decimals(value: int) -> None:
    assert plain(float(value)) == str(value)
