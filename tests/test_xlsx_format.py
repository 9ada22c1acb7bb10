"""What the user sees of a number under its format."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.parsers.xlsx_format import date_text, elapsed_text, is_date_format, plain, shown

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
        ("yyyy/mm/dd hh:mm:ss.000", True),
        ("[ss].00", True),
        ("yyyy/m/d;@", True),
        ('General"件"', False),
        ("[=0]0;yyyy/m/d", True),
        ('"yyyy"', False),
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
        (7, '"以上"', "以上"),
        (1500, "[$¥-411]#,##0", "¥1,500"),
        # Telephone numbers and postal codes as LibreOffice writes them, what stands between escaped.
        (645651228, r"000\-000\-0000", "064-565-1228"),
        (312345678, r"\(00\)0000\-0000", "(03)1234-5678"),
        (5300001, r'"〒"000\-0000', "〒530-0001"),
        (1234567, '#,##0"人"', "1,234,567人"),
    ],
)
def test_numbers_as_shown(value: float, code: str, expected: str) -> None:
    assert shown(value, code) == expected


PHONE = r"[<=99999999]####\-####;\(00\)\ ####\-####"
POSTAL = r"[<=999]000;[<=9999]000\-00;000\-0000"
ACCOUNTS = '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        # Conditions choose the section.
        (300000123, PHONE, "(03) 0000-0123"),
        (31234567, PHONE, "3123-4567"),
        (600001, POSTAL, "060-0001"),
        (1008959, POSTAL, "100-8959"),
        (60, POSTAL, "060"),
        (1001, POSTAL, "010-01"),
        (1, '[=1]"○"', "○"),
        (2, '[=1]"○"', "2"),
        (2, '[=1]"○";[=2]"△";"×"', "△"),
        (3, '[=1]"○";[=2]"△";"×"', "×"),
        (0, '[=0]"－";General', "－"),
        (-5, '[=0]"－";General', "-5"),
        (0, '0;[=0]"－"', "－"),
        (-5, '[<0]"△"#,##0;#,##0', "△5"),
        (-5, '[>=0]#,##0;"△"#,##0', "△5"),
        (-5, "[<=999]000;0", "-005"),
        (1.5e8, '[>=1E8]0.0,,"百万";0', "150.0百万"),
        (5, '[>=100]"A";"B";"C"', "C"),
        (-5, '[>=100]"A";"B";"C"', "B"),
        (5, "[<>5]0;[>9]0", "5"),
        # Else the sign does.
        (0, '0;-0;"－"', "－"),
        (5, '0;-0;"－"', "5"),
        (-5, '0;-0;"－"', "-5"),
        (1, '"有";;"無"', "有"),
        (0, '"有";;"無"', "無"),
        (-1, '"有";;"無"', ""),
        (0, "#,##0;-#,##0;-", "-"),
        (5, '0;;;"text"', "5"),
        (5, ";;;", ""),
        (-5, "0;@", "-5"),
        (-5, "#,##0;[Red]-#,##0", "-5"),
        (-1234, "#,##0_);(#,##0)", "(1,234)"),
        (-1234, ACCOUNTS, "¥-1,234"),
        (0, ACCOUNTS, "¥-"),
        # A semicolon in quotes, after a backslash or in brackets is none.
        (-1, '0";"0', "-0;1"),
        (-1, r"0\;0", "-0;1"),
        (-1, "[$;-411]0", "-;1"),
        # Thousands, grouping, decimals.
        (1234000, '#,##0,"千円"', "1,234千円"),
        (2500, '#,##0,"千円"', "3千円"),
        (1234567890, '#,##0,,"百万円"', "1,235百万円"),
        (1234567, "0.0,", "1234.6"),
        (1234567, "#,##0,.00", "1,234.57"),
        (5, "0,000", "0,005"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (0.5, ".00", ".50"),
        (0, "#,###", ""),
        (1e300, "0", "1" + "0" * 300),
        (123, r"0\.00", "1.23"),
        (1230, "00:00", "12:30"),
        # What stands around.
        (5, 'General"件"', "5件"),
        (-5, '"約"General"件"', "-約5件"),
        (2.5, '"約"G/標準', "約2.5"),
        (1000, "[$¥-411]#,##0", "¥1,000"),
        (-1000, "[$¥-411]#,##0", "-¥1,000"),
        (1000, "#,##0 [$€-x-euro2]", "1,000 €"),
        (5, "[赤]0", "5"),
        (5, "[Color 10]0", "5"),
        (5, "[Red]", "5"),
        (5, "0円", "5円"),
        (5, "0 km", "5 km"),
        (5, "*-0_)", "5"),
        # Durations.
        (1.5, "[h]:mm", "36:00"),
        (1.5, "[hh]:mm:ss.00", "36:00:00.00"),
        (0.25, '[h]"時間"mm"分"', "6時間00分"),
        (0.25, "[mm]:ss", "360:00"),
        (0.0009, "[s]", "78"),
        (1 - 1e-9, "[h]:mm", "24:00"),
        (-1.5, "[h]:mm;-[h]:mm", "-36:00"),
        (-1.5, "[h]:mm", "-1.5"),
        (1.5, "[h] AM/PM", "1.5"),
        # In doubt, the number.
        (0.5, "# ?/?", "0.5"),
        (1234, "##0.0E+0", "1234"),
        (5, "foo", "5"),
        (5, "", "5"),
        (5, '"', "5"),
        (5, "[", "5"),
        (5, "0\\", "5"),
        (float("inf"), "0", "inf"),
    ],
)
def test_sections_of_a_format(value: float, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_a_time_is_never_24_00() -> None:
    assert date_text(0.9999999) == "00:00"
    assert date_text(0.9999) == "23:59"


@pytest.mark.parametrize(("value", "is_date"), [(0, False), (45000, True)])
def test_the_value_chooses_between_a_date_and_a_word(value: float, is_date: bool) -> None:
    assert is_date_format(200, '[=0]"未定";yyyy/m/d', value) is is_date


PIECES = st.sampled_from(
    [*'0#?.,%;"\\[]_*@/E+-(): $<>=hmsyde5年円', "General", "[h]", "[<=9]", "[$¥-411]", "ss.000", "[赤]", "0.0"]
)  # fmt: skip


@given(
    st.floats() | st.integers(-(10**9), 10**9),
    st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=20),
)
def test_no_format_breaks_a_number(value: float, code: str) -> None:
    text = shown(value, code)
    assert text == text.strip()
    is_date_format(200, code, value)
    elapsed_text(value, code)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(FORMATS))
def test_no_number_breaks_a_format(value: float, code: str) -> None:
    text = shown(value, code)
    assert text == text.strip()
    assert not any(0xE000 <= ord(c) < 0xF000 for c in text)


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_whole_numbers_have_no_decimals(value: int) -> None:
    assert plain(float(value)) == str(value)
