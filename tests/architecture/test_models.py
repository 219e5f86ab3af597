"""Foreign keys run with the stream; the import contracts cannot see them, since they may be strings."""

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.architecture.source import PACKAGES

STREAM = ["config", "media", "repository", "questionbank", "search"]  # a package may point to those before it
FLOORS = {
    "repository": [
        "shell",
        "curriculum organisations",
        "curation",
        "catalogue",
        "lessons collections",
        "pages interop",
    ],
    "questionbank": [
        "richtext",
        "types statistics",
        "items",
        "papers",
        "quizzes",
        "attempts",
        "taking results",
    ],
    "media": ["formats storage", "files", "previews", "players"],
    "config": ["accounts", "jobs audit", "notices"],
}


def place(model):
    package, _, room = model._meta.app_config.name.partition(".")
    floors = FLOORS.get(package, [])
    height = next((index for index, floor in enumerate(floors) if room in floor.split()), len(floors))
    return package, room, height


def links():
    for model in apps.get_models():
        if model._meta.app_config.name.partition(".")[0] not in PACKAGES:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, (ForeignKey, ManyToManyField)) and field.related_model is not None:
                yield model, field


def test_no_foreign_key_runs_against_the_stream():
    against = []
    for model, field in links():
        package, room, height = place(model)
        other, other_room, other_height = place(field.related_model)
        if other not in PACKAGES:
            continue
        upward = STREAM.index(other) > STREAM.index(package)
        sideways = other == package and other_room != room and other_height >= height
        if upward or sideways:
            against.append(f"{model.__name__}.{field.name} -> {field.related_model.__name__}")
    assert not against
