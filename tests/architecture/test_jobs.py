"""A service names a job and never sees its task: so a test looks whether the name exists."""

import ast

import pytest
from django.apps import apps

from config.jobs.registry import JOBS, TICKER
from tests.architecture.source import calls, modules


def constants(tree):
    """Names bound to a text at the top of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant):
            yield node.target.id, node.value.value


def named_jobs():
    texts = {
        name: value
        for tree in modules().values()
        for name, value in constants(tree)
        if isinstance(value, str)
    }
    for path, tree in modules().items():
        if path.startswith("config/jobs/"):
            continue
        own = dict(constants(tree))
        for call in calls(tree, "enqueue"):
            first = call.args[0] if call.args else None
            if isinstance(first, ast.Constant):
                yield path, call.lineno, first.value
            else:
                word = getattr(first, "id", getattr(first, "attr", ""))
                yield path, call.lineno, own.get(word) or texts.get(word)


@pytest.mark.parametrize(("path", "line", "kind"), list(named_jobs()))
def test_every_enqueued_job_is_registered(path, line, kind):
    assert kind, f"{path}:{line}: name the job by a text or a constant"
    assert kind in JOBS, f"{path}:{line}: no task registers {kind}"


def test_jobs_and_sweeps_are_named_after_their_room():
    rooms = {app.name for app in apps.get_app_configs()}
    for name in [*JOBS.keys(), *TICKER.keys()]:
        assert any(name.startswith(f"{room}.") for room in rooms), name


def test_sweeps_are_not_wild():
    for sweep in TICKER:
        assert sweep.every >= 0.5, sweep.name
