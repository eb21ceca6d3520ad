"""The benchmarks import what exists: no type checker reads them, and they run too rarely to notice."""

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
SCRIPTS = sorted(BENCH.glob("*.py"))


def imported(text: str) -> Iterator[tuple[str, str]]:
    """Module and name of each import of something from something."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, name.name) for name in node.names)


def exists(module: str, name: str) -> bool:
    holder = import_module(module)
    is_package = hasattr(holder, "__path__")
    return hasattr(holder, name) or (is_package and find_spec(f"{module}.{name}") is not None)


def missing(text: str) -> list[str]:
    return [f"{module}.{name}" for module, name in imported(text) if not exists(module, name)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_benchmark_imports_what_exists(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    assert missing(script.read_text()) == []


def test_an_import_of_something_that_is_gone_would_be_found() -> None:
    text = "from chassis import clock\nfrom chassis.clock import now, yesterday"
    assert missing(text) == ["chassis.clock.yesterday"]
