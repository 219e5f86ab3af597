"""People and places for tests beyond the standing cast, and rosters as .xlsx files made in code."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from config.accounts.models import User
from config.accounts.names import sort_key
from repository.organisations.models import Enrolment, Membership, Role
from repository.organisations.roster_columns import COLUMNS, GUIDE_SHEET, PUPIL_SHEET, STAFF_SHEET
from repository.organisations.views.roster import XLSX

SINCE = date(2025, 7, 1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda number: f"gv.thu.{number}")
    display_name = "Nguyễn Văn Thử"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.TEACHER
    valid_from = SINCE


def roster_file(staff=(), pupils=(), *, unit_code="", change=None):
    """The bytes of a filled template; `change(workbook)` may spoil it."""
    book = Workbook()
    guide = book.active
    guide.title = GUIDE_SHEET
    guide.append(["Mã đơn vị", unit_code])
    for title, rows in ((STAFF_SHEET, staff), (PUPIL_SHEET, pupils)):
        sheet = book.create_sheet(title)
        sheet.append(COLUMNS[title])
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(content, name="danh-sach.xlsx"):
    """The bytes as a browser sends them."""
    return SimpleUploadedFile(name, content, content_type=XLSX)


def pupil_of(class_group, name="Nguyễn Văn Bình"):
    """One more pupil of the class, enrolled long ago."""
    number = Enrolment.objects.count() + 1
    pupil = User.objects.create(
        username=f"hs.them.{number:05d}", display_name=name, name_sort=sort_key(name), is_pupil=True
    )
    Enrolment.objects.create(pupil=pupil, class_group=class_group, valid_from=SINCE)
    return pupil
