"""What a reader meets in every file: one clock, one environment, small modules, and no leftovers."""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE = {".git", ".venv", ".tools", "build", ".data", ".hypothesis", "__pycache__", "node_modules"}
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40

LEFTOVERS = re.compile(
    "|".join(
        (
            r"\bTO" + "DO\\b",
            r"\bFIX" + "ME\\b",
            r"\bX" + "XX\\b",
            r"/wo" + "rk/",
            r"/ro" + "ot/",
            r"/ho" + r"me/\w",
            r"\biss" + r"ue #?\d",
            r"shared/" + "design",
            r"raise NotImplemented" + "Error",
        )
    )
)
CHASSIS = "services/chassis/chassis/"


@dataclass(frozen=True)
class OnePlace:
    """What only `places` may say: a pattern, and a line that breaks the rule."""

    pattern: re.Pattern[str]
    places: frozenset[str]
    example: str
    folders: tuple[str, ...] = ("services/",)


ONE_PLACE = {
    "the time": OnePlace(
        re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today)\("),
        frozenset({CHASSIS + "real_time.py"}),
        "opened_at = datetime.now(UTC)",
    ),
    "the environment": OnePlace(
        re.compile(r"\bos\.(environ|getenv)\b"),
        frozenset({CHASSIS + "migrations/environment.py"}),
        'folder = os.environ["FOLDER"]',
    ),
    "advisory locks": OnePlace(
        re.compile(r"\bpg_(try_)?advisory"),
        frozenset({CHASSIS + "locks.py", CHASSIS + "migrations/environment.py"}),
        'text("select pg_advisory_xact_lock(:number)")',
    ),
    "rights to read": OnePlace(
        re.compile(r"select (grant_row|revoke_row|reserve_row|open_dossier|seat_participant)\b"),
        frozenset({CHASSIS + "grants.py"}),
        "text(\"select grant_row('findings', :finding, :reader)\")",
    ),
    "untyped state": OnePlace(
        re.compile(r"\b(app|own|request|connection)\.state\b"),
        frozenset({CHASSIS + "state.py"}),
        "sessions = request.app.state.sessions",
        folders=("services/", "tests/"),
    ),
}


def kept() -> list[Path]:
    """Every text file of the repository; nothing that was made, downloaded or is anybody's own data."""
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in MADE and not name.endswith((".egg-info", "_cache"))]
        found += [Path(folder, name) for name in names]
    return [file for file in found if b"\0" not in file.read_bytes()[:4096]]


def modules(*folders: str) -> Iterator[Path]:
    """Modules of the programs, but for migrations: those are written once and say what a database says."""
    for file in kept():
        inside = file.relative_to(ROOT).as_posix()
        if file.suffix == ".py" and inside.startswith(folders) and "/migrations/versions/" not in inside:
            yield file


def lines_with(pattern: re.Pattern[str], files: Iterator[Path] | list[Path]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for file in files
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_left_over() -> None:
    texts = [
        file
        for file in kept()
        if file.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".ini", ".sh", ".sql", ""}
    ]
    assert lines_with(LEFTOVERS, texts) == []


@pytest.mark.parametrize("subject", ONE_PLACE)
def test_one_place_asks_for(subject: str) -> None:
    rule = ONE_PLACE[subject]
    elsewhere = [
        file
        for file in modules(*rule.folders)
        if file.relative_to(ROOT).as_posix() not in rule.places | {"tests/architecture/test_words.py"}
    ]
    assert lines_with(rule.pattern, elsewhere) == []


@pytest.mark.parametrize("subject", ONE_PLACE)
def test_a_second_place_would_be_found(subject: str) -> None:
    rule = ONE_PLACE[subject]
    assert rule.pattern.search(rule.example)
    assert lines_with(rule.pattern, [ROOT / place for place in sorted(rule.places)])


@pytest.mark.parametrize(
    "member", ["services/chassis", "services/suppliers", "services/dialogue", "services/gateway"]
)
def test_modules_and_functions_are_small(member: str) -> None:
    too_long = []
    for file in modules(f"{member}/"):
        text = file.read_text()
        if len(text.splitlines()) > MOST_LINES:
            too_long.append(f"{file.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MOST_LINES_OF_A_FUNCTION:
                    too_long.append(f"{file.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert too_long == []


WITHOUT_SQL = frozenset({"rules.py", "actions.py", "views.py", "schemas.py", "routes.py", "handlers.py"})
ENUM_BY_VALUE = re.compile(r"[=!]= [A-Z]\w*\.[A-Z][A-Z_]+\b(?!\.)")


def test_members_of_enums_are_compared_by_is() -> None:
    """In statements they cannot be: those stand in queries, or compare a column."""
    compared = lines_with(ENUM_BY_VALUE, [file for file in modules("services/") if file.name in WITHOUT_SQL])
    assert [line for line in compared if "col(" not in line] == []
    assert ENUM_BY_VALUE.search("if row.status == Status.DRAFT:")


@pytest.mark.parametrize("folder", ["services/", "deploy/local/", "clients/"])
def test_every_module_says_why_it_is_there(folder: str) -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in modules(folder)
        if file.read_text().strip() and file.name != "env.py" and not ast.get_docstring(ast.parse(file.read_text()))
    ]
    assert silent == []


def test_the_change_log_has_a_place_for_what_is_not_released() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in text


def test_every_distribution_is_under_the_licence_of_the_repository() -> None:
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    for file in kept():
        if file.name == "pyproject.toml" and file.parent != ROOT:
            assert 'license = "EUPL-1.2"' in file.read_text(), file


def test_decisions_are_numbered_without_gaps_and_say_what_they_must() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        text = file.read_text()
        for part in ("Status:", "Date:", "## Context", "## Decision", "## Consequences"):
            assert part in text, f"{file.name} has no {part}"
