"""The commands in the documents work when they are pasted."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.launching import Launched, launched

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def stack() -> Iterator[Launched]:
    with launched() as stack:
        yield stack


def blocks(document: str) -> str:
    """All bash blocks of a document, one after the other."""
    return "\n".join(re.findall(r"```bash\n(.*?)```", (ROOT / document).read_text(), re.DOTALL))


@pytest.mark.parametrize("document", ["README.md", "docs/tutorial.md"])
def test_every_command_of_the_document_works(stack: Launched, document: str) -> None:
    environment = os.environ | {"HRDD_DATA": str(stack.home)}
    pasted = subprocess.run(
        ["bash", "-euo", "pipefail", "-x", "-c", blocks(document)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert pasted.returncode == 0, pasted.stderr[-1500:] + pasted.stdout[-500:]
