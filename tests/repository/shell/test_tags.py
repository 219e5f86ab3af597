"""Dates, sizes and numbers as Vietnamese schools write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from repository.shell.covers import Cover
from repository.shell.templatetags import shell


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


def test_dates_are_local_and_day_first():
    late = datetime(2026, 11, 23, 18, 5, tzinfo=UTC)  # past midnight in Vietnam
    assert shell.day(late) == "24/11/2026"
    assert shell.moment(late) == "01:05, 24/11/2026"
    assert shell.day(date(2026, 9, 5)) == "05/09/2026"
    assert shell.day(None) == ""


@pytest.mark.parametrize(("value", "written"), [(1234.5, "1.234,5"), (1240, "1.240"), (0, "0"), (None, "")])
def test_numbers_carry_a_decimal_comma(value, written):
    assert shell.number(value) == written


def test_numbers_in_english_carry_a_point():
    with translation.override("en"):
        assert shell.number(1234.5) == "1,234.5"


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, "0 B"), (1023, "1.023 B"), (1024, "1 kB"), (1258291, "1,2 MB"), (2 * 1024**3, "2 GB"), (None, "")],
)
def test_sizes_are_said_in_words(size, written):
    assert shell.filesize(size) == written


@pytest.mark.parametrize(("seconds", "written"), [(5, "0:05"), (725, "12:05"), (3725, "1:02:05"), (None, "")])
def test_playing_times(seconds, written):
    assert shell.duration(seconds) == written


def test_due_dates_are_said_in_words():
    today = timezone.localdate()
    with translation.override("en"):
        assert shell.due(today) == "due today"
        assert shell.due(today + timedelta(days=1)) == "1 day left"
        assert shell.due(today + timedelta(days=2)) == "2 days left"
        assert shell.due(today - timedelta(days=3)) == "3 days overdue"


def test_how_long_ago_turns_into_a_date_after_a_week():
    with translation.override("en"):
        assert shell.ago(timezone.now()) == "just now"
        assert shell.ago(timezone.now() - timedelta(minutes=5)) == "5 minutes ago"
    old = timezone.now() - timedelta(days=30)
    assert shell.ago(old) == shell.day(old)


def test_an_unknown_motif_becomes_the_open_book():
    assert Cover(motif="play").drawing == "motif-play"
    assert Cover(motif="../x").drawing == "motif-book"


def test_names_of_icons_are_escaped():
    assert '"><script>' not in shell.icon('"><script>')
