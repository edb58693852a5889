"""How large the kernel is: lines of each file in `concord.release`, and how long its functions are.

A line is a line of the file, blank or not. A function's length is from `def` to its last line, its docstring and
comments among them; functions inside functions count for both.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from benches.measure import Line, against, alone
from concord import release

FILE_LINES, MEDIAN_LINES, P90_LINES = 400, 10, 30
"""What a file and a function may have."""


def run(*, quick: bool) -> Iterator[Line]:
    """Lines of each file, the largest against the limit, and the functions of all of them."""
    lengths: list[int] = []
    lines: dict[str, int] = {}
    for path in sorted(Path(release.__path__[0]).glob("*.py")):
        source = path.read_text(encoding="utf-8")
        lines[path.name] = len(source.splitlines())
        lengths += function_lengths(source)
    yield from (alone(f"size.{name}", count, "lines") for name, count in lines.items())
    yield against("size.largest-file", max(lines.values()), "lines", FILE_LINES)
    yield alone("size.release", sum(lines.values()), "lines")
    yield alone("size.functions", len(lengths), "functions")
    yield against("size.function-median", median(lengths), "lines", MEDIAN_LINES)
    yield against("size.function-p90", quantiles(lengths, n=10)[-1], "lines", P90_LINES)
    yield against("size.function-longest", max(lengths), "lines", P90_LINES)


def function_lengths(source: str) -> list[int]:
    """The lines of each function of a module, decorators left out."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, functions)]
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in found]
