"""Upload and players: components that a script makes better and that are readable without it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.shell.components import COMPONENTS, Component, Sample

FOLDER = "repository/shell/components/"

COMPONENTS.add(
    "upload",
    Component(
        "Upload",
        FOLDER + "upload.html",
        "Files travel while people type; without script a plain file field of the form. Stands inside a multipart "
        "form; loads hoclieu/upload.js. Emits `upload-ready` {id, proposals}; posts hidden `uploads` values.",
        'include "…/upload.html" with token= purpose= max_bytes= endpoint= input_id=',
        (Sample("before the first file", {"token": "specimen", "endpoint": "/tai-len/tep/"}),),
    ),
    order=310,
)
COMPONENTS.add(
    "page_viewer",
    Component(
        "Pages",
        FOLDER + "page_viewer.html",
        "Page or slide pictures with their text; #page=12 jumps, also without script. Loads hoclieu/players.js.",
        'include "…/page_viewer.html" with label= pages=[{anchor: "page=12", label, image_url, width, height, text}]',
        (
            Sample(
                "two pages",
                {
                    "label": _("Pages of the document"),
                    "pages": [
                        {
                            "anchor": "page=1",
                            "label": "trang 1",
                            "text": "Phân số với tử và mẫu là số nguyên",
                        },
                        {"anchor": "page=2", "label": "trang 2", "text": "Hai phân số bằng nhau"},
                    ],
                },
            ),
        ),
    ),
    order=320,
)
COMPONENTS.add(
    "outline_viewer",
    Component(
        "Outline",
        FOLDER + "outline_viewer.html",
        "Slides or headings as a numbered outline; #slide=3 marks its entry. Loads hoclieu/players.js.",
        'include "…/outline_viewer.html" with label= items=[{anchor: "slide=3", title, points}]',
        (
            Sample(
                "three slides",
                {
                    "label": _("Outline of the slides"),
                    "items": [
                        {"anchor": "slide=1", "title": "Khởi động"},
                        {
                            "anchor": "slide=2",
                            "title": "Hai phân số bằng nhau",
                            "points": ["Quy tắc", "Ví dụ"],
                        },
                        {"anchor": "slide=3", "title": "Luyện tập"},
                    ],
                },
            ),
        ),
    ),
    order=330,
)
