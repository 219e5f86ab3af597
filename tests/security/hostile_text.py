"""Texts that make careless readers slow, and every function of the house that reads text from outside, found by its look."""

import ast
import inspect
import sys
from itertools import product

from django.urls import get_resolver

from tests.architecture.source import modules

# What comes first once, what is repeated, what stands at the end: each alone is harmless.
BEGINNINGS = ("", "<a b=c", "<p ", '<img alt="', "$", r"\text", "<table><tr><td>", "lop", "bytes")
UNITS = (
    *(
        "<",
        "<!--",
        "<a ",
        '<a x="',
        "<b><i>",
        "</p",
        "/d",
        " a",
        "=a",
        "\"'",
        "&",
        "&#",
        "&lt",
        "$",
        "$$",
        "$x",
    ),
    *(
        "\\",
        r"\text{",
        r"\frac",
        r"\left(",
        r"\begin{array}",
        "{",
        "}",
        "{a}",
        r"\ce{",
        "^",
        "_",
        "x^2",
        r"\sqrt",
    ),
    *(
        " ",
        "\t\n",
        "\u00a0",
        "1",
        "1.",
        "1,",
        ".1",
        "1 ",
        "/",
        "-",
        "a",
        "aá",
        "a_",
        "a-",
        "A1 ",
        "by",
        ",;",
        "hình ",
    ),
    *(
        "\u0301",
        "\u200b",
        "\u200d😀",
        "₫",
        "ð",
        "đ\u0335",
        "\xad®",
        "😀",
        '"',
        "“",
        "(",
        "()",
        "[",
        "lop 1 ",
        "…",
    ),
    *("\x0b", "\ufeff"),
)
ENDS = ("", "!", ">", "$")
READS_TEXT = {
    "re",
    "nh3",
    "html",
    "html.parser",
    "config.spelling",
    "latex2mathml.converter",
    "base64",
    "urllib.parse",
}

# Rooms whose functions are for the operators of a server: they start processes, write files, read the environment.
OPERATORS = tuple(
    "config/launch config/management config/backup config/env config/settings config/frontend config/messages config/safety "
    "config/reference config/preparations config/checkups config/doctor config/routes config/database config/logs".split()
)
NOT_TEXT = {
    "questionbank.attempts.services.joining._taken": "makes a sentence",
}


def texts(length):
    """Hostile texts of about this length: every unit with every beginning and with every end."""
    pairs = [*product(("",), UNITS, ENDS), *product(BEGINNINGS[1:], UNITS, ENDS[1:2])]
    for beginning, unit, end in pairs:
        yield beginning + unit * ((length - len(beginning) - len(end)) // len(unit)) + end


def readers():
    """Every function of a module that deals with text whose only needed argument is a text, methods of the module apart."""
    get_resolver().url_patterns  # noqa: B018 - loads the views
    for path, tree in modules().items():
        name = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        if path.startswith(OPERATORS) or "/demo" in path:
            continue
        module = sys.modules.get(name)
        if module is None or not READS_TEXT & set(_imports(tree)):
            continue
        for function in vars(module).values():
            own = (
                getattr(function, "__module__", "") == name
                and callable(function)
                and not inspect.isclass(function)
            )
            if own:
                full = f"{name}.{function.__qualname__}"
                if _wants_one_text(function) and full not in NOT_TEXT:
                    yield full, function


def _imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _wants_one_text(function):
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return False
    needed = [one for one in parameters if one.default is inspect.Parameter.empty]
    return (
        len(needed) == 1
        and needed[0].annotation in (str, "str")
        and needed[0].kind is needed[0].POSITIONAL_OR_KEYWORD
    )
