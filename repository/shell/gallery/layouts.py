"""Page layouts on the living page."""

from __future__ import annotations

from repository.shell.components import LAYOUTS, Layout

FOLDER = "repository/shell/layouts/"

LAYOUTS.add(
    "home",
    Layout(
        "Home",
        FOLDER + "home.html",
        ".hero.notebook > h1, form.big-search · .section > .section__head · .todo > .todo__item · .shelf > card · "
        ".subjects > .subject.subject-N",
    ),
    order=10,
)
LAYOUTS.add(
    "results",
    Layout(
        "Results",
        FOLDER + "results.html",
        ".with-facets > aside.filters#filters + section · a.with-facets__open[href=#filters] · .filters__close · "
        ".result-line · .rows > row",
    ),
    order=20,
)
LAYOUTS.add(
    "material",
    Layout(
        "Material",
        FOLDER + "material.html",
        "main_class wide · .material > .player, aside.material__side, .material__below · .action-list · "
        "ol.contents",
    ),
    order=30,
)
LAYOUTS.add(
    "upload",
    Layout(
        "Upload",
        FOLDER + "upload.html",
        "upload-dropzone (components/upload.html) · .form, .form__pair, .form__end · .rows > .file-row",
    ),
    order=40,
)
LAYOUTS.add(
    "queue",
    Layout(
        "Queue",
        FOLDER + "queue.html",
        "main_class wide · .queue > nav.queue__list + section · .decision-bar · .note > .note__where",
    ),
    order=50,
)
LAYOUTS.add(
    "document",
    Layout(
        "Printed document",
        FOLDER + "document.html",
        ".document > .document__head (.document__org, .document__motto) h1 table .document__sign · "
        ".class-cards > .class-card",
    ),
    order=60,
)
