"""Small random changes of right code: the checker must notice every one that changes a number."""

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Div),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv, ast.Mult),
    ast.Pow: (ast.Mult, ast.Div),
}
COMPARISONS: tuple[type[ast.cmpop], ...] = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
OTHER_COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OTHER_CALL = {"min": "max", "max": "min", "argmin": "argmax", "sqrt": "square", "cos": "sin"}


class Mutant(NamedTuple):
    """One changed version: what was changed, and the whole source."""

    change: str
    source: str


def mutants(source: str, name: str, limit: int, rng: np.random.Generator) -> list[Mutant]:
    """At most `limit` different mutants of the function `name` in `source`, drawn at random.

    >>> text = "def f(x):\\n    return x + 1"
    >>> [m.change for m in mutants(text, "f", 1, np.random.default_rng(0))]
    ['return x + 1 -> return x - 1']
    """
    tree = ast.parse(source)
    found: dict[str, Mutant] = {}
    original = ast.unparse(tree)
    for mutant in _all(tree, name):
        if mutant.source != original:
            found.setdefault(mutant.source, mutant)
    every = list(found.values())
    chosen = rng.permutation(len(every))[:limit]
    return [every[number] for number in sorted(chosen.tolist())]


def _all(tree: ast.Module, name: str) -> Iterator[Mutant]:
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
    count = sum(1 for _ in ast.walk(functions[0]))
    for place in range(count):
        variants = len(list(_changes(_node(functions[0], place), functions[0])))
        for number in range(variants):
            changed = copy.deepcopy(tree)
            function = next(
                n for n in changed.body if isinstance(n, ast.FunctionDef) and n.name == name
            )
            node = _node(function, place)
            statement = _statement(function, node)
            before = _first_line(statement)
            replacement = list(_changes(node, function))[number]
            _replace(function, node, replacement)
            after = _first_line(replacement if statement is node else statement)
            yield Mutant(f"{before} -> {after}", ast.unparse(ast.fix_missing_locations(changed)))


def _node(function: ast.FunctionDef, place: int) -> ast.AST:
    for number, node in enumerate(ast.walk(function)):
        if number == place:
            return node
    raise IndexError(place)


def _statement(function: ast.FunctionDef, node: ast.AST) -> ast.AST:
    """The innermost statement that holds `node`."""
    holders = [
        each
        for each in ast.walk(function)
        if isinstance(each, ast.stmt) and any(inner is node for inner in ast.walk(each))
    ]
    return min(holders, key=lambda each: sum(1 for _ in ast.walk(each)))


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _replace(function: ast.FunctionDef, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(function):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(item is old for item in value):
                setattr(parent, field, [new if item is old else item for item in value])


def _changes(node: ast.AST, function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Every replacement of `node` that this mutator knows."""
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from _other_comparisons(node)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) and node is not function.body[0]:
        yield ast.Pass()
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        names = [argument.arg for argument in function.args.args]
        if node.id in names and len(names) > 1:
            yield ast.Name(names[(names.index(node.id) + 1) % len(names)], ast.Load())


def _other_comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    operator = type(node.ops[0])
    others = (
        tuple(each for each in COMPARISONS if each is not operator)
        if operator in COMPARISONS
        else tuple(OTHER_COMPARISON[each] for each in (operator,) if each in OTHER_COMPARISON)
    )
    for other in others:
        yield ast.Compare(node.left, [other()], node.comparators)


def _other_constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(other) for other in (value + 1, value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(other) for other in (value * 2.0, value / 10.0))


def _other_calls(node: ast.Call) -> Iterator[ast.AST]:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in OTHER_CALL:
        other = OTHER_CALL[name]
        changed: ast.expr = (
            ast.Attribute(function.value, other, ast.Load())
            if isinstance(function, ast.Attribute)
            else ast.Name(other, ast.Load())
        )
        yield ast.Call(changed, node.args, node.keywords)
    if len(node.args) == 1 and not node.keywords:
        yield node.args[0]
