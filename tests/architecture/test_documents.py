"""Documents name things that exist: files, links, verbs of the Makefile, modules, tests and names in the code."""

import ast
import re
from collections.abc import Callable, Iterable

import pytest

from support.documents import (
    ROOT,
    broken_links,
    documents,
    unknown_imports,
    unknown_modules,
    unknown_names,
    unknown_paths,
    unknown_verbs,
)
from support.page_changes import changed, changes

Check = Callable[[str], Iterable[str]]

PAGES = [name for name in documents() if name.startswith("docs/development/")]


def unknown(document: str, *checks: Check) -> set[str]:
    """What the document names and nobody has, nor do its own changes make it."""
    made = "\n".join(change.path + change.after for change in changes(ROOT / document))
    text = (ROOT / document).read_text()
    return {name for check in checks for name in check(text) if name not in made}


@pytest.mark.parametrize("document", documents())
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    assert list(broken_links((ROOT / document).read_text(), (ROOT / document).parent)) == []


@pytest.mark.parametrize("document", documents())
def test_a_document_names_verbs_paths_and_modules_that_exist(document: str) -> None:
    assert unknown(document, unknown_verbs, unknown_paths, unknown_modules) == set()


@pytest.mark.parametrize("document", PAGES)
def test_a_page_for_developers_uses_the_names_of_the_code(document: str) -> None:
    assert unknown(document, unknown_names) == set()


@pytest.mark.parametrize("document", [page for page in PAGES if any(changes(ROOT / page))])
def test_the_changes_that_a_page_describes_fit_the_code(document: str) -> None:
    texts = {path: text for path, text in changed(ROOT / document).items() if path.endswith(".py")}
    new = {path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".") for path in texts}
    for path, text in texts.items():
        ast.parse(text, path)
        missing = [name for name in unknown_imports(text) if not any(module.endswith(f".{name}") for module in new)]
        assert missing == [], path


def test_the_guide_to_the_chassis_names_every_module() -> None:
    guide = (ROOT / "docs/development/chassis.md").read_text()
    modules = {file.name for file in (ROOT / "services/chassis/chassis").glob("*.py") if file.name != "__init__.py"}
    assert {name for name in modules if f"`{name}`" not in guide} == set()


def test_the_list_of_decisions_has_every_decision_under_its_title() -> None:
    folder = ROOT / "docs/decisions"
    titles = {file.name: file.read_text().partition("\n")[0] for file in folder.glob("[0-9]*.md")}
    lines = (folder / "README.md").read_text().splitlines()
    assert [name for name, title in titles.items() if link(name, title) not in lines] == []


def link(name: str, title: str) -> str:
    """`# 7. A title` as a line of the list."""
    number, _, words = title.removeprefix("# ").partition(". ")
    return f"{number}. [{words}]({name})"


def test_the_glossary_is_in_alphabetical_order() -> None:
    text = (ROOT / "docs/development/glossary.md").read_text()
    terms = re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE)
    assert terms == sorted(terms, key=str.casefold)
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize(
    ("check", "text", "names"),
    [
        (unknown_verbs, "Run `make tset ARGS=x`.", ["make tset"]),
        (unknown_verbs, "```sh\nmake test  # make sure\nmake no-such-verb\n```", ["make no-such-verb"]),
        (unknown_paths, "See `services/chassis/chassis/no_such.py`.", ["services/chassis/chassis/no_such.py"]),
        (unknown_paths, "See `products/no_such.py`.", ["products/no_such.py"]),
        (unknown_paths, "See `no_such.py`.", ["no_such.py"]),
        (unknown_paths, "```\ntests/conftest.py::no_such_test\n```", ["tests/conftest.py::no_such_test"]),
        (unknown_modules, "See `chassis.no_such`.", ["chassis.no_such"]),
        (unknown_modules, "See `chassis.journal.no_such`.", ["chassis.journal.no_such"]),
        (unknown_modules, "```python\nfrom chassis.no_such import x\n```", ["chassis.no_such"]),
        (unknown_names, "Call `no_such_function(x)`.", ["no_such_function"]),
    ],
)
def test_what_does_not_exist_would_be_found(check: Check, text: str, names: list[str]) -> None:
    assert list(check(text)) == names


def test_a_broken_link_would_be_found() -> None:
    text = "# A title\n[a](no_such.md) [b](README.md#no-such) [c](#a-title) [d](#no-such) [e](https://example.org)"
    assert list(broken_links(text, ROOT)) == ["no_such.md", "README.md#no-such", "#no-such"]


def test_what_exists_is_accepted() -> None:
    text = (
        "`make test`, `tests/conftest.py`, `services/<service>/<service>/app.py`, `imports/reading/`, `rules.py`,"
        " `chassis.journal`, `chassis.journal.record`, `record(session, caller, entry)`, `text/csv`, `/v1`"
    )
    assert [*unknown_verbs(text), *unknown_paths(text), *unknown_modules(text), *unknown_names(text)] == []
