"""One editor for writing a key and for correcting it: the question is fixed, what decides over marks is not."""

import pytest
from django.http import QueryDict

from questionbank.items.authoring.keys import open_key
from questionbank.types.grading import read_question
from questionbank.types.registry import QUESTION_TYPES
from questionbank.types.showing import texts_of


def opened(type_key, key=None):
    example = next(iter(QUESTION_TYPES[type_key].examples()))
    data = {"type": type_key, "body": example.body, "key": key or example.key}
    question = read_question(data)
    return open_key(question, question.key.to_json(), texts_of(question.prepared))


def posted(editor, **values):
    """The form as the page sends it: every row of the body by its id, then what was chosen."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
    editor.read(data)
    return editor


@pytest.mark.parametrize("type_key", QUESTION_TYPES.keys())
def test_an_untouched_key_is_the_same_key(type_key):
    editor = opened(type_key)
    assert editor.check()
    assert editor.question.kind.read_key(editor.question.body, editor.new_key()).to_json() == editor.stored


@pytest.mark.parametrize("type_key", QUESTION_TYPES.keys())
def test_nothing_of_the_question_can_be_written(type_key):
    drawn = "".join(str(one.draw()) for one in opened(type_key).fields)
    assert drawn
    assert "rich-field" not in drawn and 'value="add:body' not in drawn and 'value="drop:body' not in drawn


def test_another_option_is_right_and_the_solution_stays():
    editor = posted(opened("multiple_choice"), key__answer="o3", body__options__o3__text="Khác")
    assert editor.check()
    assert editor.new_key() == {"answer": "o3", "solution": editor.stored["solution"]}
    assert editor.question.body.options[2].text.html != "Khác"


def test_a_unit_is_corrected_with_fields():
    editor = posted(
        opened("short_answer"),
        key__accepted="r1",
        key__accepted__r1__value="27",
        key__unit__mode="required",
        key__unit__spellings="cm",
    )
    assert editor.check()
    assert editor.new_key()["unit"]["spellings"] == ["cm"]


def test_an_order_is_corrected_by_moving_and_no_item_gets_lost():
    editor = opened("ordering")
    assert editor.change("down:body.items:i1")
    assert not editor.change("drop:body.items:i2") and not editor.change("add:body.items")
    assert editor.check()
    assert editor.new_key()["order"] == ["i2", "i1", "i3", "i4"]
    editor = posted(opened("ordering"), body__items=["i4", "i3", "i2"])
    assert not editor.check()
    assert editor.problems[0].path == "key.order"


def test_the_corrected_order_is_what_its_author_goes_on_from():
    editor = opened("ordering", key={"order": ["i4", "i3", "i2", "i1"]})
    drawn = str(editor.fields[0].draw())
    places = [drawn.index(f'data-row="i{number}"') for number in (4, 3, 2, 1)]
    assert places == sorted(places)


def test_what_is_wrong_stands_at_its_field():
    editor = posted(opened("short_answer"), key__accepted="r1", key__accepted__r1__value="1.234")
    assert not editor.check()
    assert "field__error" in str(editor.fields[0].draw())
