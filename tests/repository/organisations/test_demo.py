"""The demo city: every role can sign in, a second run changes nothing, it grows."""

from datetime import date

from django.utils import timezone

from config.accounts.models import User
from config.demo import DEMO_PASSWORD, DEMO_SIGN_INS, DemoSize
from repository.organisations.cards import pupil_by_pin
from repository.organisations.demo import DEMO_PIN, demo_card_code, seed_organisations
from repository.organisations.models import ClassGroup, Enrolment, Membership, OrgUnit, PupilCard, SchoolYear
from repository.organisations.viewer import viewer_for


def quiet(done, total, what):
    """No progress on the screen."""


def counts():
    return [model.objects.count() for model in (OrgUnit, User, Membership, ClassGroup, Enrolment, PupilCard)]


def test_a_second_run_changes_nothing(db):
    seed_organisations(DemoSize(), quiet)
    first = counts()
    seed_organisations(DemoSize(), quiet)
    assert counts() == first
    assert OrgUnit.objects.schools().count() == 4
    assert PupilCard.objects.count() == 60


def test_a_demo_of_any_day_is_in_its_school_year_and_a_later_run_stays_in_it(db, monkeypatch):
    for today, code in ((date(2029, 7, 31), "2028-2029"), (date(2031, 8, 1), "2028-2029")):
        monkeypatch.setattr(timezone, "localdate", lambda *_args, day=today: day)
        seed_organisations(DemoSize(), quiet)
        assert list(SchoolYear.objects.values_list("code", flat=True)) == [code]
        assert Enrolment.objects.filter(valid_from__lte=today).count() == 60


def test_every_printed_sign_in_works_and_holds_its_role(db):
    seed_organisations(DemoSize(), quiet)
    for entry in DEMO_SIGN_INS:
        user = User.objects.filter(username=entry.username).first()
        if user is not None:
            assert entry.card or user.check_password(DEMO_PASSWORD)
            assert viewer_for(user).is_staff == (not entry.card)
    assert User.objects.filter(username__in=["gv.toan.a", "gv.b", "thanhtra", "quantri"]).count() == 4


def test_a_demo_pupil_enters_with_the_printed_card(db):
    seed_organisations(DemoSize(pupils=3), quiet)
    printed = next(entry for entry in DEMO_SIGN_INS if entry.card)
    assert printed.card == f"{demo_card_code(0)}, PIN {DEMO_PIN}"
    assert pupil_by_pin(demo_card_code(0), DEMO_PIN).username == printed.username
    assert pupil_by_pin(demo_card_code(0), "000000") is None


def test_the_city_grows_without_touching_what_stands(db):
    seed_organisations(DemoSize(), quiet)
    names = set(User.objects.values_list("username", flat=True))
    seed_organisations(DemoSize(schools=9, pupils=150), quiet)
    assert OrgUnit.objects.schools().count() == 9
    assert PupilCard.objects.count() == 150
    assert names <= set(User.objects.values_list("username", flat=True))
    assert not OrgUnit.objects.filter(path="").exists()
