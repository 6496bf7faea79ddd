"""Advice on Python source that was sent: nothing is mounted, nothing is run, nothing is changed."""

import ast
from contextlib import AsyncExitStack

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pyflakes import checker

DOES = ["POST /advise {code, name?}"]

router = APIRouter()
LONG_FUNCTION, MANY_ARGUMENTS, DEEP = 50, 6, 4
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)


class Source(BaseModel):
    code: str = Field(min_length=1, max_length=500_000)
    name: str = Field(default="code.py", max_length=200)


async def start(_: AsyncExitStack) -> None:
    pass


async def problems() -> list[str]:
    return []


def depth(node: ast.AST) -> int:
    inner = max((depth(child) for child in ast.iter_child_nodes(node) if not isinstance(child, FUNCTIONS)), default=0)
    return inner + isinstance(node, BLOCKS)


def shape(tree: ast.AST):
    """(line, rule, advice) of what is right but hard to read or to trust."""
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            arguments = len(node.args.posonlyargs) + len(node.args.args)
            if lines > LONG_FUNCTION:
                yield node.lineno, "long-function", f"{node.name} has {lines} lines: split it"
            if arguments > MANY_ARGUMENTS:
                yield node.lineno, "many-arguments", f"{node.name} takes {arguments} arguments: group them, or make them keyword-only"
            if depth(node) > DEEP:
                yield node.lineno, "deep-nesting", f"{node.name} nests {depth(node)} blocks: return early, or take out a function"
            for default in [*node.args.defaults, *[d for d in node.args.kw_defaults if d]]:
                if isinstance(default, (ast.List, ast.Dict, ast.Set)):
                    yield default.lineno, "mutable-default", f"{node.name} keeps one default object between its calls: use None"
        elif isinstance(node, ast.ExceptHandler) and node.type is None:
            yield node.lineno, "bare-except", "catches also KeyboardInterrupt and SystemExit: name the exceptions"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
            yield node.lineno, "runs-text", f"{node.func.id} runs whatever it is given: parse it instead"


@router.post("/advise")
def advise(source: Source):
    try:
        tree = ast.parse(source.code, source.name)
        flakes = checker.Checker(tree, source.name).messages
        found = [(m.lineno, type(m).__name__, m.message % m.message_args) for m in flakes] + list(shape(tree))
    except (SyntaxError, ValueError) as error:
        return JSONResponse({"error": f"line {getattr(error, 'lineno', None) or 1}: {error.args[0]}"}, 422)
    except RecursionError:
        return JSONResponse({"error": "nested too deeply to read"}, 422)
    advice = [{"line": line, "rule": rule, "advice": text} for line, rule, text in sorted(found)]
    return {"name": source.name, "count": len(advice), "advice": advice}
