"""A released migration, and whatever it reads, never changes; new ones come after it and are small."""

import ast
import re
import shutil
from pathlib import Path

import pytest

from support.released_migrations import PACKAGES, ROOT, Released, faults, main, not_empty_packages

FIRST_SMALL_ONES = "20261126"
MOST_LINES_OF_A_FUNCTION = 40
NEW = '''"""Note something."""

from alembic import op
{imports}
revision = "{revision}"
down_revision = "{down}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("select 1")


def downgrade() -> None:
    op.execute("select 1")
'''


@pytest.mark.parametrize("package", PACKAGES)
def test_what_is_released_is_unchanged(package: str) -> None:
    assert list(faults(Released(ROOT, package))) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_migration_and_every_file_it_reads_is_listed(package: str) -> None:
    assert Released(ROOT, package).unlisted() == [], "list them by `make release-migrations` before they land"


def test_packages_of_released_modules_run_nothing() -> None:
    assert not_empty_packages(ROOT) == []


@pytest.mark.parametrize("service", PACKAGES[1:])
def test_functions_of_new_migrations_are_small(service: str) -> None:
    folder = Released(ROOT, service).folder / "versions"
    for file in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and file.name >= FIRST_SMALL_ONES:
                lines = (node.end_lineno or 0) - node.lineno + 1
                assert lines <= MOST_LINES_OF_A_FUNCTION, f"{file.name}: {node.name} has {lines} lines"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the services in which a test may break things."""
    shutil.copytree(ROOT / "services", tmp_path / "services", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def plant(copy: Path, name: str, *, revision: str = "planted", down: str | None = None, imports: str = "") -> Path:
    """A new migration of the gateway."""
    released = Released(copy, "gateway")
    head = re.search(r'^revision = "(.*)"', (released.folder / released.migrations()[-1]).read_text(), re.MULTILINE)
    assert head
    file = released.folder / "versions" / name
    file.write_text(NEW.format(imports=imports, revision=revision, down=down or head[1]))
    return file


@pytest.mark.parametrize(
    ("package", "path"),
    [
        ("suppliers", "versions/20261122_contracts.py"),
        ("chassis", "row_security_v1.py"),
        ("chassis", "../fencing.py"),
        ("dialogue", "library/hrdd-start-1.json"),
    ],
)
def test_an_edit_of_a_released_file_is_found(
    copy: Path, package: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Released(copy, package).folder / path
    file.write_text(file.read_text() + "\n")
    assert Released(copy, package).edited() == [path]
    file.unlink()
    assert Released(copy, package).edited() == [path]
    assert main(copy) == 1
    assert f"{package}: {path} was changed after its release." in capsys.readouterr().err


def test_a_new_migration_is_listed_once_and_frozen_from_then_on(copy: Path) -> None:
    file = plant(copy, "20991231_planted.py")
    assert Released(copy, "gateway").unlisted() == ["versions/20991231_planted.py"]
    assert main(copy) == 0
    assert Released(copy, "gateway").unlisted() == []
    file.write_text(file.read_text().replace("select 1", "select 2"))
    assert Released(copy, "gateway").edited() == ["versions/20991231_planted.py"]


def test_a_migration_does_not_import_what_may_change(copy: Path) -> None:
    plant(copy, "20991231_planted.py", imports="from gateway import settings\n")
    assert "../settings.py" in Released(copy, "gateway").unversioned()
    assert main(copy) == 1


def test_a_migration_named_for_an_earlier_day_is_refused(copy: Path) -> None:
    plant(copy, "20200101_planted.py")
    assert Released(copy, "gateway").misplaced() == ["versions/20200101_planted.py"]
    assert main(copy) == 1


def test_a_migration_between_released_ones_is_refused(copy: Path) -> None:
    plant(copy, "20261122_planted.py", down="accounts")
    doors = Released(copy, "gateway").folder / "versions/20261122_doors.py"
    doors.write_text(doors.read_text().replace('down_revision = "accounts"', 'down_revision = "planted"'))
    assert Released(copy, "gateway").misplaced() == ["versions/20261122_planted.py"]
