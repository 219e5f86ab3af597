"""Numbers as pupils write them: comma decimals, dots for thousands, ambiguity said and both readings tried."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.types.answers.numbers import FORMS, read_number, write_number
from questionbank.types.answers.units import Conversion, Unit, UnitMode, take_apart, unify

THOUSANDTHS = Fraction("1.234")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2,7", ["2.7"]),
        ("2.7", ["2.7"]),
        ("2,70", ["2.7"]),
        ("-2,7", ["-2.7"]),
        ("−2,7", ["-2.7"]),
        ("–2,7", ["-2.7"]),
        ("- 5", ["-5"]),
        ("+3", ["3"]),
        ("0.125", ["0.125"]),
        ("0,125", ["0.125"]),
        (",5", ["0.5"]),
        ("1.234", ["1.234", "1234"]),
        ("-1.234", ["-1.234", "-1234"]),
        ("999.000", ["999", "999000"]),
        ("1,234", ["1.234"]),
        ("1.234,5", ["1234.5"]),
        ("1.234.567", ["1234567"]),
        ("1.234.567,89", ["1234567.89"]),
        ("1234.567", ["1234.567"]),
        ("1.2345", ["1.2345"]),
        ("1 234,5", ["1234.5"]),
        ("1\u00a0234", ["1234"]),
        ("1\u202f234", ["1234"]),
        ("２,７", ["2.7"]),
        ("1,234.5", []),
        ("12.34.567", []),
        ("1.2.3", []),
        ("1,2,3", []),
        ("5,", []),
        ("", []),
        ("-", []),
        ("--5", []),
        ("1/2", []),
        ("50%", []),
        ("1e3", []),
        ("12abc", []),
        ("٣", []),
        ("9" * 61, []),
        ("NaN", []),
        ("Infinity", []),
        ("0x10", []),
        ("1_000", []),
    ],
)
def test_readings(text, values):
    assert [reading.value for reading in read_number(text)] == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/2", "1/2"),
        ("-1/2", "-1/2"),
        ("½", "1/2"),
        ("1½", "3/2"),
        ("1 1/2", "3/2"),
        ("11/2", "11/2"),
        ("50%", "1/2"),
        ("12,5 %", "1/8"),
        ("1,2.10^3", "1200"),
        ("1,2·10³", "1200"),
        ("1,2 x 10^3", "1200"),
        ("1,2×10^(-3)", "0.0012"),
        ("1,2e3", "1200"),
        ("10^3", "1000"),
        ("-10^2", "-100"),
    ],
)
def test_forms_that_a_key_may_allow(text, value):
    assert [reading.value for reading in read_number(text, FORMS)] == [Fraction(value)]


@pytest.mark.parametrize("text", ["1/0", "3 5/2", "1e101", "10^9999", "1/2/3", "%", "1,2.10³³³³", "²", "10²"])
def test_forms_that_nobody_means(text):
    assert read_number(text, ("fraction", "percent")) == ()
    if text != "10²":
        assert read_number(text, FORMS) == ()


@given(st.text(max_size=80))
def test_any_text_is_read_or_not_and_never_raises(text):
    for reading in read_number(text, FORMS):
        assert isinstance(reading.value, Fraction) and reading.decimals >= 0


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_what_we_write_is_read_back_as_the_same_number(number):
    written = write_number(Fraction(number))
    assert [reading.value for reading in read_number(written)] == [Fraction(number)]


@given(st.integers(0, 10**12), st.integers(1, 6))
def test_thousands_dots_are_understood(whole, decimals):
    written = f"{whole:,}".replace(",", ".")
    readings = [reading.value for reading in read_number(written + "," + "5" * decimals)]
    assert readings == [Fraction(f"{whole}.{'5' * decimals}")]
    assert whole in [reading.value for reading in read_number(written)]


@given(st.integers(1, 999), st.integers(0, 999))
def test_three_digits_after_one_dot_are_always_two_readings(whole, rest):
    values = {reading.value for reading in read_number(f"{whole}.{rest:03}")}
    assert values == {Fraction(f"{whole}.{rest:03}"), Fraction(f"{whole}{rest:03}")}


AREA = Unit(UnitMode.REQUIRED, ("cm²",), (Conversion(("m²", "mét vuông"), Decimal(10_000)),))


@pytest.mark.parametrize(
    ("text", "number", "factor"),
    [
        ("9 cm²", "9", 1),
        ("9cm2", "9", 1),
        ("9 cm^2", "9", 1),
        ("9 CM2", "9", 1),
        ("0,5 m2", "0,5", 10_000),
        ("0,5 Mét vuông", "0,5", 10_000),
        ("9", "9", None),
        ("9 kg", "9", None),
        ("9 km²", "9", None),
        ("9 mm²", "9", None),
        ("9 m/s", "9", None),
        ("cm²", "cm²", None),
    ],
)
def test_units_are_taken_off_first(text, number, factor):
    measured = take_apart(text, AREA)
    assert (measured.number, measured.factor) == (number, None if factor is None else Fraction(factor))
    assert measured.has_unit is (text not in ("9", "cm²"))


def test_the_case_of_a_unit_counts_where_it_changes_the_meaning():
    def factor(text, spelling):
        return take_apart(text, Unit(UnitMode.REQUIRED, (spelling,))).factor

    assert factor("5 KG", "kg") == 1
    assert factor("5 Xăng-ti-mét", "xăng-ti-mét") == 1
    assert factor("5 MW", "mW") is None
    assert factor("5 S", "s") is None
    assert unify("°C") == unify("oC") == unify("ºC")
