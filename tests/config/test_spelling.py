"""One module decides what two texts have in common; it never damages what has a meaning."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from config.accounts.models import User
from config.accounts.names import sort_key
from config.fields import BlockInput, CodeInput, LineInput, NameInput
from config.spelling import (
    LOOK_ALIKES,
    caseless,
    comparable,
    looks_empty,
    plain,
    tidy,
    tidy_code,
    tidy_line,
    tidy_name,
    unseen,
    visible,
)
from search.backends.text import clean, folded_syllables, syllables

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u00ad\u2060\ufeff\u202a\u202e\u2066\u2069\u061c\u034f\u180e\ufe0f\U000e0041"
LETTERS = st.text(
    st.sampled_from("aăâbđĐÐðƉɖ₫eêơư 1,.\u0301\u0323\u0335" + INVISIBLE + "😀\x0b\u2028"), max_size=30
)


@given(LETTERS)
@example("d\u0335")
def test_every_way_of_tidying_is_finished_after_one_time(text):
    for way in (tidy, tidy_line, tidy_name, tidy_code, comparable, caseless, plain, visible):
        assert way(way(text)) == way(text), way.__name__


@given(LETTERS, st.sampled_from(INVISIBLE), st.integers(0, 30))
def test_a_sign_that_nobody_sees_never_changes_a_comparison(text, sign, place):
    dirty = text[:place] + sign + text[place:]
    before = unicodedata.normalize("NFC", text)
    if text[:place] and unicodedata.combining(text[place : place + 1] or "a"):
        return  # the sign would part a letter from its mark
    assert caseless(dirty) == caseless(before)
    assert plain(dirty) == plain(before)
    assert folded_syllables(clean(dirty)) == folded_syllables(clean(before))


@pytest.mark.parametrize("sign", LOOK_ALIKES)
def test_a_look_alike_is_the_letter_wherever_texts_are_compared_sorted_or_searched(sign):
    letter = LOOK_ALIKES[sign]
    old, new = f"{sign}ống {sign}a", f"{letter}ống {letter}a"
    assert caseless(old) == caseless(new)
    assert plain(old) == plain(new)
    assert tidy_name(old) == new
    assert sort_key(old) == sort_key(new)
    assert syllables(clean(old)) == syllables(clean(new))
    assert folded_syllables(clean(old)) == folded_syllables(clean(new))


def test_what_has_a_meaning_stays_as_it_is():
    for kept in (
        "👩‍👩‍👧",
        "❤️",
        "1️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "ក្\u200cក",
    ):
        assert tidy(kept) == kept
    assert tidy("/ðə/ là “the”") == "/ðə/ là “the”"  # a sound of English
    assert tidy("giá 5000 ₫") == "giá 5000 ₫"
    assert (
        tidy("§\xad\xeang th¼ng") == "§\xad\xeang th¼ng"
    )  # Đường thẳng in an old font: the soft hyphen is its ư
    assert tidy("Hà\xad Nội") == "Hà Nội"


@pytest.mark.parametrize(
    "text", ["", " \u00a0", "\u200b", "\u2800\u2800", "\u3164", "\ufeff \u2060", "\u200d\ufe0f", "\u115f"]
)
def test_what_looks_empty_is_empty(text):
    assert looks_empty(text)
    assert tidy_line(text) == tidy_name(text) == tidy_code(text) == ""


def test_the_unseen_signs_are_neither_letters_nor_spaces():
    seen = [
        chr(code)
        for code in unseen()
        if chr(code).isspace() or unicodedata.category(chr(code)) in {"Lu", "Ll", "Nd"}
    ]
    assert seen == []
    assert {ord(sign) for sign in INVISIBLE} <= unseen()


@pytest.mark.parametrize("kind", [LineInput, NameInput, CodeInput, BlockInput])
def test_a_title_that_looks_empty_is_missing(kind):
    with pytest.raises(ValidationError):
        kind(required=True).clean(" \u200b\u2060\u3164 ")


@pytest.mark.django_db
def test_a_row_is_regular_in_memory_and_on_disk_and_found_by_what_it_looks_like():
    user = User.objects.create_user("an.nv", display_name="Ðỗ\u200b  Văn\u00ad An")
    assert user.display_name == "Đỗ Văn An"
    assert User.objects.get(display_name="Ðỗ Văn An\ufeff") == user
    assert (
        User.objects.filter(pk=user.pk).update(display_name="Ɖỗ\u200e An")
        and User.objects.get().display_name == "Đỗ An"
    )
