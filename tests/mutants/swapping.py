"""Puts a changed source into force in a process that has loaded the module long ago: the code of its functions is swapped.

Whatever refers to a function (imports, decorators, registries, bound methods) keeps referring to the same object. Plain
constants are set wherever a module holds the old one under its name. (Types are compared, never asked with `isinstance`:
that would wake every lazy object of the process.)
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

FLOORS = ("config", "media", "repository", "questionbank", "search")
Key = tuple[str, int]


def put_in_force(file: Path, changed: bytes) -> None:
    """Swaps what differs between the file and `changed`. ValueError where Python cannot, or where nothing differs."""
    source = file.read_bytes()
    before, after = _codes(source, file), _codes(changed, file)
    swaps = {
        (name, code.co_firstlineno): new
        for name, codes in before.items()
        for code, new in zip(codes, after.get(name, []), strict=False)
        if code != new
    }
    done = sum(_swap(function, swaps[key]) for key, function in _functions(file) if key in swaps)
    done += _set_constants(file, ast.parse(source), ast.parse(changed))
    if not done:
        raise ValueError("nothing of it is in force in this process")
    forget_answers()


def forget_answers() -> None:
    """What functions of the house remember of earlier calls."""
    for found in gc.get_objects():
        if type(found) is functools._lru_cache_wrapper and (found.__module__ or "").startswith(FLOORS):
            found.cache_clear()


def _swap(function: FunctionType, code: CodeType) -> int:
    function.__code__ = code
    return 1


def _functions(file: Path) -> Iterator[tuple[Key, FunctionType]]:
    for found in gc.get_objects():
        if type(found) is FunctionType and found.__code__.co_filename == str(file):
            yield (found.__code__.co_qualname, found.__code__.co_firstlineno), found


def _codes(source: bytes, file: Path) -> dict[str, list[CodeType]]:
    found: dict[str, list[CodeType]] = defaultdict(list)
    left = [compile(source, str(file), "exec", dont_inherit=True)]
    while left:
        for inner in left.pop().co_consts:
            if isinstance(inner, CodeType):
                found[inner.co_qualname].append(inner)
                left.append(inner)
    return found


def _constants(tree: ast.Module) -> Iterator[tuple[str, str, ast.expr]]:
    """(class or empty, name, value) of what is set in the module or in a class of it."""
    for top in tree.body:
        for statement in top.body if isinstance(top, ast.ClassDef) else [top]:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    yield getattr(top, "name", ""), name, value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    yield getattr(top, "name", ""), name, value


def _set_constants(file: Path, before: ast.Module, after: ast.Module) -> int:
    old = {(owner, name): ast.dump(value) for owner, name, value in _constants(before)}
    done = 0
    for owner, name, value in _constants(after):
        if old.get((owner, name)) in {None, ast.dump(value)}:
            continue
        for module in _modules(file):
            new = eval(compile(ast.Expression(value), str(file), "eval"), vars(module))
            done += (
                _set_in_class(getattr(module, owner), name, new)
                if owner
                else _set_everywhere(module, name, new)
            )
    return done


def _set_everywhere(module: ModuleType, name: str, new: object) -> int:
    held = getattr(module, name)
    places = [
        other for other in list(sys.modules.values()) if getattr(other, "__dict__", {}).get(name) is held
    ]
    for place in places:
        setattr(place, name, new)
    return len(places)


def _set_in_class(owner: type, name: str, new: object) -> int:
    if dataclasses.is_dataclass(owner):
        names = [field.name for field in dataclasses.fields(owner) if field.init and not field.kw_only]
        defaults = list(owner.__init__.__defaults__ or ())
        first = len(names) - len(defaults)
        if name in names and names.index(name) >= first:
            defaults[names.index(name) - first] = new
            owner.__init__.__defaults__ = tuple(defaults)
            return 1
        return 0
    setattr(owner, name, new)
    return 1


def _modules(file: Path) -> Iterator[ModuleType]:
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(file):
            yield module
