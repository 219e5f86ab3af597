"""What the library holds."""

from __future__ import annotations

from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from repository.shell.components import COMPONENTS, Component, Sample
from repository.shell.gallery.specimens import (
    ADDRESS,
    FILM,
    LITERATURE,
    LONG_TITLE,
    MATHS,
    MUSIC,
    QUESTIONS,
    SCHOOL,
    SCIENCE,
    SHORT_TITLE,
)

FOLDER = "repository/shell/components/"
MEBIBYTE = 1024 * 1024
MARKED = mark_safe("Phân số với tử và mẫu là <mark>số nguyên</mark>")
PASSAGE = mark_safe("… hai <mark>phân số</mark> bằng nhau khi tích chéo bằng nhau …")

COMPONENTS.add(
    "cover",
    Component(
        "Cover",
        FOLDER + "cover.html",
        "The first page or poster frame in a 4:3 frame; otherwise an exercise-book cover in the subject's hue.",
        "{% cover material %}   (a covers.Cover, or anything with one as .cover)",
        (
            Sample("slides", {"cover": MATHS}),
            Sample("simulation", {"cover": SCIENCE}),
            Sample("book", {"cover": LITERATURE}),
            Sample("video", {"cover": FILM}),
            Sample("music", {"cover": MUSIC}),
            Sample("questions", {"cover": QUESTIONS}),
        ),
    ),
    order=210,
)
COMPONENTS.add(
    "card",
    Component(
        "Card",
        FOLDER + "card.html",
        "A material on a shelf (`<ul class=shelf>`).",
        'include "…/card.html" with cover= title= url= meta=[…] state= level=3',
        (
            Sample(
                "short",
                {"cover": LITERATURE, "title": SHORT_TITLE, "url": ADDRESS, "meta": ["Toán", "Lớp 6"]},
            ),
            Sample(
                "long",
                {"cover": MATHS, "title": LONG_TITLE, "url": ADDRESS, "meta": [SCHOOL], "state": "shared"},
            ),
        ),
    ),
    order=220,
)
COMPONENTS.add(
    "row",
    Component(
        "Row",
        FOLDER + "row.html",
        "A material in a list where the order matters: cover, title with marks, best passage with its page, facts.",
        'include "…/row.html" with cover= title= url= passage= passage_label= passage_url= meta=[…] '
        "chips=[{label, hue}] state= note= level=3",
        (
            Sample(
                "search hit",
                {
                    "cover": MATHS,
                    "title": MARKED,
                    "url": ADDRESS,
                    "passage": PASSAGE,
                    "passage_label": "trang 12",
                    "passage_url": ADDRESS,
                    "meta": [SCHOOL, "Bài giảng điện tử", "CC BY 4.0"],
                    "chips": [{"label": "Toán", "hue": 9}, {"label": "Lớp 6"}],
                },
            ),
            Sample(
                "in a queue",
                {
                    "cover": FILM,
                    "title": LONG_TITLE,
                    "url": ADDRESS,
                    "meta": ["Nguyễn Thị Thuỷ", "Tổ Toán - Tin"],
                    "state": "submitted",
                    "note": _("2 days left"),
                },
            ),
        ),
    ),
    order=230,
)
COMPONENTS.add(
    "file_row",
    Component(
        "File row",
        FOLDER + "file_row.html",
        "A file: while it travels, when it was refused, when it is ready.",
        'include "…/file_row.html" with name= size= kind=icon cover_url= url= percent= done_bytes= total_bytes= label= '
        "state= error= note= download_url=",
        (
            Sample(
                "travelling",
                {
                    "name": "bai-giang-phan-so.pptx",
                    "kind": "slides",
                    "label": _("Uploading"),
                    "percent": 32,
                    "done_bytes": 12 * MEBIBYTE,
                    "total_bytes": int(37.5 * MEBIBYTE),
                },
            ),
            Sample(
                "refused",
                {
                    "name": "de-kiem-tra.pdf",
                    "kind": "document",
                    "state": "rejected",
                    "error": _("It is protected by a password. Remove the password and choose it again."),
                },
            ),
            Sample(
                "ready",
                {
                    "name": "thi-nghiem-anh-sang.mp4",
                    "kind": "play",
                    "size": 84 * MEBIBYTE,
                    "note": "12:05",
                    "state": "ready",
                    "download_url": ADDRESS,
                },
            ),
        ),
    ),
    order=240,
)
COMPONENTS.add(
    "facets",
    Component(
        "Facets",
        FOLDER + "facets.html",
        "Links with counts at the left of results; on phones they stand in a sheet (`details.filter-sheet`).",
        'include "…/facets.html" with groups=[{label, values: [{label, url, count, selected}]}]',
        (
            Sample(
                "two groups",
                {
                    "groups": [
                        {
                            "label": _("Subject"),
                            "values": [
                                {"label": "Toán", "url": ADDRESS, "count": 1240, "selected": True},
                                {"label": "Khoa học tự nhiên", "url": ADDRESS, "count": 310},
                            ],
                        },
                        {"label": _("Grade"), "values": [{"label": "Lớp 6", "url": ADDRESS, "count": 84}]},
                    ]
                },
            ),
        ),
    ),
    order=250,
)
COMPONENTS.add(
    "table",
    Component(
        "Table",
        FOLDER + "table.html",
        "Figures; scrolls sideways inside its frame. Own tables use the classes table-wrap, table, num.",
        'include "…/table.html" with caption= columns=[{label, numeric}] rows=[[…]]',
        (
            Sample(
                "counts per school",
                {
                    "caption": _("Materials per school"),
                    "columns": [
                        {"label": _("School")},
                        {"label": _("Approved"), "numeric": True},
                        {"label": _("Shared"), "numeric": True},
                    ],
                    "rows": [
                        [SCHOOL, {"text": "1.204", "numeric": True}, {"text": "312", "numeric": True}],
                        [
                            "Trường Tiểu học Lê Văn Tám",
                            {"text": "86", "numeric": True},
                            {"text": "9", "numeric": True},
                        ],
                    ],
                },
            ),
        ),
    ),
    order=260,
)
COMPONENTS.add(
    "credit",
    Component(
        "Credit",
        FOLDER + "credit.html",
        "Who made it and what one may do with it, in words.",
        'include "…/credit.html" with authors= organisation= licence= explanation=',
        (
            Sample(
                "open licence",
                {
                    "authors": "Nguyễn Thị Thuỷ, Đặng Ước Vọng",
                    "organisation": SCHOOL,
                    "licence": "CC BY 4.0",
                    "explanation": _("You may copy and adapt it, naming the author."),
                },
            ),
        ),
    ),
    order=270,
)
