"""Which small changes are made to a source file: one at a time, as a piece of text in place of another.

Only what runs inside functions is changed, and plain constants of modules and classes; never texts, annotations,
decorators, default values. Every change keeps the number of lines, so a survivor is named by the line of the file as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARES = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
SIGNS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
SUMS = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.Pow: "*",
}
SETS = (ast.BitAnd, ast.BitOr)
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
NARROWING = {"filter", "exclude", "Q", "update"}
DROPPED = {"filter", "exclude", "distinct", "order_by"}
JUDGED = (ast.Compare, ast.BoolOp, ast.Constant)
TOLD = {"log", "logger", "super"}  # what is only told to a log, or to the class above, is left alone


@dataclass(frozen=True)
class Change:
    """One change: `new` in place of the bytes from `start` to `end`; `lines` is the statement around it."""

    file: str
    line: int
    start: int
    end: int
    old: str
    new: str
    lines: tuple[int, int]

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    @property
    def told(self) -> str:
        """The change on one line: `a < b` → `a <= b`."""
        return f"{' '.join(self.old.split())} → {' '.join(self.new.split())}"


def changes_of(file: Path, name: str) -> list[Change]:
    """All changes of a file, in its order."""
    source = file.read_bytes()
    found = dict.fromkeys(_Reader(name, source).changes())
    return sorted(found, key=lambda change: (change.start, change.end, change.new))


class _Reader:
    def __init__(self, name: str, source: bytes):
        self.name, self.source = name, source
        self.tree = ast.parse(source)
        self.constants: set[ast.stmt] = set()  # they run once, at loading: every test is asked
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def changes(self) -> Iterator[Change]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for statement in _own(node.body):
                    yield from self._statement(statement, node)
            elif isinstance(node, ast.Module | ast.ClassDef):
                for statement in node.body:
                    if isinstance(statement, ast.Assign | ast.AnnAssign) and _is_plain(statement.value):
                        self.constants.add(statement)
                        yield from self._parts(statement.value, statement)

    def _statement(
        self, statement: ast.stmt, function: ast.FunctionDef | ast.AsyncFunctionDef
    ) -> Iterator[Change]:
        for part in _expressions(statement):
            yield from self._parts(part, statement)
        if isinstance(statement, ast.If | ast.While):
            yield from self._negated(statement.test, statement)
        if isinstance(statement, ast.Raise) or _is_act(statement):
            yield self._change(statement, "None", statement)
        if isinstance(statement, ast.Return) and _says_bool(function) and statement.value is not None:
            yield from self._negated(statement.value, statement)
        if isinstance(statement, ast.AugAssign) and (sign := SUMS.get(type(statement.op))):
            text = f"{self._text(statement.target)} {sign}= {self._text(statement.value)}"
            yield self._change(statement, text, statement)

    def _parts(self, top: ast.AST, statement: ast.stmt) -> Iterator[Change]:
        for node in _walk(top):
            for text in self._expression(node):
                yield self._change(node, text, statement)
            if isinstance(node, ast.IfExp):
                yield from self._negated(node.test, statement)
            if isinstance(node, ast.comprehension):
                for test in node.ifs:
                    yield self._change(test, "True", statement)

    def _expression(self, node: ast.AST) -> Iterator[str]:  # noqa: C901 - one line per kind of change
        match node:
            case ast.Compare():
                yield from self._compared(node)
            case ast.BoolOp():
                sign = " and " if isinstance(node.op, ast.And) else " or "
                yield from self._left_out(node.values, sign)
            case ast.UnaryOp(op=ast.Not()):
                yield f"({self._text(node.operand)})"
            case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
                yield f"({self._text(operand)})"
            case ast.BinOp() if isinstance(node.op, SETS):
                yield from self._left_out([node.left, node.right], "")
            case ast.BinOp() if type(node.op) in SUMS:
                yield f"({self._text(node.left)} {SUMS[type(node.op)]} {self._text(node.right)})"
            case ast.Constant(value=bool() as value):
                yield str(not value)
            case ast.Constant(value=int() as value):
                yield str(value + 1)
            case ast.Call(func=ast.Name(id=name)) if name in TWINS:
                yield f"{TWINS[name]}({self._arguments(node)})"
            case ast.Call():
                yield from self._called(node)

    def _compared(self, node: ast.Compare) -> Iterator[str]:
        for place, op in enumerate(node.ops):
            text = self._text(node.left)
            for at, right in enumerate(node.comparators):
                sign = COMPARES[type(op)] if at == place else SIGNS[type(node.ops[at])]
                text += f" {sign} {self._text(right)}"
            yield f"({text})"

    def _left_out(self, values: list[ast.expr], sign: str) -> Iterator[str]:
        for place in range(len(values)):
            yield f"({sign.join(self._text(value) for at, value in enumerate(values) if at != place)})"

    def _called(self, node: ast.Call) -> Iterator[str]:
        """A condition of a query is forgotten, or the whole step of it."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if (
            name in DROPPED
            and isinstance(node.func, ast.Attribute)
            and len(node.args) + len(node.keywords) < 2
        ):
            yield self._text(node.func.value)
        if name in NARROWING and len(node.args) + len(node.keywords) > 1:
            for place in range(len(node.args) + len(node.keywords)):
                yield f"{self._text(node.func)}({self._arguments(node, place)})"

    def _negated(self, test: ast.expr, statement: ast.stmt) -> Iterator[Change]:
        """A bare condition; what compares or joins is changed by itself."""
        if not isinstance(test, JUDGED) and not (
            isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        ):
            yield self._change(test, f"(not ({self._text(test)}))", statement)

    def _arguments(self, node: ast.Call, without: int = -1) -> str:
        parts = [self._text(part) for part in node.args]
        parts += [
            f"{part.arg}={self._text(part.value)}" if part.arg else f"**{self._text(part.value)}"
            for part in node.keywords
        ]
        return ", ".join(part for at, part in enumerate(parts) if at != without)

    def _text(self, node: ast.AST) -> str:
        text = self.source[slice(*self._span(node))].decode()
        bare = isinstance(
            node, ast.Name | ast.Attribute | ast.Constant | ast.Call | ast.Subscript | ast.Starred
        )
        return text if bare or (text.startswith("(") and isinstance(node, ast.Tuple)) else f"({text})"

    def _span(self, node: ast.AST) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def _change(self, node: ast.AST, new: str, statement: ast.stmt) -> Change:
        start, end = self._span(node)
        old = self.source[start:end].decode()
        missing = old.count("\n") - new.count("\n")
        padded = f"({new}{chr(10) * missing})" if missing > 0 else new
        body = (
            statement.end_lineno
            if isinstance(statement, ast.Assign | ast.Expr | ast.Return)
            else node.end_lineno
        )
        lines = (0, 0) if statement in self.constants else (statement.lineno, body)
        return Change(self.name, node.lineno, start, end, old, padded, lines)


def _walk(top: ast.AST) -> Iterator[ast.AST]:
    """All of an expression but what stands inside formatted texts."""
    yield top
    for child in ast.iter_child_nodes(top):
        if not isinstance(child, ast.JoinedStr):
            yield from _walk(child)


def _own(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of one function, those of inner functions not: they come by themselves."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        yield statement
        for field in ("body", "orelse", "finalbody"):
            yield from _own(getattr(statement, field, []))
        for handler in getattr(statement, "handlers", []):
            yield from _own(handler.body)
        for case in getattr(statement, "cases", []):
            yield from _own(case.body)


def _expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement itself, not those of the statements inside; texts in messages are not judged."""
    if isinstance(statement, ast.Assert | ast.Raise) or _is_docstring(statement):
        return
    for name, value in ast.iter_fields(statement):
        if name in {"annotation", "body", "orelse", "finalbody", "handlers", "cases"}:
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.expr | ast.withitem):
                yield part


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_act(statement: ast.stmt) -> bool:
    """A call for its effect, or an attribute that is set."""
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Attribute | ast.Subscript) for target in statement.targets)
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    first = statement.value.func
    while isinstance(first, ast.Attribute | ast.Call):
        first = first.value if isinstance(first, ast.Attribute) else first.func
    return not (isinstance(first, ast.Name) and first.id in TOLD)


def _says_bool(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return isinstance(function.returns, ast.Name) and function.returns.id == "bool"


def _is_plain(value: ast.expr | None) -> bool:
    """Numbers and sums of numbers: a constant that can be put in force after the module was loaded."""
    plain = (ast.Constant, ast.BinOp, ast.operator, ast.UnaryOp, ast.unaryop)
    return (
        value is not None
        and all(isinstance(node, plain) for node in ast.walk(value))
        and not any(
            isinstance(node, ast.Constant) and not isinstance(node.value, int) for node in ast.walk(value)
        )
    )
