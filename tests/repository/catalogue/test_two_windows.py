"""One description in two windows: nobody's words are overwritten in silence, both are there to choose from."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from tests.cast import client_of
from tests.factories.catalogue import complete_draft, fresh

pytestmark = pytest.mark.django_db


class Window:
    """A page of the edit form with what stands in its fields."""

    def __init__(self, person, material):
        self.client, self.material = client_of(person), material
        self.address = reverse("edit_material", args=[material.public_id])
        self.read(self.client.get(self.address))

    def read(self, page):
        self.text = html.unescape(page.content.decode())
        form = page.context["card"].form
        names = [name for name in form.fields if name != "for_pupils"]
        self.values = {form.add_prefix(name): value for name in names if (value := form[name].value())}
        self.values[form.seen_name] = re.search(f'name="{form.seen_name}" value="([^"]*)"', self.text)[1]

    def type(self, **changes):
        self.values |= {f"{self.material.public_id}-{name}": value for name, value in changes.items()}

    def save(self, **buttons):
        answer = self.client.post(self.address, {**self.values, **buttons})
        if answer.status_code == 422:
            self.read(answer)
        return answer.status_code

    def save_by_itself(self):
        answer = self.client.post(reverse("autosave", args=[self.material.public_id]), self.values).json()
        self.values[f"{self.material.public_id}-seen"] = answer["seen"]
        return answer


@pytest.fixture
def material(cast):
    return complete_draft(cast.teacher_a)


@pytest.fixture
def first(cast, material):
    return Window(cast.teacher_a, material)


@pytest.fixture
def second(cast, material):
    return Window(cast.teacher_a, material)


def draft_of(material):
    return fresh(material).draft


def test_what_each_window_changed_alone_is_kept(material, first, second):
    first.type(title="Tên ở cửa sổ một")
    second.type(description="Mô tả ở cửa sổ hai")
    assert first.save() == second.save() == 302
    assert draft_of(material).title == "Tên ở cửa sổ một"
    assert draft_of(material).description == "Mô tả ở cửa sổ hai"


def test_what_both_changed_is_offered_and_nothing_is_overwritten(material, first, second):
    first.type(title="Tên ở cửa sổ một")
    second.type(title="Tên ở cửa sổ hai", description="Mô tả ở cửa sổ hai")
    first.save()
    assert second.save() == 422
    assert draft_of(material).title == "Tên ở cửa sổ một"
    assert draft_of(material).description == "Mô tả ở cửa sổ hai"  # only here: saved all the same
    assert "Tên ở cửa sổ một" in second.text and "Tên ở cửa sổ hai" in second.text
    place = f"theirs-{material.public_id}-title"  # the summary at the top leads to the choice
    assert f'href="#{place}"' in second.text and f'id="{place}"' in second.text


def test_saving_once_more_keeps_ones_own(material, first, second):
    first.type(title="Tên ở cửa sổ một")
    second.type(title="Tên ở cửa sổ hai")
    first.save()
    second.save()
    assert second.save() == 302
    assert draft_of(material).title == "Tên ở cửa sổ hai"


def test_the_other_ones_can_be_taken(material, first, second):
    first.type(title="Tên ở cửa sổ một")
    second.type(title="Tên ở cửa sổ hai")
    first.save()
    second.save()
    assert second.save(theirs=f"{material.public_id}-title") == 302
    assert draft_of(material).title == "Tên ở cửa sổ một"


def test_it_is_not_sent_before_somebody_has_chosen(material, first, second):
    first.type(title="Tên ở cửa sổ một")
    second.type(title="Tên ở cửa sổ hai")
    first.save()
    assert second.save(do="send") == 422
    assert fresh(material).state == "draft"


@pytest.mark.parametrize(("name", "one", "two"), [("grades", ["8"], ["6", "7"]), ("subject", "KHTN", "")])
def test_choices_are_compared_too(material, first, second, name, one, two):
    first.type(**{name: one})
    second.type(**{name: two})
    assert first.save() == 302
    assert second.save() == 422


def test_saving_by_itself_saves_the_rest_and_says_what_waits(material, first, second):
    first.type(title="Tên ở cửa sổ một")
    second.type(title="Tên ở cửa sổ hai", description="Mô tả ở cửa sổ hai")
    assert "saved" in first.save_by_itself()
    told = second.save_by_itself()
    assert "“Tiêu đề”" in told["error"] and told["choose"]
    assert second.save_by_itself().get("saved") is None  # it goes on saying so
    assert draft_of(material).title == "Tên ở cửa sổ một"
    assert draft_of(material).description == "Mô tả ở cửa sổ hai"
    assert second.save() == 422


def test_one_window_never_meets_itself(material, first):
    for number in range(3):
        first.type(title=f"Tên lần {number}")
        assert "saved" in first.save_by_itself()
    first.type(title="Tên sau cùng")
    assert first.save() == 302
    assert draft_of(material).title == "Tên sau cùng"


def test_an_answer_that_was_lost_on_the_way_is_no_other_window(material, first):
    as_before = dict(first.values)
    first.type(title="Tên lần một")
    first.save_by_itself()
    first.values[f"{material.public_id}-seen"] = as_before[f"{material.public_id}-seen"]
    first.type(title="Tên lần hai")
    assert "saved" in first.save_by_itself()
    assert draft_of(material).title == "Tên lần hai"
