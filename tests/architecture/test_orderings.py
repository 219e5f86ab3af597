"""SQLite sorts nulls first and PostgreSQL last: an ordering by a column that may be null says where they go."""

import ast

from django.apps import apps

from tests.architecture.source import PACKAGES, calls, modules

NEVER_NULL_WHERE_SORTED = {
    "published_at": "lists of what was published",
    "deleted_at": "bins",
    "due_at": "rounds that wait for somebody",
    "unheld_since": "blobs marked for removal",
    "default_from": "looked up by a day",
    "valid_from": "memberships, which always have one",
}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_config.name.partition(".")[0] in PACKAGES]


def sorted_by():
    """(where, column) of every ordering by a plain name."""
    for model in own_models():
        for name in model._meta.ordering:
            if isinstance(name, str):
                yield model.__name__, name.lstrip("-")
    for path, tree in modules().items():
        for call in calls(tree, "order_by"):
            for argument in call.args:
                if isinstance(argument, ast.Constant):
                    yield f"{path}:{call.lineno}", argument.value.lstrip("-").rpartition("__")[2]


def test_no_list_is_sorted_by_a_column_whose_nulls_move_with_the_database():
    nullable = {field.name for model in own_models() for field in model._meta.fields if field.null}
    found = [f"{place} sorts by {name}" for place, name in sorted_by() if name in nullable]
    assert len(found) > 3  # the exceptions below are seen
    assert [one for one in found if one.rpartition(" ")[2] not in NEVER_NULL_WHERE_SORTED] == []
