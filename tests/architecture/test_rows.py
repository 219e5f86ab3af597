"""No row that only demo code or tests make: whatever the product needs can be made by the product itself."""

import ast
from pathlib import Path

from django.apps import apps

from tests.architecture.source import modules

MAKES = {"create", "get_or_create", "update_or_create", "bulk_create"}
# Made by a manager of their own or through a relation, or by Wagtail's pages; each with the place that does it.
MADE_OTHERWISE = {
    "Heartbeat": "HeartbeatQuerySet.beat and take",
    "PortalRendition": "Wagtail draws sizes of a portal picture when a page shows it",
    "IndexLease": "its queryset takes and renews it",
    "SharedCacheRow": "the cache writes it",
}
# Tables that the product reads and shows, but has no page to fill yet. This list only shrinks.
NOT_YET = {
    "UnitGroup": "clusters of schools across the tree",
    "Relation": "based on, part of, replaces",
    "WorkAlias": "old addresses of merged works",
}


def made_by(tree):
    """Names of models that a module creates: `Model(…)`, `Model.objects.create(…)`, `upsert_csv(Model, …)`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            yield node.func.id
        if isinstance(node.func, ast.Attribute) and node.func.attr in MAKES:
            manager = node.func.value
            while isinstance(manager, ast.Call | ast.Attribute):
                manager = manager.func if isinstance(manager, ast.Call) else manager.value
            if isinstance(manager, ast.Name):
                yield manager.id
        yield from (one.id for one in node.args if isinstance(one, ast.Name))


def product_code():
    for name, tree in modules().items():
        path = Path(name)
        if (
            not any(part.startswith("demo") for part in (path.stem, *path.parts))
            and "tests" not in path.parts
        ):
            yield path, tree


def test_every_model_is_made_by_the_product_and_not_only_by_the_demo():
    made = {name for _path, tree in product_code() for name in made_by(tree)}
    ours = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"config", "media", "repository", "questionbank", "search"}
        and not model._meta.auto_created
        and not any(model.__name__ == f"{other}" for other in MADE_OTHERWISE | NOT_YET)
    }
    assert ours - made == set(), "nothing but the demo and tests makes rows of these models"
