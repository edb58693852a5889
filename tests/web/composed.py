"""What findings say, read out of the source: every text that a `Finding` is made with, its holes left open.

An expression is followed back through names, conditions, calls and the arguments of whoever calls; what is only known
when the product runs (a count, an id, a marking) is a hole. Source: docs/spec/site.md W100.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import islice, product
from pathlib import Path

HOLE = "\0"
MOST = 400
"""More ways than one text is put together in."""
DEEPEST = 14
Function = ast.FunctionDef | ast.AsyncFunctionDef
Texts = frozenset[str]
UNKNOWN: Texts = frozenset({HOLE})
Constant = Callable[[str], ast.expr | None]
"""What a name stands for in a module."""


class Part(Enum):
    """What of a finding is read, by its place among the arguments."""

    PLACE = 1
    EXPECTED = 2
    FOUND = 3


@dataclass(frozen=True)
class Site:
    """A call, and where it stands."""

    module: str
    function: Function | None
    call: ast.Call


@dataclass
class Source:
    """The modules of a folder, by their path in it; `left_out` are those whose findings reach no page."""

    root: Path
    left_out: tuple[str, ...] = ()
    trees: dict[str, ast.Module] = field(init=False)

    def __post_init__(self) -> None:
        paths = sorted(self.root.rglob("*.py"))
        self.trees = {str(path.relative_to(self.root)): ast.parse(path.read_text()) for path in paths}

    def is_told(self, module: str) -> bool:
        """Whether findings of a module reach a page."""
        return not module.startswith(self.left_out)

    @cached_property
    def sites(self) -> Mapping[str, list[Site]]:
        """Every call, by the last name of what is called."""
        found = defaultdict[str, list[Site]](list)
        for module, tree in self.trees.items():
            for function, call in _calls(tree, None):
                found[_called(call)].append(Site(module, function, call))
        return found

    @cached_property
    def functions(self) -> Mapping[str, list[tuple[str, Function, bool]]]:
        """Every function by its name: its module, and whether it is a method."""
        found = defaultdict[str, list[tuple[str, Function, bool]]](list)
        for module, tree in self.trees.items():
            methods = {id(m) for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for m in c.body}
            for each in ast.walk(tree):
                if isinstance(each, Function):
                    found[each.name].append((module, each, id(each) in methods))
        return found

    @cached_property
    def _classes(self) -> Mapping[tuple[str, str], ast.ClassDef]:
        """Every class by its module and name."""
        walked = ((module, each) for module, tree in self.trees.items() for each in ast.walk(tree))
        return {(module, each.name): each for module, each in walked if isinstance(each, ast.ClassDef)}

    def words_of(self, name: str, module: str) -> Mapping[str, str]:
        """The members of an enumeration of texts as a module names it, with their values; none where it is none."""
        each = self._classes.get(self._imported(module).get(name, (module, name)))
        return _members(each) if each else {}

    @cached_property
    def _typed(self) -> Mapping[str, Texts]:
        """The fields of classes that hold a member of an enumeration, with its values."""
        found = {}
        for (module, _), each in self._classes.items():
            for one in each.body:
                if isinstance(one, ast.AnnAssign) and (words := self.words_of(ast.unparse(one.annotation), module)):
                    found[ast.unparse(one.target)] = frozenset(words.values())
        return found

    def told(self, part: Part) -> dict[str, str]:
        """Every text of a part of the findings that reach a page, with holes, and a place where it is made."""
        found: dict[str, str] = {}
        for site in self.sites["Finding"]:
            if self.is_told(site.module):
                given = _argument(site.call, part.value, part.name.casefold())
                for text in self.read(given, site.module, site.function):
                    found.setdefault(text, f"{site.module}:{site.call.lineno}")
        return found

    def raised(self, name: str, number: int, within: str = "") -> dict[str, str]:
        """Every text of an argument of an error, where it reaches a page; of one folder, if it is named."""
        told = [site for site in self.sites[name] if self.is_told(site.module) and site.module.startswith(within)]
        reads = ((site, self.read(_argument(site.call, number, ""), site.module, site.function)) for site in told)
        return {text: f"{site.module}:{site.call.lineno}" for site, texts in reads for text in texts}

    # Reading an expression

    def read(
        self, node: ast.expr | None, module: str, function: Function | None, seen: frozenset[object] = frozenset()
    ) -> Texts:
        """Every text that an expression may be."""
        if node is None or len(seen) > DEEPEST:
            return UNKNOWN

        def also(other: ast.expr | None) -> Texts:
            return self.read(other, module, function, seen | {id(node)})

        match node:
            case ast.Constant(value=str(text)):
                return frozenset({text})
            case ast.JoinedStr(values=parts):
                return _joined([also(each.value if isinstance(each, ast.FormattedValue) else each) for each in parts])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([also(left), also(right)])
            case ast.IfExp(body=one, orelse=other):
                return also(one) | also(other)
            case ast.BoolOp(values=values):
                return frozenset().union(*map(also, values))
            case ast.Attribute(value=of, attr="value"):
                return self._member(of, module, function)
            case ast.Name(id=name):
                return self._name(name, module, function, seen | {id(node)})
            case (
                ast.Subscript(value=ast.Name(id=name))
                | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"))
            ) if table := self._table(name, module, function):
                found = frozenset().union(*(self.read(each, table[0], None, seen) for each in table[1].values))
                return found.union(*map(also, node.args[1:])) if isinstance(node, ast.Call) else found
            case ast.Subscript(value=ast.Dict(values=values)):
                return frozenset().union(*map(also, values))
            case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(elt=item), *others]):
                return also(item).union(*map(also, others))
            case ast.Call():
                return self._returned(node, module, seen | {id(node)})
        return UNKNOWN

    def _member(self, of: ast.expr, module: str, function: Function | None) -> Texts:
        """A member of an enumeration that is named, or any of one that is annotated."""
        if isinstance(of, ast.Attribute):
            words = self.words_of(ast.unparse(of.value), module)
            return frozenset({words[of.attr]}) if of.attr in words else self._typed.get(of.attr, UNKNOWN)
        named = {each.arg: ast.unparse(each.annotation) for each in _parameters(function) if each.annotation}
        return frozenset(self.words_of(named.get(ast.unparse(of), ""), module).values()) or UNKNOWN

    def _name(self, name: str, module: str, function: Function | None, seen: frozenset[object]) -> Texts:
        bound = list(_bound(name, function, lambda other: self._constant(other, module)[1])) if function else []
        if (id(function), name) in seen:
            return frozenset()
        if bound:
            seen = seen | {(id(function), name)}
            return frozenset().union(*(self.read(each, module, function, seen) for each in bound))
        if function and name in {each.arg for each in _parameters(function)}:
            return self._given(name, module, function, seen)
        home, value = self._constant(name, module)
        return self.read(value, home, None, seen) if value else UNKNOWN

    def _constant(self, name: str, module: str) -> tuple[str, ast.expr | None]:
        """What a name stands for in a module, and where that is written."""
        home, name = self._imported(module).get(name, (module, name))
        assigned = (
            (each for each in self.trees[home].body if isinstance(each, (ast.Assign, ast.AnnAssign))) if home else ()
        )
        return home, next((each.value for each in assigned if name in map(ast.unparse, _targets(each))), None)

    def _table(self, name: str, module: str, function: Function | None) -> tuple[str, ast.Dict] | None:
        """The table that a name stands for, and where it is written."""
        bound = list(_bound(name, function, lambda _: None)) if function else []
        home, value = (module, bound[0]) if bound else self._constant(name, module)
        return (home, value) if isinstance(value, ast.Dict) else None

    def _given(self, name: str, module: str, function: Function, seen: frozenset[object]) -> Texts:
        """What whoever calls a function gives it."""
        if (module, function.name, name) in seen:
            return frozenset()
        seen = seen | {(module, function.name, name)}
        default = _default(name, function)
        found = set(self.read(default, module, None, seen)) if default else set[str]()
        for site in self.sites[function.name]:
            if self._is_meant(site, module, function) and (self.is_told(site.module) or not self.is_told(module)):
                given = _argument(site.call, _number(name, function), name)
                found |= self.read(given, site.module, site.function, seen) if given else set()
        return frozenset(found) or UNKNOWN

    def _is_meant(self, site: Site, module: str, function: Function) -> bool:
        is_method = any(each is function and method for _, each, method in self.functions[function.name])
        if isinstance(site.call.func, ast.Attribute):
            owner = ast.unparse(site.call.func.value)
            is_module = owner == Path(module).stem and owner in self._imported(site.module)
            return is_method is not is_module
        home = self._imported(site.module).get(function.name, (site.module, ""))[0]
        return not is_method and home == module

    def _returned(self, call: ast.Call, module: str, seen: frozenset[object]) -> Texts:
        """What a function of the product gives back."""
        if not isinstance(call.func, ast.Name):
            return UNKNOWN
        home, name = self._imported(module).get(call.func.id, (module, call.func.id))
        for where, function, is_method in self.functions[name]:
            if where == home and not is_method:
                values = [each.value for each in ast.walk(function) if isinstance(each, ast.Return)]
                return frozenset().union(*(self.read(each, where, function, seen) for each in values))
        return UNKNOWN

    def _imported(self, module: str) -> Mapping[str, tuple[str, str]]:
        """The names that a module imports from others here, with their own."""
        found: dict[str, tuple[str, str]] = {}
        for each in ast.walk(self.trees[module]):
            if isinstance(each, ast.ImportFrom) and each.module:
                path = each.module.removeprefix(f"{self.root.name}.").replace(".", "/")
                home = next((name for name in (f"{path}.py", f"{path}/__init__.py") if name in self.trees), "")
                found |= {alias.asname or alias.name: (home, alias.name) for alias in each.names}
        return found


def _calls(node: ast.AST, function: Function | None) -> Iterator[tuple[Function | None, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield function, child
        yield from _calls(child, child if isinstance(child, Function) else function)


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _members(each: ast.ClassDef) -> dict[str, str]:
    if "Enum" not in map(ast.unparse, each.bases):
        return {}
    values = (one for one in each.body if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant))
    return {ast.unparse(one.targets[0]): one.value.value for one in values if isinstance(one.value.value, str)}  # type: ignore[attr-defined]  # as asked above


def _joined(parts: Iterable[Texts]) -> Texts:
    ways = list(islice(product(*parts), MOST + 1))
    return UNKNOWN if len(ways) > MOST else frozenset("".join(way) for way in ways)


def _parameters(function: Function | None) -> list[ast.arg]:
    if function is None:
        return []
    given = function.args
    return [each for each in (*given.posonlyargs, *given.args, *given.kwonlyargs) if each.arg not in ("self", "cls")]


def _number(name: str, function: Function) -> int:
    return [each.arg for each in _parameters(function)].index(name)


def _default(name: str, function: Function) -> ast.expr | None:
    given = function.args
    placed = [*given.posonlyargs, *given.args]
    found = dict(zip([each.arg for each in placed][len(placed) - len(given.defaults) :], given.defaults, strict=True))
    found |= {each.arg: value for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value}
    return found.get(name)


def _argument(call: ast.Call, number: int, name: str) -> ast.expr | None:
    named = {each.arg: each.value for each in call.keywords}
    before = call.args[: number + 1]
    is_placed = len(before) > number and not any(isinstance(each, ast.Starred) for each in before)
    return named.get(name) or (before[number] if is_placed else None)


def _bound(name: str, function: Function, constant: Constant) -> Iterator[ast.expr | None]:
    """What a name of a function is bound to: by assignment, by a loop over what is written out; None: not known."""
    for each in ast.walk(function):
        match each:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _unpacked(name, target, value)
            case ast.AnnAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                yield from _unpacked(name, target, value)
            case ast.For(target=target, iter=over) | ast.comprehension(target=target, iter=over):
                for value in _items(over, function, constant):
                    yield from _unpacked(name, target, value)


def _items(over: ast.expr | None, function: Function, constant: Constant) -> Iterator[ast.expr | None]:
    """What stands in what is gone over, where it is written out; None: not known."""
    match over:
        case ast.Tuple(elts=items) | ast.List(elts=items):
            yield from items
        case ast.ListComp(elt=item) | ast.GeneratorExp(elt=item):
            yield item
        case ast.Name(id=name):
            values = (each for each in ast.walk(function) if isinstance(each, (ast.Assign, ast.AugAssign)))
            named = [each.value for each in values if name in map(ast.unparse, _targets(each))]
            if named:
                for each in named:
                    yield from _items(each, function, constant)
            else:
                yield from _items(constant(name), function, constant)
        case _:
            yield None


def _targets(each: ast.Assign | ast.AugAssign | ast.AnnAssign) -> list[ast.expr]:
    return each.targets if isinstance(each, ast.Assign) else [each.target]


def _unpacked(name: str, target: ast.expr, value: ast.expr | None) -> Iterator[ast.expr | None]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple):
        if isinstance(value, ast.IfExp):
            yield from _unpacked(name, target, value.body)
            yield from _unpacked(name, target, value.orelse)
        elif isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                yield from _unpacked(name, one, other)
        elif name in {ast.unparse(each) for each in target.elts}:
            yield None
