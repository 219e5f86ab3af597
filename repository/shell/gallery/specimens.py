"""Specimens that several samples show: a long title, covers, a form with every kind of field."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from repository.shell.covers import Cover

LONG_TITLE = "Ứng dụng hằng đẳng thức đáng nhớ trong phân tích đa thức thành nhân tử - tiết 2"
SHORT_TITLE = "Phân số với tử và mẫu là số nguyên"
SCHOOL = "Trường THCS Nguyễn Bỉnh Khiêm"
ADDRESS = "/styleguide/"

MATHS = Cover(hue=9, motif="slides", grade="8")
SCIENCE = Cover(hue=6, motif="sliders", grade="7")
LITERATURE = Cover(hue=1, motif="book", grade="6")
MUSIC = Cover(hue=14, motif="note", grade="3")
FILM = Cover(hue=11, motif="play", grade="9", length="12:05")
QUESTIONS = Cover(hue=3, motif="question", grade="5")


class SpecimenForm(forms.Form):
    """Each kind of field once."""

    title = forms.CharField(label=_("Title"), help_text=_("As pupils will read it."), initial=SHORT_TITLE)
    subject = forms.ChoiceField(
        label=_("Subject"), choices=[("", _("Choose")), ("toan", "Toán"), ("van", "Ngữ văn")], initial="toan"
    )
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    grades = forms.MultipleChoiceField(
        label=_("Grades"),
        choices=[("6", "6"), ("7", "7"), ("8", "8"), ("9", "9")],
        widget=forms.CheckboxSelectMultiple,
        initial=["6"],
    )
    rights = forms.ChoiceField(
        label=_("Is it entirely your own work?"),
        choices=[
            ("own", _("Yes, all of it")),
            ("quoted", _("No, it quotes others")),
            ("unsure", _("I do not know")),
        ],
        widget=forms.RadioSelect,
    )
    pupils = forms.BooleanField(label=_("Pupils may see it"), required=False)
    periods = forms.IntegerField(label=_("Number of periods"), min_value=1, required=False)

    field_order: ClassVar[list[str]] = ["title", "subject", "grades", "rights"]


def filled_form() -> SpecimenForm:
    """A form as it is first shown."""
    return SpecimenForm()


def faulty_form() -> SpecimenForm:
    """A form sent empty: every required field complains."""
    form = SpecimenForm({"title": "", "periods": "0"})
    form.is_valid()
    return form


def layout_specimens() -> dict[str, Any]:
    """What the page layouts of the living page show."""
    toan, hoa = {"label": "Toán", "hue": 9}, {"label": "Khoa học tự nhiên", "hue": 6}
    facts = [
        (LITERATURE, SHORT_TITLE, "Lớp 6", toan),
        (MATHS, LONG_TITLE, "Lớp 8", toan),
        (SCIENCE, "Thí nghiệm ảo: sự nở vì nhiệt của chất lỏng", "Lớp 7", hoa),
        (FILM, "Ánh sáng và sự khúc xạ qua thấu kính hội tụ", "Lớp 9", hoa),
        (MUSIC, "Học hát: Em yêu trường em", "Lớp 3", {"label": "Âm nhạc", "hue": 14}),
    ]
    return {
        "specimens": [
            {"cover": cover, "title": title, "meta": [SCHOOL, grade], "chips": [chip, {"label": grade}]}
            for cover, title, grade, chip in facts
        ],
        "subjects": [
            (9, "Toán", 1240),
            (1, "Ngữ văn", 986),
            (6, "Khoa học tự nhiên", 745),
            (12, "Tiếng Anh", 610),
            (4, "Lịch sử và Địa lí", 512),
            (14, "Âm nhạc", 88),
            (15, "Mĩ thuật", 140),
            (10, "Tin học", 233),
        ],
        "groups": [
            {
                "label": _("Subject"),
                "values": [
                    {"label": "Toán", "url": "#", "count": 1240, "selected": True},
                    {"label": "Khoa học tự nhiên", "url": "#", "count": 310},
                ],
            },
            {
                "label": _("Grade"),
                "values": [
                    {"label": "Lớp 6", "url": "#", "count": 84},
                    {"label": "Lớp 7", "url": "#", "count": 61},
                ],
            },
        ],
        "crumbs": [(_("Home"), "/"), ("Toán", ADDRESS), (LONG_TITLE, "")],
        "form": filled_form(),
    }
