"""A teacher of school B keeps what school A shared: in order, with notes, and only as long as it is open to her."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.errors import NotAllowed, Refused
from repository.catalogue.models import Usage
from repository.collections.models import BasketItem
from repository.collections.services import (
    add_to_basket,
    basket_of,
    move_item,
    remove_item,
    restore_item,
    set_note,
    take_newer,
)
from tests.cast import as_viewer, client_of
from tests.factories.pages import draft_material, new_version, published_material, share


@pytest.fixture
def fractions(cast):
    return published_material("Phân số bằng nhau", cast.school_a, cast.teacher_a, audience="members")


def kept(client, material, anchor="", **extra):
    return client.post(reverse("basket_add"), {"material": material.public_id, "anchor": anchor, **extra})


def lines_of(cast):
    return list(BasketItem.objects.visible_to(as_viewer(cast.teacher_b)).order_by("ordinal"))


def test_a_shared_work_is_kept_at_its_page_and_leads_back_there(cast, fractions):
    client = client_of(cast.teacher_b)
    answer = kept(client, fractions, "page=12", next="/gio/")
    assert answer.status_code == 302 and answer.url == "/gio/"
    page = client.get(reverse("basket"))
    text = page.content.decode()
    assert "Phân số bằng nhau" in text
    assert f"{reverse('material', args=[fractions.public_id])}?neo=page%3D12#page=12" in text
    assert page["Cache-Control"] == "private, no-cache"
    assert "Phân số bằng nhau" in client.get(reverse("basket_print")).content.decode()


def test_keeping_twice_keeps_once(cast, fractions):
    client = client_of(cast.teacher_b)
    for _ in range(2):
        assert kept(client, fractions).status_code == 302
    assert len(lines_of(cast)) == 1
    usage = Usage.objects.get(material=fractions)
    assert usage.consumer == f"basket:{basket_of(cast.teacher_b).public_id}" and usage.owner == cast.teacher_b


def test_what_is_not_open_cannot_be_kept(cast):
    draft = draft_material("Nháp", cast.school_a, cast.teacher_a)
    unshared = published_material("Chỉ trường A", cast.school_a, cast.teacher_a)
    client = client_of(cast.teacher_b)
    for material in (draft, unshared):
        assert kept(client, material).status_code == 404
    assert not BasketItem.objects.exists() and not Usage.objects.exists()


def test_a_place_that_is_none_is_refused_in_words(cast, fractions):
    answer = kept(client_of(cast.teacher_b), fractions, "javascript:alert(1)")
    assert answer.status_code == 409
    assert not BasketItem.objects.exists()


def test_back_addresses_of_other_sites_are_not_followed(cast, fractions):
    answer = kept(client_of(cast.teacher_b), fractions, next="https://example.org/")
    assert answer.url == reverse("material", args=[fractions.public_id])


def test_after_the_grant_ends_only_the_own_note_is_told(cast, fractions):
    item = add_to_basket(cast.teacher_b, material=fractions)
    set_note(cast.teacher_b, item=item, note="Dùng cho tiết 3")
    fractions.grants.update(ended_at=timezone.now())
    text = client_of(cast.teacher_b).get(reverse("basket")).content.decode()
    assert "Dùng cho tiết 3" in text
    assert "Phân số bằng nhau" not in text and fractions.public_id not in text
    assert "Phân số bằng nhau" not in client_of(cast.teacher_b).get(reverse("basket_print")).content.decode()
    share(fractions, cast.librarian_a, "members")
    assert "Phân số bằng nhau" in client_of(cast.teacher_b).get(reverse("basket")).content.decode()


def test_a_newer_version_is_told_until_it_is_taken(cast, fractions):
    item = add_to_basket(cast.teacher_b, material=fractions)
    client = client_of(cast.teacher_b)
    assert "?tu=1" not in client.get(reverse("basket")).content.decode()
    version = new_version(fractions, cast.teacher_a)
    assert (
        f"{reverse('material', args=[fractions.public_id])}?tu=1"
        in client.get(reverse("basket")).content.decode()
    )
    assert client.post(reverse("basket_take_newer", args=[item.public_id])).status_code == 302
    item.refresh_from_db()
    assert item.kept_version == version
    assert "?tu=1" not in client.get(reverse("basket")).content.decode()


def test_items_move_up_and_down_and_stop_at_the_ends(cast):
    works = [published_material(name, cast.school_b, cast.teacher_b) for name in ("một", "hai", "ba")]
    items = [add_to_basket(cast.teacher_b, material=work) for work in works]
    move_item(cast.teacher_b, item=items[2], up=True)
    move_item(cast.teacher_b, item=items[0], up=True)
    assert [line.material.title for line in lines_of(cast)] == ["một", "ba", "hai"]
    client_of(cast.teacher_b).post(reverse("basket_move", args=[items[0].public_id]), {"direction": "down"})
    assert [line.material.title for line in lines_of(cast)] == ["ba", "một", "hai"]


def test_removal_can_be_undone_with_note_and_place(cast, fractions):
    item = add_to_basket(cast.teacher_b, material=fractions, anchor="page=3")
    set_note(cast.teacher_b, item=item, note="Ví dụ hay")
    client = client_of(cast.teacher_b)
    client.post(reverse("basket_remove", args=[item.public_id]))
    assert not lines_of(cast) and not Usage.objects.exists()
    token = remove_item(
        cast.teacher_b, item=add_to_basket(cast.teacher_b, material=fractions, anchor="page=4")
    )
    assert client.post(reverse("basket_restore", args=[token])).status_code == 302
    assert [line.anchor for line in lines_of(cast)] == ["page=4"]
    assert Usage.objects.filter(material=fractions).count() == 1


def test_the_undo_button_of_the_toast_brings_the_item_back(cast, fractions):
    item = add_to_basket(cast.teacher_b, material=fractions)
    set_note(cast.teacher_b, item=item, note="Ghi chú " * 30)
    client = client_of(cast.teacher_b)
    page = client.post(reverse("basket_remove", args=[item.public_id]), follow=True).content.decode()
    undo = next(part.split('"')[0] for part in page.split('action="') if part.startswith("/gio/hoan-tac/"))
    client.post(undo)
    assert lines_of(cast)[0].note.startswith("Ghi chú")


def test_nobody_touches_the_basket_of_another_person(cast, fractions):
    item = add_to_basket(cast.teacher_b, material=fractions)
    for person in (cast.teacher_a, cast.principal_b, cast.librarian_b, cast.administrator):
        client = client_of(person)
        for name in ("basket_remove", "basket_note", "basket_move", "basket_take_newer"):
            assert client.post(reverse(name, args=[item.public_id]), {"note": "x"}).status_code == 404
        with pytest.raises(NotAllowed):
            set_note(person, item=item, note="x")
        with pytest.raises(NotAllowed):
            take_newer(person, item=item)
    token = remove_item(cast.teacher_b, item=item)
    with pytest.raises(Refused):
        restore_item(cast.teacher_a, token=token)
    with pytest.raises(Refused):
        restore_item(cast.teacher_b, token=token + "x")


def test_pupils_and_strangers_have_no_basket(cast, fractions):
    assert client_of(cast.pupil_b).get(reverse("basket")).status_code == 403
    assert client_of(None).get(reverse("basket")).status_code == 302
    assert kept(client_of(cast.pupil_b), fractions).status_code == 403


def test_the_basket_page_asks_no_more_for_twenty_items(cast, django_assert_max_num_queries):
    for number in range(20):
        work = published_material(f"Học liệu {number}", cast.school_b, cast.teacher_b)
        add_to_basket(cast.teacher_b, material=work, anchor="page=2")
    client = client_of(cast.teacher_b)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("basket")).status_code == 200


def test_the_count_stands_in_the_header(cast, fractions):
    add_to_basket(cast.teacher_b, material=fractions)
    page = client_of(cast.teacher_b).get(reverse("basket")).content.decode()
    assert '<span class="count">1</span>' in page
