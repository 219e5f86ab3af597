"""Strangers' bytes are opened in the child process only: what parses is imported by what runs there, and by nobody else."""

import ast

from tests.architecture.source import calls, modules

PARSERS = (
    "av", "bz2", "csv", "docx", "fontTools.ttLib", "gzip", "html.parser", "html5lib", "lxml", "lzma", "nh3", "odf",
    "olefile", "openpyxl", "PIL", "pikepdf", "plistlib", "pptx", "pypdf", "pypdfium2", "tarfile", "xml", "zipfile", "zlib",
)  # fmt: skip
WRITERS = {  # names of theirs that only make something
    "openpyxl.Workbook",
    "openpyxl.cell.WriteOnlyCell",
    "openpyxl.styles.Font",
    "openpyxl.worksheet.worksheet.Worksheet",
    "xml.etree.ElementTree.Element",
}
IN_THE_OPEN = {  # modules that parse outside the child, each with its reason
    "config/backup.py": "restore reads the operator's own archive, by hand",
    "config/mathfont.py": "our own font, when the front end is built",
    "config/reference.py": "our own tables in the source",
    "repository/curation/reference.py": "our own tables in the source",
    "repository/curriculum/guess.py": "our own tables in the source",
    "repository/curriculum/load.py": "our own tables in the source",
    "repository/catalogue/demo.py": "our own tables in the source",
    "repository/catalogue/demo_files.py": "makes the files of the demo",
    "repository/pages/demo.py": "makes the pictures of the demo",
    "questionbank/items/demo_questions.py": "our own tables in the source",
    "questionbank/richtext/rich.py": "pieces of typed text that nh3 has cleaned; linear, of bounded length",
    "questionbank/richtext/sanitiser.py": "typed text of bounded length, while its author waits; linear, memory-safe",
}
_EDITORS = "pictures of the portal's editors, which Wagtail decodes in the web process as well; the header is read first"
KNOWN_IN_THE_OPEN = {  # modules that use a parsing module of ours outside the child, each with its reason
    "media/formats/samples/works.py": "makes files for the tests",
    "repository/catalogue/demo_bulk.py": "makes the files of the demo",
    "repository/catalogue/demo_intake.py": "looks at the files that the demo has made",
    "repository/pages/forms.py": _EDITORS,
    "repository/pages/picture_storage.py": _EDITORS,
    "repository/pages/management/commands/clean_portal_pictures.py": _EDITORS,
}
ROOTS = ("media.formats.handlers",)  # a registry loads them


def named(tree):
    """(dotted name, line) of everything that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def works():
    """The functions that the house registers for the child, by their dotted names."""
    for tree in modules().values():
        for call in calls(tree, "work"):
            for word in call.keywords:
                if word.arg == "run" and isinstance(word.value, ast.Constant):
                    yield word.value.value


def file_of(dotted):
    """The house's module that a dotted name is, or lies in; None for a stranger's."""
    while dotted:
        for path in (f"{dotted.replace('.', '/')}.py", f"{dotted.replace('.', '/')}/__init__.py"):
            if path in modules():
                return path
        dotted = dotted.rpartition(".")[0]
    return None


def in_the_child():
    """Every module that work of the child imports, however far down."""
    kinds = [path for path in modules() for root in ROOTS if path.startswith(f"{root.replace('.', '/')}/")]
    waiting, seen = [*kinds, *map(file_of, works())], set()
    while waiting:
        path = waiting.pop()
        if path and path not in seen:
            seen.add(path)
            waiting += [file_of(name) for name, _line in named(modules()[path])]
    return seen


def parsing(tree):
    """The parsers that a module names, but for what only writes."""
    return {
        name
        for name, _line in named(tree)
        if name not in WRITERS and any(name == parser or name.startswith(f"{parser}.") for parser in PARSERS)
    }


def test_work_of_the_child_is_found():
    assert {"media.formats.child.inspect", "repository.organisations.roster_reading.read"} <= set(works())
    assert "media/formats/handlers/pdf.py" in in_the_child()


def test_only_what_runs_in_the_child_parses():
    inside = in_the_child()
    outside = {path for path, tree in modules().items() if parsing(tree) and path not in inside}
    assert outside == set(IN_THE_OPEN)


def test_the_others_know_of_a_parsing_module_no_more_than_its_constants():
    """`from media.formats.archive import Archive` in a view would open the zip in the web process."""
    inside = in_the_child()
    parsers = {path for path in inside if parsing(modules()[path])}
    knowing = {
        path
        for path, tree in modules().items()
        if path not in inside and path not in IN_THE_OPEN
        for name, _line in named(tree)
        if file_of(name) in parsers and not name.rpartition(".")[2].isupper()
    }
    assert knowing | {"repository/catalogue/demo_intake.py"} == set(KNOWN_IN_THE_OPEN)


def test_handlers_open_files_in_the_child_only():
    verbs = ("inspect_file", "inspect", "load_workbook")
    calling = {path for path, tree in modules().items() if any(calls(tree, *verbs))}
    assert calling - in_the_child() <= set(KNOWN_IN_THE_OPEN)


def test_work_is_declared_where_a_stranger_would_look():
    declaring = {
        path for path, tree in modules().items() if any(calls(tree, "work")) and "def work(" not in path
    }
    assert {path for path in declaring if not path.endswith("/sandbox.py")} <= {"config/front/front.py"}
