"""What documents name: files, links, verbs of the Makefile, modules, tests and names in the code."""

import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("chassis", "suppliers", "dialogue", "gateway", "local_stack", "hrdd")

INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
VERB = re.compile(r"\bmake (?:-s )?([a-z][a-z-]+)\b")
PATH = re.compile(r"(?<![\w/$:.-])([.\w*<>-]+(?:/[.\w*<>-]+)+/?)(?:::(\w+))?")
FILE = re.compile(r"[\w.-]+\.(?:py|md|toml|json|sha256|lock|ini|yaml|mako|csv|sql)|\.importlinter|Makefile")
MODULE = re.compile(rf"\b(?:{'|'.join(PACKAGES)})(?:\.\w+)+\b")
IMPORT = re.compile(r"^ *(?:from|import) ([\w.]+)", re.MULTILINE)
NAME = re.compile(r"[A-Za-z_]\w{2,}(?=$|\(.*\)$)")
WORDY = {".py", ".toml", ".ini", ".mako", ".sql", ".yaml", ".csv", ""}


def documents() -> list[str]:
    return sorted(file.relative_to(ROOT).as_posix() for file in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))


def inline_code(text: str) -> list[str]:
    return INLINE.findall(FENCE.sub("", text))


def blocks(text: str, *, python_only: bool = False) -> list[str]:
    """Code blocks; those that are run (`tests/system/test_documents.py`) or applied have tests of their own."""
    found = FENCE.findall(text)
    others = {"bash", "diff"}
    return [block for language, block in found if (language == "python" if python_only else language not in others)]


@cache
def paths() -> frozenset[str]:
    """The files of the repository and their folders, from its root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [Path(line) for line in listed.splitlines() if (ROOT / line).exists()]
    return frozenset(path.as_posix() for file in files for path in (file, *file.parents) if path != Path())


@cache
def folders() -> frozenset[str]:
    return frozenset(Path(path).name for path in paths() if (ROOT / path).is_dir())


@cache
def words() -> frozenset[str]:
    """Every word in the code, its tests and its configuration, but for the tests of documents."""
    files = (ROOT / path for path in paths() if not path.startswith("docs/") and "test_documents" not in path)
    texts = (file.read_text() for file in files if file.is_file() and file.suffix in WORDY)
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))


def exists(path: str) -> bool:
    """Whether a path exists, from the root or from any folder; `*` and `<service>` stand for any name."""
    pattern = re.sub(r"<\w+>", "*", path.rstrip("/"))
    return any(fnmatch(file, pattern) or fnmatch(file, f"*/{pattern}") for file in paths())


def broken_links(text: str, folder: Path) -> Iterator[str]:
    for target in LINK.findall(text):
        path, _, heading = target.partition("#")
        if not (folder / path).exists():
            yield target
            continue
        linked = (folder / path).read_text() if path else text
        if heading and heading not in headings(linked):
            yield target


def headings(text: str) -> set[str]:
    """The addresses of the headings, as GitHub and GitLab make them."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def unknown_verbs(text: str) -> Iterator[str]:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for code in (*inline_code(text), *blocks(text)):
        yield from (f"make {verb}" for verb in VERB.findall(COMMENT.sub("", code)) if verb not in known)


def unknown_paths(text: str) -> Iterator[str]:
    """Paths that begin with the name of a folder, names of files, and tests within files."""
    for code in (*inline_code(text), *blocks(text)):
        for path, test in PATH.findall(code):
            if path.split("/")[0] not in folders():
                continue
            if not exists(path):
                yield path
            elif test and not re.search(rf"\bdef {test}\b", (ROOT / path).read_text()):
                yield f"{path}::{test}"
        if FILE.fullmatch(code) and not exists(code):
            yield code


def unknown_modules(text: str) -> Iterator[str]:
    for code in inline_code(text):
        yield from (name for name in MODULE.findall(code) if not FILE.fullmatch(name) and not is_importable(name))
    for block in blocks(text, python_only=True):
        yield from unknown_imports(block)


def unknown_imports(code: str) -> Iterator[str]:
    names = (name for name in IMPORT.findall(code) if name.split(".")[0] in PACKAGES)
    yield from (name for name in names if not is_importable(name))


def is_importable(name: str) -> bool:
    """Whether it is a module, or a name in one: `chassis.journal.record`."""
    if _file_of(name):
        return True
    module, _, last = name.rpartition(".")
    file = _file_of(module) if module else None
    return file is not None and re.search(rf"\b{last}\b", file.read_text()) is not None


def _file_of(module: str) -> Path | None:
    try:
        spec = find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin else None


def unknown_names(text: str) -> Iterator[str]:
    """Functions, classes, columns and fields that are named by themselves."""
    for code in inline_code(text):
        if (name := NAME.match(code)) and name[0] not in words():
            yield name[0]
