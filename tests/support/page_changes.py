"""The changes that a page of `docs/development` describes, in its `diff` blocks.

`PYTHONPATH=tests .venv/bin/python -m support.page_changes <page>` makes them in the working tree. A block names its
file and has hunks without line numbers: lines that are there, and lines to add or remove. `NEWEST` stands for the
newest migration of the service.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```diff\n--- ([^\n]+)\n\+\+\+ ([^\n]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
HUNK = re.compile(r"^@@.*\n", re.MULTILINE)
NEWEST = re.compile(r'"NEWEST"')


@dataclass(frozen=True)
class Change:
    """Lines of a file and what replaces them; a new file has none before."""

    path: str
    before: str
    after: str
    is_new: bool


class DoesNotFit(ValueError):
    """The file does not have the lines that a change expects, or has them more than once."""


def changes(page: Path) -> Iterator[Change]:
    for source, path, body in BLOCK.findall(page.read_text()):
        for hunk in list(filter(None, HUNK.split(body))) or [""]:
            lines = hunk.splitlines(keepends=True)
            yield Change(path, _side(lines, "-"), _side(lines, "+"), source == "/dev/null")


def _side(lines: list[str], sign: str) -> str:
    """The lines as they are before (`-`) or after (`+`); an empty line is a line of context."""
    return "".join(line[1:] or "\n" for line in lines if line[0] in (" ", "\n", sign))


def changed(page: Path) -> dict[str, str]:
    """The files of the repository that the page changes, as they are afterwards; raises DoesNotFit."""
    texts: dict[str, str] = {}
    for change in changes(page):
        file = ROOT / change.path
        if change.is_new and file.exists():
            raise DoesNotFit(f"{page.name}: {change.path} is there already")
        text = "" if change.is_new else texts.get(change.path) or file.read_text()
        if not change.is_new and text.count(change.before) != 1:
            raise DoesNotFit(f"{page.name}: {change.path} has {text.count(change.before)} times:\n{change.before}")
        texts[change.path] = text.replace(change.before, change.after) if change.before else change.after
    return {
        path: NEWEST.sub(f'"{_newest(path)}"', text) if "NEWEST" in text else text for path, text in texts.items()
    }


def _newest(path: str) -> str:
    service = Path(path).parts[1]
    script = ScriptDirectory.from_config(Config(str(ROOT / "services" / service / "alembic.ini")))
    return str(script.get_current_head())


if __name__ == "__main__":
    for name, content in changed(Path(sys.argv[1])).items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(content)
        sys.stdout.write(f"{name}\n")
