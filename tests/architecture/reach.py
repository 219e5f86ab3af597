"""Who reaches a function: every in-house piece of code from which a name can be followed to it, through imports.

A piece is a top-level function, class (its methods count together) or variable, or the rest of a module. Followed are the
names that a piece mentions, called or handed on (`partial(render.make, …)`), by `from x import f`, `from x import module`,
and within its own module. A local name that hides an import is followed as if it were the import: too much is found, never
too little.
"""

import ast
from functools import cache

from tests.architecture.source import modules

BODY = ""


def dotted(path):
    """`media/formats/sandbox.py` as Python names it."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def pieces():
    """{(module, piece): the pieces it mentions}."""
    trees = {dotted(path): tree for path, tree in modules().items()}
    tops = {name: _tops(tree) for name, tree in trees.items()}
    imports = {name: _imports(tree, trees) for name, tree in trees.items()}
    return {
        (module, piece): set(_mentioned(module, node, imports[module], tops)) - {(module, piece)}
        for module, tree in trees.items()
        for piece, node in ({BODY: _body(tree)} | tops[module]).items()
    }


def reaching(*targets):
    """{piece: the next step on its way} for every piece from which one of the targets can be reached, targets included."""
    back = {}
    for piece, mentioned in pieces().items():
        for other in mentioned:
            back.setdefault(other, set()).add(piece)
    way, open_ends = {target: None for target in targets}, list(targets)
    while open_ends:
        piece = open_ends.pop()
        for caller in back.get(piece, ()):
            if caller not in way:
                way[caller] = piece
                open_ends.append(caller)
    return way


def way_of(piece, way):
    """The steps from a piece to the target, for the message of a failing test."""
    steps = []
    while piece is not None:
        steps.append(".".join(filter(None, piece)))
        piece = way[piece]
    return " → ".join(steps)


NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _tops(tree):
    found = {node.name: node for node in tree.body if isinstance(node, NAMED)}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {one.id: node for one in targets if isinstance(one, ast.Name)}
    return found


def _body(tree):
    """What else runs when the module is loaded."""
    known = NAMED | ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign
    return ast.Module([node for node in tree.body if not isinstance(node, known)], [])


def _imports(tree, trees):
    """{local name: (module, piece or BODY)} of in-house imports, those inside functions too."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                target = (whole, BODY) if whole in trees else (node.module, alias.name)
                found[alias.asname or alias.name] = target
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname and alias.name in trees:
                    found[alias.asname] = (alias.name, BODY)
    return found


def _mentioned(module, node, imports, tops):
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            target = imports.get(part.value.id)
            if target is not None and target[1] == BODY:
                yield (target[0], part.attr)
        elif isinstance(part, ast.Name):
            if part.id in imports:
                yield imports[part.id]
            elif part.id in tops[module]:
                yield (module, part.id)
