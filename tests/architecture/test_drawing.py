"""No web request draws: only jobs, and what they call, start the child that draws pages."""

import ast

from tests.architecture.source import calls, modules

# Pictures that an author puts into a question are checked while she waits: on threads of their own (a heavy route).
DRAWERS = {"media/previews/render.py", "media/formats/sandbox.py", "questionbank/items/pictures.py"}
DRAWN_BY_JOBS = {"media/previews/services.py", "media/previews/tasks.py"}


def callers(*names):
    return {path for path, tree in modules().items() if any(calls(tree, *names))}


def test_only_the_drawing_room_draws():
    assert callers("previews_in_child") <= DRAWERS
    assert callers("draw_pages") == {"media/previews/tasks.py"}
    rendering = {
        path
        for path, tree in modules().items()
        for call in calls(tree, "make")
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "render"
    }
    assert rendering == DRAWN_BY_JOBS
