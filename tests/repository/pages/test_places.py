"""A page has its place: who writes where, what the menu shows, what an unpublishing takes with it and how it comes back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from repository.organisations import services
from repository.organisations.models import Membership, OrgKind
from repository.pages.models import HomePage, PortalPage, SchoolPage
from repository.pages.places import ensure_section
from repository.pages.services import sync_portal_editor
from tests.cast import client_of
from tests.factories.pages import home_page, portal_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(cast):
    """The front page, a page of the city, and the sections of both schools."""
    home = home_page()
    cast.city_page = portal_page(home, title="Triển lãm thành phố", slug="thanh-pho")
    cast.section_a, cast.section_b = ensure_section(cast.school_a), ensure_section(cast.school_b)
    return home


def act(user, page, name):
    """What Wagtail answers to an act of an editor over a page."""
    sync_portal_editor(user)
    return client_of(user).post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), {})


@pytest.mark.parametrize("deed", ["unpublish", "delete"])
def test_a_schools_librarian_neither_unpublishes_nor_deletes_what_is_not_the_schools(cast, portal, deed):
    for page in (portal, cast.city_page, cast.section_b):
        act(cast.librarian_a, page, deed)
        assert Page.objects.get(pk=page.pk).live, page


def test_a_schools_librarian_edits_the_schools_section_and_no_other_page(cast, portal):
    sync_portal_editor(cast.librarian_a)
    client = client_of(cast.librarian_a)
    edit = {
        page: client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code
        for page in (cast.section_a, cast.section_b, portal, cast.city_page)
    }
    assert edit[cast.section_a] == 200
    assert {code for page, code in edit.items() if page != cast.section_a} <= {302, 403, 404}


def test_the_citys_editors_write_the_front_page(cast, portal):
    sync_portal_editor(cast.administrator)
    address = reverse("wagtailadmin_pages:edit", args=[portal.pk])
    assert client_of(cast.administrator).get(address).status_code == 200


def test_a_librarian_whose_role_ended_edits_nothing(cast, portal):
    sync_portal_editor(cast.librarian_a)
    ended = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=cast.librarian_a).update(valid_to=ended)
    assert not sync_portal_editor(cast.librarian_a)
    assert not cast.librarian_a.groups.exists()


def test_a_school_comes_with_its_section_and_the_section_with_a_front_page(cast):
    assert not HomePage.objects.exists()
    school = services.add_unit(
        cast.administrator,
        parent=cast.ward,
        kind=OrgKind.objects.get(code="school"),
        code="THCS-MOI",
        name="Trường THCS Mới",
        valid_from=timezone.localdate(),
    )
    assert SchoolPage.objects.get(unit=school).live and HomePage.objects.get().live


def test_the_menu_shows_what_is_ticked_for_it_to_whom_it_concerns(cast, portal):
    PortalPage.objects.filter(pk=cast.city_page.pk).update(show_in_menus=True)
    own = portal_page(cast.section_a, title="Tin của trường A", slug="tin")
    PortalPage.objects.filter(pk=own.pk).update(show_in_menus=True)

    def menu(user):
        return client_of(user).get("/").content.decode()

    assert "Triển lãm thành phố" in menu(None)
    assert "Tin của trường A" in menu(cast.teacher_a) and cast.section_a.url in menu(cast.teacher_a)
    assert "Tin của trường A" not in menu(cast.teacher_b) and "Tin của trường A" not in menu(None)
    PortalPage.objects.filter(pk=own.pk).update(show_in_menus=False)
    assert "Tin của trường A" not in menu(cast.teacher_a)
    section = client_of(cast.teacher_a).get(cast.section_a.url).content.decode()
    assert "Tin của trường A" in section, "every page is reachable from the section it belongs to"


def test_what_is_not_in_the_menu_is_listed_below_the_front_page(cast, portal):
    assert "Triển lãm thành phố" in client_of(None).get("/").content.decode()


def test_unpublishing_a_page_that_carries_others_asks_and_can_be_taken_back(cast, portal):
    child = portal_page(cast.city_page, title="Phòng 1", slug="phong-1")
    sync_portal_editor(cast.administrator)
    client = client_of(cast.administrator)
    address = reverse("wagtailadmin_pages:unpublish", args=[cast.city_page.pk])
    asked = client.get(address).content.decode()
    assert "include_descendants" in asked and "1 trang" in asked
    assert Page.objects.get(pk=child.pk).live, "asking changes nothing"
    done = client.post(address, {"include_descendants": "on"}, follow=True)
    back = reverse("portal_republish", args=[cast.city_page.translation_key])
    assert back in done.content.decode()
    assert not Page.objects.get(pk=child.pk).live
    assert "Phòng 1" in client.get(back).content.decode()
    client.post(back)
    assert Page.objects.get(pk=cast.city_page.pk).live and Page.objects.get(pk=child.pk).live


def test_nobody_publishes_again_what_they_may_not_publish(cast, portal):
    Page.objects.filter(pk=cast.city_page.pk).update(live=False)
    sync_portal_editor(cast.librarian_a)
    back = reverse("portal_republish", args=[cast.city_page.translation_key])
    assert client_of(cast.librarian_a).post(back).status_code == 404
