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
    "The command line knows the public API alone": ("clients/hrdd/hrdd/planted.py", "import chassis.http"),
    "No service knows how it is launched": ("services/gateway/gateway/planted.py", "import local_stack.settings"),
    "Inside a service, imports point down": (
        "services/suppliers/suppliers/products/queries.py",
        "from suppliers.products import planted",
    ),
    "The features of a service form no circle": (
        "services/suppliers/suppliers/clauses/queries.py",
        "import suppliers.contracts.rules",
    ),
    "Rules are plain Python": ("services/suppliers/suppliers/suppliers/rules.py", "import sqlalchemy"),
    "Routes say what, never how": ("services/suppliers/suppliers/suppliers/routes.py", "import sqlmodel"),
    "What decides and what stores knows nothing of HTTP": (
        "services/dialogue/dialogue/dialogues/actions.py",
        "import fastapi",
    ),
    "Only chassis.tokens touches JWTs": (
        "services/dialogue/dialogue/dialogues/queries.py",
        "import jose.jwt",
    ),
}


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
    shutil.copy(ROOT / ".importlinter", root)
    (root / "services/suppliers/suppliers/products/planted.py").write_text("import suppliers.products.routes\n")
    for file, line in PLANTED.values():
        with (root / file).open("a") as module:
            module.write(f"\n{line}\n")
    return linted(root)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_that_is_broken_is_found(planted: str, rule: str) -> None:
    assert rule in broken(planted), planted


def test_an_import_carried_up_through_a_module_of_no_layer_is_found(planted: str) -> None:
    ways = "suppliers.products.queries -> suppliers.products.planted -> suppliers.products.routes"
    assert ways in " ".join(planted.split())
