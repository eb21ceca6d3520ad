"""The import rules hold, and each of them can break."""

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEMBERS = (
    "services/chassis",
    "services/suppliers",
    "services/dialogue",
    "services/gateway",
    "deploy/local",
    "clients/hrdd",
)

PLANTED = {
    "Services never import each other": ("services/dialogue/dialogue/planted.py", "import suppliers.app"),
    "The chassis knows no service": ("services/chassis/chassis/planted.py", "import suppliers.settings"),
    "The command line knows only the public API": ("clients/hrdd/hrdd/planted.py", "import chassis.http"),
    "No service knows how it is launched": ("services/gateway/gateway/planted.py", "import local_stack.settings"),
    "Inside a service, names tell layers and imports point down": (
        "services/suppliers/suppliers/products/queries.py",
        "from suppliers.products import planted",
    ),
    "The features of a service form no circle": (
        "services/suppliers/suppliers/clauses/queries.py",
        "import suppliers.contracts.rules",
    ),
    "Rules are plain Python": ("services/suppliers/suppliers/suppliers/rules.py", "import sqlalchemy"),
    "Routes say what, never how": ("services/suppliers/suppliers/suppliers/routes.py", "import sqlmodel"),
    "Schemas know no database": ("services/suppliers/suppliers/products/schemas.py", "import sqlalchemy"),
    "Views know no database": ("services/suppliers/suppliers/contracts/views.py", "import sqlmodel"),
    "Queries and views ask no other service": (
        "services/dialogue/dialogue/reviews/queries.py",
        "import dialogue.suppliers_api.client",
    ),
    "Rules, views and queries are told the time": (
        "services/dialogue/dialogue/meetings/views.py",
        "from chassis.clock import today",
    ),
    "Engines compute and nothing else": ("services/suppliers/suppliers/matching/keys.py", "import sqlalchemy"),
    "What decides and what stores knows nothing of HTTP": (
        "services/dialogue/dialogue/dialogues/actions.py",
        "import fastapi",
    ),
    "Only chassis.tokens touches JWTs": (
        "services/dialogue/dialogue/dialogues/queries.py",
        "import jose.jwt",
    ),
}

MISPLACED = {
    "services/suppliers/suppliers/products/planted.py": "import suppliers.products.routes",
    "services/gateway/gateway/planted.py": "",
    "services/dialogue/dialogue/findings/restricted/revealing.py": "",
    "services/dialogue/dialogue/findings/restricted/helpers.py": "",
    "services/dialogue/dialogue/findings/revealing/rules.py": "",
    "services/suppliers/suppliers/matching/decision.py": "import suppliers.tables",
    "services/suppliers/suppliers/products/views.py": "import fastapi",
    "services/suppliers/suppliers/contacts/jobs.py": "import starlette",
    "services/suppliers/suppliers/contracts/handlers.py": "import fastapi",
}
FOUND = {
    "a name that tells no layer in a feature": "suppliers.products.planted: no name that a module may have there",
    "a name that tells no layer in a service": "gateway.planted: no name that a module may have there",
    "a gerund in a package": "dialogue.findings.restricted.revealing: no name that a module may have there",
    "a name that says nothing in a package": (
        "dialogue.findings.restricted.helpers: no name that a module may have there"
    ),
    "a gerund for a package": "dialogue.findings.revealing.rules: no name that a module may have there",
    "a view that knows HTTP": "suppliers.products.views is not allowed to import fastapi",
    "a job that knows HTTP": "suppliers.contacts.jobs is not allowed to import starlette",
    "a handler that knows HTTP": "suppliers.contracts.handlers is not allowed to import fastapi",
    "an engine that knows a table": "suppliers.matching.decision -> suppliers.tables",
    "an exception that is none": "suppliers.products.rules: is no exception any more",
    "an import carried up through a module that inherits its layer": (
        "suppliers.products.queries -> suppliers.products.planted -> suppliers.products.routes"
    ),
}
"""What the linter says of names and layers in the copy in which they are broken."""


def contracts() -> set[str]:
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    return {config[section]["name"] for section in config.sections() if "contract:" in section}


def linted(root: Path) -> str:
    path = os.pathsep.join(str(root / member) for member in MEMBERS)
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [program, "--no-cache"], cwd=root, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )
    return ran.stdout + ran.stderr


def broken(report: str) -> set[str]:
    return {name for name in contracts() if re.search(rf"^{re.escape(name)} BROKEN", report, re.MULTILINE)}


def test_every_import_is_allowed() -> None:
    report = linted(ROOT)
    assert (broken(report), " kept, 0 broken" in report) == (set(), True), report


def test_every_rule_is_broken_once_here() -> None:
    assert set(PLANTED) == contracts()


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy in which each rule is broken at one place."""
    root = tmp_path_factory.mktemp("planted")
    for member in MEMBERS:
        shutil.copytree(
            ROOT / member, root / member, ignore=shutil.ignore_patterns("__pycache__", "*.json", "*.js")
        )
    shutil.copytree(Path(__file__).parent, root / "tests" / "architecture", ignore=shutil.ignore_patterns("__*"))
    rules = (ROOT / ".importlinter").read_text()
    rules = re.sub(r"(?m)^exceptions =$", "exceptions =\n    suppliers.products.rules", rules)
    (root / ".importlinter").write_text(rules)
    for file, line in (*PLANTED.values(), *MISPLACED.items()):
        module = root / file
        if not module.parent.exists():
            module.parent.mkdir()
            (module.parent / "__init__.py").touch()
        with module.open("a") as text:
            text.write(f"\n{line}\n")
    return linted(root)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_that_is_broken_is_found(planted: str, rule: str) -> None:
    assert rule in broken(planted), planted


@pytest.mark.parametrize("fault", FOUND)
def test_a_wrong_name_or_layer_is_found(planted: str, fault: str) -> None:
    assert FOUND[fault] in " ".join(planted.split()), planted
