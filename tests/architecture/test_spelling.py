"""Every place that keeps or compares text from outside goes through `config.spelling`; this file walks them all."""

import ast

from django import forms
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from config.fields import (
    BlockField,
    BlockInput,
    CodeField,
    CodeInput,
    LineField,
    LineInput,
    NameField,
    NameInput,
)
from tests.architecture.source import PACKAGES, calls, modules

TIDY_COLUMNS = (LineField, NameField, CodeField, BlockField)
TIDY_INPUTS = (LineInput, NameInput, CodeInput, BlockInput)

# Columns that no person writes. A new column stands here with its reason, or has a class of config.fields.
MACHINE_MADE = {
    "made by the house at random or counted": "public_id join_code receipt package_name storage_key package_key code "
    "qr_hash pin_hash old_qr_hash old_pin_hash sha256 digest entry_hash previous_hash text_hash key name_sort path "
    "entry_id item round_id object_id password session_key cache_key value file_hash filter_spec focal_point_key uri",
    "words of the code, not of people": "kind subject verb request_id handler media_type purpose type_key language "
    "step_code motif spdx rights_statement anchor consumer alias index generation file_name holder quota_holder "
    "lease_holder url progress_note",
    "what went wrong, written by the house": "error trace last_error",
    "made of text that is regular already": "folded folded_text subject_id",
}
NAMED_BY_CODE = {"Heartbeat.name", "IndexLease.name", "LogAnchor.log", "Rendition.name", "ReviewStep.chain"}
OTHERS_COLUMNS = {
    "rich text of Wagtail": "search_description draft_title seo_title slug title url_path description"
}

TAKES_APART = {
    "config/spelling.py": "the module itself",
    "media/formats/samples/lettering.py": "draws letters for sample files",
}
COMPARES_CASELESS = {
    "config/spelling.py": "the module itself",
    "media/formats/office.py": "part names of a zip file, compared as the standard says",
    "media/formats/archive.py": "names of files as a careless file system compares them",
}
OWN_STRIPPING = ("config/spelling.py", "config/fields.py")
PERSON_ROOMS = ("repository/", "questionbank/", "media/files/", "search/queries/", "search/pages/")
STRIPS_MACHINE_TEXT = {
    "media/files/tus.py": "headers of the upload protocol",
    "media/files/content_views.py": "a header",
    "repository/curriculum/load.py": "our own reference data",
    "questionbank/types/kinds/multiple_choice.py": "HTML that the sanitiser wrote",
    "questionbank/types/kinds/short_answer.py": "an answer is kept as it was written",
    "questionbank/types/answers/": "works on comparable text",
    "questionbank/richtext/": "works on tidy source",
    "questionbank/items/wording.py": "works on stored HTML",
    "repository/catalogue/facts.py": "words that a handler cleaned",
}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_config.name.partition(".")[0] in PACKAGES]


def untidy_columns():
    machine = set(" ".join(MACHINE_MADE.values()).split())
    for model in own_models():
        for field in model._meta.local_fields:
            is_text = isinstance(field, (models.CharField, models.TextField)) and not field.choices
            others = field.name in " ".join(OTHERS_COLUMNS.values()).split() and not type(
                field
            ).__module__.startswith("config")
            is_page = model._meta.app_config.name == "repository.pages" and others
            if is_text and not isinstance(field, TIDY_COLUMNS) and field.name not in machine and not is_page:
                yield f"{model.__name__}.{field.name}"


def test_every_column_for_text_of_people_tidies_it():
    assert sorted(set(untidy_columns()) - NAMED_BY_CODE) == []


def test_a_tidy_column_cleans_rows_and_lookups_and_is_no_business_of_migrations():
    kinds = {
        type(field)
        for model in own_models()
        for field in model._meta.local_fields
        if isinstance(field, TIDY_COLUMNS)
    }
    assert kinds == set(TIDY_COLUMNS)
    for kind in kinds:
        field = kind(max_length=20) if issubclass(kind, models.CharField) else kind()
        assert field.get_prep_value("Ða\u0323i\u200b") == "Đại"
        assert field.deconstruct()[1].startswith("django.db.models.")


def all_forms(parent=forms.BaseForm):
    for child in parent.__subclasses__():
        yield child
        yield from all_forms(child)


CODE_CHOOSES = {
    "DecisionForm.digest": "sent by the page itself",
    "ChoiceOfName.pupil": "a public id",
    "ChooserFilterForm.q": "Wagtail's own; admin_scope tidies the words",
}


def test_every_input_for_words_tidies_them_before_it_looks_whether_they_are_there():
    get_resolver().url_patterns  # noqa: B018 - loads every view and with it every form
    found = []
    for form in all_forms():
        if form.__module__.partition(".")[0] not in PACKAGES or "gallery" in form.__module__:
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            plain_text = isinstance(field, forms.CharField) and not isinstance(
                field, (*TIDY_INPUTS, forms.URLField)
            )
            password = isinstance(field.widget, forms.PasswordInput)
            if plain_text and not password and f"{form.__name__}.{name}" not in CODE_CHOOSES:
                found.append(f"{form.__name__}.{name}")
    assert found == []


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_only_one_module_takes_characters_apart():
    taking = {path for path, tree in modules().items() if "unicodedata" in imports(tree)}
    assert taking == set(TAKES_APART)


def test_only_one_module_decides_what_is_the_same_in_another_case():
    folding = {path for path, tree in modules().items() if any(calls(tree, "casefold"))}
    assert folding == set(COMPARES_CASELESS)


def bare_strips():
    """`text.strip()` and `" ".join(text.split())`: they leave signs that nobody sees, and take no-break spaces for ends."""
    for path, tree in modules().items():
        if (
            not path.startswith(PERSON_ROOMS)
            or "/demo" in path
            or path.startswith(tuple(STRIPS_MACHINE_TEXT))
        ):
            continue
        for call in calls(tree, "strip"):
            inner = call.func.value
            tidied = isinstance(inner, ast.Call) and getattr(inner.func, "id", "") in {
                "tidy",
                "comparable",
                "clean",
            }
            if not call.args and not tidied:
                yield f"{path}:{call.lineno}"
        for call in calls(tree, "join"):
            argument = call.args[0] if call.args else None
            if (
                isinstance(argument, ast.Call)
                and getattr(argument.func, "attr", "") == "split"
                and not argument.args
            ):
                yield f"{path}:{call.lineno}"


def test_text_of_people_is_trimmed_by_the_one_module():
    assert list(bare_strips()) == []
